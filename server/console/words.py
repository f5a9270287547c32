"""What the console's people read, in the language a visitor chose: Chinese stands in the source and is its own key.

In a page `_ = ask.say`, in a template `{{ _('…') }}`; a table's texts are only marked where they stand
(`from server.console.words import mark as _`) and said where they are shown. Catalogues: assets/locale/en, domains
`console` and `public`.
"""

import gettext
from collections.abc import Callable
from functools import cache
from importlib.resources import files

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)
DOMAINS = ("console", "public")

Say = Callable[[str], str]


def mark(text: str) -> str:
    """`text` itself: it is said later, in the language of whoever looks."""
    return text


def speaker(language: str) -> Say:
    """What says a Chinese sentence of the source in "zh" or "en"; itself where no translation stands."""
    return mark if language == CHINESE else _catalogue(language)


@cache
def _catalogue(language: str) -> Say:
    whole = gettext.NullTranslations()
    folder = files("assets").joinpath(f"locale/{language}/LC_MESSAGES")
    for domain in DOMAINS:
        entry = folder.joinpath(f"{domain}.mo")
        if entry.is_file():
            with entry.open("rb") as file:
                whole.add_fallback(gettext.GNUTranslations(file))

    def say(text: str) -> str:
        return whole.gettext(text) if text else ""  # the empty key is the catalogue's own header

    return say
