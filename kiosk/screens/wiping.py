"""Forgetting a visitor: dialogs, clipboard, and the toolkit's own caches of pictures and typed text."""

import gc

from kivy.base import EventLoop
from kivy.cache import Cache
from kivy.core.window import Window
from kivy.lang import Builder
from kivy.logger import Logger
from kivy.uix.modalview import ModalView
from kivy.uix.widget import Widget

# Kivy looks for tools of the X selection as well and tells at length that they are missing, as they should be.
Logger.addFilter(lambda record: "cutbuffer" not in str(record.msg).lower())

from kivy.core.clipboard import Clipboard  # noqa: E402

from kiosk.widgets import fonts, text  # noqa: E402

# Where Kivy keeps pictures and lines of text past the life of a widget.
CACHES = ("kv.image", "kv.texture", "kv.loader", "textinput.label", "textinput.width")


def close_dialogs() -> None:
    """Close whatever stands over the pages, without an animation that would keep it alive."""
    for widget in list(Window.children):
        if isinstance(widget, ModalView):
            widget.dismiss(force=True, animation=False)
            unbind_tree(widget)


def unbind_tree(top: Widget) -> None:
    """Undo what kv bound in a widget that is dropped, and in everything in it. Kivy does so when a widget is freed; one
    whose rule looks at `self.ids` never is, since the table of bindings holds its ids, and they hold the widget."""
    for widget in list(top.walk(restrict=True)):
        Builder.unbind_widget(widget.uid)


def lift_fingers(top: Widget) -> None:
    """Fingers that still lie on a widget that is dropped, or on anything in it, lie on nothing: when they lift, nothing
    of a page that is gone answers."""
    gone = {id(widget) for widget in top.walk(restrict=True)}
    for touch in EventLoop.touches:
        for held in [reference() for reference in touch.grab_list]:
            if held is not None and id(held) in gone:
                touch.ungrab(held)


def wipe_traces() -> None:
    """Empty the clipboard and the caches of texts and pictures."""
    Clipboard.put("", "UTF8_STRING")
    for name in CACHES:
        if name in Cache._categories:
            Cache.remove(name)
    for remembered in (fonts.drawable, text._broken):
        remembered.cache_clear()


def free_what_is_dropped() -> None:
    """Have what nobody holds any more really freed; takes some hundredths of a second, so never before a picture.

    The caches once more: a label that was dropped may have been drawn after them, for the last time."""
    gc.collect()
    wipe_traces()
