"""Walks over what is seen: every widget with where it is on the window, and the rules that each screen keeps.

    faults(Window)      sentences about what breaks a rule; a screen without any gives []

Rules (design §5, domain §4.8): touch targets at least 60 dp, text at least 18 dp, nothing clipped, nothing lying over
another, no character without a glyph. Colours come in pairs from the palette and are held to 4.5:1 there.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label
from kivy.uix.modalview import ModalView
from kivy.uix.scrollview import ScrollView
from kivy.uix.stencilview import StencilView
from kivy.uix.widget import Widget

TOUCH_DP_MIN = 60
TEXT_DP_MIN = 18


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
        if isinstance(child, ModalView):
            found.clear()  # a dialog takes every touch
        found += _under(child, whole, (), None, clipped)
    return found


def _under(
    widget: Widget, view: Box, scrolls: tuple[ScrollView, ...], button: Widget | None, clipped: bool
) -> Iterator[Seen]:
    if widget.opacity == 0:
        return
    box = box_of(widget)
    shown = box.meets(view)
    if isinstance(widget, ButtonBehavior) and not widget.disabled:
        button = widget
    if not shown.empty or clipped:
        yield Seen(widget, box, shown, scrolls, button)
    if isinstance(widget, ScrollView | StencilView):
        view = shown
    if isinstance(widget, ScrollView):
        scrolls = (widget, *scrolls)
    for child in reversed(widget.children):
        yield from _under(child, view, scrolls, button, clipped)


def box_of(widget: Widget) -> Box:
    """Where a widget lies on the window."""
    left, bottom = widget.to_window(*widget.pos)
    right, top = widget.to_window(widget.right, widget.top)
    return Box(left, bottom, right, top)
