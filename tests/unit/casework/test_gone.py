"""What an Erased and a Purged take follows from heads alone, the same in whatever order they came."""

import random

import pytest

from kiosk.core.casework.gone import gone_of
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event, Level
from tests.unit.casework.history import History

VILLAGE, COUNTY = Level.VILLAGE, Level.COUNTY
ERASED, PURGED = {"why": 1, "attachments": (bytes(32),)}, {"why": 1}


def test_an_erased_takes_everything_that_it_comes_after_and_not_itself() -> None:
    history = History().accepted()
    before = {event.hash for event in history.events}
    word = history.add(Kind.ERASED, COUNTY, ERASED)
    gone = gone_of(history.events)
    assert gone.erased == dict.fromkeys(before, word) and gone.purged == {}


def test_what_was_written_without_knowing_of_it_keeps_its_body_and_what_knew_too() -> None:
    history = History().accepted()
    latest = history.case.latest
    word = history.add(Kind.ERASED, COUNTY, ERASED)
    unknowing = history.add(Kind.COMPLAINED, VILLAGE, after=latest)
    knowing = history.add(Kind.COMPLAINED, VILLAGE)
    gone = gone_of(history.events)
    assert {unknowing.hash, knowing.hash, word.hash}.isdisjoint(gone.erased)
    again = history.add(Kind.ERASED, COUNTY, ERASED)
    gone = gone_of(history.events)
    assert gone.erased[unknowing.hash] == again and gone.erased[knowing.hash] == again


def test_the_row_that_a_purge_kept_is_a_copy_and_goes_whenever_it_comes() -> None:
    history = History().accepted()
    latest = history.case.latest
    history.add(Kind.ERASED, COUNTY, ERASED)
    row = history.add(Kind.PURGED, VILLAGE, PURGED, after=latest)
    assert row.hash in gone_of(history.events).erased


def test_a_village_erases_nothing_for_others_and_purges_for_itself_alone() -> None:
    history = History().accepted()
    own = [event.hash for event in history.events]
    history.add(Kind.ERASED, VILLAGE, ERASED)
    word = history.add(Kind.PURGED, VILLAGE, PURGED)
    gone = gone_of(history.events)
    assert gone.erased == {}
    assert {event for node, event in gone.purged if node == word.head.node} >= set(own)
    assert {node for node, _ in gone.purged} == {word.head.node}


def test_nothing_is_gone_without_a_word() -> None:
    assert gone_of(History().accepted().events) == ({}, {})


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_arrival_changes_nothing(seed: int) -> None:
    history = History().accepted()
    latest = history.case.latest
    history.add(Kind.ERASED, COUNTY, ERASED)
    history.add(Kind.COMPLAINED, VILLAGE, after=latest)
    history.add(Kind.PURGED, VILLAGE, PURGED)
    shuffled: list[Event] = random.Random(seed).sample(history.events, len(history.events))
    assert gone_of(shuffled) == gone_of(history.events)
