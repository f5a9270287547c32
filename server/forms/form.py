"""A form as its workbook says it, in canonical words, every cell with its place.

Rows keep the order and the numbers of the sheet. `items` are the rows of 问题 whose type is understood, each with the
groups and rounds around it; what is not understood has a finding and stands in no item.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from server.forms.finding import Finding, quoted
from server.forms.vocabulary import CHINESE, ENGLISH, MATERIAL, NO, YES, QuestionType
from server.forms.workbook import Cell

BEGIN, END = ("begin_group", "begin_repeat"), ("end_group", "end_repeat")
SELECTS = ("select_one", "select_multiple", "rank", "select_one_from_file")


class Row(NamedTuple):
    """`cells` by canonical column; `letters` are the columns that the sheet has, by canonical name."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell's text, "" where it is blank or the sheet has no such column."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def said(self, column: str) -> tuple[str, str]:
        """A text for people: Chinese and English."""
        return self.text(f"{column}::{CHINESE}"), self.text(f"{column}::{ENGLISH}")

    def finding(self, column: str, code: str, /, **params: object) -> Finding:
        """A finding about that cell of this row, whether it is filled or not."""
        place = self.letters.get(column, "")
        return Finding(self.sheet, self.number, place, code, {name: quoted(value) for name, value in params.items()})


class Item(NamedTuple):
    """One row of 问题 that is understood. `argument` is a list's or file's name, "" where the type takes none.

    `inside` are the groups and rounds around it, the outermost first.
    """

    row: Row
    type: QuestionType
    argument: str
    inside: tuple["Item", ...]

    @property
    def name(self) -> str:
        """The question's name."""
        return self.row.text("name")

    @property
    def kind(self) -> str:
        """The canonical type without its argument."""
        return self.type.canonical

    @property
    def is_material(self) -> bool:
        """It says when a material of the catalogue is asked for."""
        return self.type == MATERIAL

    @property
    def appearance(self) -> str:
        """What the type brings and what the row adds."""
        own = [word for word in self.row.text("appearance").split() if word != self.type.appearance]
        return " ".join([self.type.appearance, *own]).strip()


class Option(NamedTuple):
    """One row of 选项."""

    row: Row
    value: str


class Form(NamedTuple):
    """`lists` by name, in the order of the sheet; `settings` is None where that sheet has no row."""

    items: tuple[Item, ...]
    lists: Mapping[str, tuple[Option, ...]]
    settings: Row | None
    filters: tuple[str, ...]  # the free columns of 选项
    untyped: tuple[str, ...]  # names of rows that are no item, so that who refers to them is not reproached as well

    def named(self) -> dict[str, Item]:
        """What a reference may name; of doubles the first."""
        found: dict[str, Item] = {}
        for item in self.items:
            if item.kind not in (*END, "csv-external"):
                found.setdefault(item.name, item)
        return found

    def options(self, item: Item) -> tuple[str, ...] | None:
        """The values that this question may have, None where they are not known from the sheet."""
        if item.kind not in ("select_one", "select_multiple", "rank"):
            return None
        listed = self.lists.get(item.argument)
        return None if listed is None else tuple(option.value for option in listed)

    def shown(self) -> Iterator[Item]:
        """What a villager meets on a screen."""
        return (item for item in self.items if item.type.shown)


def said_yes(text: str) -> bool:
    """是, yes, TRUE."""
    return text.lower() in YES


def said_no(text: str) -> bool:
    """否, no, FALSE."""
    return text.lower() in NO
