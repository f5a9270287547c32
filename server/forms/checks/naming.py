"""Names of questions, values of options: ASCII, once, and short enough to be read in a formula."""

from collections.abc import Iterator

from server.forms.finding import Finding
from server.forms.form import END, Form, Item
from server.forms.names import IDENTIFIER, NAME_CHARS_MAX, pinyin_name

RESERVED = ("data", "meta", "instance_id")  # nodes that the converter makes itself


def check_names(form: Form) -> Iterator[Finding]:
    """Every row but an end has a name of lower-case ASCII, which stands once in the form, however it is nested."""
    first: dict[str, Item] = {}
    for item in form.items:
        if item.kind in END:
            continue
        yield from _check_name(item)
        if item.name and item.name in first:
            yield item.row.finding("name", "NAME_TWICE", name=item.name, row=first[item.name].row.number)
        first.setdefault(item.name, item)


def _check_name(item: Item) -> Iterator[Finding]:
    name = item.name
    if not name:
        offered = pinyin_name(item.row.said("label")[0][:6])
        yield item.row.finding("name", "NAME_MISSING", offered=offered)
    elif not name.isascii():
        yield item.row.finding("name", "NAME_CHINESE", name=name, offered=pinyin_name(name))
    elif name in RESERVED:
        yield item.row.finding("name", "NAME_RESERVED", name=name, offered=f"my_{name}")
    elif not IDENTIFIER.fullmatch(name):
        yield item.row.finding("name", "NAME_SHAPE", name=name, offered=pinyin_name(name.replace("_", " ")))
    elif len(name) > NAME_CHARS_MAX:
        yield item.row.finding("name", "NAME_LONG", name=name, limit=NAME_CHARS_MAX)
