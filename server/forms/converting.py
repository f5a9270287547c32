"""A form in canonical XLSForm, and its XForm by pyxform: in this process, nothing written, nothing called."""

from collections.abc import Iterator

from pyxform.xls2xform import convert

from server.forms.form import Form, Item, Row, said_no, said_yes
from server.forms.vocabulary import CHINESE, ENGLISH

_SETTINGS = ("form_id", "form_title", "version")
_MEDIA = ("media::image", "media::audio")
# pyxform makes curly quotes straight in every cell, for the sake of formulas. What people read keeps them: they travel
# as characters of the private use area, which nobody types.
_AWAY = str.maketrans("\u2018\u2019\u201c\u201d", "\ue018\ue019\ue01c\ue01d")
_BACK = {after: before for before, after in _AWAY.items()}


def to_xform(form: Form) -> bytes:
    """The XForm as UTF-8, the same bytes for the same form. Raises PyXFormError for what pyxform does not take."""
    survey = list(_survey(form))
    choices = [_texts(option.row) for options in form.lists.values() for option in options]
    settings = {column: form.settings.text(column) for column in _SETTINGS} if form.settings else {}
    canonical = {
        "survey": survey, "survey_header": _header(survey), "choices": choices, "choices_header": _header(choices),
        "settings": [settings], "settings_header": _header([settings]),
    }  # fmt: skip
    made = convert(canonical, validate=False, pretty_print=True, form_name="data", default_language=CHINESE)
    return str(made.xform).translate(_BACK).encode()


def _header(rows: list[dict[str, str]]) -> list[dict[str, None]]:
    """The columns that any row has, as pyxform's own readers hand them over."""
    return [dict.fromkeys(column for row in rows for column in row)]


def _survey(form: Form) -> Iterator[dict[str, str]]:
    """A row of the canonical sheet for each item; blank rows between keep pyxform's row numbers those of the clerk."""
    number = 2
    for item in form.items:
        yield from ({} for _ in range(number, item.row.number))
        yield _question(item)
        number = item.row.number + 1


def _question(item: Item) -> dict[str, str]:
    row = _texts(item.row)
    row["type"] = f"{item.kind} {item.argument}".rstrip()
    if item.appearance:
        row["appearance"] = item.appearance
    for column in ("required", "readonly"):
        text = row.get(column, "")
        if said_yes(text) or said_no(text):
            row[column] = "yes" if said_yes(text) else "no"
    return row


def _texts(row: Row) -> dict[str, str]:
    """The filled cells. A picture or recording serves both languages: pyxform wants it said for each."""
    texts = {
        column: cell.text.translate(_AWAY) if column.endswith((CHINESE, ENGLISH)) else cell.text
        for column, cell in row.cells.items()
    }
    for column in _MEDIA:
        if column in texts:
            texts[f"{column}::{CHINESE}"] = texts[f"{column}::{ENGLISH}"] = texts.pop(column)
    return texts
