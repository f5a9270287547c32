"""Backups and older copies of every node: put back by the command that says so, or by somebody who says nothing."""

from pathlib import Path

from kiosk.desk.backup import backup as backup_kiosk
from kiosk.desk.restoring import restore as restore_kiosk
from server.office.backup import backup as backup_server
from server.office.restoring import restore as restore_server
from tests.simulation.disks import copy_disk, hashes
from tests.simulation.happenings import Happening
from tests.simulation.world import World

CLONES_COUNT_MAX = 2
COPIES_KEPT = 3


def a_backup_is_made(world: World) -> None:
    """Of any node while it runs; or somebody copies its disk."""
    machine = world.dice.choice([*world.kiosks, *world.kiosks, world.county, world.relay])
    file = world.folder / f"backup-{world.dice.getrandbits(32):08x}"
    if machine in world.kiosks and world.dice.random() < 0.5:
        backup_kiosk(machine.folder, file, machine.instruments)
    elif machine is world.county and world.dice.random() < 0.5:
        backup_server(machine.folder, "", file, machine.instruments)
    else:
        copy_disk(machine.folder, file)
    machine.copies = [*machine.copies, file][-COPIES_KEPT:]


def a_station_is_put_back(world: World) -> None:
    """From a backup, by the command; or an older copy of its card, without a word."""
    found = [(kiosk, copy) for kiosk in world.kiosks for copy in kiosk.copies]
    if not found:
        return a_backup_is_made(world)
    kiosk, copy = world.dice.choice(found)
    before = hashes(kiosk.folder)
    kiosk.shut()
    if copy.is_dir():
        copy_disk(copy, kiosk.folder)
        world.counts["older copy of a kiosk put back unnoticed"] += 1
    else:
        restore_kiosk(kiosk.folder, copy, kiosk.instruments, over=True)
        world.counts["kiosk restored from a backup"] += 1
    kiosk.start()
    world.disk_lost(before - hashes(kiosk.folder))
    world.touched.add(kiosk.name)
    return None


def a_card_is_cloned(world: World) -> None:
    """Two stations with one identity, both at work."""
    if sum("+" in kiosk.name for kiosk in world.kiosks) >= CLONES_COUNT_MAX:
        return
    kiosk = world.dice.choice(world.kiosks)
    copies = [copy for copy in kiosk.copies if copy.is_dir()]
    world.clone(kiosk, world.dice.choice([kiosk.folder, *copies]))
    world.counts["kiosk cloned"] += 1


def the_county_is_put_back(world: World) -> None:
    """From a backup with its second medium, by the command; or an older copy of its database, without a word: then the
    second medium tells."""
    if not world.county.copies:
        return a_backup_is_made(world)
    county, copy = world.county, world.dice.choice(world.county.copies)
    county.medium_away = False  # whoever puts a county back lays its second medium beside
    before = hashes(county.folder)
    county.shut()
    if copy.is_dir():
        (county.folder / "node.db").write_bytes((copy / "node.db").read_bytes())
        for end in ("-wal", "-shm"):
            (county.folder / f"node.db{end}").unlink(missing_ok=True)
            _copied(copy / f"node.db{end}", county.folder / f"node.db{end}")
        world.counts["older copy of the county put back unnoticed"] += 1
    else:
        restore_server(county.folder, copy, county.instruments, "test", county.medium_folder, over=True)
        world.counts["county restored from a backup and its second medium"] += 1
    county.start()
    world.county_lost(before - hashes(county.folder))
    world.observe(county)
    return None


def the_relay_is_put_back(world: World) -> None:
    """An older copy of the township's relay, without a word: it took what it does not hold any more."""
    copies = [copy for copy in world.relay.copies if copy.is_dir()]
    if not copies:
        return a_backup_is_made(world)
    relay = world.relay
    before = hashes(relay.folder)
    relay.shut()
    copy_disk(world.dice.choice(copies), relay.folder)
    relay.start()
    world.county_lost(before - hashes(relay.folder))
    world.counts["older copy of the relay put back unnoticed"] += 1
    return None


def _copied(source: Path, target: Path) -> None:
    if source.exists():
        target.write_bytes(source.read_bytes())


def the_second_medium_goes_or_comes(world: World) -> None:
    """Unplugged at a start of the county, and there again at another."""
    county = world.county
    county.medium_away = not county.medium_away
    county.restart()
    world.observe(county)
    world.counts["second medium away"] += county.medium_away


COPIES: tuple[tuple[float, Happening], ...] = (
    (4, a_backup_is_made),
    (2, a_station_is_put_back),
    (1, a_card_is_cloned),
    (2, the_county_is_put_back),
    (1.5, the_relay_is_put_back),
    (2, the_second_medium_goes_or_comes),
)
