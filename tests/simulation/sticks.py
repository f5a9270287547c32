"""Sticks on the way: filled at one node, read at another, torn, worn, lost, copied, and carried to the wrong place."""

import shutil
from hashlib import sha256
from pathlib import Path

from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.refusal import Refusal
from kiosk.desk import sticks
from tests.simulation.disks import copy_disk, hashes
from tests.simulation.happenings import Happening
from tests.simulation.kiosk_machine import KioskMachine
from tests.simulation.machine import Machine
from tests.simulation.server_machines import ServerMachine
from tests.simulation.world import World

STICKS_COUNT = 2
OFF_THE_STICK = ("STICK_NOT_THERE", "STICK_UNREADABLE", "STICK_READS_DIFFERENTLY", "STICK_NOT_WRITTEN", "DISK_FULL")


def a_stick_is_filled(world: World) -> None:
    """Somewhere; and what left there has left."""
    machine, stick = world.dice.choice(world.machines), _a_stick(world)
    put_on(world, machine, stick)


def a_stick_is_read(world: World) -> None:
    """Somewhere, whatever is on it and however often it was read."""
    machine, stick = world.dice.choice(world.machines), _a_stick(world)
    take_off(world, machine, stick)


def put_on(world: World, machine: Machine, stick: Path) -> None:
    """Export."""
    _at(world, machine, stick, "export")
    world.counts["stick filled"] += 1


def take_off(world: World, machine: Machine, stick: Path) -> None:
    """Import."""
    _at(world, machine, stick, "import")
    world.counts["stick read"] += 1


def _at(world: World, machine: Machine, stick: Path, command: str) -> None:
    machine.beside["stick"] = stick
    try:
        if isinstance(machine, KioskMachine):
            do = sticks.export if command == "export" else sticks.take
            world.deed(machine, lambda: do(machine.station, stick), 200)
        else:
            assert isinstance(machine, ServerMachine)
            world.deed(machine, lambda: machine.desk.do(command, {"stick": str(stick)}, "test"), 200)
            world.begin_anew(machine)
    except Refusal as no:
        if no.code not in OFF_THE_STICK or world.calm:
            raise
        world.counts[f"refused: {no.code}"] += 1
    finally:
        del machine.beside["stick"]
    if isinstance(machine, KioskMachine) and command == "export":
        machine.left |= on_stick(stick) & hashes(machine.folder)


def on_stick(stick: Path) -> set[bytes]:
    """Hashes of the events in whole frames on it."""
    found: set[bytes] = set()
    for path in stick.rglob("*"):
        if path.is_file():
            try:
                frames = read_batch(path.read_bytes()).frames
            except Malformed:
                continue
            events = (frame.payload for frame in frames if frame.type is FrameType.EVENT)
            found |= {sha256(split_event(payload)[0]).digest() for payload in events}
    return found


def a_stick_is_torn(world: World) -> None:
    """Pulled too early: a file ends in the middle. Or a bit of it turns."""
    files = sorted(path for path in _a_stick(world).rglob("*") if path.is_file())
    if not files:
        return
    path = world.dice.choice(files)
    data = bytearray(path.read_bytes())
    if not data:
        return
    at = world.dice.randrange(len(data))
    if world.dice.random() < 0.5:
        del data[at:]
        world.counts["stick torn"] += 1
    else:
        data[at] ^= 1 << world.dice.randrange(8)
        world.counts["bit of a stick turned"] += 1
    path.write_bytes(data)


def a_stick_is_lost(world: World) -> None:
    """In the bus; or an older copy of it turns up again."""
    stick = _a_stick(world)
    copy = stick.with_name(f"{stick.name}.older")
    if copy.exists() and world.dice.random() < 0.5:
        copy_disk(copy, stick)
        world.counts["older stick came again"] += 1
        return
    copy_disk(stick, copy)
    if any(stick.iterdir()):
        world.counts["stick lost"] += 1
    shutil.rmtree(stick)
    stick.mkdir()


def _a_stick(world: World) -> Path:
    stick = world.folder / f"stick-{world.dice.randrange(STICKS_COUNT)}"
    stick.mkdir(exist_ok=True)
    return stick


STICKS: tuple[tuple[float, Happening], ...] = (
    (4, a_stick_is_filled),
    (5, a_stick_is_read),
    (1, a_stick_is_torn),
    (0.7, a_stick_is_lost),
)
