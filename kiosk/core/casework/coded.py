"""The coded types that a fact may have. Every type is closed and bounded; none of them can hold text.

A type turns a value into its wire form (`pack`), a wire form into a value (`unpack`), and the text a person
typed on a command line into a value (`parse`). Each raises `NotCoded` with a short reason in English.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any, Protocol

from kiosk.core.casework.days import day_number, day_of

CODE_PATTERN = re.compile(r"[A-Z0-9-]{1,16}", re.ASCII)
DIGEST_BYTES = 32
INSTANT_MS_MAX = 1 << 43  # the year 2248: past every plausible clock, still a small CBOR integer


class NotCoded(Exception):
    """A value does not fit its coded type."""


class Coded(Protocol):
    """One coded type."""

    def pack(self, value: Any) -> Any:
        """The wire form of `value`."""

    def unpack(self, wire: Any) -> Any:
        """The value of a wire form."""

    def parse(self, text: str) -> Any:
        """The value a person wrote."""


def _whole(value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotCoded("not a whole number")
    if not low <= value <= high:
        raise NotCoded(f"not in {low}..{high}")
    return int(value)


def _whole_text(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise NotCoded("not a whole number")
    return int(text)


@dataclass(frozen=True)
class Whole:
    """A whole number in `low..high`, both included."""

    low: int
    high: int

    def pack(self, value: Any) -> int:
        return _whole(value, self.low, self.high)

    unpack = pack

    def parse(self, text: str) -> int:
        return self.pack(_whole_text(text))


@dataclass(frozen=True)
class OneOf:
    """A member of a frozen enumeration; its number travels."""

    members: type[IntEnum]

    def pack(self, value: Any) -> int:
        return int(self.unpack(value))

    def unpack(self, wire: Any) -> IntEnum:
        try:
            return self.members(_whole(wire, 0, 255))
        except ValueError:
            raise self._none_of_them() from None

    def parse(self, text: str) -> IntEnum:
        """By number, or by English name in any case, with - or _."""
        name = text.strip().upper().replace("-", "_")
        if name in self.members.__members__:
            return self.members[name]
        if not re.fullmatch(r"[0-9]{1,3}", name):  # whoever wrote 同意 is told which words there are
            raise self._none_of_them()
        return self.unpack(int(name))

    def _none_of_them(self) -> NotCoded:
        return NotCoded(f"not one of {', '.join(member.name.lower() for member in self.members)}")


@dataclass(frozen=True)
class Flag:
    """True or False."""

    def pack(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise NotCoded("not true or false")
        return value

    unpack = pack

    def parse(self, text: str) -> bool:
        if text.lower() not in ("true", "false", "yes", "no", "1", "0"):
            raise NotCoded("not true or false")
        return text.lower() in ("true", "yes", "1")


@dataclass(frozen=True)
class Code:
    """A short code of the catalogue, 1 to 16 of A-Z, 0-9 and the hyphen."""

    def pack(self, value: Any) -> str:
        if not isinstance(value, str) or not CODE_PATTERN.fullmatch(value):
            raise NotCoded("not a code of 1 to 16 of A-Z 0-9 -")
        return value

    unpack = pack

    def parse(self, text: str) -> str:
        return self.pack(text.strip().upper())


@dataclass(frozen=True)
class Wholes:
    """A rising list of different whole numbers, 1 to `count_max` of them, each in `low..high`."""

    count_max: int
    low: int
    high: int

    def pack(self, value: Any) -> tuple[int, ...]:
        """Any order and repetition is taken; the wire form is sorted and without repetition."""
        if isinstance(value, (str, bytes)) or not isinstance(value, (Sequence, set, frozenset)):
            raise NotCoded("not a list of whole numbers")
        numbers = tuple(sorted({_whole(v, self.low, self.high) for v in value}))
        if not 1 <= len(numbers) <= self.count_max:
            raise NotCoded(f"not 1 to {self.count_max} numbers")
        return numbers

    def unpack(self, wire: Any) -> tuple[int, ...]:
        numbers = self.pack(wire)
        if list(numbers) != list(wire):  # one wire form for one value
            raise NotCoded("not rising")
        return numbers

    def parse(self, text: str) -> tuple[int, ...]:
        return self.pack([_whole_text(part.strip()) for part in text.split(",")])


@dataclass(frozen=True)
class Digests:
    """A rising list of different SHA-256 digests, 1 to `count_max` of them: names of sealed bytes, and no text."""

    count_max: int

    def pack(self, value: Any) -> tuple[bytes, ...]:
        """Any order and repetition is taken; the wire form is sorted and without repetition."""
        if isinstance(value, (str, bytes)) or not isinstance(value, (Sequence, set, frozenset)):
            raise NotCoded("not a list of digests")
        if not all(isinstance(one, bytes) and len(one) == DIGEST_BYTES for one in value):
            raise NotCoded(f"not digests of {DIGEST_BYTES} bytes")
        digests = tuple(sorted(set(value)))
        if not 1 <= len(digests) <= self.count_max:
            raise NotCoded(f"not 1 to {self.count_max} digests")
        return digests

    def unpack(self, wire: Any) -> tuple[bytes, ...]:
        digests = self.pack(wire)
        if list(digests) != list(wire):  # one wire form for one value
            raise NotCoded("not rising")
        return digests

    def parse(self, text: str) -> tuple[bytes, ...]:
        try:
            return self.pack([bytes.fromhex(part) for part in text.split(",")])
        except ValueError:
            raise NotCoded("not hex") from None


@dataclass(frozen=True)
class Instant:
    """Milliseconds UTC since 1970."""

    def pack(self, value: Any) -> int:
        return _whole(value, 0, INSTANT_MS_MAX)

    unpack = pack

    def parse(self, text: str) -> int:
        return self.pack(_whole_text(text))


@dataclass(frozen=True)
class Day:
    """A date; YYYYMMDD as a whole number on the wire."""

    def pack(self, value: Any) -> int:
        if not isinstance(value, date):
            raise NotCoded("not a date")
        return day_number(value)

    def unpack(self, wire: Any) -> date:
        day = day_of(_whole(wire, 1970_01_01, 2248_12_31))
        if day is None:
            raise NotCoded("no such date")
        return day

    def parse(self, text: str) -> date:
        return self.unpack(_whole_text(text.replace("-", "")))
