"""Our engine against JavaRosa and against Enketo's evaluator, on expressions and on filled forms drawn at random.

    python -m tests.conformance.differential --expressions 10000 --sequences 1000 [--seed 1] [--cache FOLDER]

Prints, for each oracle, how many agreed, how many differ for a reason that differences_of_*.py give (and which), and
every one that differs for none; ends with status 1 when there is such a one. What cannot be run here is said aloud.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.core.xforms.xpath.scope import Surroundings
from tests.conformance import filled, operands, oracles
from tests.conformance.comparison import Ours, Said, blame, from_oracle
from tests.conformance.differences import reason
from tests.conformance.differences_of_expressions import EXPRESSIONS
from tests.conformance.differences_of_states import STATES
from tests.conformance.grammar import INSIDE, JAVAROSA, OPENROSA, OUTSIDE, expression

HARD = Path(__file__).parent / "forms" / "household.xml"
FORMS = Path(__file__).parents[2] / "assets" / "catalogue" / "forms"
SHOWN_MAX = 40  # unexplained ones in full; past that the first ones say enough


@dataclass
class Tally:
    """What came of comparing. A case differs for a reason of the table, or is unexplained, or both agreed on it."""

    asked: int = 0
    agreed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def add(self, differences: Iterable[tuple[str | None, str]]) -> None:
        """One case: of each of its differences the reason or None, and how it is told."""
        found = list(differences)
        self.asked += 1
        self.agreed += not found
        self.reasons.update({why for why, _ in found if why is not None})
        told = next((told for why, told in found if why is None), None)
        if told is not None:
            self.unexplained.append(told)

    def __str__(self) -> str:
        explained = self.asked - self.agreed - len(self.unexplained)
        head = f"{self.asked} asked, {self.agreed} agreed, {explained} explained, {len(self.unexplained)} unexplained"
        rows = [f"    {times:6d}  {why}" for why, times in self.reasons.most_common()]
        return "\n".join((head, *rows, *(f"  {told}" for told in self.unexplained[:SHOWN_MAX])))


def surroundings(random: Random) -> Surroundings:
    """The real clock, as the oracles have it, and dice from the seed."""
    zone = ZoneInfo(oracles.ZONE)
    return Surroundings(
        now=lambda: datetime.now(zone),
        random=random.random,
        uuid=lambda: str(UUID(int=random.getrandbits(128), version=4)),
        instances=operands.instances(),
    )


def _evaluated(oracle: oracles.Oracle, text: str, context: str) -> Said:
    return from_oracle(oracle.ask("evaluate", expression=text, context=context))


@contextmanager
def javarosa(folder: Path) -> Iterator[Callable[[str, str], Said]]:
    """JavaRosa with the operands loaded: (expression, context) → what it says."""
    with tempfile.TemporaryDirectory() as place, oracles.javarosa(folder) as oracle:
        form = Path(place) / "operands.xml"
        form.write_text(operands.form(), "utf-8")
        oracle.ask("load", form=str(form), files=place)
        yield partial(_evaluated, oracle)


@contextmanager
def openrosa(folder: Path) -> Iterator[Callable[[str, str], Said]]:
    """The same of Enketo's evaluator."""
    with oracles.openrosa(folder) as oracle:
        oracle.ask("load", xml=operands.data())
        yield partial(_evaluated, oracle)


ENGINES = {JAVAROSA: (oracles.javarosa_missing, javarosa), OPENROSA: (oracles.openrosa_missing, openrosa)}


def compare_expressions(name: str, count: int, seed: int, folder: Path) -> Tally:
    """`count` different expressions that the oracle `name` knows, in both contexts."""
    random = Random(f"{name} {seed}")
    mine = Ours(surroundings(random))
    tally = Tally()
    seen = set[tuple[str, str]]()
    with ENGINES[name][1](folder) as theirs:
        while len(seen) < count:
            context = random.choice((OUTSIDE, INSIDE))
            term = expression(random, context)
            if name not in term.oracles or (term.text, context) in seen:
                continue
            seen.add((term.text, context))
            tally.add(
                (reason(EXPRESSIONS, name, culprit), f"{culprit}\n    within {term.text} at {context}")
                for culprit in blame(term, partial(mine.said, context=context), partial(theirs, context=context))
            )
    return tally


def compare_filled(count: int, seed: int, folder: Path) -> Tally:
    """`count` sequences of deeds over the forms of the catalogue in turn, every other one over HARD."""
    random = Random(f"filled {seed}")
    tally = Tally()
    forms = [one for path in sorted(FORMS.glob("*.xml")) for one in (path, HARD)]
    tables = {path.name: path.read_bytes() for path in FORMS.glob("*.csv")}
    with tempfile.TemporaryDirectory() as place, oracles.javarosa(folder) as oracle:
        for turn in range(count):
            found = filled.sequence(random, forms[turn % len(forms)], tables, Path(place), surroundings(random), oracle)
            tally.add((reason(STATES, JAVAROSA, one), str(one)) for one in found)
    return tally


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.differential", description=__doc__)
    parser.add_argument("--expressions", type=int, default=10_000)
    parser.add_argument("--sequences", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=oracles.CACHE)
    given = parser.parse_args(arguments)
    unexplained = 0
    for name, (missing, _) in ENGINES.items():
        lacking = missing()
        if lacking:
            print(f"{name}: not asked, {lacking}")
            continue
        tallies = {"expressions": compare_expressions(name, given.expressions, given.seed, given.cache)}
        if name == JAVAROSA:
            tallies["sequences"] = compare_filled(given.sequences, given.seed, given.cache)
        for kind, tally in tallies.items():
            print(f"{name}, {kind}: {tally}", flush=True)
            unexplained += len(tally.unexplained)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
