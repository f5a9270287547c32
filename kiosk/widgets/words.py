"""What people read, in the language that is chosen: Chinese stands in the source and is its own key.

`from kiosk.widgets.words import say as _`; in kv `#:import _ kiosk.widgets.words.say`. A text is looked up at the
moment it is said; who changes the language builds the page anew. Catalogues: assets/locale/en/LC_MESSAGES, one per
part of the house, kept by `python -m tests.tidy.translated --write`.
"""

import gettext
import io
from functools import cache
from importlib.resources import files

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)

_spoken = CHINESE


def say(text: str) -> str:
    """`text`, a Chinese sentence of the source, in the language chosen; itself where no translation stands."""
    if _spoken == CHINESE or not text:
        return text
    return _catalogue(_spoken).gettext(text)


def speak(language: str) -> None:
    """Say everything in "zh" or "en" from now on. Called by `theme.language` alone."""
    global _spoken
    assert language in LANGUAGES
    _spoken = language


def spoken() -> str:
    """The language chosen: "zh" or "en"; what `Refusal.text` takes."""
    return _spoken


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Every compiled catalogue of a language, one behind the other."""
    folder = files("assets").joinpath(f"locale/{language}/LC_MESSAGES")
    whole = gettext.NullTranslations()
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else ():
        if entry.name.endswith(".mo"):
            whole.add_fallback(gettext.GNUTranslations(io.BytesIO(entry.read_bytes())))
    return whole
