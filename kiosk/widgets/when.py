"""A day or a time as it is typed part by part, and as a form keeps it. Pure; the pad is its face.

What is typed may be unfinished: `1950/3/` has no day yet. What a form keeps is whole: `1950-03-12` (ODK XForms, data
types date, time and dateTime; a day that is only a month or a year is its first day, appearances month-year and year).
"""

import calendar

PARTS = {
    "date": ("year", "month", "day"),
    "month-year": ("year", "month"),
    "year": ("year",),
    "time": ("hour", "minute"),
    "date_time": ("year", "month", "day", "hour", "minute"),
}
YEAR_DIGITS = 4
YEAR_LEAST = "1000"  # of four digits; nobody alive is older
FEBRUARY_LEAP_YEAR = "2000"  # while no year is typed, February may have 29 days
ZONE = "+08:00"  # China Standard Time, the only civil time the office knows


def split(kind: str, typed: str) -> dict[str, str]:
    """The parts of what is typed, "" for each that is still open."""
    given = typed.split("/")
    return {part: given[at] if at < len(given) else "" for at, part in enumerate(PARTS[kind])}


def join(parts: dict[str, str]) -> str:
    """The same as one text; "" where no part is there."""
    return "/".join(parts.values()) if any(parts.values()) else ""


def days_in(year: str, month: str) -> int:
    """How many days that month has; 31 while it is open."""
    if not month:
        return 31
    return calendar.monthrange(int(year if len(year) == YEAR_DIGITS else FEBRUARY_LEAP_YEAR), int(month))[1]


def value_of(kind: str, typed: str) -> str:
    """What the form keeps; "" while a part is open, or there is no such day."""
    parts = split(kind, typed)
    if not all(parts.values()) or int(parts.get("year", YEAR_LEAST)) < int(YEAR_LEAST):
        return ""
    if int(parts.get("day", "1")) > days_in(parts.get("year", ""), parts.get("month", "")):
        return ""
    two = {part: f"{int(text):02}" for part, text in parts.items()}
    day = f"{parts['year']}-{two.get('month', '01')}-{two.get('day', '01')}" if "year" in parts else ""
    clock = f"{two['hour']}:{two['minute']}:00.000{ZONE}" if "hour" in parts else ""
    return "T".join(filter(None, (day, clock)))


def typed_of(kind: str, value: str) -> str:
    """What is typed for a value that the form keeps; "" for none, or for what is none."""
    day, _, clock = value.partition("T") if kind != "time" else ("", "", value)
    numbers = [*day.split("-"), *clock.split(":")[:2]] if clock else day.split("-")
    numbers = [number for number in numbers if number]
    if not all(number.isdecimal() for number in numbers) or len(numbers) < len(PARTS[kind]):
        return ""
    first = numbers[0] if kind != "time" else str(int(numbers[0]))
    return "/".join([first, *(str(int(number)) for number in numbers[1 : len(PARTS[kind])])])
