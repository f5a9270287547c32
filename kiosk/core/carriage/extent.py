"""How far a log is held without a gap, when events may come in any order and a log may fork.

An event counts only when its `prev` is the hash we hold before it: after a fork, the branch that
came first goes on, and the other's events are extras, named one by one (R-BRANCH, R-HASHACK).
"""

from collections.abc import Iterable
from typing import NamedTuple

from .head import NO_HASH


class Reach(NamedTuple):
    """1..n held without a gap and event n's hash; `Reach(0, NO_HASH)` at the start."""

    n: int
    hash: bytes


START = Reach(0, NO_HASH)


def advance(reach: Reach, beyond: Iterable[tuple[int, bytes, bytes]]) -> Reach:
    """The reach once `beyond`, (seq, prev, hash) of events held past it in order of arrival, is counted."""
    following: dict[tuple[int, bytes], bytes] = {}
    for seq, prev, event_hash in beyond:
        following.setdefault((seq, prev), event_hash)
    n, last = reach
    while (found := following.get((n + 1, last))) is not None:
        n, last = n + 1, found
    return Reach(n, last)


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Sorted runs (first, last) of the given numbers."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
