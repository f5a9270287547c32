"""One seed: chaos, then calm, then every check. `PYTHONHASHSEED=0 python -m tests.simulation.seed 7` tells its story;
`7/22` and `7/45/even` that of a run which is not of the usual length or mixture."""

import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.simulation.copies import COPIES
from tests.simulation.faults import FAULTS
from tests.simulation.happenings import EVERY_DAY
from tests.simulation.healed import everything_is_well
from tests.simulation.network import CLEAN
from tests.simulation.seeded_hpke import seeded_hpke
from tests.simulation.shown import nothing_false_is_shown
from tests.simulation.sticks import STICKS
from tests.simulation.template import Template, make_template
from tests.simulation.world import World, Wrong

HAPPENINGS_COUNT = 45  # of the long campaign; a short one has fewer and more seeds
CALM_ROUNDS_MAX = 10
ROUND_S = 9 * 3_600.0  # longer than a relay's custody is relied on


class Task(NamedTuple):
    """All that makes a run. even: each kind of happening comes as often as any other, so that what is rare meets what
    is rare; else as in a bad year."""

    seed: int
    happenings: int = HAPPENINGS_COUNT
    even: bool = False

    def __str__(self) -> str:
        return f"{self.seed}/{self.happenings}" + "/even" * self.even


def read_task(text: str) -> Task:
    """The task that `str` wrote; the length may be left out."""
    seed, *more = text.split("/")
    return Task(int(seed), int(more[0]) if more else HAPPENINGS_COUNT, more[1:] == ["even"])


class Outcome(NamedTuple):
    """What became of a run. wrong: "" when all is well, else what a rule forbids; broke: it was an exception of the
    node code, and no checker's finding; story: what was done."""

    task: Task
    wrong: str
    counts: Counter[str]
    story: tuple[str, ...]
    broke: bool = False


def run(task: Task, template: Template, folder: Path) -> Outcome:
    """Everything from this task alone, in `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wrong, broke = "", False
    with seeded_hpke(random.Random(f"{task.seed} wraps").randbytes):
        world = World(task.seed, template, folder)
        try:
            chaos(world, task.happenings, task.even)
            calm(world)
            everything_is_well(world)
        except Wrong as error:
            wrong = str(error)
        except Exception as error:  # the node code broke: as wrong as any rule
            broke, wrong = True, f"{type(error).__name__}: {error} at {_where(error)}"
            world.story.append("".join(traceback.format_exception(error)))
        finally:
            world.close()
    return Outcome(task, wrong, world.counts, tuple(world.story), broke)


def chaos(world: World, happenings: int, even: bool) -> None:
    """So many happenings, each followed by a look at what the stations show."""
    table = (*EVERY_DAY, *STICKS, *FAULTS, *COPIES)
    weights, deeds = [1.0 if even else weight for weight, _ in table], [deed for _, deed in table]
    for _ in range(happenings):
        deed = world.dice.choices(deeds, weights)[0]
        world.story.append(deed.__name__)
        deed(world)
        look(world)


def look(world: World) -> None:
    """At every station that did something."""
    for kiosk in world.kiosks:
        if kiosk.name in world.touched:
            nothing_false_is_shown(world, kiosk)
    world.touched.clear()


def calm(world: World) -> None:
    """No more faults: clocks are right, disks have room, lines hold. Rounds until nothing changes any more."""
    world.calm = True
    world.story.append("calm")
    world.network.line = CLEAN
    world.network.arrive()
    for machine in world.machines:
        machine.clock.offset_ms = 0
    for kiosk in world.kiosks:
        kiosk.make_room()
    if world.county.medium_away:
        world.county.medium_away = False
        world.county.restart()
    before = None
    for _ in range(CALM_ROUNDS_MAX):
        for kiosk in world.kiosks:
            world.sync(kiosk, kiosk.roads[0])
        world.relay_exchange()
        look(world)
        now = world.state()
        if now == before:
            return
        before = now
        world.time.pass_s(ROUND_S)
    raise Wrong(f"not at rest after {CALM_ROUNDS_MAX} rounds of calm")


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/kiosk/" in frame.filename or "/server/" in frame.filename] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}"


def main() -> None:
    """Run what is named on the command line and tell what happened."""
    base = Path(tempfile.mkdtemp(prefix="daiban-simulation-", dir=ram()))
    try:
        template = make_template(base / "template")
        for task in map(read_task, sys.argv[1:]):
            outcome = run(task, template, base / "world")
            print("\n".join(outcome.story))
            print(dict(sorted(outcome.counts.items())))
            print(f"seed {task}: {outcome.wrong or 'all is well'}")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def ram() -> Path | None:
    """A folder in memory, where there is one: a virtual disk needs no platter."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() else None


if __name__ == "__main__":
    main()
