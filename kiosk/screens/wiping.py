"""Forgetting a visitor: dialogs, clipboard, and the toolkit's own caches of pictures and typed text."""

import gc

from kivy.cache import Cache
from kivy.core.clipboard import Clipboard
from kivy.core.window import Window
from kivy.uix.modalview import ModalView

# Where Kivy keeps pictures and lines of text past the life of a widget.
CACHES = ("kv.image", "kv.texture", "kv.loader", "textinput.label", "textinput.width")


def close_dialogs() -> None:
    """Close whatever stands over the pages, without an animation that would keep it alive."""
    for widget in list(Window.children):
        if isinstance(widget, ModalView):
            widget.dismiss(force=True, animation=False)


def wipe_traces() -> None:
    """Empty the clipboard and the caches, and have what nobody holds any more really freed."""
    Clipboard.put(b"" if isinstance(Clipboard.get("UTF8_STRING"), bytes) else "", "UTF8_STRING")
    for name in CACHES:
        if name in Cache._categories:
            Cache.remove(name)
    gc.collect()
