"""Walks over what is seen: every widget with where it is on the window, and the rules that each screen keeps.

    faults(Window, picture)      sentences about what breaks a rule; a screen without any gives []

Rules (design §5, domain §4.8): touch targets at least 60 dp, text at least 18 dp, nothing clipped, nothing lying over
another, no character without a glyph, text on its ground at 4.5:1 in the pixels themselves (WCAG 2.1, 1.4.3).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label
from kivy.uix.modalview import ModalView
from kivy.uix.scrollview import ScrollView
from kivy.uix.stencilview import StencilView
from kivy.uix.widget import Widget
from PIL import Image

from kiosk.screens.page import Page
from kiosk.widgets import fonts
from kiosk.widgets.ground import Ground

TOUCH_DP_MIN = 60
TEXT_DP_MIN = 18
CONTRAST_MIN = 4.5
OVERLAP_PX = 2  # less is rounding
MARKUP = re.compile(r"\[/?(?:font|color|b|size)[^\]]*\]")


class Box(NamedTuple):
    """Pixels of the window: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def meets(self, other: "Box") -> "Box":
        """The part in both; empty (width or height 0) where there is none."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        return Box(left, bottom, max(left, min(self.right, other.right)), max(bottom, min(self.top, other.top)))

    @property
    def empty(self) -> bool:
        return self.width < 1 or self.height < 1


class Seen(NamedTuple):
    """A widget on the window. whole: where it lies; shown: the part that no scroll view cuts off; scrolls: the scroll
    views it lies in, the innermost first; button: the touch target it belongs to, itself or the one around it."""

    widget: Widget
    whole: Box
    shown: Box
    scrolls: tuple[ScrollView, ...]
    button: Widget | None
    page: Widget | None = None

    @property
    def is_button(self) -> bool:
        """Whether touching it does something."""
        return self.button is not None

    @property
    def centre(self) -> tuple[float, float]:
        """Where to touch it."""
        return (self.shown.left + self.shown.right) / 2, (self.shown.bottom + self.shown.top) / 2


def words_of(widget: Widget) -> str:
    """What a label says; "" for anything else."""
    return str(widget.text or "") if isinstance(widget, Label) else ""


def seen(window: Any, clipped: bool = False) -> list[Seen]:
    """Everything drawn on the window, in drawing order. clipped: what a scroll view hides too."""
    whole = Box(0, 0, *window.size)
    found: list[Seen] = []
    for child in reversed(window.children):
        for one in _under(child, whole, (), None, clipped):
            if isinstance(one.widget, ModalView) or getattr(one.widget, "covers", False):
                found.clear()  # a dialog takes every touch
            found.append(one)
    return found


def _under(
    widget: Widget, view: Box, scrolls: tuple[ScrollView, ...], button: Widget | None, clipped: bool,
    page: Widget | None = None,
) -> Iterator[Seen]:  # fmt: skip
    if widget.opacity == 0:
        return
    box = box_of(widget)
    shown = box.meets(view)
    if isinstance(widget, ButtonBehavior) and not widget.disabled:
        button = widget
    if not shown.empty or clipped:
        yield Seen(widget, box, shown, scrolls, button, page)
    if isinstance(widget, Page):
        page = widget
    if isinstance(widget, ScrollView | StencilView):
        view = shown
    if isinstance(widget, ScrollView):
        scrolls = (widget, *scrolls)
    for child in reversed(widget.children):
        yield from _under(child, view, scrolls, button, clipped, page)


def box_of(widget: Widget) -> Box:
    """Where a widget lies on the window."""
    left, bottom = widget.to_window(*widget.pos)
    right, top = widget.to_window(widget.right, widget.top)
    return Box(left, bottom, right, top)


def faults(window: Any, picture: Image.Image | None = None) -> list[str]:
    """Every breach of a rule on the window as it stands, as sentences. picture: its pixels, for the contrast."""
    whole = seen(window, clipped=True)
    found = [fault for one in whole for fault in (*_small(one), *_cut(one, window), *_without_glyph(one))]
    found += _overlapping(seen(window))
    if picture is not None:
        found += [fault for one in seen(window) for fault in _faint(one, picture)]
    return list(dict.fromkeys(found))


def _small(one: Seen) -> Iterator[str]:
    box = one.whole
    if isinstance(one.widget, ButtonBehavior) and min(box.width, box.height) < TOUCH_DP_MIN - 0.5:
        yield f"{_name(one)}: a touch target of {box.width:.0f}×{box.height:.0f} dp, at least {TOUCH_DP_MIN}"
    if words_of(one.widget).strip() and one.widget.font_size < TEXT_DP_MIN:
        yield f"{_name(one)}: text of {one.widget.font_size:.0f} dp, at least {TEXT_DP_MIN}"


def _cut(one: Seen, window: Any) -> Iterator[str]:
    """Words or targets that do not fit: into their own widget, into the window, a view that does not scroll there."""
    widget, box = one.widget, one.whole
    words = words_of(widget).strip()
    if not (words or isinstance(widget, ButtonBehavior | Ground)):
        return
    if words and (widget.texture_size[0] > widget.width + 2 or widget.texture_size[1] > widget.height + 2):
        yield f"{_name(one)}: words of {widget.texture_size} in a box of {widget.width:.0f}×{widget.height:.0f}"
    if words and getattr(widget, "is_shortened", False):
        yield f"{_name(one)}: cut short with dots"
    if words:
        box = inked(one)
    view = box_of(one.page) if one.page is not None else Box(0, 0, *window.size)
    sideways = up_and_down = False
    for scroll in one.scrolls:
        sideways, up_and_down = sideways or scroll.do_scroll_x, up_and_down or scroll.do_scroll_y
        view = view.meets(box_of(scroll))
    if not sideways and (box.left < view.left - 2 or box.right > view.right + 2):
        beyond = f"{box.left:.0f}..{box.right:.0f} of {view.left:.0f}..{view.right:.0f}"
        yield f"{_name(one)}: reaches out sideways, {beyond}"
    if not up_and_down and (box.bottom < view.bottom - 2 or box.top > view.top + 2):
        yield f"{_name(one)}: reaches out, {box.bottom:.0f}..{box.top:.0f} of {view.bottom:.0f}..{view.top:.0f}"


def _without_glyph(one: Seen) -> Iterator[str]:
    widget = one.widget
    if not words_of(widget):
        return
    drawn = str(getattr(getattr(widget, "_label", None), "text", "") or "")
    if widget.markup:
        drawn = MARKUP.sub("", drawn).replace("&bl;", "[").replace("&br;", "]").replace("&amp;", "&")
    boxes = [char for char in drawn if char not in "\n" and fonts.font_of(char) is None]
    if boxes:
        yield f"{_name(one)}: no glyph for {' '.join(f'U+{ord(char):04X}' for char in boxes)}"


def _overlapping(found: list[Seen]) -> Iterator[str]:
    solid = [(one, inked(one) if words_of(one.widget) else one.shown) for one in found
             if words_of(one.widget).strip() or isinstance(one.widget, ButtonBehavior)]  # fmt: skip
    for place, (one, box) in enumerate(solid):
        for other, other_box in solid[place + 1 :]:
            shared = box.meets(one.shown).meets(other_box.meets(other.shown))
            if shared.width > OVERLAP_PX and shared.height > OVERLAP_PX and not _around(one.widget, other.widget):
                yield f"{_name(one)} and {_name(other)} lie over each other by {shared.width:.0f}×{shared.height:.0f}"


def _faint(one: Seen, picture: Image.Image) -> Iterator[str]:
    words = words_of(one.widget).strip()
    box = inked(one).meets(one.shown) if words else one.shown
    if not words or box.empty:
        return
    height = picture.size[1]
    area = picture.crop((int(box.left), int(height - box.top), int(box.right) + 1, int(height - box.bottom) + 1))
    ground = max(area.getcolors(area.size[0] * area.size[1]) or [(1, (255, 255, 255))])[1]
    ratio = contrast(tuple(round(part * 255) for part in one.widget.color[:3]), ground)
    if ratio < CONTRAST_MIN:
        yield f"{_name(one)}: {ratio:.1f}:1 on its ground, at least {CONTRAST_MIN}:1"


def inked(one: Seen) -> Box:
    """Where a label's words are drawn, inside its widget."""
    widget, box = one.widget, one.whole
    wide, high = widget.texture_size
    left = {"center": (box.left + box.right - wide) / 2, "right": box.right - wide}.get(widget.halign, box.left)
    if widget.text_size[0] is None:  # as wide as its words: Kivy draws it in the middle
        left = (box.left + box.right - wide) / 2
    middle = (box.bottom + box.top) / 2
    return Box(left, middle - high / 2, left + wide, middle + high / 2)


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour[:3])]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _around(one: Widget, other: Widget) -> bool:
    """Whether one of them holds the other."""
    return any(_holds(outer, inner) for outer, inner in ((one, other), (other, one)))


def _holds(outer: Widget, inner: Widget) -> bool:
    above = inner
    while above is not None and above is not getattr(above, "parent", None):
        if above is outer:
            return True
        above = getattr(above, "parent", None)
    return False


def _name(one: Seen) -> str:
    words = words_of(one.widget) or str(getattr(one.widget, "text", "") or getattr(one.widget, "title", ""))
    return f"{type(one.widget).__name__}“{words[:24]}”"
