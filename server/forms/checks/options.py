"""Lists of options: there, used, each value once, and a value that survives a space-separated answer."""

import re
from collections.abc import Iterator

from server.forms.finding import Finding
from server.forms.form import Form, Option
from server.forms.names import NAME_CHARS_MAX, offered, pinyin_name

OPTIONS_MAX = 300  # of one list: beyond it a villager is lost, search or not; a register belongs in a CSV
VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def check_options(form: Form) -> Iterator[Finding]:
    """Lists named and lists written agree; every option has a list, a value of its own and a text."""
    used = {}
    for item in form.items:
        if item.type.takes == "list" and item.argument:
            used[item.argument] = item
            if item.argument not in form.lists:
                there = offered(item.argument, filter(None, form.lists))
                yield item.row.finding("type", "LIST_MISSING", list=item.argument, offered=there)
    for name, options in form.lists.items():
        first = options[0].row
        if not name:
            for option in options:
                yield option.row.finding("list_name", "OPTION_OF_NO_LIST", value=option.value)
        elif name not in used and first.number:
            yield first.finding("list_name", "LIST_UNUSED", list=name)
        if len(options) > OPTIONS_MAX:
            yield options[OPTIONS_MAX].row.finding("list_name", "LIST_LONG", list=name, limit=OPTIONS_MAX)
        yield from _check_values(name, options)


def _check_values(name: str, options: tuple[Option, ...]) -> Iterator[Finding]:
    first: dict[str, Option] = {}
    for option in options:
        value = option.value
        if not value:
            made = pinyin_name(option.row.said("label")[0][:4])
            yield option.row.finding("name", "VALUE_MISSING", offered=made)
        elif any(sign.isspace() for sign in value):
            yield option.row.finding("name", "VALUE_BLANK", value=value, offered="_".join(value.split()))
        elif not VALUE.fullmatch(value) or len(value) > NAME_CHARS_MAX:
            yield option.row.finding("name", "VALUE_SHAPE", value=value, offered=pinyin_name(value))
        elif value in first:
            yield option.row.finding("name", "VALUE_TWICE", list=name, value=value, row=first[value].row.number)
        first.setdefault(value, option)
