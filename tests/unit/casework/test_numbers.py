"""Golden values of case numbers, identity numbers and credit codes."""

from collections.abc import Callable
from datetime import date

import pytest

from kiosk.core.casework.case_number import CaseNumber, check_digit, grouped, issue, next_number, parse
from kiosk.core.casework.credit_code import read_credit_code, require_credit_code
from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.casework.query_code import check_query_code, query_code_from
from kiosk.core.refusal import Refusal

STATION = "999901101201"
DAY = date(2026, 11, 23)
WORD = date(2026, 6, 1)  # of the county's newest signed word


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as no:
        call()
    return no.value.code


@pytest.mark.parametrize(("terminal", "sequence", "digit"), [(1, 7, "5"), (1, 8, "3"), (2, 7, "7")])
def test_s_42_case_numbers_have_the_golden_check_digits(terminal: int, sequence: int, digit: str) -> None:
    number = issue(STATION, DAY, terminal, sequence)
    assert number == f"99990110120120261123{terminal:02}{sequence:04}{digit}"
    assert parse(number) == CaseNumber(STATION, DAY, terminal, sequence)


def test_s_42_every_mistyped_digit_and_neighbouring_swap_is_noticed() -> None:
    number = issue(STATION, DAY, 1, 7)
    for place, digit in enumerate(number):
        for other in "0123456789":
            if other != digit:
                assert code_of(lambda t=number[:place] + other + number[place + 1 :]: parse(t)) in (
                    "CASE_NUMBER_CHECK_DIGIT",
                )
    assert check_digit("0794") == "5"  # the standard's own example: 0794 -> 07945


def test_a_number_is_read_as_people_type_it() -> None:
    number = issue(STATION, DAY, 1, 7)
    assert parse(f" {number[:12]}-{number[12:20]} {number[20:]}\n").sequence == 7
    assert parse("".join(chr(ord(c) + 0xFEE0) for c in number)).station == STATION


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CASE_NUMBER_SHAPE"),
        ("1" * 26, "CASE_NUMBER_SHAPE"),
        ("1" * 28, "CASE_NUMBER_SHAPE"),
        ("9" * 26 + "x", "CASE_NUMBER_SHAPE"),
        ("99990110120120261323010007", "CASE_NUMBER_PARTS"),
        ("99990110120120261123000007", "CASE_NUMBER_PARTS"),
        ("99990110120120261123010000", "CASE_NUMBER_PARTS"),
    ],
)
def test_a_number_that_cannot_be_is_refused(text: str, code: str) -> None:
    whole = text + check_digit(text) if len(text) == 26 and code == "CASE_NUMBER_PARTS" else text
    assert code_of(lambda: parse(whole)) == code


def test_the_date_of_a_number_never_goes_back() -> None:
    first = next_number(STATION, 1, DAY, None, WORD)
    assert parse(first)[1:] == (DAY, 1, 1)
    set_back = next_number(STATION, 1, date(2026, 7, 1), first, WORD)
    assert parse(set_back)[1:] == (DAY, 1, 2)
    at_1970 = next_number(STATION, 1, date(1970, 1, 1), set_back, WORD)
    assert parse(at_1970)[1:] == (DAY, 1, 3)
    assert parse(next_number(STATION, 1, date(2026, 11, 24), at_1970, WORD))[1:] == (date(2026, 11, 24), 1, 1)


@pytest.mark.parametrize(
    "wrong", [date(1970, 1, 1), date(2026, 5, 31), date(2031, 6, 2), date(2098, 12, 31), date(2099, 1, 1)]
)
def test_a_clock_before_the_countys_newest_word_or_five_years_past_it_dates_no_number(wrong: date) -> None:
    number = next_number(STATION, 1, wrong, None, WORD)
    assert parse(number).date == WORD
    assert parse(next_number(STATION, 1, DAY, number, WORD))[1:] == (DAY, 1, 1)  # set right, it goes on as ever


def test_a_station_cut_off_for_nearly_five_years_still_dates_its_numbers() -> None:
    assert parse(next_number(STATION, 1, date(2031, 5, 30), None, WORD)).date == date(2031, 5, 30)


@pytest.mark.parametrize("word", [date(1970, 1, 1), date(2099, 5, 1)])
def test_a_county_whose_own_clock_was_wrong_bounds_no_date(word: date) -> None:
    assert parse(next_number(STATION, 1, DAY, None, word)).date == DAY
    assert parse(next_number(STATION, 1, date(1970, 1, 1), None, word)).date == date(2020, 1, 1)


def test_a_number_dated_far_ahead_is_gone_on_from_and_none_is_used_twice() -> None:
    ahead = issue(STATION, date(2098, 1, 1), 1, 9_998)
    last = next_number(STATION, 1, DAY, ahead, WORD)
    assert parse(last)[1:] == (date(2098, 1, 1), 1, 9_999)
    with pytest.raises(Refusal, match="CASE_NUMBERS_USED_UP") as no:
        next_number(STATION, 1, DAY, last, WORD)
    assert "注册文件" in no.value.text("zh") and "terminal number" in no.value.text("en")  # what to do about it
    assert parse(next_number(STATION, 2, DAY, last, WORD))[1:] == (DAY, 2, 1)


def test_a_new_terminal_number_begins_its_own_sequence() -> None:
    assert parse(next_number(STATION, 2, DAY, issue(STATION, DAY, 1, 40), WORD))[2:] == (2, 1)


def test_the_ten_thousandth_number_of_a_day_is_refused() -> None:
    assert code_of(lambda: next_number(STATION, 1, DAY, issue(STATION, DAY, 1, 9_999), WORD)) == "CASE_NUMBERS_USED_UP"


@pytest.mark.parametrize(
    ("station", "terminal", "sequence"), [("99990110120", 1, 1), (STATION, 100, 1), (STATION, 1, 0)]
)
def test_parts_out_of_range_make_no_number(station: str, terminal: int, sequence: int) -> None:
    assert code_of(lambda: issue(station, DAY, terminal, sequence)) == "CASE_NUMBER_PARTS"


def test_a_query_code_is_six_digits() -> None:
    assert check_query_code(" 012 345 ") == "012345"
    assert query_code_from(7) == "000007"
    for wrong in ("12345", "1234567", "12345a", "", "²²²²²²x"):
        assert code_of(lambda t=wrong: check_query_code(t)) == "QUERY_CODE_SHAPE"


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("11010519491231002X", date(1949, 12, 31)),
        ("440524188001010014", date(1880, 1, 1)),
        ("999901193802140037", date(1938, 2, 14)),
        ("999901195509100123", date(1955, 9, 10)),
        ("999901201506010024", date(2015, 6, 1)),
        ("999901196802290012", date(1968, 2, 29)),
    ],
)
def test_s_46_golden_identity_numbers_are_read(number: str, born: date) -> None:
    assert read_identity_number(number).born == born
    assert read_identity_number(f" {number.lower()} ").number == number


def test_s_46_the_sequence_tells_the_sex() -> None:
    assert read_identity_number("999901193802140037").male
    assert not read_identity_number("11010519491231002X").male


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105491231002", "ID_FIFTEEN_DIGITS"),
        ("11010519491231002", "ID_SHAPE"),
        ("1101051949123100X2", "ID_SHAPE"),
        ("１１0105194912310021", "ID_SHAPE"),
        ("110105194912310021", "ID_CHECK_DIGIT"),
        ("999901193802140036", "ID_CHECK_DIGIT"),
        ("999901196902290012", "ID_BIRTH_DATE"),
        ("999901196813010012", "ID_BIRTH_DATE"),
        ("999901000001010012", "ID_BIRTH_DATE"),
        ("", "ID_SHAPE"),
    ],
)
def test_s_46_each_fault_of_an_identity_number_has_its_own_refusal(text: str, code: str) -> None:
    assert code_of(lambda: read_identity_number(text)) == code


def test_nobody_is_born_tomorrow() -> None:
    assert code_of(lambda: read_identity_number("999901201506010024", date(2015, 5, 31))) == "ID_BIRTH_DATE"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("91350100M000100Y43", "企业"),
        ("91110000101623741K", "企业"),
        ("92999901MA0000003T", "个体工商户"),
        ("54999901MF0000001W", "村（居）民委员会"),
        ("11999901MB00000025", "机关"),
    ],
)
def test_s_46_golden_credit_codes_are_read(text: str, kind: str) -> None:
    assert read_credit_code(text.lower()) == (text, kind, None)


def test_s_46_a_failing_credit_code_warns_and_a_supervisor_may_accept_it() -> None:
    assert read_credit_code("91350100M000100Y44").warning == "USCC_CHECK_DIGIT"
    assert code_of(lambda: require_credit_code("91350100M000100Y44")) == "USCC_CHECK_DIGIT"
    assert require_credit_code("91350100M000100Y44", accepted_by_supervisor=True).code == "91350100M000100Y44"


@pytest.mark.parametrize("text", ["", "91350100M000100Y4", "91350100I000100Y43", "91350100Z000100Y43"])
def test_a_code_of_another_shape_is_refused(text: str) -> None:
    assert code_of(lambda: read_credit_code(text)) == "USCC_SHAPE"


def test_a_number_is_read_in_fours_from_its_end() -> None:
    number = issue(STATION, DAY, 1, 7)
    assert grouped(number) == "999 9011 0120 1202 6112 3010 0075"
    assert grouped(number).replace(" ", "") == number and parse(grouped(number)) == parse(number)
    assert (grouped("12345678"), grouped("")) == ("1234 5678", "")
