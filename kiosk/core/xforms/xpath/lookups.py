"""Finding rows of a table by a column's text without reading the table through each time.

Secondary instances do not change while a form is being filled in (`Surroundings.instances`), so that an index, once
made, holds: a look-up among 2,000 rows costs what one among ten does.
"""

from .nodes import Element, string_value
from .scope import Surroundings, Tags


def rows_with(surroundings: Surroundings, table: Element, rows: Tags, column: Tags, text: str) -> list[Element]:
    """The children of `table` with one of the tags `rows` that have a child `column` of that text, in order."""
    key = (table, rows, column)
    index = surroundings.lookups.get(key)
    if index is None:
        index = surroundings.lookups[key] = _indexed(table, rows, column)
    return index.get(text, [])


def _indexed(table: Element, rows: Tags, column: Tags) -> dict[str, list[Element]]:
    index: dict[str, list[Element]] = {}
    for row in table.iterchildren(*rows):
        for text in dict.fromkeys(string_value(cell) for cell in row.iterchildren(*column)):
            index.setdefault(text, []).append(row)
    return index
