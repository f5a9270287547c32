"""The campaign: many seeds on every core, their faults counted.

    python -m tests.simulation.campaign [--seeds N] [--first N] [--minutes M] [--workers N] [--even] [--out FILE]

Seeds that failed once are kept in `seeds.txt` and run before all others, for ever. The run goes on until N seeds were
run or M minutes have gone by, whichever comes first (`--seeds 50000 --minutes 100000` goes on to the end). It prints
one line for each failing seed, and at the end the counts; it writes them as JSON to FILE; and it exits with 1 when a
rule was broken or a fault that it lives by never happened.
"""

import argparse
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain, count, islice
from multiprocessing import get_context
from pathlib import Path

import structlog

from tests.simulation.ablations import ABLATIONS, switched_off
from tests.simulation.faults_named import FAULTS_NAMED
from tests.simulation.seed import HAPPENINGS_COUNT, Outcome, Task, ram, read_task, run
from tests.simulation.template import Template, make_template

SEEDS_FILE = Path(__file__).with_name("seeds.txt")
TASKS_A_WORKER = 200  # then a fresh process: SQLAlchemy and SQLite keep what they once allocated
PART_SEEDS = 8  # handed to each worker before the clock is looked at again
ENOUGH_SEEDS = 200  # with fewer, a rare fault may well not have happened

_here: tuple[Template, Path, str]


def known_seeds() -> list[Task]:
    """Those that failed once."""
    lines = SEEDS_FILE.read_text(encoding="utf-8").splitlines() if SEEDS_FILE.exists() else []
    rows = (line.split("#")[0].split() for line in lines)
    return [read_task(row[0]) for row in rows if row]


def keep_seed(outcome: Outcome) -> None:
    """Write a failing seed down, once."""
    if outcome.task not in known_seeds():
        with SEEDS_FILE.open("a", encoding="utf-8") as file:
            file.write(f"{outcome.task}  # {outcome.wrong.splitlines()[0][:90]}\n")


def outcomes(
    tasks: Iterator[Task], workers: int, ablation: str = "", minutes: float = 0.0
) -> Iterator[Outcome]:
    """Each seed's outcome as it comes, until the time is up. One process a core; each has a folder of its own."""
    os.environ["PYTHONHASHSEED"] = "0"  # inherited: what iterates over a set does so in one order on every run
    base = Path(tempfile.mkdtemp(prefix="daiban-simulation-", dir=ram()))
    until = time.monotonic() + minutes * 60 if minutes else float("inf")
    try:
        make_template(base / "template")
        with get_context("spawn").Pool(workers, _begin, (base, ablation), TASKS_A_WORKER) as pool:
            while part := list(islice(tasks, PART_SEEDS * workers)):
                yield from pool.imap_unordered(_run, part)
                if time.monotonic() >= until:
                    return
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _begin(base: Path, ablation: str) -> None:
    global _here
    logging.disable()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    _here = (make_template(base / "template"), base / f"world-{os.getpid()}", ablation)


def _run(task: Task) -> Outcome:
    template, folder, ablation = _here
    with switched_off(ablation):
        return run(task, template, folder)


def never_injected(counts: Counter[str]) -> list[str]:
    """Names of the faults that a campaign lives by and that did not happen in this one."""
    return [name for name in FAULTS_NAMED if not counts[name]]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--happenings", type=int, default=HAPPENINGS_COUNT)
    parser.add_argument("--even", action="store_true", help="what is rare comes as often as anything")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--without", choices=sorted(ABLATIONS), default="")
    asked = parser.parse_args()
    known = [] if asked.without else known_seeds()
    fresh = (Task(seed, asked.happenings, asked.even) for seed in islice(count(asked.first), asked.seeds))
    tasks = chain(known, (task for task in fresh if task not in known))
    began, done, failed, counts = time.monotonic(), 0, list[Outcome](), Counter[str]()
    for outcome in outcomes(tasks, asked.workers, asked.without, asked.minutes):
        done, counts = done + 1, counts + outcome.counts
        if outcome.wrong:
            failed.append(outcome)
            print(f"seed {outcome.task}: {outcome.wrong}", flush=True)
            if not asked.without:
                keep_seed(outcome)
    missing = never_injected(counts) if done >= ENOUGH_SEEDS else []
    said = {
        "seeds": done,
        "first": asked.first,
        "failed": [str(outcome.task) for outcome in failed],
        "minutes": round((time.monotonic() - began) / 60, 1),
        "never_injected": missing,
        "counts": dict(sorted(counts.items())),
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    if asked.out:
        asked.out.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
