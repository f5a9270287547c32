"""一表制: one form feeds several departments ([S000] “采用一表制方式”, domain C-13). What was typed once is given to each
that handles the matter together, and to each only what the catalogue names for it.

Pure. A department that the matter's `extracts` column does not name is given everything; the principal's own facts go
to all, since each decides about the same person.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kiosk.core.catalogue.matters import Matter
from kiosk.core.forms.told import Part, Table
from server.office.dossier import Dossier, personal

_OPEN, _CLOSE = "（(", "）)"


class Answer(NamedTuple):
    """One line: the question, and what was said; of the rows of a repeat `name` is the repeat's."""

    name: str
    label: str
    said: str


class DepartmentExtract(NamedTuple):
    """What one department is given. materials: (name, how it is held, copies)."""

    department: str
    principal: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    materials: tuple[tuple[str, str, int], ...]


def departments_of(matter: Matter) -> tuple[str, ...]:
    """Who handles it: its own department, then those of `co_departments`, without what stands in brackets."""
    named = [matter.department, *_cut(matter.co_departments)]
    return tuple(dict.fromkeys(name for one in named if (name := _plain(one))))


def extracts(matter: Matter, dossier: Dossier, told: Iterable[Part]) -> tuple[DepartmentExtract, ...]:
    """One for each department, of an opened case; personal like `dossier.personal`."""
    person = personal(dossier)
    facts = (
        ("姓名", person.name), ("公民身份号码", person.id_number), ("联系电话", person.phone), ("住址", person.address)
    )  # fmt: skip
    principal = tuple((label, value) for label, value in facts if value)
    answers = tuple(_answers(told))
    named: Mapping[str, frozenset[str]] = {one.department: frozenset(one.questions) for one in matter.extracts}
    numbers = {one.department: frozenset(one.materials) for one in matter.extracts}
    return tuple(
        DepartmentExtract(
            department,
            principal,
            tuple(one for one in answers if department not in named or one.name in named[department]),
            tuple(
                (paper.name, paper.held, paper.copies)
                for paper in dossier.papers
                if paper.held and (department not in numbers or paper.number in numbers[department])
            ),
        )
        for department in departments_of(matter)
    )


def mark_of(dossier: Dossier) -> str:
    """演示 where the entrustment says that nothing of it is real, else ""."""
    inner = dossier.entrusted.get("entrustment")
    found = (inner if isinstance(inner, dict) else dossier.entrusted).get("mark")
    return found if isinstance(found, str) else ""


def _answers(told: Iterable[Part]) -> Iterator[Answer]:
    for part in told:
        if not isinstance(part, Table):
            yield Answer(part.name, part.label, _said(part.shown))
            continue
        for position, row in enumerate(part.rows, 1):
            cells = (f"{cell.label.rstrip('？?：:')}：{_said(cell.shown)}" for cell in row if cell is not None)
            yield Answer(part.name, f"{part.label} {position}", "；".join(cells))


def _said(shown: str | bool) -> str:
    return ("是" if shown else "否") if isinstance(shown, bool) else shown


def _cut(text: str) -> list[str]:
    """A list of departments cut at 、 but not inside brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in _OPEN) - (character in _CLOSE)
        if character == "、" and not depth:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _plain(text: str) -> str:
    places = [place for place, character in enumerate(text) if character in _OPEN]
    return text[: places[0]].strip() if places else text.strip()
