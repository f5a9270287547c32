"""After calm: everything that was promised is at the county exactly once, every hole is told, all nodes agree, and what
is shown is what a rebuilding finds. Written from the rules of the design."""

from collections import Counter, defaultdict

from sqlalchemy import select

from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CASE_KIND_MAX
from kiosk.core.casework.fold import by_case, fold
from kiosk.desk.casebook import truths
from kiosk.desk.journal import encode_case
from kiosk.desk.store import BODY_IS_GONE, BY_NODE, INNER, OWN
from kiosk.desk.verification import verify as verify_station
from server.office.devices import devices_under
from server.office.verification import verify as verify_server
from server.store import tables as t
from server.store.database import reading
from tests.simulation.disks import hashes
from tests.simulation.kiosk_machine import KioskMachine
from tests.simulation.world import World, Wrong

NEVER = ("CASE_NOT_DIGESTED", "AWAITING_FULL", "APART_FULL", "NOT_SENT_DOWN", "TOO_LARGE_TO_SEND_DOWN")


def everything_is_well(world: World) -> None:
    """All checks; Wrong names the first that does not hold."""
    nothing_promised_is_lost(world)
    no_effect_came_twice(world)
    every_hole_is_told(world)
    what_forked_is_raised(world)
    for kiosk in world.kiosks:
        nothing_waits(world, kiosk)
        its_cases_are_the_countys(world, kiosk)
    the_relay_owes_nothing(world)
    a_rebuilding_finds_the_same(world)


def nothing_promised_is_lost(world: World) -> None:
    """Every receipt that was given, every deed that was shown as done, is in the county's journal."""
    county = hashes(world.county.folder)
    for promise in world.ledger.owed:
        if promise.event not in county:
            what = "entrustment" if promise.entrusts else "deed"
            raise Wrong(f"lost: the {what} on {promise.number} that {promise.kiosk} gave its word for")
    for event, name in world.ledger.office.items():
        if event not in county and event not in world.ledger.excused:
            raise Wrong(f"lost: the office's {name}")
    bodiless = hashes(world.county.folder, "length(sealed) = 0 AND opened_at_ms IS NULL")
    for promise in world.ledger.owed:
        if promise.event in bodiless:
            raise Wrong(f"lost: the body of what {promise.kiosk} gave its word for on {promise.number}")
    unsafe = {p.event for p in world.ledger.owed} - world.county.on_medium
    if unsafe:
        raise Wrong(f"{len(unsafe)} promised events are not on the second medium after calm")


def no_effect_came_twice(world: World) -> None:
    """R-KEY: one operation, one case; and no case that nobody entrusted."""
    with reading(world.county.engine) as connection:
        rows = connection.execute(select(t.case_row.c.id, t.case_row.c.case_no)).all()
        e = t.event.c
        written = connection.execute(select(e.node, e.operation, e.kind, e.case_no).where(e.case_no != "")).all()
        incidents = Counter(connection.scalars(select(t.incident.c.kind)))
    cases = {bytes(which): number for which, number in rows}
    for promise in world.ledger.owed:
        if promise.entrusts and cases.get(promise.node + promise.operation) != promise.number:
            raise Wrong(f"{promise.number} of {promise.kiosk} is no case of the county")
    for which in cases:
        if (which[:8], which[8:]) not in world.ledger.attempted:
            raise Wrong(f"a case {cases[which]} that nobody entrusted")
    mine = world.county.node.identity.node
    twice = Counter((row.operation, row.kind) for row in written if row.node == mine)
    if again := [key for key, count in twice.items() if count > 1]:
        raise Wrong(f"the county wrote {len(again)} of its deeds twice")
    for kind in NEVER:
        if incidents[kind]:
            raise Wrong(f"the county raised {kind}")


def every_hole_is_told(world: World) -> None:
    """Of each log the county says exactly which numbers below the highest it holds have not come."""
    with reading(world.county.engine) as connection:
        e = t.event.c
        held = defaultdict(set)
        for name, seq in connection.execute(select(e.log_name, e.seq)):
            held[bytes(name)].add(seq)
        county = world.county.node.county_code
        devices = [device for found in devices_under(connection, county, county).values() for device in found]
    for device in devices:
        for log in device.logs:
            told = {seq for first, last in log.missing for seq in range(first, last + 1)}
            here = held[log.name]
            truly = set(range(1, max(here, default=0) + 1)) - here
            if told != truly:
                raise Wrong(f"log {log.name.hex()}: the county tells {sorted(told)} as missing, {sorted(truly)} are")


def what_forked_is_raised(world: World) -> None:
    """R-BRANCH: two events at one place, and an incident that says so."""
    with reading(world.county.engine) as connection:
        e = t.event.c
        places = Counter((bytes(n), seq) for n, seq in connection.execute(select(e.log_name, e.seq)))
        kinds = set(connection.scalars(select(t.incident.c.kind)))
    if any(count > 1 for count in places.values()):
        world.counts["log forked"] += 1
        if "BRANCH" not in kinds:
            raise Wrong("a log forked and nobody is told")


def nothing_waits(world: World, kiosk: KioskMachine) -> None:
    """Of a station everything is proved: received, on two media, opened. Of a log that it no longer writes, or in
    which a twin wrote too, no `open` need come: it is proved over what one author wrote, and holds up nothing but
    purging. Nor need it of a body that was let go of, when the county began anew since: a station asks for it no
    more. What came down again to its own author is proved too, as far as the county has it."""
    store, forked, me = kiosk.station.store, forked_logs(world), kiosk.station.identity.node
    for state in ("recv", "safe", "open"):
        rows = store.all(
            f"SELECT e.hash, e.seq, e.kind, e.log, {BODY_IS_GONE} FROM event e WHERE e.origin = ? AND e.kind <= ? AND "
            "e.hash NOT IN (SELECT event FROM mark WHERE state = ?) ORDER BY e.log, e.seq", OWN, CASE_KIND_MAX, state,
        )  # fmt: skip
        excused = kiosk.rotten | world.ledger.refused
        waiting = [
            row
            for row in rows
            if row[0] not in excused
            and (state == "recv" or row[3] not in forked)
            and (state != "open" or (row[3] == kiosk.station.log_name and not row[4]))
        ]
        if waiting:
            first = waiting[0][1:3]
            raise Wrong(f"{kiosk.name}: {len(waiting)} events are not proved {state} after calm, first {first}")
    came_down = {row[0] for row in store.all(f"SELECT hash FROM event WHERE origin = ? AND {BY_NODE}", INNER, me)}
    for event in sorted(came_down & hashes(world.county.folder)):
        if truths(kiosk.station, event)["at_county"] is None:
            raise Wrong(f"{kiosk.name}: what it got back is not proved at the county after calm, {event.hex()[:12]}")


def forked_logs(world: World) -> set[bytes]:
    """Names of the logs in which two wrote, whether the county has heard of both or not."""
    with reading(world.county.engine) as connection:
        e = t.event.c
        rows = connection.execute(select(e.log_name, e.seq, e.hash)).all()
    at = {(bytes(name), seq, bytes(event)) for name, seq, event in rows}
    for kiosk in world.kiosks:
        at |= set(kiosk.station.store.all("SELECT log, seq, hash FROM event WHERE origin = ?", OWN))
    places = Counter((name, seq) for name, seq, _ in at)
    return {name for (name, _), count in places.items() if count > 1}


def its_cases_are_the_countys(world: World, kiosk: KioskMachine) -> None:
    """Each case that a station holds folds, there and at the county, from the same events to the same case; and none
    under its prefix is missing but what its own disk lost. Where an Entrusted rotted on the one disk that it was on,
    the county has no such case: what came after it waits there, its hole is told, and it goes down to nobody."""
    station = kiosk.station
    me, prefix = station.identity.node, station.identity.prefix
    with reading(world.county.engine) as connection:
        e = t.event.c
        rows = connection.execute(
            select(e.hash, e.case_no, e.node, e.signed).where(e.case_no != "", e.kind <= CASE_KIND_MAX)
        ).all()
    there: dict[str, dict[bytes, tuple[bytes, bytes]]] = defaultdict(dict)
    for event, number, node, signed in rows:
        there[number][bytes(event)] = (bytes(node), bytes(signed))
    cases = {key: given for key, given in by_case(read_event(row.signed) for row in rows).items() if key.node}
    of_cases = {event.hash for given in cases.values() for event in given}
    here: dict[str, set[bytes]] = {}
    for event, number in station.store.all(
        'SELECT hash, "case" FROM event WHERE "case" <> \'\' AND kind <= ? AND origin IN (1, 3)', CASE_KIND_MAX
    ):
        here.setdefault(number, set()).add(event)
    for number, events in there.items():
        if not number.startswith(prefix):
            continue
        others = {event for event, (node, _) in events.items() if node != me}
        if lacking := (others & of_cases) - here.get(number, set()):
            raise Wrong(f"{kiosk.name} does not know {len(lacking)} of the events of {number}")
    for number, held in here.items():
        more = held - there[number].keys() - kiosk.rotten - world.ledger.refused - burned_twice(world, kiosk)
        if more:
            raise Wrong(f"{kiosk.name} knows {len(more)} events of {number} that the county does not")
        if held == there[number].keys():
            live = [bytes(row[0]) for row in station.store.all('SELECT folded FROM "case" WHERE number = ?', number)]
            folded = [fold(given).case for key, given in cases.items() if key.number == number]
            if sorted(live) != sorted(encode_case(case) for case in folded if case is not None):
                raise Wrong(f"{number} is another case at {kiosk.name} than at the county")


def burned_twice(world: World, kiosk: KioskMachine) -> set[bytes]:
    """What the county had sent to this station and lost after its author's disk had: it stays readable here and is at
    the county no more, which `shown` sees that nobody calls it."""
    came_down = hashes(kiosk.folder, f"origin = {INNER}")
    return came_down & world.ledger.excused


def the_relay_owes_nothing(world: World) -> None:
    """What came into custody is at the county, and the county's word lies at the relay for its stations."""
    owed = hashes(world.relay.folder, "owed") - world.ledger.refused - hashes(world.county.folder)
    if owed:
        raise Wrong(f"the relay still owes {len(owed)} events")


def a_rebuilding_finds_the_same(world: World) -> None:
    """`verify` on every node finds nothing but what rotted."""
    for kiosk in world.kiosks:
        found = [f for f in verify_station(kiosk.station).findings if f.what != "BODY" or not kiosk.rotten]
        if found:
            raise Wrong(f"verify at {kiosk.name}: {found[0].what} {found[0].where}")
    county = world.county
    report = verify_server(county.node, county.engine, county.instruments, county.medium_folder)
    wrong = report.wrong or verify_server(world.relay.node, world.relay.engine, world.relay.instruments).wrong
    if wrong:
        raise Wrong(f"verify: {wrong[0]}")
    if report.unfolded:
        raise Wrong(f"{report.unfolded} cases wait to be folded after calm")

