"""The faults that no program makes: clocks, disks, copies, poison. Each is counted where it truly happened."""

from hashlib import sha256

from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.kinds import CASE_KIND_MAX
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from kiosk.desk.journal import Entry, append, pack_body
from tests.simulation.disks import hashes
from tests.simulation.happenings import Happening
from tests.simulation.world import World

CLOCKS_MS = {"1970": 0, "2099": 4_102_444_800_000}
UNKNOWN_KIND, UNKNOWN_CASELESS = 77, 977  # no table knows them


def a_clock_is_wrong(world: World) -> None:
    """A battery is empty, a year was typed wrong, a clock goes back a day."""
    machine = world.dice.choice([*world.kiosks, world.relay])
    which = world.dice.choice(("1970", "2099", "backwards", "right"))
    if which == "right":
        machine.clock.offset_ms = 0
        return
    if which == "backwards":
        machine.clock.offset_ms -= world.dice.randint(60_000, 40 * 86_400_000)
    else:
        machine.clock.set_to(CLOCKS_MS[which])
    world.counts[f"clock {which}"] += 1


def poison_is_written(world: World) -> None:
    """A program of tomorrow, or a broken one, writes what this county does not understand, cannot open, or may not
    take from there. Its neighbours must not notice."""
    kiosk = world.dice.choice(world.kiosks)
    kiosk.sign_in()
    station = kiosk.station
    which = world.dice.choice(("unknown kind", "outside its prefix", "for nobody", "no body inside"))
    rows = station.store.all('SELECT number FROM "case" ORDER BY number')
    number = world.dice.choice(rows)[0] if rows else ""
    operation = station.instruments.draw(8)
    if which == "unknown kind":
        entry = Entry(Wording(operation, world.dice.choice((UNKNOWN_CASELESS, UNKNOWN_KIND)), "", {40: b"new", 41: 7}))
    elif which == "outside its prefix":
        foreign = "4" + number[1:] if number else "4" * 27
        entry = Entry(Wording(operation, int(Kind.FORWARDED), foreign, {}, "V001"))
    elif which == "for nobody":
        audience = (sha256(b"nobody's key").digest(),)
        entry = Entry(Wording(operation, UNKNOWN_CASELESS, "", {}), pack_body(station, b"{}"), audience)
    else:
        audience = station.audience("case")
        entry = Entry(Wording(operation, UNKNOWN_CASELESS, "", {}), pack_body(station, b"\x00\xffnot JSON"), audience)
    try:
        done = world.deed(kiosk, lambda: append(kiosk.station, [entry]))
    except Refusal:
        return
    world.ledger.refused |= hashes(kiosk.folder, "\"case\" LIKE '4%'")
    if done is not None:
        world.counts[f"poison: {which}"] += 1


def a_body_rots(world: World) -> None:
    """One bit of one sealed body on a station's disk turns, and nobody notices there."""
    kiosk = world.dice.choice(world.kiosks)
    connection = kiosk.connection()
    rows = connection.execute(
        "SELECT hash, sealed FROM event WHERE origin = 1 AND length(sealed) > 60 AND kind <= ? AND hash NOT IN "
        "(SELECT event FROM mark) ORDER BY position", (CASE_KIND_MAX,),
    ).fetchall()  # fmt: skip
    if not rows or world.chance(0.5):
        return
    event, sealed = world.dice.choice(rows)
    at = world.dice.randrange(40, len(sealed))
    rotten = sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :]
    connection.execute("UPDATE event SET sealed = ? WHERE hash = ?", (rotten, event))
    kiosk.rotten.add(event)
    world.ledger.excused.add(event)
    world.counts["body rotted"] += 1


def a_disk_is_full(world: World) -> None:
    """SQLite finds no page more in the middle of a transaction; later there is room again."""
    kiosk = world.dice.choice(world.kiosks)
    kiosk.fill() if not kiosk.full else kiosk.make_room()
    if kiosk.full:
        world.counts["disk full at a kiosk"] += 1


FAULTS: tuple[tuple[float, Happening], ...] = (
    (2, a_clock_is_wrong),
    (2, poison_is_written),
    (1, a_body_rots),
    (2, a_disk_is_full),
)
