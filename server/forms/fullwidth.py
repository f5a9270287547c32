"""What a Chinese keyboard types where an expression wants ASCII: found, and put right.

Between quotation marks everything stays: an option or a message may well hold full-width signs.
"""

from typing import NamedTuple

# U+FF01 to U+FF5E are ASCII 0x21 to 0x7E, one by one (Unicode, Halfwidth and Fullwidth Forms).
_WIDE = {chr(0xFF01 + place): chr(0x21 + place) for place in range(0x5E)}
_WIDE |= {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "【": "[", "】": "]", "\u3000": " ",
          "《": "<", "》": ">", "—": "-", "–": "-", "−": "-", "￥": "$"}  # fmt: skip
_CLOSES = {'"': '"', "'": "'"}


class Narrowed(NamedTuple):
    """`text` has the same length as what was written; `found` are the signs that were changed, each once."""

    text: str
    found: tuple[str, ...]


def narrowed(written: str) -> Narrowed:
    """The expression with ASCII signs outside of quotation marks, and full-width quotation marks made straight."""
    out: list[str] = []
    found: dict[str, None] = {}
    closing = ""
    for sign in written:
        plain = _WIDE.get(sign, sign)
        if closing:  # inside a string: only its end is looked for
            ends = plain == closing
            out.append(plain if ends else sign)
            if ends:
                closing = ""
                found |= {sign: None} if plain != sign else {}
            continue
        closing = _CLOSES.get(plain, "")
        found |= {sign: None} if plain != sign else {}
        out.append(plain)
    return Narrowed("".join(out), tuple(found))


def outside_quotes(text: str) -> str:
    """The text with everything between quotation marks (and the marks) blanked out; the length stays."""
    out: list[str] = []
    closing = ""
    for sign in text:
        inside = bool(closing) or sign in _CLOSES
        closing = "" if sign == closing else closing or _CLOSES.get(sign, "")
        out.append(" " if inside else sign)
    return "".join(out)
