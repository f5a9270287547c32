"""Rounds of exchange come a minute apart, back off while they fail, and hurry only where the line has earned it."""

from bisect import bisect_left

import pytest

from kiosk.core.carriage.backoff import BOOT_SPREAD_S, WAIT_MAX_S
from kiosk.desk.rounds import PERIOD_S, Line, Rounds

OPEN = {"ok": True, "roads": [{"url": "-", "ok": True}]}
CLOSED = {"ok": False, "roads": [{"url": "-", "ok": False, "code": "ROAD_CLOSED"}]}


def begun(chance: float = 0.5) -> Rounds:
    rounds = Rounds(lambda: chance)
    rounds.begun()
    return rounds


def due_in_s(rounds: Rounds, now_s: float) -> float:
    """Seconds until a round is due, by the hundredth: 0.0 when it is."""
    return bisect_left(range(200_000), True, key=lambda hundredth: rounds.is_due(now_s + hundredth / 100)) / 100


def test_the_first_round_falls_anywhere_in_the_spread_after_boot() -> None:
    rounds = Rounds(lambda: 0.5)
    assert not rounds.is_due(BOOT_SPREAD_S / 2 - 1) and rounds.is_due(BOOT_SPREAD_S / 2)
    assert rounds.line is Line.UNTRIED


def test_no_round_begins_while_one_is_under_way() -> None:
    rounds = begun()
    assert not rounds.is_due(10_000) and rounds.line is Line.TRYING


def test_a_round_that_succeeded_is_followed_by_another_about_a_minute_later() -> None:
    rounds = begun()
    rounds.ended(100.0, OPEN)
    assert rounds.line is Line.OPEN
    assert due_in_s(rounds, 100.0) == pytest.approx(PERIOD_S)


def test_failed_rounds_wait_longer_each_time_up_to_ten_minutes() -> None:
    rounds, waits = begun(), []
    for _ in range(12):
        rounds.ended(0.0, CLOSED)
        waits.append(due_in_s(rounds, 0.0))
        rounds.begun()
    assert waits == sorted(waits) and waits[0] < 3 and waits[-1] == WAIT_MAX_S * 0.75
    assert rounds.line is Line.TRYING and rounds.failures == 12


def test_whoever_asks_for_patience_gets_it() -> None:
    rounds = begun()
    refused = {"url": "-", "ok": False, "code": "PEER_REFUSED", "retry_after_s": 120.0}
    rounds.ended(0.0, {"ok": False, "roads": [refused]})
    assert due_in_s(rounds, 0.0) >= 120 and rounds.line is Line.DOUBTFUL


def test_something_new_hurries_a_line_that_works_and_never_a_back_off() -> None:
    rounds = begun()
    rounds.ended(0.0, OPEN)
    rounds.hurry(0.0)
    assert due_in_s(rounds, 0.0) <= 2.0
    rounds.begun()
    rounds.ended(10.0, CLOSED)
    before = due_in_s(rounds, 10.0)
    rounds.hurry(10.0)
    assert due_in_s(rounds, 10.0) == before


def test_what_came_up_during_a_round_is_carried_soon_after_it() -> None:
    rounds = begun()
    rounds.hurry(5.0)
    rounds.ended(6.0, OPEN)
    assert due_in_s(rounds, 6.0) <= 2.0


def test_a_round_that_our_own_disk_ended_leaves_the_line_as_it_was_known() -> None:
    rounds = begun()
    rounds.ended(0.0, OPEN)
    rounds.begun()
    rounds.failed(60.0)
    assert rounds.line is Line.OPEN and rounds.failures == 1 and due_in_s(rounds, 60.0) > 0


def test_a_line_that_breaks_after_it_carried_something_is_tried_again_soon() -> None:
    rounds = begun()
    for _ in range(8):
        rounds.ended(0.0, CLOSED)
        rounds.begun()
    rounds.ended(0.0, {**CLOSED, "exchange": {"proved": {}, "chunks_left": 0}})
    assert due_in_s(rounds, 0.0) > 100
    for carried in ({"proved": {"recv": 3}}, {"proved": {}, "chunks_left": 4}):
        rounds.begun()
        rounds.ended(0.0, {**CLOSED, "exchange": carried})
        assert due_in_s(rounds, 0.0) < 3
    rounds.begun()
    asked = {"url": "-", "ok": False, "code": "PEER_REFUSED", "retry_after_s": 120.0}
    rounds.ended(0.0, {"ok": False, "roads": [asked], "exchange": {"proved": {"recv": 3}}})
    assert due_in_s(rounds, 0.0) >= 120
