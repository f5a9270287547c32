"""Where the value of an expression differs on purpose.

A row fits the smallest expression that differs (comparison.blame), so it can be narrow: the function, and what it was
given.
"""

import math
from collections.abc import Callable

from kiosk.core.xforms.xpath.moments import looks_like_a_moment
from kiosk.core.xforms.xpath.values import number_text
from tests.conformance.comparison import Culprit, close
from tests.conformance.culprits import (
    DATES,
    DIGITS_WRITTEN,
    GEO_DIGITS,
    YEAR_10000_MS,
    a_millisecond_apart,
    cut_to_its_day,
    dated,
    error,
    formats_a_fraction,
    is_nan,
    java_writes_otherwise,
    javascripts_dates,
    matches_a_part,
    number,
    numbers_like,
    same_text,
    starts,
    takes_numbers,
    text,
    text_beside_a_date,
    texts,
)
from tests.conformance.differences import Row
from tests.conformance.grammar import JAVAROSA, OPENROSA


def row(oracle: str, name: str, why: str, fits: Callable[[Culprit], bool]) -> Row:
    """A row of EXPRESSIONS: never of a crash of ours."""
    return Row(oracle, name, why, lambda found: found.ours[0] != "crash" and fits(found))


EXPRESSIONS: tuple[Row, ...] = (
    row(
        JAVAROSA,
        "text that is no date",
        "JavaRosa stops with an error; ours is an invalid date or NaN, so that no answer ever stops a form",
        lambda found: error(found, "can't be converted to a date", "out of range for representing a date"),
    ),
    row(
        JAVAROSA,
        "no date is NaN",
        "decimal-date-time('') is a number, as every result of it is (ODK XForms); JavaRosa's is the empty text",
        lambda found: starts(found, "decimal-date-time", "decimal-time") and found.theirs == ("string", ""),
    ),
    row(
        JAVAROSA,
        "days of a date",
        "number() of a date or dateTime, or of text written like one, is days since 1970-01-01 UTC (ODK XForms, "
        "number); JavaRosa counts whole local days of a node with a date type, and reads text as no number",
        lambda found: takes_numbers(found) and dated(found) and not starts(found, *DATES),
    ),
    row(
        JAVAROSA,
        "hours of a date",
        "date() of a number keeps its time of day, as Enketo and web-forms do; JavaRosa cuts it to the local day",
        lambda found: starts(found, "date", "string(date") and cut_to_its_day(found),
    ),
    row(
        JAVAROSA,
        "to the millisecond",
        "a moment is rounded to its millisecond, as web-forms does; Java cuts it off",
        lambda found: (starts(found, "date-time") and a_millisecond_apart(found)) or formats_a_fraction(found),
    ),
    row(
        JAVAROSA,
        "years past 9999",
        "a date has a year of four digits (ODK XForms, date); JavaRosa's calendar goes on",
        lambda found: is_nan(found.ours) and found.theirs[0] == "date" and abs(found.theirs[1]) > YEAR_10000_MS,
    ),
    row(
        JAVAROSA,
        "past twelve digits",
        "two numbers that are the same to twelve digits may be written otherwise",
        lambda found: found.ours[0] == "string"
        and any(part[0] == "number" and len(number_text(part[1])) > DIGITS_WRITTEN for part in found.parts),
    ),
    row(
        JAVAROSA,
        "blank rows",
        "sum, max and min of nodes of which one is no number are NaN (XPath 1.0 §4.4, XPath 3.0); JavaRosa skips it. "
        "A form that wants it skipped says so: sum(row[n != '']/n)",
        lambda found: is_nan(found.ours) and (starts(found, "sum", "max", "min") or found.term.text.startswith("sum(")),
    ),
    row(
        JAVAROSA,
        "greatest of negatives",
        "JavaRosa's max() is never less than the smallest positive double",
        lambda found: starts(found, "max") and found.theirs == ("number", 5e-324),
    ),
    row(
        JAVAROSA,
        "decimal comma",
        "XPath 1.0 §4.4 knows the point only; JavaRosa reads 1,5 as 1.5",
        lambda found: any("," in one for one in texts(found)),
    ),
    row(
        JAVAROSA,
        "coalesce gives text",
        "coalesce() takes and gives strings (ODK XForms); JavaRosa passes the value on as it is",
        lambda found: starts(found, "coalesce") and same_text(found),
    ),
    row(
        JAVAROSA,
        "NaN as text",
        "a number that is none is stored as nothing by ODK, and so is its text here and in web-forms; JavaRosa says "
        "NaN",
        lambda found: any(map(is_nan, found.parts)) and found.ours[0] != "number",
    ),
    row(
        JAVAROSA,
        "exponents as text",
        "a number's text has no exponent (XPath 1.0 §4.2); JavaRosa writes it as Java does, 1.0E7",
        lambda found: any(map(java_writes_otherwise, found.parts)),
    ),
    row(
        JAVAROSA,
        "dateTime as text",
        "the text of a dateTime is all of it, as the node holds it; JavaRosa drops the time of day",
        lambda found: any("T" in one and looks_like_a_moment(one) for one in texts(found)),
    ),
    row(
        JAVAROSA,
        "part of a text",
        "regex() finds its pattern anywhere (ODK XForms: '[0-9]+' becomes /[0-9]+/); JavaRosa wants the whole text. "
        "Patterns of our forms are written ^…$, where both agree",
        matches_a_part,
    ),
    row(
        JAVAROSA,
        "nodes are true",
        "a node-set is true if it has a node (XPath 1.0 §4.3); to JavaRosa a node without text, or with 0, is false. "
        "A form asks ${x} != '', where both agree",
        lambda found: any(part[0] == "nodes" and text(part) in ("", "0") for part in found.parts),
    ),
    row(
        JAVAROSA,
        "nodes without a type",
        "a node is compared with text as text (XPath 1.0 §3.4); JavaRosa compares one of a number's type as a number",
        lambda found: starts(found, "({} = {})", "({} != {})") and close(*map(number, found.parts)),
    ),
    row(
        JAVAROSA,
        "halves below zero",
        "round() to places goes away from zero at a half, -0.125 to -0.13, as Enketo's and web-forms' does; JavaRosa's "
        "goes up",
        lambda found: starts(found, "round") and len(found.parts) == 2 and number(found.parts[0]) < 0,
    ),
    row(
        JAVAROSA,
        "NaN to the power of 0",
        "what is computed from no number is none, as in web-forms; Java says 1",
        lambda found: starts(found, "pow") and is_nan(found.ours) and number(found.parts[1]) == 0,
    ),
    row(
        OPENROSA,
        "NaN to the power of 0",
        "what is computed from no number is none, as in web-forms; JavaScript says 1",
        lambda found: starts(found, "pow") and is_nan(found.ours) and number(found.parts[1]) == 0,
    ),
    row(
        JAVAROSA,
        "count of a look-up",
        "JavaRosa itself breaks on count-non-empty() of a secondary instance",
        lambda found: starts(found, "count-non-empty") and error(found, "NullPointerException"),
    ),
    row(
        JAVAROSA,
        "places on Earth",
        "distance() and area() are rounded to the centimetre, as Enketo's and web-forms' are",
        lambda found: starts(found, "distance", "area")
        and found.theirs[0] == "number"
        and math.isclose(found.ours[1], found.theirs[1], rel_tol=GEO_DIGITS, abs_tol=0.01),
    ),
    row(
        JAVAROSA,
        "places as text",
        "area() and geofence() take any text of points; JavaRosa takes fields only",
        lambda found: error(found, "requires a field as the parameter"),
    ),
    row(
        JAVAROSA,
        "what is selected",
        "JavaRosa wants text as the second argument and searches ' list ' for ' value ', so that nothing is found "
        "selected between two blanks; ours compares with the items (ODK XForms, selected)",
        lambda found: starts(found, "selected")
        and (error(found, "must be in quotes") or any(not one or " " in one for one in texts(found)[1:])),
    ),
    row(
        OPENROSA,
        "JavaScript's numbers",
        "XPath 1.0 §4.4 knows no plus sign, no exponent and no other base; Enketo asks JavaScript",
        lambda found: any(map(numbers_like, texts(found))),
    ),
    row(
        OPENROSA,
        "JavaScript's dates",
        "what is no ISO date of the calendar is none; Enketo asks JavaScript, to which 2026-02-30 is 2 March and ' 8 ' "
        "is in August, and takes digits for days since 1970",
        javascripts_dates,
    ),
    row(
        OPENROSA,
        "text beside a date",
        "a text is a number beside a number, true where a boolean is wanted, and text beside a text (XPath 1.0 §3.4); "
        "Enketo makes a date of it as soon as it, or what stands beside it, is a date",
        text_beside_a_date,
    ),
    row(
        OPENROSA,
        "the moment 0",
        "a date is a number, and 0 is false (XPath 1.0 §4.3); to Enketo every date is true",
        lambda found: any(part[0] == "date" and part[1] == 0 for part in found.parts) and found.ours[0] == "boolean",
    ),
    row(
        OPENROSA,
        "to the millisecond",
        "a moment is rounded to its millisecond, as web-forms does; JavaScript cuts it off",
        lambda found: a_millisecond_apart(found) or formats_a_fraction(found),
    ),
    row(
        OPENROSA,
        "substring before the first",
        "characters are counted from 1 (XPath 1.0 §4.2); Enketo's own treatment of a start before that, or of NaN, "
        "differs by browser",
        lambda found: starts(found, "substring"),
    ),
    row(
        OPENROSA,
        "NaN as text",
        "a number that is none is stored as nothing by ODK, and so is its text here and in web-forms; Enketo says NaN",
        lambda found: any(map(is_nan, found.parts)),
    ),
    row(
        OPENROSA,
        "exponents as text",
        "a number's text has no exponent (XPath 1.0 §4.2); Enketo writes it as JavaScript does, 1e-7",
        lambda found: any("e-" in str(part[1]) or "e+" in str(part[1]) for part in found.parts),
    ),
    row(
        OPENROSA,
        "or of ands",
        "Enketo itself breaks on some mixed and, or",
        lambda found: starts(found, "({} or {})", "({} and {})") and error(found, "TypeError"),
    ),
    row(
        OPENROSA,
        "halves below zero",
        "round() of a half goes up, -2.5 to -2 (XPath 1.0 §4.4); Enketo's goes away from zero",
        lambda found: starts(found, "round") and number(found.parts[0]) < 0,
    ),
    row(
        OPENROSA,
        "times of UTC",
        "decimal-time() takes Z as it takes +00:00; Enketo does not",
        lambda found: starts(found, "decimal-time") and texts(found)[0].endswith("Z"),
    ),
    row(
        OPENROSA,
        "true numbers",
        "only 1 and true are true to boolean-from-string() (ODK XForms); to Enketo every positive number is",
        lambda found: starts(found, "boolean-from-string"),
    ),
    row(
        OPENROSA,
        "translate",
        "the first of two equal characters counts, and one without a counterpart is removed (XPath 1.0 §4.2); the DOM "
        "that Enketo runs on here does neither",
        lambda found: starts(found, "translate"),
    ),
    row(
        OPENROSA,
        "blanks between the selected",
        "the items of a list are what stands between white space (ODK XForms); Enketo counts nothing between two "
        "blanks as an item",
        lambda found: starts(found, "selected", "selected-at")
        and texts(found)[0] != " ".join(texts(found)[0].split()),
    ),
    row(
        OPENROSA,
        "no limit",
        "-1 alone is no limit of a checklist (ODK XForms); to Enketo every negative number is, and a weight that is no "
        "number is 0",
        lambda found: starts(found, "checklist", "weighted-checklist"),
    ),
    row(
        JAVAROSA,
        "no limit",
        "-1 alone is no limit of a checklist (ODK XForms); to JavaRosa every negative number is",
        lambda found: starts(found, "checklist"),
    ),
)
