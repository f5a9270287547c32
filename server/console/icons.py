"""The house's one family of icons (assets/icons), as the console draws them: one sheet of those it uses, kept by the
browser, and single drawings for pages that load nothing else."""

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

SHEET = "icons.svg"
NAMES = (
    "archive", "back", "calendar", "check", "chevron", "clock", "disk", "document", "documents", "done", "down", "edit",
    "exit", "eye", "flag", "form", "forward", "gap", "globe", "handshake", "help", "home", "house", "id-card", "inbox",
    "info", "key", "list", "location", "lock", "mail", "office", "offline", "online", "pause", "people", "person",
    "phone", "photo", "plus", "printer", "progress", "question", "receipt", "refresh", "refused", "search", "sent",
    "shield", "sign", "stamp", "stick", "sync", "tick-on", "trash", "truck", "undo", "unlock", "up", "upload", "warn",
    "work", "wrench",
)  # fmt: skip
_INSIDE = re.compile(r"<svg[^>]*>\s*(.*?)\s*</svg>", re.DOTALL)
_GROUND = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'


@cache
def _strokes(name: str) -> str:
    drawing = files("assets").joinpath(f"icons/{name}.svg").read_text("utf-8")
    found = _INSIDE.search(drawing)
    assert found is not None, name
    return re.sub(r">\s+<", "><", found[1])


def sheet() -> bytes:
    """Every icon of NAMES as a symbol of its name."""
    symbols = (f'<symbol id="{name}" viewBox="0 0 24 24">{_strokes(name)}</symbol>' for name in NAMES)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'.encode()


def drawn(name: str) -> Markup:
    """One icon as part of a page, for the eye alone; KeyError for one that is not in NAMES."""
    if name not in NAMES:
        raise KeyError(name)
    return Markup(f'<svg class="icon" viewBox="0 0 24 24" {_GROUND} aria-hidden="true">{_strokes(name)}</svg>')
