"""Regular expressions that no pattern and no value can make slow.

Python's own matcher backtracks: (a+)+$ on forty letters would hold the kiosk for hours. Here a pattern becomes a small
program whose states are all followed at once (K. Thompson 1968), so that the time grows with the length of the value
times that of the pattern, and a count of steps ends what is too much all the same.

Read is what Java's and JavaScript's expressions share: classes, groups, | * + ? {n,m} ^ $ and word edges, look-ahead,
and \\p{L} with its like. Back-references and look-behind are not.
"""

from functools import lru_cache
from typing import NamedTuple

from .pattern_syntax import Choice, Edge, Fits, Look, Part, Repeat, Sequence, Single, read_pattern
from .problem import ExpressionError

# A validation of an ID number has 60 instructions; a{1000} is 1,000.
INSTRUCTIONS_MAX = 20_000
STEPS_MAX = 250_000  # about a quarter of a second at a kiosk
_PATTERNS_KEPT_MAX = 256


class _One(NamedTuple):
    """Goes on to the next instruction with the next character, if that fits."""

    fits: Fits


class _Fork(NamedTuple):
    """Goes on in both places."""

    one: int
    other: int


class _Found(NamedTuple):
    """The pattern fits."""


class _Ahead(NamedTuple):
    """Goes on if what `begins` there in the program fits from here, or with `negative` if it does not."""

    begins: int
    negative: bool


_Instruction = _One | _Fork | _Found | _Ahead | Edge


class Pattern:
    """A regular expression, ready."""

    def __init__(self, part: Part) -> None:
        self.program: list[_Instruction] = []
        self._emit(part)
        self.program.append(_Found())

    def fits(self, value: str) -> bool:
        """Whether it fits somewhere in the value. Raises ExpressionError("too-costly")."""
        return _Run(self.program, value).search(0, 0, anywhere=True)

    def _emit(self, part: Part) -> None:
        if len(self.program) > INSTRUCTIONS_MAX:
            raise ExpressionError("pattern", 0, 0, "{")
        match part:
            case Single(fits):
                self.program.append(_One(fits))
            case Sequence(parts):
                for one in parts:
                    self._emit(one)
            case Choice(options):
                self._emit_choice(options)
            case Repeat(repeated, least, most):
                self._emit_repeat(repeated, least, most)
            case Look(ahead, negative):
                self._emit_look(ahead, negative)
            case Edge():
                self.program.append(part)

    def _emit_choice(self, options: tuple[Part, ...]) -> None:
        ends: list[int] = []
        for option in options[:-1]:
            fork = self._hold()
            self._emit(option)
            ends.append(self._hold())
            self.program[fork] = _Fork(fork + 1, len(self.program))
        self._emit(options[-1])
        for end in ends:
            self.program[end] = _Fork(len(self.program), len(self.program))

    def _emit_repeat(self, repeated: Part, least: int, most: int | None) -> None:
        for _ in range(least):
            self._emit(repeated)
        if most is None:
            fork = self._hold()
            self._emit(repeated)
            self.program.append(_Fork(fork, fork))
            self.program[fork] = _Fork(fork + 1, len(self.program))
            return
        forks = []
        for _ in range(most - least):
            forks.append(self._hold())
            self._emit(repeated)
        for fork in forks:
            self.program[fork] = _Fork(fork + 1, len(self.program))

    def _emit_look(self, ahead: Part, negative: bool) -> None:
        """What is looked for stands right behind, and the way on leads around it."""
        self.program.append(_Ahead(len(self.program) + 2, negative))
        around = self._hold()
        self._emit(ahead)
        self.program.append(_Found())
        self.program[around] = _Fork(len(self.program), len(self.program))

    def _hold(self) -> int:
        """A place for a fork whose other end is not known yet."""
        self.program.append(_Fork(0, 0))
        return len(self.program) - 1


class _Run:
    """One search in one value, with its count of steps and what its look-aheads have found."""

    def __init__(self, program: list[_Instruction], value: str) -> None:
        self.program, self.value, self.steps = program, value, 0
        self.looked: dict[tuple[int, int], bool] = {}

    def search(self, begins: int, start: int, *, anywhere: bool) -> bool:
        """Whether what begins there in the program fits from that place in the value on, or from a later one."""
        states: list[int] = []
        for place in range(start, len(self.value) + 1):
            if anywhere or place == start:
                states.append(begins)
            waiting = self._reach(states, place)
            if waiting is None:
                return True
            if place == len(self.value) or not (waiting or anywhere):
                return False
            states = [after for fits, after in waiting if fits(self.value[place])]
        return False

    def _reach(self, states: list[int], place: int) -> list[tuple[Fits, int]] | None:
        """From these states without taking a character: what the next one may be, and the state after each. None if
        the pattern's end is reached."""
        waiting: list[tuple[Fits, int]] = []
        seen: set[int] = set()
        while states:
            state = states.pop()
            if state in seen:
                continue
            seen.add(state)
            self.steps += 1
            instruction = self.program[state]
            if isinstance(instruction, _One):
                waiting.append((instruction.fits, state + 1))
            elif isinstance(instruction, _Fork):
                states += instruction
            elif isinstance(instruction, _Found):
                return None
            elif isinstance(instruction, Edge):
                if self._at_edge(instruction.kind, place):
                    states.append(state + 1)
            elif self._follows(instruction.begins, place) != instruction.negative:
                states.append(state + 1)
        if self.steps > STEPS_MAX:
            raise ExpressionError("too-costly", 0, 0, self.value[:40])
        return waiting

    def _follows(self, begins: int, place: int) -> bool:
        if (begins, place) not in self.looked:
            self.looked[begins, place] = self.search(begins, place, anywhere=False)
        return self.looked[begins, place]

    def _at_edge(self, kind: str, place: int) -> bool:
        if kind == "^":
            return place == 0
        if kind == "$":
            return place == len(self.value)
        before = place > 0 and _in_word(self.value[place - 1])
        after = place < len(self.value) and _in_word(self.value[place])
        return (before != after) == (kind == "b")


def _in_word(character: str) -> bool:
    return character == "_" or (character.isascii() and character.isalnum())


@lru_cache(_PATTERNS_KEPT_MAX)
def pattern_of(expression: str) -> Pattern:
    """The pattern that an expression writes. Raises ExpressionError("pattern"), with the character that is at fault."""
    return Pattern(read_pattern(expression))
