"""What a form says to people: texts in several languages, with values of the answers inside, images and sound.

Source: languages, media and `<output>` of the ODK XForms specification. A text is written out in place, looked up in
the itext of the language now spoken, or is the value of an expression.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml import etree

from kiosk.core.xforms.document import child_named, children_named, local_name
from kiosk.core.xforms.xpath.expression import Expression
from kiosk.core.xforms.xpath.tree import Call

MEDIA = ("image", "audio")  # what a station shows and says beside a text
TRANSLATION_CALL = "jr:itext"

Piece = str | Expression
Compile = Callable[[str, str], Expression]  # (text, where it stands) → the expression, or a Refusal


class Said(NamedTuple):
    """One text as it reads now; media are file names, "" where there is none. `guidance` is what more may be said."""

    text: str = ""
    guidance: str = ""
    image: str = ""
    audio: str = ""


class Entry(NamedTuple):
    """One text of one language, by the `form` of each of its values; the plain one stands under ""."""

    forms: Mapping[str, tuple[Piece, ...]]

    def plain(self) -> tuple[Piece, ...]:
        """What is read: the plain value, or the long or short one where only these are given (as JavaRosa chooses)."""
        return self.forms.get("") or self.forms.get("long") or self.forms.get("short") or ()


class Wording(NamedTuple):
    """A label, hint or message: `pieces` one after the other, or the itext named by the value of `key`."""

    pieces: tuple[Piece, ...] = ()
    key: Expression | None = None


class Translations(NamedTuple):
    """The itext of a form: language → text id → entry. The first language of `entries` is not always the default."""

    default: str
    entries: Mapping[str, Mapping[str, Entry]]

    def find(self, language: str, key: str) -> Entry | None:
        """The entry in that language, else in the form's default language."""
        for spoken in (language, self.default):
            found = self.entries.get(spoken, {}).get(key)
            if found is not None:
                return found
        return None


def read_translations(model: etree._Element, compile_text: Compile) -> Translations:
    """The `<itext>` of a model; a form without one has no languages."""
    itext = child_named(model, "itext")
    entries: dict[str, dict[str, Entry]] = {}
    default = ""
    for translation in () if itext is None else children_named(itext, "translation"):
        language = translation.get("lang", "")
        default = language if translation.get("default") in ("true()", "true", "") else default or language
        entries[language] = {
            text.get("id", ""): _entry(text, compile_text) for text in children_named(translation, "text")
        }
    return Translations(default, entries)


def _entry(text: etree._Element, compile_text: Compile) -> Entry:
    values = children_named(text, "value")
    where = f"itext {text.get('id', '')}"
    return Entry({value.get("form", ""): _pieces(value, compile_text, where) for value in values})


def _pieces(element: etree._Element, compile_text: Compile, where: str) -> tuple[Piece, ...]:
    """Text and outputs of an element; any other element inside it is passed over with its text."""
    pieces: list[Piece] = [element.text or ""]
    for child in element:
        value = child.get("value") or child.get("ref") if local_name(child) == "output" else None
        if value is not None:
            pieces.append(compile_text(value, where))
        pieces.append(child.tail or "")
    return tuple(piece for piece in pieces if piece)


def read_wording(parent: etree._Element, local: str, compile_text: Compile, where: str) -> Wording | None:
    """The label or hint (`local`) of a body element, or None."""
    element = child_named(parent, local)
    if element is None:
        return None
    reference = element.get("ref")
    if reference is None:
        return Wording(_pieces(element, compile_text, where))
    return read_reference(reference, compile_text, where, _pieces(element, compile_text, where))


def read_reference(reference: str, compile_text: Compile, where: str, instead: tuple[Piece, ...] = ()) -> Wording:
    """A text that stands elsewhere: `jr:itext(…)` or the value of a path. `instead` is said if the itext is missing."""
    expression = compile_text(reference, where)
    tree = expression.tree
    if isinstance(tree, Call) and tree.name == TRANSLATION_CALL and len(tree.arguments) == 1:
        argument = reference.strip()[len(TRANSLATION_CALL) :].strip()[1:-1]
        return Wording(instead, compile_text(argument, where))
    return Wording((expression,))


def read_message(written: str | None, compile_text: Compile, where: str) -> Wording | None:
    """A constraint's or requirement's message: written out, or by `jr:itext(…)`."""
    if written is None:
        return None
    if written.strip().startswith(f"{TRANSLATION_CALL}("):
        return read_reference(written, compile_text, where, (written,))
    return Wording((written,))


def say(
    wording: Wording | None, language: str, translations: Translations, evaluate: Callable[[Expression], str]
) -> Said:
    """The text in `language` as it reads now; `evaluate` gives the value of an expression inside it."""
    if wording is None:
        return Said()

    def joined(pieces: tuple[Piece, ...]) -> str:
        return "".join(piece if isinstance(piece, str) else evaluate(piece) for piece in pieces)

    if wording.key is None:
        return Said(joined(wording.pieces))
    entry = translations.find(language, evaluate(wording.key))
    if entry is None:
        return Said(joined(wording.pieces))
    return Said(
        joined(entry.plain()),
        joined(entry.forms.get("guidance", ())),
        *(file_name(joined(entry.forms.get(form, ()))) for form in MEDIA),
    )


def file_name(address: str) -> str:
    """`jr://images/path/to/a.png` without its scheme and root: the name under which the form carries the file."""
    scheme, mark, rest = address.strip().partition("://")
    return rest.partition("/")[2] if mark and scheme == "jr" else address.strip()
