"""What the county has not confirmed is never said plainly: the promised time, and who decides."""

from importlib.resources import files

import pytest
from msgspec.structs import replace

from kiosk.core.catalogue.matters import TO_BE_CONFIRMED, UNCONFIRMED, Matter, one_time_notice
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.event import Level
from kiosk.screens.resident.matter_words import decider_word, limit_word, row_note
from kiosk.screens.resident.notice import SHOWN

SHEET = files("assets").joinpath("catalogue/catalogue.csv").read_bytes().decode("utf-8")
MATTER = read_catalogue(SHEET, version=1)[0].matters[0]
CONFIRMED = "confirmed by the county"
MARK = f"（{TO_BE_CONFIRMED}）"


def matter(**other: object) -> Matter:
    return replace(MATTER, decide_tier=int(Level.COUNTY), **other)


@pytest.mark.parametrize(("days", "unit"), [(10, "工作日"), (0, "当场"), (30, "自然日")])
def test_a_promise_is_marked_until_the_county_has_confirmed_it(days: int, unit: str) -> None:
    promised = {"promised_days": days, "promised_unit": unit}
    plain = limit_word(matter(**promised, promised_status=CONFIRMED))
    assert MARK not in plain
    assert limit_word(matter(**promised, promised_status=UNCONFIRMED)) == plain + MARK


def test_who_decides_is_marked_until_the_county_has_confirmed_it() -> None:
    plain = matter(decide_tier_status=CONFIRMED)
    open_ = matter(decide_tier_status=f"部分地区下放，{UNCONFIRMED}")
    assert TO_BE_CONFIRMED not in row_note(plain) + decider_word(plain)
    assert decider_word(open_) == decider_word(plain) + MARK
    assert row_note(open_) == row_note(plain).replace(decider_word(plain), decider_word(open_))


def test_a_decider_whom_the_sheet_does_not_name_is_marked_once() -> None:
    unnamed = matter(decide_tier_text=UNCONFIRMED, decide_tier_status=UNCONFIRMED)
    assert decider_word(replace(unnamed, decide_tier=4)) == TO_BE_CONFIRMED


def test_the_notice_shows_every_public_fact_but_the_name_that_heads_it() -> None:
    assert {*SHOWN, "事项名称"} == {fact.heading for fact in one_time_notice(MATTER)}
