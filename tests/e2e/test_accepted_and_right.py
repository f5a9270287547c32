"""Unusual and right: rare characters, wrong clocks, replays, other orders, unknown kinds, one operation twice.

Real processes and sockets: a county and its relay serve the module. What the county holds is read in the end by
opening its own database with its own keys.
"""

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kiosk.core.carriage.batch import FrameType, read_batch, write_batch
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.protocol import settle
from kiosk.core.casework.case_number import parse
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import ClockQuality, Event
from kiosk.core.instruments import Instruments
from server.node import open_node
from server.office.bodies import Bodies, Opened
from server.office.published import Published
from server.store import shelf
from server.store.database import folder_url, open_engine, reading
from server.store.second_medium import read_events
from tests.office_by_hand import deed, entrust, number
from tests.processes_by_hand import (
    EXAMPLES,
    WAIT_S,
    Kiosk,
    clock_at,
    example,
    make_kiosk,
    spoiling,
)
from tests.running_by_hand import Server, command, enrol, running
from tests.server_by_hand import StationByHand, Wall, found

TOWNSHIP, VILLAGE, OTHER = "331003001", "331003001001", "331003001002"
AT_1970, AT_2099 = 86_400_000, 4_073_500_800_000  # 2 January 1970, 31 January 2099
PHOTOGRAPHS = (EXAMPLES / "application.jpg", EXAMPLES / "id-card.jpg")


class Line(NamedTuple):
    """A county and a relay, running, and a kiosk that is enrolled at the county."""

    folder: Path
    county: Server
    relay: Server
    kiosk: Kiosk


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("accepted")
    county = found(folder / "county")
    with running(county, "--second-medium", folder / "medium", "--allow-same-device") as above:
        file = folder / "relay.json"
        file.write_bytes(enrol(county, TOWNSHIP, above.url))
        assert command("init", folder / "relay", "--enrol", file).returncode == 0
        kiosk = make_kiosk(folder / "kiosk", enrol(county, VILLAGE, above.url))
        with running(folder / "relay", "--level", "township", "--upstream", above.url) as relay:
            yield Line(folder, above, relay, kiosk)


def at_county(folder: Path, case: str) -> list[tuple[Event, bytes | None]]:
    """(event, its opened body) of a case, read from the county's database with the county's keys."""
    node, engine = open_node(folder / "county"), open_engine(folder_url(folder / "county"))
    bodies = Bodies(node, Instruments(Wall(), bytes), Published(node))
    try:
        with reading(engine) as connection:
            rows = shelf.events_of_case(connection, node.county_code, case)
            opened = [bodies.open(connection, row) if row.sealed else None for row in rows]
    finally:
        engine.dispose()
    return [(row.event, one.plain if isinstance(one, Opened) else None) for row, one in zip(rows, opened, strict=True)]


def turned_round(batch: bytes) -> bytes:
    """The same frames from the last to the first."""
    read = read_batch(batch)
    return write_batch(read.sender, [f for f in reversed(read.frames) if f.type is not FrameType.HEADER])


def command_json(*words: object) -> dict[str, Any]:
    done = command(*words, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def told(server: Server, village: StationByHand, identity: Identity) -> frozenset[bytes]:
    """What the county's words that this server hands on prove as received."""
    return frozenset().union(*(settle(ack, identity, village.own).recv for ack in server.ask(village)))


def until(holds: Callable[[], bool]) -> None:
    last = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < last, "it never came to pass"
        time.sleep(0.2)


def test_rare_characters_in_a_name_are_at_the_county_byte_for_byte(line: Line) -> None:
    names = ["䶮㐂", "㐂", "𠮷䶮"]
    cases = [line.kiosk.entrust(example(principal={"name": name})).said["case"] for name in names]
    assert line.kiosk.run("sync").said["unproved"] == 0
    for name, case in zip(names, cases, strict=True):
        [body] = [plain for event, plain in at_county(line.folder, case) if event.head.kind == Kind.ENTRUSTED]
        assert body is not None and f'"name":"{name}"'.encode() in body
        assert json.loads(body)["principal"]["name"] == name


@pytest.mark.parametrize(("wall_ms", "code"), [(AT_1970, OTHER), (AT_2099, "331003001003")], ids=["1970", "2099"])
def test_a_kiosk_whose_clock_is_wrong_all_its_life_enrols_entrusts_and_is_proved(
    line: Line, wall_ms: int, code: str
) -> None:
    env = clock_at(line.folder / f"clock-{wall_ms}", wall_ms)
    kiosk = make_kiosk(line.folder / f"kiosk-{wall_ms}", enrol(line.folder / "county", code, line.county.url), env)
    done = kiosk.entrust(example()).said
    assert kiosk.run("act", done["case"], "forward", *kiosk.agent).said["state"] == "已上报"
    said = kiosk.run("sync").said
    assert said["ok"] and said["unproved"] == 0
    number = parse(done["case"])
    assert date(2026, 1, 1) <= number.date <= date(2028, 1, 1)  # the catalogue's day stands in for the clock's
    held = at_county(line.folder, done["case"])
    [head] = [event.head for event, _ in held if event.head.kind == Kind.ENTRUSTED]
    assert abs(head.clock.wall_ms - wall_ms) < 3_600_000 and head.clock.quality is ClockQuality.UNSET
    [found] = command_json("cases", line.folder / "county", done["case"])["found"]
    assert found["state"] == "已上报" and number.date.year - 1 <= int(str(found["due"])[:4]) <= number.date.year + 1
    kiosk.verified()
    kiosk.env = {}  # the battery is changed
    later = kiosk.entrust(example()).said
    assert parse(later["case"]).date >= number.date and kiosk.run("sync").said["unproved"] == 0


@pytest.mark.skipif(shutil.which("faketime") is None, reason="libfaketime is not installed")
@pytest.mark.parametrize(("when", "code"), [("1970-01-02", "331003001004"), ("2099-02-01", "331003001005")])
def test_the_whole_machine_may_have_a_wrong_clock(line: Line, when: str, code: str) -> None:
    """As above by libfaketime, which also moves what TLS and the file system are told."""
    kiosk = make_kiosk(line.folder / f"kiosk-{when}", enrol(line.folder / "county", code, line.county.url))
    wrapper = ("faketime", "-f", f"@{when} 00:00:00")
    done = kiosk.entrust(example(), wrapper=wrapper).said
    synced = kiosk.run("sync", wrapper=wrapper).said
    assert synced["ok"] and synced["unproved"] == 0
    [head] = [e.head for e, _ in at_county(line.folder, done["case"]) if e.head.kind == Kind.ENTRUSTED]
    assert head.clock.quality is ClockQuality.UNSET


def test_replayed_and_reordered_batches_have_one_effect_each(line: Line) -> None:
    county = line.folder / "county"
    kiosk = make_kiosk(line.folder / "shuffled", enrol(county, "331003001006", line.county.url))
    case = kiosk.entrust(example("entrustment"), *PHOTOGRAPHS).said["case"]
    assert kiosk.run("act", case, "forward", *kiosk.agent).said["state"] == "已上报"
    with spoiling(county, line.county.url) as road:

        def reversed_twice(path: str, batch: bytes) -> bytes:
            if path != "/v1/batches":
                return batch
            backwards = turned_round(batch)
            assert road.send("POST", path, backwards)[0] == 200  # a first copy, in the other order
            return backwards

        road.up = reversed_twice
        road.down = lambda path, answer: turned_round(answer) if path == "/v1/asks" else answer
        first = kiosk.run("sync", "--url", road.url).said
        sent = [body for path, body in road.passed if path == "/v1/batches"]
        road.up = road.down = lambda path, body: body
        for body in (*sent, *reversed(sent)):  # and everything again, days later
            assert road.send("POST", "/v1/batches", body)[0] == 200
    assert first["ok"] and sent
    assert any(len(read_batch(batch).frames) > 3 for batch in sent)
    said = kiosk.run("sync").said
    assert (said["unproved"], said["photographs_unproved"]) == (0, 0)
    held = at_county(line.folder, case)
    author = next(event.head.node for event, _ in held if event.head.kind == Kind.ENTRUSTED)
    mine = [event.head.kind for event, _ in held if event.head.node == author]  # the county's own Reached aside
    assert sorted(mine) == [Kind.ENTRUSTED, Kind.FORWARDED]
    assert len({event.hash for event, _ in held}) == len(held)
    assert [f["state"] for f in command_json("cases", county, case)["found"]] == ["已上报"]
    assert kiosk.run("status", case).said["state"] == "已上报"
    kiosk.verified()
    assert command_json("verify", county, "--second-medium", line.folder / "medium")["whole"]


@pytest.mark.parametrize(("kind", "code"), [(61, "331003001007"), (40_000, "331003001008")], ids=["case", "beyond"])
def test_an_event_of_an_unknown_kind_is_kept_and_passed_on_by_relay_and_county(
    line: Line, kind: int, code: str
) -> None:
    """Written by a station of a later release: below 64 the kind is one of cases, beyond it one of carriage."""
    county, relay = line.folder / "county", line.folder / "relay"
    village = StationByHand(enrol(county, code, line.county.url), seed=kind)
    case = number(village)
    entrust(village, case)
    strange = village.say(kind=kind, case=case, facts={200: [1, b"from a later release"]})
    deed(village, Kind.FORWARDED, case, body={}, after=(strange.event.hash,) if kind < 64 else ())
    everything = {w.event.hash for w in village.written}
    assert line.relay.receive(village, village.batch()).custody == everything
    identity = line.county.identity(village.enrolment.root)
    until(lambda: everything <= told(line.relay, village, identity))
    for folder in (relay, county):
        with closing(sqlite3.connect(folder / "node.db")) as database:
            kept = database.execute("SELECT signed, sealed FROM event WHERE hash = ?", (strange.event.hash,)).fetchall()
        assert kept == [(strange.event.signed, strange.sealed)]
    until(lambda: (strange.event.signed, strange.sealed) in read_events(line.folder / "medium"))
    until(lambda: command_json("cases", county, case)["found"][0]["state"] == "已上报")  # it holds up nothing after it
    for folder in (relay, county):
        assert command_json("verify", folder)["whole"]


def test_an_unknown_kind_goes_down_to_the_township_s_kiosk_which_shows_it_without_effect(line: Line) -> None:
    county = line.folder / "county"
    town = make_kiosk(line.folder / "town", enrol(county, TOWNSHIP + "000", line.county.url))
    assert town.run("sync").said["ok"]
    village = StationByHand(enrol(county, "331003001009", line.county.url), seed=5)
    case = number(village)
    entrust(village, case)
    strange = village.say(kind=61, case=case)
    deed(village, Kind.FORWARDED, case, body={}, after=(strange.event.hash,))
    line.county.receive(village, village.batch())
    until(lambda: command_json("cases", county, case)["found"][0]["state"] == "已上报")
    assert town.run("sync").said["ok"]
    said = town.run("status", case).said
    assert said["state"] == "已上报"
    assert [one["kind"] for one in said["events"]].count("61") == 1
    town.verified()


def test_two_submits_of_one_operation_have_one_effect_at_the_county_too(line: Line) -> None:
    file = example(operation="ab" * 8)
    first, second = line.kiosk.entrust(file).said, line.kiosk.entrust(file).said
    assert line.kiosk.run("sync").said["unproved"] == 0
    third = line.kiosk.entrust(file).said
    assert (first["repeated"], second["repeated"], third["repeated"]) == (False, True, True)
    assert first["receipt"] == second["receipt"] == third["receipt"]
    assert line.kiosk.run("sync").said["unproved"] == 0
    with closing(sqlite3.connect(line.folder / "county" / "node.db")) as database:
        [(effects,)] = database.execute("SELECT COUNT(*) FROM event WHERE operation = ?", (bytes.fromhex("ab" * 8),))
    assert effects == 1
