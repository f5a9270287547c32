"""Counting what was on a stick, by node: each event once, however many files and copies of it there are.

An event that was taken was taken: a harmed copy of it beside the whole one is not told. One that was not is told once,
with the first reason that was found.
"""

from collections import Counter


class Tally:
    """`new`, `known`: events by node, held here since now or before. `reasons`: node -> why what was not taken."""

    def __init__(self) -> None:
        self.new: Counter[bytes] = Counter()
        self.known: Counter[bytes] = Counter()
        self._held: set[bytes] = set()
        self._apart: dict[bytes, tuple[bytes, str]] = {}  # event -> (node, reason)
        self._other: dict[bytes, Counter[str]] = {}

    def held(self, node: bytes, event: bytes, new: bool) -> None:
        """This event (by hash) is held here now."""
        if event not in self._held:
            self._held.add(event)
            (self.new if new else self.known)[node] += 1

    def apart(self, node: bytes, event: bytes, reason: str) -> None:
        """This copy of an event was not taken."""
        self._apart.setdefault(event, (node, reason))

    def lost(self, node: bytes, reason: str, count: int = 1) -> None:
        """So many other things of that node's were not taken."""
        if count:
            self._other.setdefault(node, Counter())[reason] += count

    def reasons(self) -> dict[bytes, dict[str, int]]:
        """Node (b"": nobody's) -> reason -> how many."""
        found = {node: Counter(reasons) for node, reasons in self._other.items()}
        for event, (node, reason) in self._apart.items():
            if event not in self._held:
                found.setdefault(node, Counter())[reason] += 1
        return {node: dict(sorted(reasons.items())) for node, reasons in found.items()}
