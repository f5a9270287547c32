"""The rules of the house. Each takes a root and gives its breaches as sentences; none is good news."""

import ast
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from fnmatch import fnmatch
from pathlib import Path

from tests.tidy import map as plan
from tests.tidy.tree import Module, Reference, calls, house, ignored, imports, inside, is_ignored, modules, texts, uses


def room_of(name: str) -> str | None:
    """The longest prefix on the map that fits, or None for what stands outside every room."""
    return max((room for room in plan.OPENS if inside(name, room)), key=len, default=None)


def _within(name: str, rooms: Iterable[str]) -> bool:
    return any(inside(name, room) for room in rooms)


def _said(module: Module, reference: Reference, why: str) -> str:
    return f"{module.path}:{reference.line} {reference.name}: {why}"


def modules_outside_every_room(root: Path) -> Iterator[str]:
    """A module whose room is not on the map: nobody has said what it may open."""
    for module in house(root):
        if module.name not in ("kiosk", "server") and room_of(module.name) is None:
            yield f"{module.path}: its room is not drawn in tests/tidy/map.py"


def doors_that_are_walls(root: Path) -> Iterator[str]:
    """An import of our own that the map does not draw."""
    for module in house(root):
        room = room_of(module.name)
        for reference in imports(module):
            if reference.name.split(".")[0] not in ("kiosk", "server", "assets", "tests"):
                continue
            if room is None:
                yield _said(module, reference, "a half's own name imports nothing of ours")
            elif not _within(reference.name, (room, *plan.OPENS[room])):
                yield _said(module, reference, f"{room} may open only {plan.OPENS[room] or 'itself'}")
            elif room == plan.CORE and _within(reference.name, ("kiosk.core.casework", "kiosk.core.carriage")):
                yield _said(module, reference, "the contract knows none of those who keep it")


def two_halves_meeting(root: Path) -> Iterator[str]:
    """The two rules that no redrawing of the map may soften: they are tested apart from it."""
    for module in house(root):
        for reference in imports(module):
            if inside(module.name, "kiosk") and inside(reference.name, "server"):
                yield _said(module, reference, "kiosk never imports server")
            shared = (plan.CORE, plan.VERSION)
            if (
                inside(module.name, "server")
                and inside(reference.name, "kiosk")
                and not _within(reference.name, shared)
            ):
                yield _said(module, reference, "server imports kiosk.core and nothing else of kiosk")
            for one, other in (("casework", "carriage"), ("carriage", "casework")):
                if inside(module.name, f"{plan.CORE}.{one}") and inside(reference.name, f"{plan.CORE}.{other}"):
                    yield _said(module, reference, f"{one} and {other} meet only in {plan.CORE}.event and .refusal")


def impure_core(root: Path) -> Iterator[str]:
    """The core reads no clock, rolls no dice and opens nothing."""
    for module in house(root):
        if not inside(module.name, plan.CORE):
            continue
        for reference in imports(module):
            if not _within(reference.name, (*plan.CORE_IMPORTS, plan.CORE)):
                yield _said(module, reference, "not among the imports that a pure core may have")
        for reference in calls(module):
            if reference.name in plan.OPENING_CALLS:
                yield _said(module, reference, "the core is handed what it would open")
        for reference in uses(module):
            if _within(reference.name, (*plan.CLOCK, *plan.DICE, *plan.OPENING)):
                yield _said(module, reference, "the core is handed clock, dice and content")
            if reference.name.rpartition(".")[2] in ("generate", "generate_key", "generate_private_key"):
                yield _said(module, reference, "makes a key by itself: draw its bytes from the instruments")


def clock_or_dice_in_a_room(root: Path) -> Iterator[str]:
    """Only the entries read the clock, make randomness and open settings; every other room has them handed in."""
    for module in house(root):
        if _within(module.name, (*plan.ENTRIES, *plan.SETTINGS)):
            continue
        for reference in uses(module):
            if _within(reference.name, (*plan.CLOCK, *plan.DICE)):
                yield _said(module, reference, "clock and dice are handed in by the entry")
            if _within(reference.name, plan.OPENING_SETTINGS):
                yield _said(module, reference, "settings are opened by the entry")
        for reference in imports(module):
            if _within(reference.name, plan.DICE):
                yield _said(module, reference, "dice are handed in by the entry")


def network_outside_the_carriers(root: Path) -> Iterator[str]:
    """Only the couriers and the uplink speak HTTP outward."""
    for module in house(root):
        for reference in imports(module):
            if _within(reference.name, plan.NETWORK) and not _within(module.name, plan.CARRIERS):
                yield _said(module, reference, f"only {' and '.join(plan.CARRIERS)} reach the network")


def kivy_outside_the_windows(root: Path) -> Iterator[str]:
    """Only what draws imports Kivy: all else runs on a machine without it."""
    for module in house(root):
        for reference in imports(module):
            if inside(reference.name, "kivy") and not _within(module.name, plan.WINDOWS):
                yield _said(module, reference, f"only {', '.join(plan.WINDOWS)} draw")


def long_modules(root: Path) -> Iterator[str]:
    """Past the limit look for the second idea. The table of exceptions only shrinks and holds none that is idle."""
    lengths = {m.path: len(m.text.splitlines()) for m in (*house(root), *modules(root, "tests"))}
    for path, lines in lengths.items():
        limit = plan.LONGER.get(path, plan.MODULE_LINES_MAX)
        if lines > limit:
            yield f"{path}: {lines} lines, limit {limit}: is there a second idea in it?"
    for path, limit in plan.LONGER.items():
        if lengths.get(path, 0) < limit:
            yield f"{path}: now {lengths.get(path, 0)} lines: lower or remove its row in LONGER ({limit})"


def wide_lines(root: Path) -> Iterator[str]:
    """At most 120 characters a line, a Chinese character counting as one."""
    for module in (*house(root), *modules(root, "tests")):
        for number, line in enumerate(module.text.splitlines(), 1):
            if len(line) > plan.LINE_CHARACTERS_MAX:
                yield f"{module.path}:{number} {len(line)} characters, limit {plan.LINE_CHARACTERS_MAX}"


def names_that_say_nothing(root: Path) -> Iterator[str]:
    """`utils` is the absence of a name."""
    for module in (*house(root), *modules(root, "tests")):
        for part in module.name.split("."):
            if part in plan.NAMES_THAT_SAY_NOTHING:
                yield f"{module.path}: “{part}” says nothing"


def modules_without_docstring(root: Path) -> Iterator[str]:
    """Every module says what its one idea is."""
    for module in (*house(root), *modules(root, "tests")):
        if not (ast.get_docstring(module.syntax) or "").strip():
            yield f"{module.path}: no docstring"


def packages_left_out_of_the_wheel(root: Path) -> Iterator[str]:
    """A folder with modules but no __init__.py runs in the clone and is missing from what is installed."""
    for module in house(root):
        folder = Path(module.path).parent
        if not (root / folder / "__init__.py").exists() and "migrations" not in folder.parts:
            yield f"{module.path}: {folder} has no __init__.py"


def files_left_out_of_the_wheel(root: Path) -> Iterator[str]:
    """Data that no pattern of setup.cfg takes along: the demo would find it in the clone and not once installed."""
    setup = ConfigParser()
    setup.read(root / "setup.cfg", "utf-8")
    left_behind = ignored(root)
    for package, patterns in setup["options.package_data"].items():
        taken = [pattern.strip().removeprefix("**/") for pattern in patterns.split(",")]
        for file in sorted((root / package).rglob("*")):
            path = file.relative_to(root / package)
            if not file.is_file() or file.suffix == ".py" or any(is_ignored(part, left_behind) for part in path.parts):
                continue
            if not any(fnmatch(file.name, pattern) for pattern in taken):
                yield f"{package}/{path.as_posix()}: no pattern of [options.package_data] takes it along"


def strangers_at_the_top(root: Path) -> Iterator[str]:
    """The top level is fixed; anything more needs a decision record and a row in the map."""
    patterns = [*ignored(root), ".git"]
    for entry in sorted(root.iterdir()):
        if entry.name not in plan.TOP_LEVEL and not is_ignored(entry.name, patterns):
            yield f"{entry.name}: the top level is fixed; write a decision record first"


# Written in two halves, so that the rule does not find itself.
MACHINE_PATHS = tuple("/" + place + "/" for place in ("work", "root", "tmp", "home", "mnt", "Users"))
REGISTRY_HOSTS = tuple(".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("crates", "io"), ("proxy.golang", "org"),
    ("deb.debian", "org"), ("hub.docker", "com"),
))  # fmt: skip


def traces_of_a_machine(root: Path) -> Iterator[str]:
    """What is committed is read elsewhere: it names no folder of the machine it was written on and no registry."""
    for path, text in texts(root):
        for number, line in enumerate(text.splitlines(), 1):
            for trace in MACHINE_PATHS:
                at = line.find(trace)
                # a path goes on from what stands before it, as in XPath's instance('x')/root/item
                if at >= 0 and (at == 0 or not (line[at - 1].isalnum() or line[at - 1] in "_.}<>*~)")):
                    yield f"{path}:{number} names {trace}"
            for host in REGISTRY_HOSTS:
                if host in line:
                    yield f"{path}:{number} names {host}"
