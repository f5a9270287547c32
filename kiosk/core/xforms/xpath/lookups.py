"""Finding rows of a table by what stands in a column without reading the table through each time.

Secondary instances do not change while a form is being filled in (`Surroundings.instances`), so that an index, once
made, holds: a look-up among 2,000 rows costs what one among ten does.
"""

import math
from datetime import tzinfo

from .nodes import Element, string_value
from .scope import Index, Surroundings, Tags
from .values import text_number


def rows_with(
    surroundings: Surroundings, table: Element, rows: Tags, column: Tags, value: str | float
) -> list[Element]:
    """The children of `table` with one of the tags `rows` that have a child `column` of that text, or of that number,
    in order."""
    key = (table, rows, column)
    index = surroundings.lookups.get(key)
    if index is None:
        index = surroundings.lookups[key] = _indexed(table, rows, column, surroundings.zone)
    return index.get(value, [])


def _indexed(table: Element, rows: Tags, column: Tags, zone: tzinfo) -> Index:
    index: Index = {}
    for row in table.iterchildren(*rows):
        texts = [string_value(cell) for cell in row.iterchildren(*column)]
        numbers = [text_number(text, zone) for text in texts]
        keys: set[str | float] = {*texts, *(number for number in numbers if not math.isnan(number))}
        for key in keys:
            index.setdefault(key, []).append(row)
    return index
