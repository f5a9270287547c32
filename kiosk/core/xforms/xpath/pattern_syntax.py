"""The text of a regular expression as its parts."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from .problem import ExpressionError

Fits: TypeAlias = Callable[[str], bool]

PATTERN_CHARACTERS_MAX = 2_000
GROUPS_MAX = 50  # one within the other
REPEATS_MAX = 5_000  # {n,m}
_LINE_ENDS = "\n\r\u2028\u2029"
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_CODES = {"x": 2, "u": 4}


@dataclass(frozen=True)
class Single:
    """One character that fits."""

    fits: Fits


@dataclass(frozen=True)
class Sequence:
    """One part after the other."""

    parts: "tuple[Part, ...]"


@dataclass(frozen=True)
class Choice:
    """One of several."""

    options: "tuple[Part, ...]"


@dataclass(frozen=True)
class Repeat:
    """A part at least and at most so many times; `most` None is without end. Whether greedy or not makes no
    difference to whether something fits."""

    repeated: "Part"
    least: int
    most: int | None


@dataclass(frozen=True)
class Edge:
    """A place between characters: ^ and $ of the value, b and B of a word."""

    kind: str


@dataclass(frozen=True)
class Look:
    """A place where something follows, or does not."""

    ahead: "Part"
    negative: bool


Part: TypeAlias = Single | Sequence | Choice | Repeat | Edge | Look


def read_pattern(expression: str) -> Part:
    """The parts of an expression. Raises ExpressionError("pattern")."""
    if len(expression) > PATTERN_CHARACTERS_MAX:
        raise ExpressionError("pattern", 0, 0, expression[:20])
    return _Reader(expression).whole()


class _Reader:
    def __init__(self, expression: str) -> None:
        self.text, self.at, self.depth = expression, 0, 0

    def whole(self) -> Part:
        part = self.choice()
        if self.at < len(self.text):
            raise self.unsupported()
        return part

    @property
    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        if self.at > len(self.text):
            raise self.unsupported()
        return self.text[self.at - 1]

    def takes(self, text: str) -> bool:
        found = self.text.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def unsupported(self) -> ExpressionError:
        return ExpressionError("pattern", 0, 0, self.text[max(0, self.at - 1) : self.at + 8] or self.text[-8:])

    def choice(self) -> Part:
        options = [self.sequence()]
        while self.takes("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self) -> Part:
        parts: list[Part] = []
        while self.next not in ("", "|", ")"):
            parts.append(self.repeated(self.part()))
        return Sequence(tuple(parts))

    def repeated(self, part: Part) -> Part:
        times = self.times()
        if times is None:
            return part
        if isinstance(part, Edge | Look):
            raise self.unsupported()
        self.takes("?")  # as few as possible: the same to us
        if self.times() is not None:
            raise self.unsupported()
        return Repeat(part, *times)

    def times(self) -> tuple[int, int | None] | None:
        """The repetition that stands next, if one does; a brace that is none is a character."""
        for sign, times in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.takes(sign):
                return times
        end = self.text.find("}", self.at)
        if self.next != "{" or end < 0:
            return None
        least, comma, most = self.text[self.at + 1 : end].partition(",")
        if not (least.isascii() and least.isdigit() and (most == "" or (most.isascii() and most.isdigit()))):
            return None
        if max(len(least), len(most)) > 4 or max(int(least), int(most or 0)) > REPEATS_MAX:
            raise self.unsupported()
        self.at = end + 1
        bounds = int(least), (int(most) if most else None) if comma else int(least)
        if bounds[1] is not None and bounds[1] < bounds[0]:
            raise self.unsupported()
        return bounds

    def part(self) -> Part:
        character = self.take()
        match character:
            case "(":
                return self.group()
            case "[":
                return Single(self.character_class())
            case ".":
                return Single(lambda found: found not in _LINE_ENDS)
            case "^" | "$":
                return Edge(character)
            case "*" | "+" | "?":
                raise self.unsupported()
            case "\\":
                if self.next in ("b", "B") and self.next:
                    return Edge(self.take())
                return Single(self.escape())
        return Single(_only(character))

    def group(self) -> Part:
        self.depth += 1
        if self.depth > GROUPS_MAX:
            raise self.unsupported()
        looks = "!" if self.takes("?!") else "=" if self.takes("?=") else ""
        if not looks and self.takes("?") and not self.takes(":"):
            self.name_of_group()
        part = self.choice()
        if not self.takes(")"):
            raise self.unsupported()
        self.depth -= 1
        return Look(part, looks == "!") if looks else part

    def name_of_group(self) -> None:
        name, closed, _ = self.text[self.at + 1 :].partition(">")
        if self.next != "<" or not closed or not name.isidentifier():
            raise self.unsupported()
        self.at += len(name) + 2

    def escape(self) -> Fits:
        """What stands after a backslash."""
        letter = self.take()
        if letter in _CODES:
            return _only(self.coded(letter))
        if letter in _CONTROLS:
            return _only(_CONTROLS[letter])
        kind = _KINDS.get(letter.lower())
        if kind is not None:
            return kind if letter.islower() else _other_than(kind)
        if letter in "pP":
            fits = self.category()
            return fits if letter == "p" else _other_than(fits)
        if letter.isalnum():
            raise self.unsupported()
        return _only(letter)

    def coded(self, letter: str) -> str:
        digits = self.text[self.at : self.at + _CODES[letter]]
        if len(digits) < _CODES[letter] or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
            raise self.unsupported()
        self.at += len(digits)
        return chr(int(digits, 16))

    def category(self) -> Fits:
        """A general category of Unicode, such as L or Lu, or the Chinese characters."""
        name, closed, _ = self.text[self.at + 1 :].partition("}")
        if self.next != "{" or not closed:
            raise self.unsupported()
        self.at += len(name) + 2
        if name in ("IsHan", "Script=Han", "sc=Han"):
            return lambda found: unicodedata.name(found, "").startswith("CJK UNIFIED")
        if name[:1] not in tuple("LMNPSZC") or len(name) > 2:
            raise self.unsupported()
        return lambda found: unicodedata.category(found).startswith(name)

    def character_class(self) -> Fits:
        negative = self.takes("^")
        ones: set[str] = set()
        fits: list[Fits] = []
        while not self.takes("]"):
            first, is_one = self.member()
            if not (is_one and self.next == "-" and self.text[self.at + 1 : self.at + 2] not in ("", "]")):
                if isinstance(first, str):
                    ones.add(first)
                else:
                    fits.append(first)
                continue
            self.take()
            last, _ = self.member()
            if not (isinstance(first, str) and isinstance(last, str) and first <= last):
                raise self.unsupported()
            fits.append(_between(first, last))
        return lambda found: (found in ones or any(one(found) for one in fits)) != negative

    def member(self) -> tuple[str | Fits, bool]:
        """A character of a class, or a class within it; and whether it can begin a range."""
        character = self.take()
        if character != "\\":
            return character, True
        letter = self.next
        if letter in _CODES:
            return self.coded(self.take()), True
        if letter in _CONTROLS or letter == "b":
            return {**_CONTROLS, "b": "\b"}[self.take()], True
        if letter and not letter.isalnum():
            return self.take(), True
        return self.escape(), False


def _only(character: str) -> Fits:
    return character.__eq__


def _between(first: str, last: str) -> Fits:
    return lambda found: first <= found <= last


def _other_than(fits: Fits) -> Fits:
    return lambda found: not fits(found)


_KINDS: dict[str, Fits] = {
    "d": lambda found: found in "0123456789",
    "w": lambda found: found == "_" or (found.isascii() and found.isalnum()),
    "s": lambda found: found.isspace() or found == "\ufeff",
}
