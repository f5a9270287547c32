"""Where we differ from the oracles on purpose: one row of a table for each such difference, with its reason.

A difference that fits no row is a defect of somebody's. docs/forms.md lists the same rows for people.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A difference on purpose: which oracle, what it is, why ours is right, and whether one that was found is it."""

    oracle: str
    name: str
    why: str
    fits: Callable[[Any], bool]


def reason(rows: Sequence[Row], oracle: str, found: Any) -> str | None:
    """The name of the first row that fits, or None."""
    return next((row.name for row in rows if row.oracle == oracle and row.fits(found)), None)
