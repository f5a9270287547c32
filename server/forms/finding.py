"""One finding: where in the workbook, what is wrong, what to do, in Chinese and English.

A clerk reads it beside the open sheet, so it names the sheet's tab, the row and Excel's column letter, quotes what
stands there, and ends with a deed. The sentences are one table (`server.forms.sentences`), as those of a Refusal are.
"""

from collections.abc import Mapping
from typing import NamedTuple

from server.forms.sentences import SENTENCES

QUOTED_CHARS_MAX = 120


class Finding(NamedTuple):
    """`row` from 1, 0 where the whole sheet is meant; `column` is Excel's letter, "" where the whole row is meant."""

    sheet: str
    row: int
    column: str
    code: str
    params: Mapping[str, object]

    @property
    def place(self) -> str:
        """The place as people say it: 问题 C7."""
        return f"{self.sheet} {self.column}{self.row or ''}".rstrip()

    def text(self, language: str = "zh") -> str:
        """What is wrong and what to do, in "zh" or "en"."""
        said = SENTENCES[self.code]
        if language == "zh":
            return f"{said.zh}{said.next_zh}".format_map(self.params)
        return f"{said.en} {said.next_en}".format_map(self.params)

    def answer(self) -> dict[str, object]:
        """As --json prints it."""
        place = {"sheet": self.sheet, "row": self.row, "column": self.column, "code": self.code}
        return {**place, "zh": self.text("zh"), "en": self.text("en")}

    def line(self) -> str:
        """As a terminal prints it: place, Chinese, English."""
        return f"{self.place}  {self.text('zh')}\n    {self.text('en')}"


def quoted(value: object) -> object:
    """A text as a sentence quotes it: one line, its end cut where it is long."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line if len(line) <= QUOTED_CHARS_MAX else line[: QUOTED_CHARS_MAX - 1] + "…"
