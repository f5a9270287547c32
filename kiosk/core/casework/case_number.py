"""The case number 办件编号: 27 digits that a kiosk makes offline and nobody ever changes (domain 4.2).

12 place · 8 date YYYYMMDD · 2 terminal · 4 sequence of the day · 1 check digit (ISO/IEC 7064 MOD 11,10).
A label for people: identity is (node, operation). Beside it stands a 6-digit query code 查询码.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from kiosk.core.refusal import Refusal

SEQUENCE_MAX = 9_999  # a day at one terminal; four digits
TERMINAL_MAX = 99
PLAUSIBLE_FROM = date(2020, 1, 1)  # the clock's plausible range, as in ClockQuality
PLAUSIBLE_TO = date(2098, 12, 31)
AHEAD_MAX = timedelta(days=5 * 365)  # past the county's word: no station is cut off for longer and still at work


class CaseNumber(NamedTuple):
    """The parts of a number. station: 12 digits; terminal 1..99; sequence 1..9999."""

    station: str
    date: date
    terminal: int
    sequence: int


# The standard's step, (digit + product) mod 10, or 10 for 0, doubled mod 11, for every product and digit.
_PRODUCTS = tuple(tuple(((digit + product) % 10 or 10) * 2 % 11 for digit in range(10)) for product in range(11))


def check_digit(digits: str) -> str:
    """ISO/IEC 7064 MOD 11,10 over ASCII digits."""
    product = 10
    for digit in digits.encode():
        product = _PRODUCTS[product][digit - 48]
    return str((11 - product) % 10)


def issue(station: str, day: date, terminal: int, sequence: int) -> str:
    """The number of these parts; Refusal CASE_NUMBER_PARTS when one is out of range."""
    fits = re.fullmatch(r"[0-9]{12}", station) and 1 <= terminal <= TERMINAL_MAX and 1 <= sequence <= SEQUENCE_MAX
    if not fits:
        raise Refusal("CASE_NUMBER_PARTS", station=station[:12], terminal=terminal, sequence=sequence)
    body = f"{station}{day:%Y%m%d}{terminal:02}{sequence:04}"
    return body + check_digit(body)


def parse(text: str) -> CaseNumber:
    """Read a number; spaces, hyphens and full-width digits are forgiven.

    Raises Refusal CASE_NUMBER_SHAPE, CASE_NUMBER_CHECK_DIGIT or CASE_NUMBER_PARTS.
    """
    number = plain(text)
    if not re.fullmatch(r"[0-9]{27}", number):
        raise Refusal("CASE_NUMBER_SHAPE")
    if check_digit(number[:26]) != number[26]:
        raise Refusal("CASE_NUMBER_CHECK_DIGIT")
    terminal, sequence = int(number[20:22]), int(number[22:26])
    try:
        day = date(int(number[12:16]), int(number[16:18]), int(number[18:20]))
    except ValueError:
        raise Refusal("CASE_NUMBER_PARTS", station=number[:12], terminal=terminal, sequence=sequence) from None
    if not terminal or not sequence:
        raise Refusal("CASE_NUMBER_PARTS", station=number[:12], terminal=terminal, sequence=sequence)
    return CaseNumber(number[:12], day, terminal, sequence)


def grouped(number: str) -> str:
    """The number in fours counted from its end, so that people can read it aloud: the last eight stand as two."""
    head = len(number) % 4
    fours = [number[at : at + 4] for at in range(head, len(number), 4)]
    return " ".join([number[:head], *fours] if head else fours)


def plain(text: str) -> str:
    """The digits a person meant: half width, without spaces and hyphens. At most the first 64 characters are read."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text[:64]))


def next_number(station: str, terminal: int, clock_day: date, last: str | None, county_day: date) -> str:
    """The number after `last` (None: the first of this terminal).

    Its date is the later of the plausible clock and the last number's date, so that a clock set back re-uses
    nothing. county_day: of the county's newest signed word that the station holds; it stands in for a clock that is
    not plausible. A number once dated far ahead is gone on from, because an earlier date might repeat a number.
    Raises Refusal CASE_NUMBERS_USED_UP after 9999 numbers of one date.
    """
    day, sequence = _plausible(clock_day, county_day), 1
    if last is not None:
        before = parse(last)
        if (before.station, before.terminal) == (station, terminal) and before.date >= day:
            day, sequence = before.date, before.sequence + 1
    if sequence > SEQUENCE_MAX:
        raise Refusal("CASE_NUMBERS_USED_UP", limit=SEQUENCE_MAX)
    return issue(station, day, terminal, sequence)


def _plausible(clock_day: date, county_day: date) -> date:
    """The clock's day, or the county's where the clock lies before that or too far past it. Without the bound, one
    day of a clock at 2098 would date every later number, and all of them together would end at 9999."""
    first, latest = county_day, county_day + AHEAD_MAX
    if not PLAUSIBLE_FROM <= county_day <= PLAUSIBLE_TO:  # the county's own clock was wrong when it signed
        first, latest = PLAUSIBLE_FROM, PLAUSIBLE_TO
    return clock_day if first <= clock_day <= min(latest, PLAUSIBLE_TO) else first
