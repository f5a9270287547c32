"""Functions of strings."""

import base64

from ..patterns import pattern_of
from ..scope import Scope
from ..values import SPACE, Value, string_of
from .function import ODK, XPATH, Arguments, Function, every_value, number, of_strings, of_the_node, text
from .numbers import half_up, whole

_SPACES = {ord(space): " " for space in SPACE}

def concat(scope: Scope, given: Arguments) -> Value:
    """All strings and the strings of all nodes, one after the other. ODK XForms, concat."""
    return "".join(string_of(value) for value in every_value(given, scope))


def join(scope: Scope, given: Arguments) -> Value:
    """The same with a separator between. ODK XForms, join; several arguments of either kind are taken."""
    return text(given[0], scope).join(string_of(value) for value in every_value(given[1:], scope))


def substr(scope: Scope, given: Arguments) -> Value:
    """From the 0-based start to before the end; negative ones count from the end. ODK XForms, substr."""
    value = text(given[0], scope)
    start = whole(number(given[1], scope))
    end = whole(number(given[2], scope)) if len(given) > 2 else len(value)
    return "" if start is None or end is None else value[start:end]


def substring(scope: Scope, given: Arguments) -> Value:
    """The characters whose 1-based places are at least round(start), less than round(start) + round(length).
    XPath 1.0 §4.2, with its cases of NaN and infinity."""
    value = text(given[0], scope)
    start = half_up(number(given[1], scope))
    end = start + half_up(number(given[2], scope)) if len(given) > 2 else float("inf")
    return "".join(character for place, character in enumerate(value, 1) if start <= place < end)


def substring_before(value: str, mark: str) -> Value:
    """XPath 1.0 §4.2."""
    before, found, _ = value.partition(mark) if mark else ("", "", "")
    return before if found else ""


def substring_after(value: str, mark: str) -> Value:
    """XPath 1.0 §4.2."""
    return value.partition(mark)[2] if mark else value


def translate(value: str, old: str, new: str) -> Value:
    """Each character of `old` becomes the one at its place in `new`, or nothing. XPath 1.0 §4.2."""
    table: dict[str, str] = {}
    for place, character in enumerate(old):
        table.setdefault(character, new[place : place + 1])
    return "".join(table.get(character, character) for character in value)


def normalize_space(value: Value, scope: Scope) -> Value:
    """XPath 1.0 §4.2: the white space of XML alone."""
    words = string_of(value).translate(_SPACES).split(" ")
    return " ".join(word for word in words if word)


def regex(value: str, expression: str) -> Value:
    """Whether the pattern fits anywhere in the value: write ^ and $ where the whole is meant. ODK XForms, regex:
    "'[0-9]+' becomes /[0-9]+/"."""
    return pattern_of(expression).fits(value)


def base64_decode(value: str) -> Value:
    """The text in UTF-8 that base64 encodes, empty if it is none. ODK XForms, base64-decode."""
    packed = "".join(value.split()).rstrip("=")
    try:
        decoded = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except ValueError:
        return ""
    return decoded.decode("utf-8", "replace")


STRINGS = (
    of_the_node("string", lambda value, scope: string_of(value), XPATH),
    Function("concat", 0, None, concat, ODK),
    Function("join", 1, None, join, ODK),
    Function("substr", 2, 3, substr, ODK),
    Function("substring", 2, 3, substring, XPATH),
    of_strings("substring-before", 2, 2, substring_before, XPATH),
    of_strings("substring-after", 2, 2, substring_after, XPATH),
    of_strings("translate", 3, 3, translate, XPATH),
    of_the_node("string-length", lambda value, scope: float(len(string_of(value))), XPATH),
    of_the_node("normalize-space", normalize_space, XPATH),
    of_strings("contains", 2, 2, lambda value, part: part in value, XPATH),
    of_strings("starts-with", 2, 2, str.startswith, XPATH),
    of_strings("ends-with", 2, 2, str.endswith, ODK),
    of_strings("regex", 2, 2, regex, ODK),
    of_strings("base64-decode", 1, 1, base64_decode, ODK),
)
