"""The rows of a CSV sheet as an office's spreadsheet saves it: UTF-8, perhaps with a byte order mark."""

import csv
import io


class BrokenRow(Exception):
    """The sheet stops being CSV at `row` (the header is row 1)."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


def read_rows(text: str) -> list[list[str]]:
    """All rows, empty ones kept so that their numbers are those a person sees; raises BrokenRow."""
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise BrokenRow(len(rows) + 1) from error
    return rows
