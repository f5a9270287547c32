"""The answers of an entrustment laid out for a page: runs of questions under headings, a table for each repeat."""

from collections.abc import Iterable
from typing import NamedTuple

from kiosk.core.forms.told import Part, Table, Told


class Block(NamedTuple):
    """Answers that stand together, or a table. heading: "" where it is the same as before, or none."""

    heading: str
    answers: tuple[Told, ...] = ()
    table: Table | None = None


def blocks(parts: Iterable[Part]) -> list[Block]:
    """Parts in their order; answers that follow one another in one group are one block."""
    found: list[Block] = []
    group = ""
    for part in parts:
        before, group = group, part.group
        heading = group if group != before else ""
        if isinstance(part, Table):
            found.append(Block(heading, table=part))
        elif found and found[-1].answers and group == before:
            found[-1] = found[-1]._replace(answers=(*found[-1].answers, part))
        else:
            found.append(Block(heading, (part,)))
    return found
