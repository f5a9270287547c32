"""A case for its agent: how it stands, what happened, every gap of a correction, and names masked until asked for."""

import json

import pytest

from kiosk.core.carriage.certificate import verify_chain
from kiosk.core.casework.codes import GapReason, gap_code
from kiosk.core.casework.kinds import Kind
from kiosk.core.catalogue.matters import Material, Necessity
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.casefile import casefile, contact
from kiosk.desk.correction import NOTHING_ASKED, Gap, addition_to, correction_of
from kiosk.desk.deeds import Wanted, act, case_of
from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import make_ask, next_offer
from kiosk.desk.settling import absorb
from kiosk.desk.staffing import sign_out
from kiosk.desk.station import Station
from tests.answers_by_hand import answers_for
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import bare_example, example, photographs


@pytest.fixture
def number(station: Station) -> str:
    return entrust(station, bare_example()).receipt.number


def entrusted_to_the_county(station: Station) -> str:
    """A case of a matter that the county itself accepts: its own node may ask for the correction."""
    matter = next(
        one for one in station.document.matters
        if one.accept_tier == Level.COUNTY and one.agent_allowed == "Y" and len(one.materials) > 1
    )  # fmt: skip
    held = [{"number": one.number, "held": "原件", "copies": 1} for one in matter.materials]
    given = {"matter": matter.code, "answers": answers_for(matter.code), "materials": held}
    return entrust(station, example(**given)).receipt.number


def corrected(station: Station, county: CountyByHand, number: str, gaps: tuple[int, ...]) -> None:
    """The county asks for a correction, and its notice comes down."""
    act(station, Wanted(number, "forward", {}))
    county.take(next_offer(station, station.county, 1_000_000).batch)
    asked = county.decide(number, Kind.CORRECTION_ASKED, {"gaps": gaps})
    me = verify_chain(station.identity.chain, station.root)
    county.send(me, asked, json.dumps({"notice": "请补两样材料"}, ensure_ascii=False).encode())
    absorb(station, county.answer(make_ask(station).signed, county.acknowledge()), (station.county,))


def test_a_case_says_who_masked_and_what_happened(station: Station, number: str) -> None:
    file = casefile(station, number)
    told = json.loads(bare_example())["principal"]
    assert told["name"] not in repr(file) and told["phone"] not in repr(file) and told["id_number"] not in repr(file)
    assert file.principal[0] == told["name"][0] and "*" in file.principal
    assert [one.kind for one in file.happened] == [Kind.ENTRUSTED]
    assert file.truths == ("recorded",) and file.due is not None
    assert "forward" in file.deeds and "rate" not in file.deeds
    assert (file.task, file.weighs_materials) == ("forward", True)


def test_a_case_lists_the_materials_as_they_were_handed_in(station: Station) -> None:
    number = entrust(station, example(), photographs()).receipt.number
    told = {row["number"]: row for row in json.loads(example())["materials"]}
    listed = casefile(station, number).materials
    assert {one.number: (one.held, one.photographs) for one in listed} == {
        which: (row["held"], len(row.get("attachments", ()))) for which, row in told.items()
    }
    assert any(one.photographs for one in listed) and all(one.name for one in listed)


def test_how_to_reach_the_principal_is_opened_when_asked_for(station: Station, number: str) -> None:
    told = json.loads(bare_example())["principal"]
    reached = contact(station, number)
    assert (reached.name, reached.phone) == (told["name"], told["phone"])
    assert told["id_number"] not in repr(reached)


def test_what_was_written_with_a_deed_is_read_beside_it(station: Station, number: str) -> None:
    act(station, Wanted(number, "add-material", {"materials": "2", "note": "下午送来"}, attached=(photographs()[0],)))
    added = casefile(station, number).happened[-1]
    assert (added.kind, added.texts, added.photographs) == (Kind.MATERIAL_ADDED, ("下午送来",), 1)
    assert added.facts["materials"] == (2,)


@pytest.mark.parametrize("reading", [casefile, contact])
def test_nobody_signed_in_reads_no_case(station: Station, number: str, reading: object) -> None:
    sign_out(station)
    with pytest.raises(Refusal, match="UNLOCK_NEEDED"):
        reading(station, number)  # type: ignore[operator]


def test_a_correction_lists_every_gap_and_ticks_off_what_came(station: Station, county: CountyByHand) -> None:
    number = entrusted_to_the_county(station)
    gaps = (gap_code(1, GapReason.MISSING), gap_code(2, GapReason.UNREADABLE))
    corrected(station, county, number, gaps)
    file = casefile(station, number)
    assert "resubmit" in file.deeds and file.correction is not None
    matter = station.document.catalogue.matter(file.case.matter)
    assert file.correction.notice == "请补两样材料"
    assert [(gap.material, gap.name, gap.reason) for gap in file.correction.gaps] == [
        (1, matter.materials[0].name, GapReason.MISSING),
        (2, matter.materials[1].name, GapReason.UNREADABLE),
    ]
    assert (file.task, file.weighs_materials) == ("resubmit", False)
    assert file.correction.lacking() == (1, 2) and file.correction.due is not None
    act(station, Wanted(number, "add-material", {"materials": "1"}))
    again = correction_of(station, case_of(station, number))
    assert again is not None and [gap.brought for gap in again.gaps] == [True, False]
    assert (again.lacking(), again.brought()) == ((2,), (1,))
    assert (again.lacking({2}), again.brought({2})) == ((), (1, 2)), "what is here and not handed in yet counts too"


def test_a_case_that_was_never_asked_has_no_correction(station: Station, number: str) -> None:
    assert correction_of(station, case_of(station, number)) is None


def test_a_material_with_two_gaps_is_brought_once_and_an_addition_asks_for_nothing() -> None:
    gap = Gap(gap_code(3, GapReason.MISSING), 3, "户口簿", GapReason.MISSING, brought=False)
    twice = NOTHING_ASKED._replace(gaps=(gap, gap._replace(reason=GapReason.UNREADABLE)))
    assert (twice.lacking(), twice.lacking({3}), twice.brought({3})) == ((3,), (), (3,))
    added = addition_to([Material(1, "申请表", Necessity.REQUIRED), Material(2, "户口簿", Necessity.CONDITIONAL)])
    assert [(one.material, one.name, one.reason) for one in added.gaps] == [(1, "申请表", None), (2, "户口簿", None)]
    assert (added.notice, added.brought(), added.brought({2}), added.lacking({2})) == ("", (), (2,), (1,))
