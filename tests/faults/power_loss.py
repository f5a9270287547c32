"""The plug is pulled: a real day's disk calls are recorded once, cut at any place, and each image is opened by the
real code and held against what had been told to anybody before the cut.

A day is a folder full of nodes, a shell script of real commands, and a judge. The images of a recording are made on one
walk through it. `power_campaign` runs days by command; docs/reliability.md holds the counts that were reached.
"""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.faults.disk import NEVER_KEPT, Cut, Disk
from tests.faults.recording import Call, calls, record
from tests.faults.told import Ears, Told

ROOT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")


class Day(NamedTuple):
    """What is recorded. roots: folders on the disk that fails; script: shell words with absolute paths; judge: the
    faults of an image (root -> where it lies now), as sentences; meanwhile: what others do, unrecorded."""

    roots: Sequence[Path]
    script: str
    judge: Callable[[Mapping[Path, Path], Sequence[Told], random.Random], list[str]]
    meanwhile: Callable[[], None] = lambda: None


MakeDay = Callable[[Path], AbstractContextManager[Day]]


class Recorded(NamedTuple):
    """A day that was recorded. steps: what touched the disk (and whether it changed what a cut would leave) and what
    was told, in order; copies: the roots as they were before; changes: places where it can be cut; told: how often
    somebody was told something."""

    day: Day
    steps: list[tuple[Call | Told, bool]]
    copies: list[Path]
    changes: int
    told: int

    def disk(self) -> Disk:
        """The disk as it was before the day."""
        return Disk(self.day.roots, self.copies)


class Result(NamedTuple):
    """images: how many were judged; faults: what was lost or broken, as sentences; counts: what the cuts did."""

    images: int
    faults: list[str]
    counts: Counter[str]


def recorded(day: Day, folder: Path) -> Recorded:
    """Run the day's script under the recorder; checks that the recording tells the whole truth: replayed without a
    cut it is what lies on the disk."""
    copies = [folder / "before" / str(number) for number in range(len(day.roots))]
    for root, copy in zip(day.roots, copies, strict=True):
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns("*.sock"))
    log = folder / "calls"
    with ThreadPoolExecutor(1) as pool:
        others = pool.submit(day.meanwhile)
        done = record(("sh", "-ec", day.script), log, ROOT, {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        others.result()
    assert done.returncode == 0, (done.stdout[-500:], done.stderr[-2000:])
    whole, ears = Disk(day.roots, copies), Ears()
    steps: list[tuple[int, Call | Told, bool]] = []
    for call in calls(log):
        steps += [(told.began, told, False) for told in ears.hear(call)]
        if (changed := whole.feed(call)) or call.name in ("openat", "lseek"):
            steps.append((call.ended, call, changed))
    log.unlink()
    there = {
        str(path): path.read_bytes()
        for root in day.roots
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith(NEVER_KEPT)
    }
    assert whole.live() == there, sorted(dict(set(whole.live().items()) ^ set(there.items())))
    told = sum(isinstance(step, Told) for _, step, _ in steps)
    assert told and whole.syncs, "nothing was told, or nothing was synced: this day proves nothing"
    steps.sort(key=lambda step: step[0])
    changes = sum(changed for *_, changed in steps)
    return Recorded(day, [(step, changed) for _, step, changed in steps], copies, changes, told)


def judged(one: Recorded, images: int, dice: random.Random, place: Path) -> Result:
    """That many images of a recording, each cut at a place of its own."""
    wanted = Counter(dice.randrange(one.changes + 1) for _ in range(images))
    disk, heard, counts, faults = one.disk(), list[Told](), Counter[str](), list[str]()

    def cut_at(at: int) -> None:
        for _ in range(wanted.pop(at, 0)):
            cut = dice.choice(list(Cut))
            counts[f"cut: {cut}"] += 1
            roots = {root: place / str(index) for index, root in enumerate(one.day.roots)}
            disk.image(roots, cut, dice, counts)
            try:
                found = one.day.judge(roots, heard, dice)
            except Exception as error:
                found = [f"{type(error).__name__}: {error}"]
            faults.extend(f"at {at} of {one.changes}, {cut}: {fault}" for fault in found)
            for folder in roots.values():
                shutil.rmtree(folder, ignore_errors=True)

    at = 0
    for step, changed in one.steps:
        if changed:
            cut_at(at)  # with all that was told since the last change
            at += 1
        if isinstance(step, Told):
            heard.append(step)
        else:
            disk.feed(step)
    cut_at(at)
    return Result(images, faults, counts)


def without(one: Recorded, calls_named: Collection[str], below: Path) -> Recorded:
    """The same recording with these calls on what lies below a folder left out: as a program would have left it that
    forgot them. What must turn the judges red."""

    def stays(step: Call | Told) -> bool:
        return isinstance(step, Told) or step.name not in calls_named or not _is_below(step, below)

    steps = [(step, changed) for step, changed in one.steps if stays(step)]
    return one._replace(steps=steps, changes=sum(changed for _, changed in steps))


def _is_below(call: Call, folder: Path) -> bool:
    path = call.file[1]
    return path is not None and path.is_relative_to(folder)


@contextmanager
def campaign(days: Mapping[str, MakeDay]) -> Iterator[dict[str, Recorded]]:
    """Each day recorded once, in a folder in memory where there is one."""
    with (
        TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="daiban-power-") as base,
        ExitStack() as stack,
    ):
        found = {}
        for name, make in days.items():
            place = Path(base) / name / "day"
            place.mkdir(parents=True)
            found[name] = recorded(stack.enter_context(make(place)), place.parent)
        yield found
