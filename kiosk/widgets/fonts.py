"""The bundled fonts, made known to Kivy at import, and which of them draws a character.

Kivy has no fallback from font to font: a character that the font of a label lacks is drawn as a box. So the main
font, regular and bold, stands for every label (under Kivy's own default name too), and `shown` writes what only the
third font has in that font, and what none has as its code, 〔U+31350〕, which an office can look up: a box never
appears. What is in which file: docs/fonts.md.
"""

import math
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from kivy.core.text import Label as CoreLabel
from kivy.core.text import LabelBase
from kivy.utils import escape_markup

from kiosk.widgets.face import bundled

MAIN, RARE = "Roboto", "Rare"  # Kivy's own default name, so that no label can be without our font
INVISIBLE = ("Cc", "Cf", "Mn", "Zl", "Zp")  # by Unicode's category: what draws nothing needs no glyph
CACHED_TEXTS_MAX = 2_000
LETTERS_CACHED_MAX = 4_000
REPEATED = 8  # a letter is measured among its like, without what its edges add
_folder = files("assets") / "fonts"

LabelBase.register(MAIN, str(_folder / "NotoSansSC-Regular.otf"), fn_bold=str(_folder / "NotoSansSC-Bold.otf"))
LabelBase.register(RARE, str(_folder / "NotoSansSC-Rare.otf"))


def font_of(char: str) -> str | None:
    """The name of the bundled font that draws this character, or None where no bundled font has it."""
    if char in bundled("Regular").widths:
        return MAIN
    return RARE if char in bundled("Rare").widths else None


def width_of(text: str, bold: bool = False) -> float:
    """The width of a line of text in parts of the font size: 王秀英 is 3.0. A character without a glyph counts as
    its code does that stands for it. What is drawn is set on whole pixels: `width_px` says how wide that is."""
    return sum(_widths(text, bold)) / 1000


def width_px(text: str, size_px: float, bold: bool = False) -> int:
    """The width in pixels of a line of text as it is drawn: characters are set on whole pixels, and hints make Latin
    letters of a small size wider or narrower than the font says."""
    widths = bundled("Bold" if bold else "Regular").widths
    whole = round(size_px)
    return math.ceil(sum(
        whole if widths.get(char) == 1000 or font_of(char) == RARE else _latin_px(char, size_px, bold)
        for char in text
    ))  # fmt: skip


@lru_cache(LETTERS_CACHED_MAX)
def _latin_px(char: str, size_px: float, bold: bool) -> float:
    """What a character that is not a full cell wide takes, or the code that stands for it."""
    if font_of(char) != MAIN:
        return sum(_latin_px(each, size_px, bold) for each in code_of(char))
    label = CoreLabel(font_size=size_px, font_name=MAIN, bold=bold)
    return float(label.get_extents(char * REPEATED)[0]) / REPEATED


def _widths(text: str, bold: bool) -> Iterator[int]:
    widths = bundled("Bold" if bold else "Regular").widths
    for char in text:
        width = widths.get(char)
        if width is None:
            width = bundled("Rare").widths.get(char)  # opened only for a name that needs it
        if width is not None:
            yield width
        else:
            yield from (widths[each] for each in code_of(char))


def code_of(char: str) -> str:
    """What stands for a character that no bundled font has: 〔U+31350〕; a space for a space of another width, nothing
    for what is invisible anyway."""
    category = unicodedata.category(char)
    return "" if category in INVISIBLE else " " if category == "Zs" else f"〔U+{ord(char):04X}〕"


@lru_cache(CACHED_TEXTS_MAX)
def drawable(text: str) -> bool:
    """Whether the main font has every character, so that no mark-up is needed."""
    widths = bundled("Regular").widths
    return all(char in widths or char == "\n" for char in text)


def shown(text: str) -> str:
    """`text` as Kivy mark-up in which every character has a glyph; what was mark-up in it is shown as it stands."""
    parts: list[str] = []
    for char in text:
        font = font_of(char)
        if char == "\n" or font == MAIN:
            parts.append(escape_markup(char))
        elif font == RARE:
            parts.append(f"[font={RARE}]{char}[/font]")
        else:
            parts.append(code_of(char))
    return "".join(parts)
