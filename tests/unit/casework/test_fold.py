"""R-FOLD: order of arrival changes nothing, duplicates change nothing, what is missing is waited for."""

from collections.abc import Iterable

from msgspec.structs import replace

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.fold import CaseKey, by_case, comes_after, extend, fold, replay
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.event import Event
from tests.unit.casework.history import COUNTY, NUMBER, PROMISE, TOWNSHIP, VILLAGE, History, entrusted_facts, event_of


def hashes(events: Iterable[Event]) -> set[bytes]:
    return {event.hash for event in events}


def test_an_event_whose_after_is_missing_waits_and_then_lands() -> None:
    history = History().forwarded()
    entrusted, forwarded, reached = history.events
    without = fold([entrusted, reached])
    assert without.waiting == (reached,)
    assert without.case is not None and without.case.state is State.RECEIVED
    assert without.set_aside == {}
    assert fold([reached, forwarded, entrusted]).case == history.case


def test_nothing_folds_to_nothing() -> None:
    assert replay([]) is None


def test_an_event_of_a_log_comes_after_its_given_predecessor() -> None:
    history = History().entrusted()
    entrusted = history.events[0]
    # Forwarded does not name MaterialAdded, but was written after it in the same log.
    history.add(Kind.MATERIAL_ADDED, VILLAGE, {"materials": (1,)}, after=(entrusted.hash,))
    history.add(Kind.FORWARDED, VILLAGE, after=(entrusted.hash,))
    folded = fold(reversed(history.events))
    assert [event.head.kind for event in folded.landed] == [Kind.ENTRUSTED, Kind.MATERIAL_ADDED, Kind.FORWARDED]


def test_of_two_ready_events_the_handlers_comes_first() -> None:
    """The township accepts while the village withdraws: both knew the same case."""
    for spoiler in range(8):  # whatever the hashes are
        history = History().forwarded()
        seen = history.case.latest
        history.now_ms += spoiler
        history.add(Kind.WITHDRAWN, VILLAGE, after=seen)
        history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE, after=seen)
        folded = fold(history.events)
        assert [event.head.kind for event in folded.landed[-2:]] == [Kind.ACCEPTED, Kind.WITHDRAWN]
        assert folded.case is not None and folded.case.state is State.WITHDRAWN


def test_of_two_ready_events_of_one_level_the_lower_hash_comes_first() -> None:
    history = History().forwarded()
    seen = history.case.latest
    one = history.add(Kind.COMPLAINED, COUNTY, after=seen, node=b"n" * 8)
    two = history.add(Kind.COMPLAINED, COUNTY, after=seen, node=b"m" * 8)
    assert fold(history.events).landed[-2:] == tuple(sorted((one, two), key=lambda event: event.hash))


def test_the_loser_of_two_decisions_is_set_aside_and_kept() -> None:
    winners = set()
    for spoiler in range(8):  # so that each of the two has the lower hash sometimes
        history = History().forwarded()
        seen = history.case.latest
        history.now_ms += spoiler
        returned = history.add(Kind.RETURNED, TOWNSHIP, {"why": 1}, after=seen, node=b"n" * 8)
        accepted = history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE, after=seen, node=b"m" * 8)
        folded = fold(history.events)
        loser, why = (
            (returned, "NOT_FORWARDED") if accepted.hash < returned.hash else (accepted, "NOT_WITH_ACCEPT_TIER")
        )
        assert folded.set_aside == {loser.hash: why}
        assert folded.case is not None and folded.case.set_aside == (loser.hash,)
        winners.add(folded.case.state)
    assert winners == {State.RECEIVED, State.ACCEPTED}


def test_an_event_that_lands_before_any_entrustment_is_set_aside() -> None:
    history = History()
    early = history.add(Kind.COMPLAINED, COUNTY)
    history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(), after=(early.hash,))
    folded = fold(history.events)
    assert folded.set_aside == {early.hash: "NO_SUCH_CASE"}
    assert folded.case is not None and folded.case.set_aside == (early.hash,)
    assert folded.case.latest == (history.events[1].hash,)


def test_duplicates_change_nothing() -> None:
    history = History().in_handling()
    assert fold(history.events * 3) == fold(history.events)


def test_an_event_that_comes_last_extends_like_a_fold_from_scratch() -> None:
    history = History().in_handling()
    folded = fold([])
    for number, event in enumerate(history.events, 1):
        folded = extend(folded, event)
        assert folded == fold(history.events[:number])
    assert extend(folded, history.events[2]) is folded


def test_the_latest_events_are_those_that_nothing_comes_after() -> None:
    history = History().forwarded()
    seen = history.case.latest
    assert seen == (history.events[-1].hash,)
    one = history.add(Kind.COMPLAINED, VILLAGE, after=seen)
    two = history.add(Kind.COMPLAINED, COUNTY, after=seen)
    assert history.case.latest == tuple(sorted((one.hash, two.hash)))
    joined = history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    assert joined.head.after == tuple(sorted((one.hash, two.hash)))
    assert history.case.latest == (joined.hash,)


def test_after_never_names_more_than_eight() -> None:
    history = History().entrusted()
    seen = history.case.latest
    for number in range(12):
        history.add(Kind.COMPLAINED, VILLAGE, after=seen, node=bytes([100 + number]) * 8)
    assert len(history.case.latest) == 8
    assert len(history.case.tips) == 12


def test_a_branch_of_a_log_is_folded_without_order_between_its_two() -> None:
    history = History().entrusted()
    seen = history.case.latest
    history.add(Kind.COMPLAINED, VILLAGE, after=seen, seq=2)
    history.add(Kind.MATERIAL_ADDED, VILLAGE, {"materials": (1,)}, after=seen, seq=2)
    assert len(history.case.tips) == 2
    history.add(Kind.FORWARDED, VILLAGE, after=seen, seq=3)
    folded = fold(history.events)
    assert folded.waiting == () and folded.case is not None
    assert (folded.case.complaints, folded.case.state) == (1, State.FORWARDED)


def test_events_that_come_after_each_other_wait_and_harm_nobody() -> None:
    """Two forged logs whose order contradicts their links."""
    history = History().entrusted()
    seen = history.case.latest
    late = history.add(Kind.COMPLAINED, COUNTY, after=seen, seq=6)
    middle = history.add(Kind.COMPLAINED, TOWNSHIP, after=(late.hash,))
    early = history.add(Kind.COMPLAINED, COUNTY, after=(middle.hash,), seq=5)
    folded = fold(history.events)
    assert {event.hash for event in folded.waiting} == {late.hash, middle.hash, early.hash}
    assert folded.case is not None and folded.case.complaints == 0


def test_an_event_put_before_one_that_it_comes_after_undoes_both() -> None:
    history = History().entrusted()
    late = history.add(Kind.COMPLAINED, COUNTY, seq=6)
    forged = history.add(Kind.COMPLAINED, COUNTY, after=(late.hash,), seq=5)
    folded = extend(fold(history.events[:2]), forged)
    assert folded == fold(history.events)
    assert hashes(folded.waiting) == {late.hash, forged.hash}


def test_two_entrusted_of_one_number_are_two_cases() -> None:
    history = History().entrusted()
    history.add(Kind.FORWARDED, VILLAGE)
    clone = History().on("2026-11-24")
    clone.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(decide=Tier.TOWNSHIP), node=b"c" * 8, operation=b"x" * 8)
    clone.add(Kind.FORWARDED, VILLAGE, node=b"c" * 8)
    clone.add(Kind.MATERIAL_ADDED, VILLAGE, {"materials": (1,)}, after=(), node=b"c" * 8)  # its log tells
    astray = clone.add(Kind.COMPLAINED, COUNTY, after=(b"?" * 32,), node=b"z" * 8)
    parted = by_case([*clone.events, *history.events])
    one = CaseKey(NUMBER, b"\x01" * 8, history.events[0].head.operation)
    two = CaseKey(NUMBER, b"c" * 8, b"x" * 8)
    assert set(parted) == {one, two, CaseKey(NUMBER, b"", b"")}
    assert hashes(parted[one]) == hashes(history.events)
    assert hashes(parted[two]) == hashes(clone.events[:3])
    assert parted[CaseKey(NUMBER, b"", b"")] == (astray,)


def test_events_of_carriage_belong_to_no_case() -> None:
    history = History().entrusted()
    history.add(64, VILLAGE, wire={})
    assert [len(events) for events in by_case(history.events).values()] == [1]
    assert by_case(history.events[1:]) == {}


def test_an_entrustment_that_has_not_come_is_waited_for() -> None:
    history = History().forwarded()
    assert set(by_case(history.events[1:])) == {CaseKey(NUMBER, b"", b"")}
    assert fold(history.events[1:]).case is None
    assert len(fold(history.events[1:]).waiting) == 2


def test_no_deed_on_a_clone_s_case_that_is_lost_keeps_an_entrustment_of_the_same_number_waiting() -> None:
    """Two cards of one log took one number, and of one case the Entrusted is lost: what came after it stands before the
    other's in their log."""
    history = History()
    astray = history.add(Kind.DELIVERED, VILLAGE, after=(b"?" * 32,))
    entrusted = history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(), after=())
    also_astray = history.add(Kind.FOLLOWED_UP, VILLAGE, after=(astray.hash,))
    forwarded = history.add(Kind.FORWARDED, VILLAGE, after=(entrusted.hash,))
    parted = by_case(history.events)
    one = CaseKey(NUMBER, entrusted.head.node, entrusted.head.operation)
    assert hashes(parted.pop(one)) == {entrusted.hash, forwarded.hash}
    assert {key: hashes(events) for key, events in parted.items()} == {
        CaseKey(NUMBER, b"", b""): {astray.hash, also_astray.hash}
    }


def test_what_a_clone_does_on_a_case_belongs_to_it_though_the_clone_s_log_is_shorter() -> None:
    entrusted = event_of(replace(History().entrusted().events[0].head, seq=5))
    head = replace(entrusted.head, kind=Kind.FORWARDED, seq=2, operation=b"forward!", after=(entrusted.hash,))
    (parted,) = by_case([entrusted, forwarded := event_of(head)]).values()
    assert hashes(parted) == {entrusted.hash, forwarded.hash}


def test_the_same_entrustment_written_twice_is_one_case() -> None:
    history = History().entrusted()
    again = history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(), operation=history.events[0].head.operation)
    assert len(by_case(history.events)) == 1
    assert fold(history.events).set_aside == {again.hash: "OPERATION_REPEATED"}


def forks(width: int, places: int = 2) -> list[Event]:
    """One log whose every place from the second on forked into `width` events that nobody knows the kind of."""
    history = History().entrusted()
    return history.events + [
        event_of(replace(history.events[0].head, kind=60, seq=seq, operation=bytes([seq, *one.to_bytes(7, "big")])))
        for seq in range(2, 2 + places)
        for one in range(width)
    ]


def test_what_follows_a_fork_comes_after_all_its_branches() -> None:
    events = forks(3, places=3)
    landed = fold(reversed(events)).landed
    assert [event.head.seq for event in landed] == [1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    (parted,) = by_case(events).values()
    assert hashes(parted) == hashes(events)


def test_the_links_of_a_forked_log_grow_with_its_events_and_not_with_their_square() -> None:
    """One station can write two thousand branches at each of two places in a batch of a megabyte."""
    for width in (100, 200):
        events = forks(width)
        before = comes_after({event.hash: event for event in events})
        assert sum(len(earlier) for earlier in before.values()) < 3 * len(events)


def test_a_case_is_told_through_a_fork_by_what_its_branches_come_after() -> None:
    """Two cases of one number: what follows a fork in a log belongs to the case of the branches, where they agree."""
    history = History().entrusted()
    first = history.events[0]
    other = history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(), after=(), node=b"other..!")
    head = replace(first.head, kind=60, seq=2, after=(first.hash,))
    branches = [event_of(replace(head, operation=bytes([one] * 8))) for one in (1, 2)]
    last = event_of(replace(head, seq=3, after=(), operation=bytes(8)))
    parted = by_case([*history.events, *branches, last])
    assert {len(events) for events in parted.values()} == {1, 4}
    assert last in parted[CaseKey(NUMBER, first.head.node, first.head.operation)]
    assert parted[CaseKey(NUMBER, other.head.node, other.head.operation)] == (other,)
