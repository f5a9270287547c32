"""Where a line of Chinese may end. Pure: text and widths in, lines out.

避头尾 after GB/T 15834-2011 (标点符号用法) 5.1 and W3C's “Requirements for Chinese Text Layout” 3.1.3: no line begins
with a closing mark or ends with an opening one, the two-cell marks —— and …… are not split. Ours beyond that: Latin
words and numbers stay whole, a number keeps its unit, and no last line holds one lone character.
"""

import re
from collections.abc import Callable, Iterable

Width = Callable[[str], float]

# What may not begin a line, and what may not end one.
CLOSING = frozenset("，。、；：？！）》」』】〉〕〗｝］’”…—～·,.;:?!)]}%‰℃°％")
OPENING = frozenset("（《「『【〈〔〖｛［‘“([{￥$#＃№")
UNITS = (  # zh-only
    "个工作日|工作日|个自然日|自然日|个月|小时|分钟|周岁|公里|千克|毫米|厘米|平方米|"
    "[元岁年月日天时分秒个位人项样步件份张页号次条户组米亩斤]"
)
LATIN = r"[0-9A-Za-zÀ-ɏ]"
_BEFORE = re.escape("".join(sorted(OPENING)))
_AFTER = re.escape("".join(sorted(CLOSING - set(",.;:?!"))) + ",.;:?!")
# One unbreakable piece: opening marks, then a number with its unit, a word or one character, then closing marks.
_PIECE = re.compile(  # zh-only
    rf"[{_BEFORE}]*(?:(?:第 ?)?\d+(?:[.,:：/\-–]\d+)*(?: ?(?:{UNITS}))?(?!{LATIN})|{LATIN}+(?:[.'’_@/\-:+&#]{LATIN}+)*"
    rf"|[^\s{_BEFORE}{_AFTER}])?[{_AFTER}]*"
)


def pieces(text: str) -> list[tuple[str, str]]:
    """One paragraph as (white space before, unbreakable piece) pairs; joined again they are the paragraph."""
    found, at = [], 0
    while at < len(text):
        start = at
        while at < len(text) and text[at].isspace():
            at += 1
        match = _PIECE.match(text, at)
        end = match.end() if match and match.end() > at else min(at + 1, len(text))
        found.append((text[start:at], text[at:end]))
        at = end
    return found


def break_lines(text: str, width: float, width_of: Width) -> list[str]:
    """`text` as lines no wider than `width`, in the unit of `width_of`, which measures a piece.

    Line feeds of the text stay. Only what is wider than a whole line by itself is cut within, and only a single
    character wider than the line goes over."""
    return [line for paragraph in text.split("\n") for line in _break_paragraph(paragraph, width, width_of)]


def _break_paragraph(text: str, width: float, width_of: Width) -> list[str]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for space, piece in pieces(text):
        for part in (piece,) if width_of(piece) <= width else _cut(piece, width, width_of):
            gap = space if lines[-1] else ""
            more = width_of(gap + part)
            if lines[-1] and used + more > width:
                lines.append([])
                used, gap, more = 0.0, "", width_of(part)
            lines[-1].append(gap + part)
            used += more
            space = ""
    _keep_company(lines, width, width_of)
    return ["".join(line).rstrip() for line in lines]


def _cut(piece: str, width: float, width_of: Width) -> Iterable[str]:
    """A piece wider than a line, cut where the width says, and earlier where the next line would begin wrongly."""
    start = 0
    for end in range(1, len(piece)):
        if width_of(piece[start : end + 1]) > width:
            cut = end
            while cut - 1 > start and not may_part(piece[cut - 1], piece[cut]):
                cut -= 1
            cut = cut if may_part(piece[cut - 1], piece[cut]) else end
            yield piece[start:cut]
            start = cut
    yield piece[start:]


def may_part(last: str, first: str) -> bool:
    """Whether a line may end with `last` and the next begin with `first`."""
    return last not in OPENING and first not in CLOSING


def _keep_company(lines: list[list[str]], width: float, width_of: Width) -> None:
    """Give a lone character on the last line its neighbour from the line above."""
    if len(lines) < 2 or len(lines[-1]) > 1 or len(lines[-2]) < 4:
        return
    alone, neighbour = lines[-1][0], lines[-2][-1]
    letters = [char for char in alone if char not in CLOSING and char not in OPENING]
    if len(letters) != 1 or neighbour.startswith(" ") or width_of(neighbour + alone) > width:
        return
    lines[-1].insert(0, lines[-2].pop())
