"""What becomes of a deed that is interrupted: calls that fail one by one, and deaths at any moment.

    python -m tests.faults.interrupted calls [--deed purge] [--every 1]     each call of each deed, EIO and ENOSPC
    python -m tests.faults.interrupted kills --count 500 [--seed 1]         each kill at a moment of its own

Prints one JSON object: how many of each deed, what became of them, every fault with what shows it again. Exit 1 when
there was a fault.
"""

import json
import random
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from tests.faults.children import READING, Ended, copied, count_calls, run, run_failing, timed
from tests.faults.deeds import DEEDS, Deed
from tests.faults.power_loss import MEMORY

ERRORS = ("EIO", "ENOSPC")
FAULTS_SHOWN_MAX = 40


class Prepared(NamedTuple):
    """A deed with its template folder, where its runs happen, and how long it takes undisturbed, s."""

    name: str
    deed: Deed
    template: Path
    place: Path
    takes_s: float

    def calls(self) -> dict[str, int]:
        """How many calls of each name it makes undisturbed."""
        return count_calls(partial(self.deed.do, copied(self.template, self.place)))

    def failing(self, error: str, call: str, when: int) -> Ended:
        """A run on a fresh copy whose `when`-th `call` fails."""
        return run_failing(partial(self.deed.do, copied(self.template, self.place)), error, call, when)

    def killed(self, after_s: float) -> Ended:
        """A run on a fresh copy that is killed after so long."""
        return run(partial(self.deed.do, copied(self.template, self.place)), after_s)

    def faults(self, ended: Ended) -> list[str]:
        """What is wrong after that run."""
        found = [f"no refusal but {ended.raised}"] if ended.raised else []
        if ended.refused and ended.refused not in self.deed.refusals:
            found.append(f"refused as {ended.refused}")
        try:
            return found + self.deed.judge(self.place, ended)
        except Exception:
            return [*found, traceback.format_exc()[-800:]]


@contextmanager
def prepared(names: Sequence[str] = ()) -> Iterator[list[Prepared]]:
    """These deeds (all by default), ready to be run."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="daiban-deeds-") as base:
        made = []
        for name in names or DEEDS:
            template, place = Path(base) / name / "template", Path(base) / name / "run"
            template.mkdir(parents=True)
            DEEDS[name].prepare(template)
            made.append(
                Prepared(name, DEEDS[name], template, place, timed(partial(DEEDS[name].do, copied(template, place))))
            )
        yield made


class Result(NamedTuple):
    """counts: what became of how many; faults: as sentences."""

    counts: Counter[str]
    faults: list[str]


def places(one: Prepared) -> list[tuple[str, str, int]]:
    """(error, call, when) of every way in which a call of the deed can fail; reading calls with EIO alone."""
    return [
        (error, call, when)
        for call, count in sorted(one.calls().items())
        for error in (ERRORS[:1] if call in READING else ERRORS)
        for when in range(1, count + 1)
    ]


def fail_calls(one: Prepared, failing: Iterable[tuple[str, str, int]]) -> Result:
    """Make each of these calls fail."""
    counts, faults = Counter[str](), list[str]()
    for error, call, when in failing:
        ended = one.failing(error, call, when)
        counts["not reached"] += not ended.failed
        counts[f"{error} of {call}"] += ended.failed
        counts["done all the same" if ended.told is not None else f"refused {ended.refused}"] += 1
        faults += [f"{one.name}: {error} at {call} {when}: {fault}" for fault in one.faults(ended)]
    return Result(counts, faults)


def kill(deeds: Sequence[Prepared], count: int, dice: random.Random) -> Result:
    """So many deaths, each of a deed drawn by lot at a moment drawn by lot."""
    counts, faults = Counter[str](), list[str]()
    while counts["killed"] < count:
        one = dice.choice(deeds)
        after_s = dice.random() * one.takes_s
        ended = one.killed(after_s)
        counts["killed" if ended.killed else "was faster"] += 1
        counts[f"killed in {one.name}"] += ended.killed
        counts["killed after it told"] += ended.killed and ended.told is not None
        faults += [f"{one.name} after {after_s:.4f} s: {fault}" for fault in one.faults(ended)]
    return Result(counts, faults)


@click.group()
def main() -> None:
    """Interrupt deeds."""


@main.command()
@click.option("--deed", "names", multiple=True, type=click.Choice(list(DEEDS)))
@click.option("--every", default=1, show_default=True, help="One call in so many.")
@click.option("--seed", default=1, show_default=True)
def calls(names: tuple[str, ...], every: int, seed: int) -> None:
    """Make calls fail."""
    with prepared(names) as deeds:
        _say({one.name: fail_calls(one, places(one)[random.Random(seed).randrange(every) :: every]) for one in deeds})


@main.command()
@click.option("--deed", "names", multiple=True, type=click.Choice(list(DEEDS)))
@click.option("--count", default=500, show_default=True)
@click.option("--seed", default=1, show_default=True)
def kills(names: tuple[str, ...], count: int, seed: int) -> None:
    """Kill."""
    with prepared(names) as deeds:
        _say({"kills": kill(deeds, count, random.Random(seed))})


def _say(results: dict[str, Result]) -> None:
    faults = [fault for result in results.values() for fault in result.faults]
    said = {name: dict(sorted(result.counts.items())) for name, result in results.items()}
    print(json.dumps({**said, "faults": len(faults), "shown": faults[:FAULTS_SHOWN_MAX]}, ensure_ascii=False, indent=1))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
