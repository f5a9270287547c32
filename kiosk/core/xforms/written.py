"""What a question, or any node, can hold: its data type and the kind of its control taken together."""

import re
from collections.abc import Sequence

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.controls import Control
from kiosk.core.xforms.datatypes import read_number, write_value
from kiosk.core.xforms.structure import Part

VALUE_CHARS_MAX = 100_000  # a calculation that doubles a text forty times stops here
ANSWER_CHARS_MAX = 10_000
OFFERED_SHOWN_MAX = 10  # values of choices in a refusal
CONFIRMED = "OK"  # what a trigger holds when it is confirmed
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(part: Part, text: str) -> str:
    """`text` as the part holds it, "" where it can hold no such thing."""
    if not (text.isascii() and text.isprintable()) or len(text) > VALUE_CHARS_MAX:
        text = _NO_XML.sub("", text)[:VALUE_CHARS_MAX]
    control = part.control
    if control is not None:
        if control.tag in ("select", "rank"):
            return " ".join(text.split())
        if control.tag == "trigger":
            return CONFIRMED if text.strip().upper() == CONFIRMED else ""
        if control.tag == "range" and not in_range(control, text):
            return ""
    return write_value(part.bind.kind, text)


def in_range(control: Control, value: str) -> bool:
    """Whether a number lies between the `start` and `end` of a range, whichever of them is the greater."""
    bounds = sorted(read_number(control.attributes.get(name, "")) for name in ("start", "end"))
    return bounds[0] <= read_number(value) <= bounds[1]


def admit(part: Part, value: str, offered: Sequence[str]) -> str:
    """An answer as the part will hold it; `offered` are the values of its choices.

    Raises Refusal FORM_ANSWER_TYPE for one that it cannot hold.
    """
    tag = "" if part.control is None else part.control.tag
    if len(value) > ANSWER_CHARS_MAX:
        raise _no(part, f"超过{ANSWER_CHARS_MAX}字", f"it is longer than {ANSWER_CHARS_MAX} characters")
    if tag == "select1":
        if value and value not in offered:
            raise _no(part, f"不在选项中{_among(offered, '、')}", f"it is not among the choices {_among(offered, ', ')}")
        return value
    if tag in ("select", "rank"):
        return _chosen(part, value.split(), offered, every=tag == "rank")
    held = write(part, value)
    if value and not held:
        raise _no(part, *_EXPECTED.get(tag, _EXPECTED.get(part.bind.kind, _EXPECTED[""])))
    return held


def _among(offered: Sequence[str], between: str) -> str:
    """The first values that could stand there, in brackets."""
    more = "…" if len(offered) > OFFERED_SHOWN_MAX else ""
    return f"({between.join(offered[:OFFERED_SHOWN_MAX])}{more})"


def _chosen(part: Part, values: list[str], offered: Sequence[str], every: bool) -> str:
    """Several choices: in their own order, or if `every` one is to be named in that of the answer."""
    if any(value not in offered for value in values) or len(set(values)) < len(values):
        raise _no(part, "不在选项中，或重复", "it is not among the choices, or named twice")
    if every:
        if values and len(values) < len(offered):
            raise _no(part, "要给每一项排序", "every choice must be put in order")
        return " ".join(values)
    return " ".join(value for value in offered if value in values)


def _no(part: Part, zh: str, en: str) -> Refusal:
    return Refusal("FORM_ANSWER_TYPE", question=part.local, reason_zh=zh, reason_en=en)


# By control or data type: what is expected.
_EXPECTED = {
    "trigger": ("只能确认", "it can only be confirmed"),
    "range": ("不在范围内", "it is out of range"),
    "int": ("要填整数", "a whole number is needed"),
    "decimal": ("要填数字", "a number is needed"),
    "date": ("要填日期，如2026-11-22", "a date such as 2026-11-22 is needed"),
    "time": ("要填时间，如09:30", "a time such as 09:30 is needed"),
    "dateTime": ("要填日期和时间", "a date and time is needed"),
    "geopoint": ("要填位置", "a place is needed"),
    "geotrace": ("要填路线", "a line of places is needed"),
    "geoshape": ("要填范围", "a closed line of places is needed"),
    "": ("含有不能保存的字符", "it has characters that cannot be kept"),
}
