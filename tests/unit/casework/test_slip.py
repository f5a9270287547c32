"""The slip: coded on the wire, a sentence on the screen."""

from datetime import date
from typing import Any

import pytest

from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.codes import Unit
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.slip import (
    STATE_CODES,
    NotASlip,
    Slip,
    Template,
    due_line,
    pack_slip,
    sentence,
    slip_for,
    unpack_slip,
)
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from tests.unit.casework.history import PROMISE, History

SLIP = Slip(State.IN_CORRECTION, Level.VILLAGE, 1_795_312_800_000, 20261207, True, Template.IN_CORRECTION, (101, 305))


def test_a_slip_comes_back_from_the_wire_as_it_went() -> None:
    assert unpack_slip(pack_slip(SLIP)) == SLIP


def test_every_state_has_a_code_of_its_own() -> None:
    assert set(STATE_CODES) == set(State) and len(set(STATE_CODES.values())) == len(State)


def test_the_numbers_on_the_wire_are_frozen() -> None:
    assert pack_slip(SLIP) == [4, 1, 1_795_312_800_000, 20261207, True, 5, [101, 305]]
    assert [STATE_CODES[state] for state in State] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]


@pytest.mark.parametrize(
    "wire",
    [
        None,
        [],
        [4, 1, 0, 0, 1, 5, []],
        [99, 1, 0, 0, True, 5, []],
        [4, 4, 0, 0, True, 5, []],
        [4, 1, -1, 0, True, 5, []],
        [4, 1, 0, 0, True, 99, []],
        [4, 1, 0, 0, True, 5, ["a name"]],
        [4, 1, 0, 0, True, 5, [1] * 65],
        [4, 1, 1 << 60, 0, True, 5, []],
        [4, 1, 0, 0, True, 5, [True]],
    ],
)
def test_what_is_no_slip_is_not_read_as_one(wire: Any) -> None:
    with pytest.raises(NotASlip):
        unpack_slip(wire)


def test_a_correction_names_every_gap_in_the_words_of_the_matter() -> None:
    said = sentence(SLIP, "zh", ("申请书", "身份证", "户口簿"))
    assert "申请书（缺少）" in said and "户口簿（不完整）" in said
    assert "material 1 (missing)" in sentence(SLIP, "en")


def test_the_last_day_is_shown_with_its_doubt() -> None:
    assert due_line(SLIP) == "这一步最晚到2026年12月7日（暂定）"
    assert due_line(SLIP._replace(due=0)) == ""


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_template_makes_a_sentence_even_of_codes_it_does_not_know(template: Template, language: str) -> None:
    for params in ((), (77, 77), (1, 1)):
        said = sentence(SLIP._replace(template=template, params=params), language)
        assert said and "{" not in said


def test_a_slip_shows_the_limit_that_ends_first() -> None:
    late = RunningClock("T3", date(2026, 11, 1), date(2027, 1, 10), 30, Unit.WORKING_DAYS, False, True)
    soon = RunningClock("T2", date(2026, 11, 1), date(2026, 12, 1), 18, Unit.WORKING_DAYS, False, False)
    case = History().entrusted().case
    slip = slip_for(case, 5, (late, soon))
    assert (slip.due, slip.provisional, slip.at_ms) == (20261201, False, 5)


def test_c_06_a_resident_reads_what_is_still_to_come_until_it_has_come() -> None:
    history = History().forwarded()
    history.add(Kind.REACHED, Level.COUNTY, {"at_ms": history.now_ms})
    history.add(Kind.SUPPLY_ALLOWED, Level.TOWNSHIP, {"materials": (2,), "until": date(2026, 12, 10)})
    assert slip_for(history.case, 5, ()).template is Template.FORWARDED, "nobody has accepted it yet"
    history.add(Kind.ACCEPTED, Level.TOWNSHIP, PROMISE)
    owed = slip_for(history.case, 5, ())
    assert (owed.template, owed.params) == (19, (20261210, 2))
    assert unpack_slip(pack_slip(owed)) == owed
    told = sentence(owed, "zh", ["身份证", "照片"])
    assert told == "已受理，还要补交照片，最晚2026年12月10日。逾期不补，这件事就退回。"
    assert sentence(owed, "en") == "Accepted; still to come by 2026-12-10: material 2. Without it the case is returned."
    history.add(Kind.SUPPLIED, Level.VILLAGE, {"materials": (2,)})
    assert slip_for(history.case, 5, ()).template is Template.ACCEPTED
