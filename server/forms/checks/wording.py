"""What people read and hear: there, in both languages, short enough for one screen."""

from collections.abc import Iterator
from typing import NamedTuple

from server.forms.finding import Finding
from server.forms.form import Form, Item, Row
from server.forms.vocabulary import CHINESE, ENGLISH, OPTIONS, QUESTIONS, SheetWords


class Room(NamedTuple):
    """How many characters fit: a Chinese text of 30 dp on the narrowest window, and as much English."""

    zh_chars_max: int
    en_chars_max: int


QUESTIONS_MAX = 80  # one a screen: an hour at the kiosk is more than anybody stands
LABEL = Room(60, 180)  # three lines
NOTE = Room(240, 700)  # fills the screen
HINT = Room(120, 360)
SAID = Room(240, 700)  # a minute of speech
MESSAGE = Room(80, 240)
OPTION = Room(40, 120)
_ROOMS = {
    "label": LABEL, "hint": HINT, "guidance_hint": SAID, "required_message": MESSAGE, "constraint_message": MESSAGE,
}  # fmt: skip


def check_wording(form: Form) -> Iterator[Finding]:
    """Every text a person meets."""
    shown = list(form.shown())
    if len(shown) > QUESTIONS_MAX:
        yield shown[QUESTIONS_MAX].row.finding("type", "QUESTIONS_MANY", count=len(shown), limit=QUESTIONS_MAX)
    for item in form.items:
        yield from _check_messages(item)
        if item.type.shown and item.row.said("label") == ("", ""):
            yield item.row.finding(f"label::{CHINESE}", "LABEL_MISSING")
        for text, room in _ROOMS.items():
            whole = NOTE if text == "label" and item.kind == "note" and not item.is_material else room
            yield from _check_pair(QUESTIONS, item.row, text, whole)
    for options in form.lists.values():
        for option in options:
            if option.row.said("label") == ("", ""):
                yield option.row.finding(f"label::{CHINESE}", "OPTION_UNLABELLED", value=option.value)
            yield from _check_pair(OPTIONS, option.row, "label", OPTION)


def _check_messages(item: Item) -> Iterator[Finding]:
    """A rule without words leaves a villager standing; words without a rule are never said."""
    message = item.row.said("constraint_message")
    column = f"constraint_message::{CHINESE}"
    if item.row.text("constraint") and message == ("", ""):
        yield item.row.finding(column, "CONSTRAINT_UNSAID", name=item.name)
    elif not item.row.text("constraint") and message != ("", ""):
        yield item.row.finding("constraint", "CONSTRAINT_MISSING", name=item.name)
    required, column = item.row.text("required"), f"required_message::{CHINESE}"
    conditional = any(sign in required for sign in "$(")  # what is none is found where it stands
    if conditional and item.row.said("required_message") == ("", ""):
        yield item.row.finding(column, "REQUIRED_UNSAID", name=item.name)


def _check_pair(words: SheetWords, row: Row, text: str, room: Room) -> Iterator[Finding]:
    zh, en = row.said(text)
    columns = {column.canonical: column.zh for column in words.columns}
    zh_column, en_column = f"{text}::{CHINESE}", f"{text}::{ENGLISH}"
    if zh and not en:
        yield row.finding(en_column, "ENGLISH_MISSING", column=columns[en_column], text=zh)
    if en and not zh:
        yield row.finding(zh_column, "CHINESE_MISSING", column=columns[zh_column], text=en)
    for column, said, limit in ((zh_column, zh, room.zh_chars_max), (en_column, en, room.en_chars_max)):
        if len(said) > limit:
            yield row.finding(column, "TEXT_LONG", column=columns[column], count=len(said), limit=limit)
