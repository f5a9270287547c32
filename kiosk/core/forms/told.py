"""Recorded answers as people read them: the form's labels and the options' own texts, a table for every repeat.

What is shown is what was recorded. The form only lends the words: where it would compute another value today, where it
has no word for an answer, or where it is not the form that the answers were given under, the answer stands as it is.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kiosk.core.casework.entrustment import Answer
from kiosk.core.refusal import Refusal
from kiosk.core.xforms.datatypes import read_number
from kiosk.core.xforms.filling import Filling, Question, Repeat
from kiosk.core.xforms.xpath.scope import Surroundings

Shown = str | bool  # yes and no are said in the reader's own words


class Told(NamedTuple):
    """One answer. label: the question, or its name where nothing is known of it; group: the heading it stands under,
    "" for none; picture: it is the name of a photograph's file."""

    name: str
    label: str
    shown: Shown
    group: str = ""
    picture: bool = False


class Table(NamedTuple):
    """The rows of one repeat. columns: the questions' labels; rows: what was said, None where that row has no such
    answer; group: as of `Told`."""

    name: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Told | None, ...], ...]
    group: str = ""


Part = Told | Table


def still(now: datetime) -> Surroundings:
    """Surroundings in which nothing happens: for reading a form, never for filling one in."""
    return Surroundings(now=lambda: now, random=lambda: 0.0, uuid=lambda: "")


def speak(filling: Filling, language: str) -> None:
    """Let the form speak "zh" or "en": the language that it names so, as in “English (en)”; else as it did."""
    fitting = (name for name in filling.languages if name == language or name.endswith(f"({language})"))
    filling.speak(next(fitting, filling.language))


def told(filling: Filling, answers: Mapping[str, Any]) -> tuple[Part, ...]:
    """The answers in the order of the form, in the language that the empty `filling` speaks."""
    try:
        filling.fill(msgspec.convert(answers, dict[str, Answer]))
    except (Refusal, msgspec.ValidationError):
        return plainly(answers)
    asked = {_path(question): question for question in filling.questions()}
    repeats = {repeat.name: repeat for repeat in filling.repeats()}
    return tuple(_parts(answers, (), asked, repeats))


def plainly(answers: Mapping[str, Any]) -> tuple[Part, ...]:
    """The answers by their names alone."""
    return tuple(_parts(answers, (), {}, {}))


Path = tuple[str | int, ...]  # repeat's name, row from 1, …, the question's name
_ROWS_DEEP_MAX = 3  # as the entrustment's own type has it; what somebody else wrote deeper is shown as it stands


def _path(question: Question) -> Path:
    """Where the question's answer lies among the recorded ones: only rows are places there, groups are not."""
    rows: list[str | int] = []
    for step in question.ref.split("/"):
        name, row, position = step.partition("[")
        if row:
            rows += [name, int(position.rstrip("]"))]
    return (*rows, question.name)


def _parts(
    answers: Mapping[str, Any], at: Path, asked: Mapping[Path, Question], repeats: Mapping[str, Repeat], above: str = ""
) -> Iterator[Part]:
    for name, given in answers.items():
        if given == []:
            continue  # no row says nothing, and a table without one is none
        if _is_rows(given, at):
            yield from _tables(name, given, at, asked, repeats, above)
        else:
            yield _told(name, given, asked.get((*at, name)))


def _is_rows(given: object, at: Path) -> bool:
    deep = len(at) // 2
    return isinstance(given, list) and deep < _ROWS_DEEP_MAX and all(isinstance(row, dict) for row in given)


def _told(name: str, given: Any, question: Question | None) -> Told:
    if question is None:
        return Told(name, name, given if isinstance(given, bool) else str(given))
    recorded = given if isinstance(given, bool) else str(given)
    shown = question.shown if _is_held(question.value, given) else recorded
    return Told(name, question.label or name, shown, " · ".join(question.groups), question.kind == "image")


def _is_held(value: str, given: object) -> bool:
    """Whether the form holds what was recorded: 1200 is 1200.0."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return read_number(value) == given
    return value == given


def _tables(
    name: str,
    rows: list[Mapping[str, Any]],
    at: Path,
    asked: Mapping[Path, Question],
    repeats: Mapping[str, Repeat],
    above: str,
) -> Iterator[Table]:
    """The repeat's own table, and below it those of the repeats inside each row."""
    repeat = repeats.get(name)
    label = above + (repeat.label or name if repeat else name)
    names: dict[str, str] = {}  # in the order of their first row
    lines, inner = [], []
    for position, row in enumerate(rows, 1):
        here, cells = (*at, name, position), {}
        for part in _parts(row, here, asked, repeats, f"{label} {position} · "):
            if isinstance(part, Table):
                inner.append(part)
            else:
                cells[part.name] = part
                names.setdefault(part.name, part.label)
        lines.append(cells)
    group = " · ".join(repeat.groups) if repeat and not above else ""
    filled = tuple(tuple(cells.get(one) for one in names) for cells in lines)
    yield Table(name, label, tuple(names.values()), filled, group)
    yield from inner
