"""Chance that says the same every time: bytes, numbers and choices drawn from a seed and from nothing else.

One seed makes one year: cases, deeds and days, and the county's keys too, so that its folder guards nothing.
"""

from collections.abc import Mapping
from hashlib import shake_256
from typing import TypeVar

T = TypeVar("T")

_COUNTER_BYTES = 8
_WHOLE_BYTES = 8  # far more than any choice here needs, so that the remainder favours nobody by much


class Chance:
    """A stream of draws. Two with one seed draw the same."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed.encode(), 0

    def draw(self, count: int) -> bytes:
        """That many bytes, as `Instruments.draw` gives them."""
        self._drawn += 1
        return shake_256(self._seed + b"/" + self._drawn.to_bytes(_COUNTER_BYTES, "big")).digest(count)

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int.from_bytes(self.draw(_WHOLE_BYTES), "big") % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both among them."""
        return low + self.below(high - low + 1)

    def happens(self, in_a_thousand: int) -> bool:
        """True that often."""
        return self.below(1_000) < in_a_thousand

    def pick(self, weights: Mapping[T, int]) -> T:
        """One of the keys, each as often as its weight says."""
        at = self.below(sum(weights.values()))
        for one, weight in weights.items():
            at -= weight
            if at < 0:
                return one
        raise AssertionError("the weights sum to more than `at`")
