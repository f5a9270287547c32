"""Kinds are frozen; facts are closed, coded and bounded."""

import datetime
from typing import Any

import pytest

from kiosk.core.casework.codes import Result, SuspendedFor, Tier, Unit, word
from kiosk.core.casework.kinds import FIRST_CARRIAGE_KIND, KINDS, BadFacts, Kind, facts_pack, facts_unpack
from kiosk.core.event import Level
from tests.unit.casework.history import PROMISE, entrusted_facts

FROZEN = (
    "Entrusted 1, Received 2, Lapsed 3, MaterialAdded 4, Reached 5, Forwarded 6, Accepted 7, CorrectionAsked 8, "
    "Declined 9, DeemedAccepted 10, Returned 11, Corrected 12, CorrectionLapsed 13, HandlingStarted 14, PassedUp 15, "
    "Concluded 16, StepDone 17, Suspended 18, Resumed 19, Extended 20, JointOpened 21, JointClosed 22, ResultSent 23, "
    "Delivered 24, FollowedUp 25, Archived 26, Withdrawn 27, Voided 28, HandedOver 29, Rated 30, Complained 31, "
    "Purged 32, Erased 33, SupplyAllowed 34, Supplied 35, SupplyLapsed 36, ProofPromised 37, PromiseChecked 38, "
    "CardIssued 39, CardRevoked 40, OpinionAsked 41, OpinionGiven 42, OpinionDefaulted 43, GatheringCalled 44, "
    "NoticeSigned 45, AttendanceNoted 46, Surveyed 47, Prioritised 48, MandateRevoked 49, MandateGiven 50, "
    "FeesBilled 51, FeesPaid 52, Linked 53, Visited 54"
)


def test_the_numbers_of_the_kinds_are_frozen() -> None:
    assert ", ".join(f"{KINDS[kind].name} {kind}" for kind in Kind) == FROZEN
    assert max(Kind) < FIRST_CARRIAGE_KIND


def test_only_ratings_and_complaints_are_sealed_past_the_station() -> None:
    past = {kind: row.audience for kind, row in KINDS.items() if row.audience != "case"}
    assert past == {Kind.RATED: "rating", Kind.COMPLAINED: "complaint"}


def test_facts_survive_packing() -> None:
    facts = entrusted_facts(Level.VILLAGE, Tier.OUTSIDE)
    packed = facts_pack(Kind.ENTRUSTED, facts)
    assert packed == {1: True, 2: "MZ-01", 3: 3, 4: 1, 5: 4, 6: 0}
    assert facts_unpack(Kind.ENTRUSTED, packed) == facts
    deemed = {**PROMISE, "on": datetime.date(2026, 2, 12)}
    assert facts_pack(Kind.DEEMED_ACCEPTED, deemed)[5] == 20260212
    assert facts_unpack(Kind.DEEMED_ACCEPTED, facts_pack(Kind.DEEMED_ACCEPTED, deemed)) == deemed


def test_a_list_has_one_wire_form() -> None:
    assert facts_pack(Kind.CORRECTION_ASKED, {"gaps": [302, 101, 101]}) == {1: (101, 302)}
    assert facts_unpack(Kind.CORRECTION_ASKED, {1: [101, 302]}) == {"gaps": (101, 302)}
    with pytest.raises(BadFacts):
        facts_unpack(Kind.CORRECTION_ASKED, {1: [302, 101]})


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (Kind.CONCLUDED, {}),
        (Kind.CONCLUDED, {"result": 6}),
        (Kind.CONCLUDED, {"result": True}),
        (Kind.CONCLUDED, {"result": Result.GRANTED, "note": "张三"}),
        (Kind.SUSPENDED, {"reason": "忙"}),
        (Kind.EXTENDED, {"days": 61}),
        (Kind.EXTENDED, {"days": 10.0}),
        (Kind.REACHED, {"at_ms": -1}),
        (Kind.PASSED_UP, {"to": 5}),
        (Kind.HANDED_OVER, {"to": Tier.OUTSIDE}),
        (Kind.CORRECTION_ASKED, {"gaps": ()}),
        (Kind.CORRECTION_ASKED, {"gaps": tuple(range(1, 66))}),
        (Kind.CORRECTION_ASKED, {"gaps": "12"}),
        (Kind.ENTRUSTED, entrusted_facts(matter="低保")),
        (Kind.ENTRUSTED, entrusted_facts(matter="A" * 17)),
        (Kind.ENTRUSTED, entrusted_facts(matter="MZ-01\n")),
        (Kind.ENTRUSTED, entrusted_facts(mandate=1)),
        (Kind.RATED, {"grade": 1}),
        (77, {}),
    ],
)
def test_facts_that_do_not_fit_are_refused(kind: int, facts: dict[str, Any]) -> None:
    with pytest.raises(BadFacts) as no:
        facts_pack(kind, facts)
    assert no.value.code == "BAD_FACTS"


@pytest.mark.parametrize("wire", [{}, {1: 1, 2: 1}, {1: "granted"}, {2: 1}, {1: 1, "x": 1}, {1: [1]}, {1: 20260230}])
def test_wire_facts_that_do_not_fit_are_refused(wire: dict[int, Any]) -> None:
    with pytest.raises(BadFacts):
        facts_unpack(Kind.CONCLUDED, wire)


def test_an_impossible_date_is_refused() -> None:
    with pytest.raises(BadFacts):
        facts_unpack(Kind.DEEMED_ACCEPTED, {**facts_pack(Kind.ACCEPTED, PROMISE), 5: 20260230})


def test_every_code_has_the_offices_word() -> None:
    assert word(SuspendedFor.HEARING) == "听证"
    for kind in KINDS.values():
        for field in kind.facts.values():
            members = getattr(field.coded, "members", ())
            assert all(word(member) for member in members)
    assert word(Unit.CALENDAR_DAYS) == "个自然日"
