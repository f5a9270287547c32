"""The numbers of the office's world: each has its row in docs/mechanisms.md, and each row its module and its test.

C to F are the mechanisms of intake, time, joint handling and agency; T the twelve timers; S the golden values and
conventions of the domain's chapters 3 and 4, S-4.13.1 to S-4.13.10 its legal traps. A test carries the number of what
it proves at the head of its name: test_c_08_…, test_t_01_…, test_s_413_04_…; one that proves two carries two.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PAGE = "docs/mechanisms.md"
LETTERS = {"C": 16, "D": 9, "E": 11, "F": 9, "T": 12}
CONVENTIONS = (
    "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12",
    *(f"4.13.{trap}" for trap in range(1, 11)),
)  # fmt: skip
NUMBERS = (
    *(f"{letter}-{place}" for letter, last in LETTERS.items() for place in range(1, last + 1)),
    *(f"S-{chapter}" for chapter in CONVENTIONS),
)
# What is not built, and why; nothing else may be without a test.
GAPS = {
    "E-11": "a platform for tenders is no errand of a village kiosk: at most a link on an information page",
}
_CARRIED = re.compile(r"test_((?:[a-z]_[0-9]+_(?:[0-9]{2}_)?)+)")
_ONE = re.compile(r"([a-z]_[0-9]+(?:_[0-9]{2})?)_")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_MODULE = re.compile(r"`([\w./-]+)`")


class Row(NamedTuple):
    """One line of the page."""

    number: str
    words: str
    modules: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]
    text: str


def slug(number: str) -> str:
    """How a test's name writes a number: C-8 is c_08, S-4.2 is s_42, S-4.13.4 is s_413_04."""
    letter, _, place = number.lower().partition("-")
    if letter != "s":
        return f"{letter}_{int(place):02}"
    chapter, section, *trap = place.split(".")
    return f"s_{chapter}{section}" + "".join(f"_{int(one):02}" for one in trap)


def carried(name: str) -> frozenset[str]:
    """The numbers at the head of a test's name, as `slug` writes them."""
    head = _CARRIED.match(name)
    return frozenset(_ONE.findall(head[1])) if head else frozenset()


def rows(text: str) -> list[Row]:
    """The lines of the page's tables."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] not in ("ID", "---"):
            number, words, modules, tests = cells
            found.append(Row(number, words, tuple(_MODULE.findall(modules)), tuple(_NAMED.findall(tests)), tests))
    return found


@cache
def tests_of(file: Path) -> frozenset[str]:
    """The names of a file's test functions; none where it is not there."""
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def faults(root: Path, text: str) -> Iterator[str]:
    """What the page says that is not so, and what it does not say."""
    told = rows(text)
    written = [row.number for row in told]
    yield from (f"{number}: no row" for number in NUMBERS if number not in written)
    twice = sorted(number for number in set(written) if written.count(number) > 1)
    yield from (f"{number}: {written.count(number)} rows" for number in twice)
    for row in told:
        if row.number not in NUMBERS:
            yield f"{row.number}: there is no such number"
            continue
        if row.number in GAPS:
            if row.tests or GAPS[row.number] not in row.text:
                yield f"{row.number}: its gap is told in other words"
            continue
        if not row.modules or not row.tests:
            yield f"{row.number}: no module, or no test"
        yield from (f"{row.number}: {module} is not there" for module in row.modules if not (root / module).is_file())
        for path, name in row.tests:
            if name not in tests_of(root / path):
                yield f"{row.number}: {path}::{name} is not there"
            elif slug(row.number) not in carried(name):
                yield f"{row.number}: {name} carries another number"
