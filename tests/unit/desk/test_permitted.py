"""The buttons of a case are the case table's own answer, for every state, level and person."""

import json
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.core.casework.afterwards import Following
from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import FollowedUpBy, GapReason, Result, Tier, gap_code
from kiosk.core.casework.commands import COMMANDS, Power, fields_from_text
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import Command, decide, permitted_commands
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import ONLY_WITH_CODE, Wanted, act, case_of
from kiosk.desk.entrusting import entrust
from kiosk.desk.opening import Opener
from kiosk.desk.permitted import ANSWERED, NOT_ASKED, NOT_AT_THE_WINDOW, OVERRIDE, Ask, asked_of, deeds_on
from kiosk.desk.staffing import Issued, sign_out
from kiosk.desk.station import Station
from tests.county_by_hand import CountyByHand
from tests.desk_by_hand import entrusted
from tests.kiosk_by_hand import bare_example, make_station, opened


@pytest.fixture
def case(station: Station) -> Case:
    return case_of(station, entrust(station, bare_example()).receipt.number)


def in_state(case: Case, state: State, handler: Level = Level.VILLAGE, accept: Level = Level.TOWNSHIP) -> Case:
    """The same case standing elsewhere, without the long way there: the table asks for no more than this."""
    return replace(
        case, state=state, handler=handler, accept_tier=accept, decide_tier=Tier(int(accept)), concluded_by=accept
    )


@pytest.mark.parametrize("state", list(State))
def test_the_buttons_of_every_state_are_what_a_command_is_judged_by(station: Station, case: Case, state: State) -> None:
    for handler in Level:
        for accept in Level:
            stands = in_state(case, state, handler, accept)
            shown = deeds_on(station, stands)
            none_may = {"allow-later", "promise-proof"}  # this matter's catalogue lets nothing follow, nor be promised
            left_out = {"entrust", *ONLY_WITH_CODE, *NOT_AT_THE_WINDOW, *none_may}
            assert set(shown) == set(permitted_commands(stands, Level.VILLAGE, "V001")) - left_out
            for name in set(COMMANDS) - left_out:
                # `decide` asks state, level and power first: any other no comes from a field that is not filled in yet
                answer = decide(stands, Command(name, {}, "V001", Level.VILLAGE), 0, None)
                code = answer.code if isinstance(answer, Refusal) else ""
                asks_for_more = code in ("", "FIELD_MISSING", "FIELD_NOT_VALID", "MATTER_TERMS_MISSING")
                assert (name in shown) == asks_for_more, (name, state, code)


def test_nobody_signed_in_has_no_button(station: Station, case: Case) -> None:
    assert deeds_on(station, case)
    sign_out(station)
    assert deeds_on(station, case) == ()


def test_what_needs_a_power_is_a_button_only_of_whoever_has_it(tmp_path: Path, case: Case, station: Station) -> None:
    stands = in_state(case, State.IN_HANDLING, accept=Level.VILLAGE)
    assert "extend" not in deeds_on(station, stands) and "conclude" in deeds_on(station, stands)
    assert station.signed_in is not None
    station.signed_in = replace(station.signed_in, powers=frozenset({Power.DEPARTMENT_HEAD}))
    assert "extend" in deeds_on(station, stands)


def test_every_field_of_every_command_is_asked_or_left_out_by_name(station: Station, case: Case) -> None:
    for name, row in COMMANDS.items():
        if name in {"entrust", *NOT_AT_THE_WINDOW}:
            continue
        asked = {one.name for one in asked_of(station, case, name)}
        assert asked == ({*row.facts, *row.body} - {*NOT_ASKED, OVERRIDE, *ANSWERED.get(name, ())}), name


def test_a_choice_offers_what_the_command_reads(station: Station, case: Case) -> None:
    (way, outcome, note) = asked_of(station, in_state(case, State.DELIVERED), "follow-up")
    assert (way.ask, [one.code for one in way.offered]) == (Ask.CHOICE, list(FollowedUpBy))
    assert [one.zh for one in outcome.offered] == ["满意", "基本满意", "不满意"]
    assert (note.ask, note.chars_max) == (Ask.TEXT, 500)
    for one in way.offered:
        assert fields_from_text("follow-up", {"way": one.value})["way"] is one.code


def test_a_result_that_is_not_decided_here_is_not_offered(station: Station, case: Case) -> None:
    here = in_state(case, State.IN_HANDLING, accept=Level.VILLAGE)
    result = next(one for one in asked_of(station, here, "conclude") if one.name == "result")
    assert [one.code for one in result.offered] == [Result.GRANTED, Result.REFUSED, Result.RETURNED]


def test_materials_are_offered_by_name_and_gaps_by_name_and_reason(station: Station, case: Case) -> None:
    matter = station.document.catalogue.matter(case.matter)
    (materials, _) = asked_of(station, case, "add-material")
    assert [one.zh for one in materials.offered] == [material.name for material in matter.materials]
    gaps = next(one for one in asked_of(station, case, "correct") if one.ask is Ask.GAPS)
    assert len(gaps.offered) == (len(matter.materials) + 1) * len(GapReason)
    first = next(one for one in gaps.offered if one.material == 1 and one.code is GapReason.EXPIRED)
    assert first.value == str(gap_code(1, GapReason.EXPIRED)) and matter.materials[0].name in first.zh


def test_only_what_the_catalogue_lets_be_promised_is_offered_for_a_promise(station: Station) -> None:
    matter = station.document.catalogue.matter("WJ-01")
    alone = in_state(case_of(station, entrusted(station, "王秀英", matter).number), State.RECEIVED)
    assert "promise-proof" in deeds_on(station, alone)
    (materials, signature, _) = asked_of(station, alone, "promise-proof")
    assert [one.material for one in materials.offered] == [2] and signature.required
    assert "allow-later" not in deeds_on(station, replace(alone, accept_tier=Level.VILLAGE)), "nothing of it may follow"


def test_what_is_still_owed_is_all_that_can_be_supplied_and_a_day_is_asked_from_today_on(
    station: Station, case: Case
) -> None:
    owed = Following((2, 3), date(2026, 12, 1), case.entrusted)
    stands = replace(in_state(case, State.FORWARDED), following=owed)
    assert "supply" in deeds_on(station, stands) and "supply" not in deeds_on(station, in_state(case, State.FORWARDED))
    (materials, _) = asked_of(station, stands, "supply")
    assert [one.material for one in materials.offered] == [2, 3]
    until = next(one for one in asked_of(station, stands, "prioritise") if one.name == "until")
    assert until.ask is Ask.DAY and until.today == china_date(station.now().wall_ms)


def test_fees_can_be_paid_up_to_what_is_owed(station: Station, case: Case) -> None:
    stands = replace(in_state(case, State.IN_HANDLING), billed_fen=1_250, paid_fen=250)
    fen = asked_of(station, stands, "pay")[0]
    assert (fen.ask, fen.low, fen.high) == (Ask.MONEY, 1, 1_000)
    assert "pay" not in deeds_on(station, in_state(case, State.IN_HANDLING)), "nothing was billed"


def test_who_confirms_what_was_registered_alone_signs_for_it(
    tmp_path: Path, station: Station, issued: Issued, case: Case
) -> None:
    signature = next(one for one in asked_of(station, case, "receive") if one.ask is Ask.SIGNATURE)
    assert signature.required
    assert next(one for one in asked_of(station, case, "deliver") if one.ask is Ask.SIGNATURE).required
    assert next(one for one in asked_of(station, case, "revoke-mandate") if one.ask is Ask.SIGNATURE).required
    assert not next(one for one in asked_of(station, case, "withdraw") if one.ask is Ask.SIGNATURE).required


def test_the_signature_of_a_confirmed_entrustment_is_sealed_into_it(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    issued = make_station(folder, CountyByHand(2))
    with opened(folder) as alone:
        number = entrust(alone, bare_example()).receipt.number
    strokes = json.loads(bare_example())["signature"]
    with opened(folder, issued) as station:
        done = act(station, Wanted(number, "receive", {}, json.dumps(strokes).encode()))
        assert done.case.state is State.RECEIVED
        body = Opener(station).body(done.event.hash)
        assert body is not None and body["signature"] == strokes


def test_the_outcome_of_a_follow_up_lies_in_its_sealed_body(station: Station) -> None:
    command = Command("follow-up", fields_from_text("follow-up", {"outcome": "content"}), "V001", Level.VILLAGE)
    number = entrust(station, bare_example()).receipt.number
    stands = in_state(case_of(station, number), State.DELIVERED)
    drafts = decide(stands, command, 0, None)
    assert not isinstance(drafts, Refusal)
    assert drafts[0].body is not None and drafts[0].body["outcome"] == 1 and drafts[0].facts == {}
