"""What a replay of recorded behaviour comes to: how many cases of each kind, and each that came out otherwise."""

from collections.abc import Mapping
from typing import NamedTuple


class Difference(NamedTuple):
    """`case` names it for good (the tables of differences do by it); `kind` is one that the totals count; `what` is
    the expression or the step."""

    case: str
    kind: str
    what: str
    expected: object
    found: object


class Replayed(NamedTuple):
    """`totals` count the cases by kind."""

    totals: Mapping[str, int]
    differences: tuple[Difference, ...]

    def agreeing(self, kind: str) -> float:
        """The part of a kind's cases that came out as recorded, 0 to 1."""
        return 1 - sum(one.kind == kind for one in self.differences) / self.totals[kind]
