"""R-RAW, R-KEY, R-BRANCH and what a certificate allows: a batch taken apart, each event alone."""

from typing import Any

import pytest

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, write_batch
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.cose import SIGN1_START
from kiosk.core.carriage.examine import Examined, examine, fault_of
from kiosk.core.carriage.head import log_name
from kiosk.core.carriage.kinds import NODE_CERTIFIED
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from tests.carriage_by_hand import (
    FACTS,
    NEIGHBOUR,
    THE_COUNTY,
    TOWNSHIP,
    TOWNSHIP_STATION,
    VILLAGE,
    County,
    Log,
    batch_of,
    case_number,
    entrusted_log,
    frame,
    signing,
    village_log,
)

ROOT = THE_COUNTY.root_public
NODE = bytes(8)


def judged(*frames: Frame, **more: Any) -> Examined:
    return examine(read_batch(write_batch(NODE, frames)), more.pop("known", {}), ROOT, **more)


def reasons(examined: Examined) -> list[Quarantine]:
    return [apart.reason for apart in examined.apart]


def test_r_raw_a_whole_log_is_taken_with_the_certificate_it_brings() -> None:
    log, _ = entrusted_log()
    examined = examine(read_batch(batch_of(log)), {}, ROOT)
    assert [taken.event for taken in examined.taken] == [w.event for w in log.all] and not examined.apart
    assert {taken.awaiting for taken in examined.taken} == {None}
    assert examined.identities == {log.name: log.identity}


def test_r_raw_what_cannot_be_read_is_set_apart_alone() -> None:
    log, _ = entrusted_log()
    first, key, entrusted = (frame(w) for w in log.all)
    forged = bytearray(key.payload)
    forged[200] ^= 1
    garbled = Frame(FrameType.EVENT, SIGN1_START + b"no event at all")
    chunk = Frame(FrameType.CHUNK, b"no chunk")
    ack = Frame(FrameType.ACKNOWLEDGEMENT, b"no acknowledgement")
    examined = judged(first, garbled, Frame(FrameType.EVENT, bytes(forged)), chunk, ack, entrusted)
    assert [taken.event.head.seq for taken in examined.taken] == [1, 3]
    assert len(examined.apart) == 4
    assert garbled.payload in [apart.raw for apart in examined.apart]


def test_r_raw_an_event_whose_certificate_has_not_come_waits() -> None:
    log, _ = entrusted_log()
    examined = judged(*map(frame, log.all[1:]))
    assert [taken.awaiting for taken in examined.taken] == [Quarantine.AWAITING_CERTIFICATE] * 2
    assert all(t.awaiting is None for t in judged(*map(frame, log.all[1:]), known={log.name: log.identity}).taken)


@pytest.mark.parametrize("order", [[2, 1, 0], [1, 2, 0], [0, 2, 1], [2, 2, 0, 1, 1, 0]])
def test_r_raw_re_ordered_and_duplicated_frames_are_all_taken(order: list[int]) -> None:
    log, _ = entrusted_log()
    examined = judged(*(frame(log.all[i]) for i in order))
    assert [taken.event.head.seq - 1 for taken in examined.taken] == order and not examined.apart
    assert all(taken.awaiting is None for taken in examined.taken)


def test_r_raw_an_unknown_kind_is_taken_and_keeps_its_exact_bytes() -> None:
    log = village_log()
    unknown = log.write(4_711, case_number(), {1: 2})
    examined = judged(*map(frame, log.all))
    assert examined.taken[1].event.signed == unknown.event.signed


def test_a_foreign_county_is_set_apart_with_all_that_goes_on_from_it() -> None:
    foreign = County("foreign")
    log = Log(foreign.enrol("stranger", VILLAGE), signing("stranger"))
    log.write()
    own, _ = entrusted_log()
    examined = judged(*map(frame, log.all), *map(frame, own.all))
    assert reasons(examined) == [Quarantine.FOREIGN] * 2
    assert [taken.event for taken in examined.taken] == [w.event for w in own.all]


def test_a_foreign_certificate_under_a_victims_name_suppresses_nothing() -> None:
    """R-KEY. The victim's certificate is known to come later; its events wait, whoever claims its log meanwhile."""
    victim, _ = entrusted_log()
    foreign = County("foreign").enrol("stranger", VILLAGE)
    liar = Log(victim.identity, signing("stranger"), victim.pen.log, certified=False)
    liar.write(NODE_CERTIFIED, facts={1: list(foreign.chain), 2: 1})
    examined = judged(frame(liar.all[0]), *map(frame, victim.all[1:]))
    assert reasons(examined) == [Quarantine.FOREIGN]
    assert [t.event for t in examined.taken] == [w.event for w in victim.all[1:]]
    assert not judged(frame(liar.all[0]), *map(frame, victim.all)).taken[0].awaiting


def test_r_key_another_enrolled_node_in_the_victims_place_suppresses_nothing() -> None:
    victim, _ = entrusted_log()
    attacker = Log(THE_COUNTY.enrol("attacker", NEIGHBOUR), signing("attacker"), victim.pen.log)
    assert attacker.pen.log == victim.pen.log and attacker.name != victim.name
    same_operation = victim.all[2].event.head.operation
    attacker.add(Wording(same_operation, int(Kind.ENTRUSTED), case_number(NEIGHBOUR), FACTS, "V001"))
    examined = judged(*map(frame, attacker.all), *map(frame, victim.all))
    assert not examined.apart and set(examined.identities) == {attacker.name, victim.name}
    folded = fold([t.event for t in examined.taken if t.event.head.case == case_number()])
    assert folded.case is not None and folded.case.number == case_number()


def test_r_key_a_node_cannot_write_in_another_nodes_name() -> None:
    victim = village_log()
    liar = Log(victim.identity, signing("attacker"), victim.pen.log, certified=False)
    liar.tip = victim.tip
    liar.write(case=case_number())
    assert reasons(judged(frame(victim.all[0]), frame(liar.all[0]))) == [Quarantine.BAD_SIGNATURE]


def test_r_branch_a_second_use_of_an_enrolment_key_shows_itself_even_under_the_same_log() -> None:
    first = village_log()
    second = Log(THE_COUNTY.enrol("village", VILLAGE, again=" again"), signing("village again"), first.pen.log)
    assert (second.name, second.all[0].event.hash) != (first.name, first.all[0].event.hash)
    for known in ({}, {first.name: first.identity}):
        examined = judged(frame(first.all[0]), frame(second.all[0]), frame(second.write()), known=known)
        assert [t.event for t in examined.taken] == [first.all[0].event, second.all[0].event]
        assert reasons(examined) == [Quarantine.BAD_SIGNATURE]  # what goes on from the second first event
        assert examined.identities.get(first.name, first.identity) == first.identity


def test_r_branch_two_events_of_one_place_are_both_taken() -> None:
    log = village_log()
    before = log.tip
    one = log.write(case=case_number(sequence=1))
    log.tip = before
    two = log.write(case=case_number(sequence=2))
    examined = judged(*map(frame, log.all))
    assert {one.event.hash, two.event.hash} <= {t.event.hash for t in examined.taken}


def test_a_harmed_body_or_another_events_body_is_set_apart() -> None:
    log, key = entrusted_log()
    other = log.entrust(key, case_number(sequence=2))
    harmed = bytearray(frame(log.all[2]).payload)
    harmed[-1] ^= 1
    swapped = Frame(FrameType.EVENT, log.all[2].event.signed + other.sealed)
    bodiless_with_body = Frame(FrameType.EVENT, log.all[0].event.signed + other.sealed)
    for wrong in (Frame(FrameType.EVENT, bytes(harmed)), swapped):
        assert reasons(judged(frame(log.all[0]), wrong)) == [Quarantine.BAD_BODY_HASH]
        assert reasons(judged(wrong)) == [Quarantine.BAD_BODY_HASH]
    assert reasons(judged(bodiless_with_body)) == [Quarantine.BAD_BODY_HASH]


def test_a_body_taken_off_on_the_way_is_missed_and_the_whole_event_is_welcome_later() -> None:
    log, _ = entrusted_log()
    stripped = Frame(FrameType.EVENT, log.all[2].event.signed)
    for before in ((frame(log.all[0]),), ()):
        examined = judged(*before, stripped)
        assert reasons(examined) == [Quarantine.BODY_MISSING] and len(examined.taken) == len(before)
    assert Quarantine.BODY_MISSING < Quarantine.BAD_SIGNATURE  # from there on a relay gives up offering
    assert not judged(frame(log.all[0]), stripped, frame(log.all[2])).taken[1].awaiting


def test_an_erased_body_of_the_countys_own_event_is_no_fault() -> None:
    county = Log(THE_COUNTY.identity, THE_COUNTY.key)
    _, key = entrusted_log()
    erased = county.entrust(key)
    examined = judged(frame(county.all[0]), Frame(FrameType.EVENT, erased.event.signed))
    assert not examined.apart and examined.taken[1].sealed == b""


@pytest.mark.parametrize(
    ("name", "code", "role", "level", "case", "reason"),
    [
        ("a village on its case", VILLAGE, Role.STATION, Level.VILLAGE, case_number(), None),
        ("a village on no case", VILLAGE, Role.STATION, Level.VILLAGE, "", None),
        ("a village as the county", VILLAGE, Role.STATION, Level.COUNTY, case_number(), Quarantine.OUTSIDE_ITS_LEVEL),
        (
            "a village as its township",
            VILLAGE,
            Role.STATION,
            Level.TOWNSHIP,
            case_number(),
            Quarantine.OUTSIDE_ITS_LEVEL,
        ),
        ("a village as county, no case", VILLAGE, Role.STATION, Level.COUNTY, "", Quarantine.OUTSIDE_ITS_LEVEL),
        (
            "a village on its neighbour's",
            VILLAGE,
            Role.STATION,
            Level.VILLAGE,
            case_number(NEIGHBOUR),
            Quarantine.OUTSIDE_ITS_PREFIX,
        ),
        ("a township on its village's", TOWNSHIP_STATION, Role.STATION, Level.TOWNSHIP, case_number(), None),
        (
            "a township as village",
            TOWNSHIP_STATION,
            Role.STATION,
            Level.VILLAGE,
            case_number(),
            Quarantine.OUTSIDE_ITS_LEVEL,
        ),
        (
            "a township on another's",
            TOWNSHIP_STATION,
            Role.STATION,
            Level.TOWNSHIP,
            case_number(NEIGHBOUR),
            Quarantine.OUTSIDE_ITS_PREFIX,
        ),
        ("a relay on no case", TOWNSHIP, Role.RELAY, Level.TOWNSHIP, "", None),
        ("a relay on a case", TOWNSHIP, Role.RELAY, Level.TOWNSHIP, case_number(), Quarantine.OUTSIDE_ITS_LEVEL),
    ],
)
def test_a_node_writes_at_its_own_tier_under_its_own_prefix(
    name: str, code: str, role: Role, level: Level, case: str, reason: Quarantine | None
) -> None:
    log = Log(THE_COUNTY.enrol("writer", code, role), signing("writer"))
    event = log.write(case=case, level=level).event
    assert fault_of(event, log.identity) is reason
    assert reasons(judged(*map(frame, log.all))) == ([] if reason is None else [reason])


@pytest.mark.parametrize("level", [Level.TOWNSHIP, Level.COUNTY])
def test_the_county_writes_on_every_case_and_for_its_townships(level: Level) -> None:
    log = Log(THE_COUNTY.identity, THE_COUNTY.key)
    log.write(case=case_number(NEIGHBOUR), level=level)
    assert not judged(*map(frame, log.all), prefix=TOWNSHIP).apart


def test_a_relay_takes_its_own_township_and_the_county() -> None:
    own, other = village_log(), village_log("neighbour", NEIGHBOUR)
    county = Log(THE_COUNTY.identity, THE_COUNTY.key)
    examined = judged(frame(own.all[0]), frame(other.all[0]), frame(county.all[0]), prefix=TOWNSHIP)
    assert [log_name(t.event.head) for t in examined.taken] == [own.name, county.name]
    assert reasons(examined) == [Quarantine.OUTSIDE_ITS_PREFIX]


def test_nothing_is_said_about_an_author_that_is_not_known() -> None:
    assert fault_of(village_log().all[0].event, None) is None


def test_a_certificate_event_must_be_signed_by_the_key_it_certifies() -> None:
    identity = THE_COUNTY.enrol("village", VILLAGE)
    thief = Log(identity, signing("thief"))  # another's chain, one's own key
    assert reasons(judged(frame(thief.all[0]))) == [Quarantine.FOREIGN]


@pytest.mark.parametrize("chain", [None, 7, [], [b""], [1, 2, 3], [b"x" * 700] * 3, [[]]])
def test_hostile_chains_are_foreign_and_harm_nobody(chain: Any) -> None:
    liar = Log(THE_COUNTY.enrol("village", VILLAGE), signing("village"), certified=False)
    liar.write(NODE_CERTIFIED, facts={1: chain})
    own = village_log("neighbour", NEIGHBOUR)
    examined = judged(frame(liar.all[0]), frame(own.all[0]))
    assert reasons(examined) == [Quarantine.FOREIGN] and len(examined.taken) == 1


def test_signature_checks_may_run_elsewhere() -> None:
    log, _ = entrusted_log()
    calls = []

    def run(judge, items):  # type: ignore[no-untyped-def]
        calls.append(len(list(items)))
        return [judge(item) for item in items]

    examine(read_batch(batch_of(log)), {}, ROOT, run=run)
    assert calls == [3]
