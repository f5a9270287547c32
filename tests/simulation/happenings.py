"""What happens in chaos: the work of every day, and every fault. One table of them, each with how often it comes."""

from collections.abc import Callable

from sqlalchemy import select

from kiosk.core.casework.decide import permitted_commands
from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import Entrusted, entrust
from kiosk.desk.journal import decode_case
from kiosk.desk.purging import purge
from server.office import deeds as office_deeds
from server.office.projection import cases_of
from server.store import tables as t
from server.store.journal import Journal
from tests.simulation.disks import hashes
from tests.simulation.kiosk_machine import KioskMachine
from tests.simulation.ledger import Promise
from tests.simulation.papers import DEED_FIELDS, INK, NOT_TRIED, SIGNED, entrustment
from tests.simulation.template import CLERK, TOWN_CLERK
from tests.simulation.world import World, Wrong

OPERATION_BYTES = 8
HOUR_S = 3_600.0


# The work of every day


def somebody_entrusts(world: World) -> None:
    """A resident, with the agent or alone, sometimes with a photograph; the finger sometimes falls twice."""
    kiosk = world.dice.choice(world.kiosks)
    if world.dice.random() < 0.8:
        kiosk.sign_in()
    else:
        kiosk.sign_out()
    operation = world.dice.randbytes(OPERATION_BYTES)
    file, taken = entrustment(world.dice, operation, kiosk.station.signed_in is None, world.dice.random() < 0.15)
    done = _submit(world, kiosk, operation, file, taken)
    if done is None:
        world.counts["submitted again after a power cut"] += 1
        done = _submit(world, kiosk, operation, file, taken)
    elif world.dice.random() < 0.1:
        world.counts["submitted twice"] += 1
        again = _submit(world, kiosk, operation, file, taken)
        if again is not None and (not again.repeated or again.event_hash != done.event_hash):
            raise Wrong(f"{kiosk.name}: one operation submitted twice made two effects")


def _submit(
    world: World, kiosk: KioskMachine, operation: bytes, file: bytes, taken: list[object]
) -> Entrusted | None:
    station = kiosk.station
    world.ledger.attempted.add((station.identity.node, operation))
    try:
        done = world.deed(kiosk, lambda: entrust(kiosk.station, file, taken))  # type: ignore[arg-type]
    except Refusal as no:
        if (no.code == "DISK_FULL" and kiosk.full) or no.code == "MATTER_OF_THE_VILLAGE":
            world.counts[f"refused: {no.code}"] += 1
            return None
        raise
    if done is not None:
        _promised(world, kiosk, done.event_hash, operation, done.receipt.number, True)
    return done


def the_agent_acts(world: World) -> None:
    """Any deed that the case table permits, on any case held there."""
    kiosk = world.dice.choice(world.kiosks)
    kiosk.sign_in()
    station = kiosk.station
    rows = station.store.all('SELECT folded FROM "case" ORDER BY number, node, operation')
    if not rows:
        return somebody_entrusts(world)
    case = decode_case(world.dice.choice(rows)[0])
    person = station.signed_in
    assert person is not None
    names = [c for c in permitted_commands(case, kiosk.level, person.number, person.powers) if c not in NOT_TRIED]
    if not names:
        return None
    name = world.dice.choice(names)
    for wanted_name, chance in (("forward", 0.5), ("withdraw", 0.3)):  # on its way, or soon over
        if wanted_name in names and world.dice.random() < chance:
            name = wanted_name
    operation = world.dice.randbytes(OPERATION_BYTES)
    signature = INK.encode() if name in SIGNED else b""
    wanted = Wanted(case.number, name, DEED_FIELDS.get(name, {}), signature, operation=operation)
    try:
        done = world.deed(kiosk, lambda: act(kiosk.station, wanted))
    except Refusal as no:
        world.counts[f"refused: {no.code}"] += 1
        return None
    if done is not None:
        _promised(world, kiosk, done.event.hash, operation, case.number, False)
    return None


def _promised(
    world: World, kiosk: KioskMachine, event: bytes, operation: bytes, number: str, entrusts: bool
) -> None:
    node = kiosk.station.identity.node
    world.ledger.promises.setdefault(event, Promise(kiosk.name, event, node, operation, number, entrusts))
    world.ledger.written.add(event)


def the_office_acts(world: World) -> None:
    """A clerk of the county or of the township, on any case under their prefix; the form is sometimes sent twice."""
    person = world.dice.choice((CLERK, CLERK, TOWN_CLERK))
    operation = world.dice.randbytes(OPERATION_BYTES)
    county = world.county

    def look(journal: Journal) -> tuple[str, str] | None:
        c = t.case_row.c
        asked = select(c.case_no, c.id).where(c.station.startswith(person.prefix)).order_by(c.case_no, c.id)
        found = journal.connection.execute(asked).all()
        if not found:
            return None
        number, which = world.dice.choice(found)
        cases = cases_of(journal.events_of_case(number))
        place = next(i for i, one in enumerate(cases, 1) if one.case.identity == which)
        names = permitted_commands(cases[place - 1].case, person.level, person.number, person.powers)
        names = tuple(name for name in names if name not in NOT_TRIED and name not in ("void", "withdraw"))
        if not names:
            return None
        return f"{number}/{place}" if len(cases) > 1 else number, world.dice.choice(names)

    wanted = county.writer.run(look)
    if wanted is None:
        return
    number, name = wanted
    fields = dict(DEED_FIELDS.get(name, {}))
    if name in SIGNED and name != "receive":
        fields["signature"] = INK
    done_before = ""
    for _ in range(2 if world.dice.random() < 0.2 else 1):
        try:
            done = world.deed(
                county,
                lambda: county.writer.run(
                    lambda journal: office_deeds.act(
                        county.office, journal, number, name, fields, person.number, "test", operation
                    )
                ),
                120,
            )
        except Refusal as no:
            world.counts[f"refused: {no.code}"] += 1
            return
        if done is None:
            continue
        if done_before:
            world.counts["office deed sent twice"] += 1
            if done.event != done_before:
                raise Wrong("one form of the office, sent twice, made two events")
        done_before = done.event
        world.ledger.office[bytes.fromhex(done.event)] = name


def a_station_lets_go(world: World) -> None:
    """Days of quiet go by, with a calm moment before and after."""
    kiosk = world.dice.choice(world.kiosks)
    let_go(world, kiosk)
    world.time.pass_s(26 * HOUR_S)
    let_go(world, kiosk)


def let_go(world: World, kiosk: KioskMachine) -> None:
    """A calm moment: the bodies of ended cases go, if their time has come."""
    kiosk.sign_in()
    whole = with_body(kiosk)
    try:
        world.deed(kiosk, lambda: purge(kiosk.station))
    except Refusal as no:
        if no.code != "DISK_FULL" or not kiosk.full:
            raise
        return
    gone = whole - with_body(kiosk)
    if not gone:
        return
    world.counts["body let go of at a kiosk"] += len(gone)
    # What was opened is asked of the incarnation that this station knows: one that began since, of which it cannot have
    # heard, has the body from its second medium and opens it at its next turn.
    number = kiosk.station.store.number("county_incarnation")
    for where, held in (("on its second medium", world.county.on_medium), ("opened", world.ledger.opened[number])):
        if gone - held:
            raise Wrong(f"{kiosk.name} let go of {len(gone - held)} bodies that the county has not {where}")


def with_body(kiosk: KioskMachine) -> set[bytes]:
    """Own events of cases whose body is there."""
    return hashes(kiosk.folder, "origin = 1 AND kind <= 63 AND length(sealed) > 0")


def a_station_syncs(world: World) -> None:
    """One of its roads, or one after the other."""
    kiosk = world.dice.choice(world.kiosks)
    world.sync(kiosk, world.dice.choice(kiosk.roads))
    let_go(world, kiosk)


def the_relay_exchanges(world: World) -> None:
    world.relay_exchange()


def the_aftermath_has_its_turn(world: World) -> None:
    world.county_turn()


def time_passes(world: World) -> None:
    world.time.pass_s(world.dice.choice((60.0, HOUR_S, 9 * HOUR_S, 26 * HOUR_S)))


def late_messages_come(world: World) -> None:
    world.network.arrive()


def a_node_restarts(world: World) -> None:
    """In order: nothing is lost by it, not even what only memory held."""
    machine = world.dice.choice(world.machines)
    machine.restart()


Happening = Callable[[World], None]
EVERY_DAY: tuple[tuple[float, Happening], ...] = (
    (12, somebody_entrusts),
    (10, the_agent_acts),
    (8, the_office_acts),
    (14, a_station_syncs),
    (4, a_station_lets_go),
    (5, the_relay_exchanges),
    (5, the_aftermath_has_its_turn),
    (3, time_passes),
    (2, late_messages_come),
    (1, a_node_restarts),
)
