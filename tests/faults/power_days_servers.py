"""The days of servers whose disk calls are recorded: a county with its second medium, and a township relay that hands
on to one. Stations call while it serves, several at once; what it told them is read from the recording itself.
"""

import random
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shlex import quote
from sys import executable

import requests
from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import Extent, read_acknowledgement
from kiosk.core.carriage.attachment import chunks_of, read_chunk, write_chunk
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.event import Level
from server.office.founding import found_relay
from server.office.verification import verify
from server.store import tables as t
from server.store.second_medium import read_all
from tests.faults.power_loss import Day
from tests.faults.told import Told
from tests.kiosk_by_hand import instruments
from tests.office_by_hand import entrust, number
from tests.running_by_hand import enrol, running
from tests.server_by_hand import House, StationByHand, found

STATIONS = ("331003001001", "331003001002")
TOWNSHIP = "331003001"
ROUNDS = 4
WAIT_S = 60.0
GOES_ON = 0.25
Events = dict[tuple[bytes, int], set[bytes]]


def node_faults(folder: Path, medium: Path | None, told: Sequence[Told], dice: random.Random) -> list[str]:
    """What is wrong with a county or relay after a cut: what `verify` says, and what it told that it cannot show."""
    house = House(folder, seed=dice.randrange(2**32))
    try:
        held, pieces = held_in(house), held_pieces(house)
        safe, safe_pieces = on_medium(medium) if medium else ({}, {})
        faults = list(verify(house.node, house.engine, house.instruments, medium).wrong)
        for one in told:
            if one.ack is None or one.ack.issuer != house.node.identity.node:
                continue  # a relay hands on the county's words as they are
            faults += [f"acknowledged and lost: {what}" for what in missing(one.ack.recv, held)]
            faults += [f"called safe, not on the second medium: {what}" for what in missing(one.ack.safe, safe)]
            faults += [f"pieces lost: {i.hex()}" for i, size in one.ack.attachments if pieces.get(i, 0) < size]
            faults += [
                f"safe pieces lost: {i.hex()}" for i in one.ack.safe_attachments if safe_pieces.get(i) != pieces[i]
            ]
        if dice.random() < GOES_ON:
            house.digest()
            faults += [f"goes on with: {what}" for what in verify(house.node, house.engine, house.instruments).wrong]
    finally:
        house.close()
    return faults


def held_in(house: House) -> Events:
    """Every event of its database by place."""
    e, found = t.event.c, Events()
    rows = house.writer.run(lambda journal: journal.connection.execute(select(e.log_name, e.seq, e.hash)).all())
    for log, seq, event_hash in rows:
        found.setdefault((log, seq), set()).add(event_hash)
    return found


def held_pieces(house: House) -> dict[bytes, int]:
    """How many bytes it holds of each attachment."""
    a = t.attachment.c
    rows = house.writer.run(lambda journal: journal.connection.execute(select(a.id, a.held_bytes)).all())
    return dict(rows)


def on_medium(medium: Path) -> tuple[Events, dict[bytes, int]]:
    """Every event of a second medium by place, and the bytes of each attachment, read as a restore reads it."""
    found, pieces = Events(), dict[bytes, set[tuple[int, int]]]()
    for frame in read_all(medium) if medium.is_dir() else ():
        if frame.type is FrameType.EVENT:
            event = read_event(split_event(frame.payload)[0])
            found.setdefault((log_name(event.head), event.head.seq), set()).add(event.hash)
        elif frame.type is FrameType.CHUNK:
            chunk = read_chunk(frame.payload)
            pieces.setdefault(chunk.attachment_id, set()).add((chunk.offset, len(chunk.data)))
    return found, {which: sum(size for _, size in those) for which, those in pieces.items()}


def missing(extents: Sequence[Extent], held: Events) -> Iterator[str]:
    """What an acknowledgement names and is not held."""
    for one in extents:
        places = [(seq, None) for seq in range(1, one.n)] + [(one.n, one.hash)] * (one.n > 0) + list(one.extras)
        for seq, event_hash in places:
            there = held.get((one.log, seq), set())
            if not there or (event_hash is not None and event_hash not in there):
                yield f"log {one.log.hex()} seq {seq}"


@contextmanager
def county_day(place: Path) -> Iterator[Day]:
    """A county serves two stations at once; each asks until all that it sent is safe and open."""
    county, medium = found(place / "county"), place / "medium"
    medium.mkdir()
    stations = [StationByHand(enrol(county, code), seed) for seed, code in enumerate(STATIONS, 21)]
    with serving(place, county, "--second-medium", medium, "--allow-same-device") as (script, url):

        def judge(images: Mapping[Path, Path], told: Sequence[Told], dice: random.Random) -> list[str]:
            return node_faults(images[county], images[medium], told, dice)

        yield Day([county, medium], script, judge, meanwhile=lambda: visits(place, url, stations))


@contextmanager
def relay_day(place: Path) -> Iterator[Day]:
    """A township relay serves two stations at once and hands on to its county, which no cut touches."""
    county, folder = found(place / "county"), place / "relay"
    found_relay(folder, enrol(county, TOWNSHIP), instruments())
    stations = [StationByHand(enrol(county, code), seed) for seed, code in enumerate(STATIONS, 31)]
    with (
        running(county, "--second-medium", place / "medium", "--allow-same-device") as above,
        serving(place, folder, "--upstream", above.url) as (script, url),
    ):

        def judge(images: Mapping[Path, Path], told: Sequence[Told], dice: random.Random) -> list[str]:
            return node_faults(images[folder], None, told, dice)

        yield Day([folder], script, judge, meanwhile=lambda: visits(place, url, stations))


@contextmanager
def serving(place: Path, folder: Path, *options: object) -> Iterator[tuple[str, str]]:
    """(a script that serves until `visits` is over, the address)."""
    port, done = free_port(), place / "done"
    words = (executable, "-m", "server", "run", folder, "--port", port, "--insecure-http", *options)
    serve = " ".join(quote(str(word)) for word in words)
    wait = f"while [ ! -e {quote(str(done))} ]; do sleep 0.1; done"
    yield f"{serve} & server=$!\n{wait}\nkill $server\nwait $server", f"http://127.0.0.1:{port}"


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def visits(place: Path, url: str, stations: Sequence[StationByHand]) -> None:
    """Every station at once: some rounds of new events and pieces of a photograph with an ask after each, and asks
    until the county's word covers all as safe. Then whoever serves may stop."""
    try:
        until(lambda: requests.get(f"{url}/v1/health", timeout=WAIT_S).ok)
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda station: one_visit(url, station), stations))
    finally:
        (place / "done").touch()


def one_visit(url: str, station: StationByHand) -> None:
    """The visit of one station."""
    sealed = station.dice.randbytes(60_000)
    pieces = [write_chunk(one) for one in chunks_of(sha256(sealed).digest(), sealed)]
    for turn in range(ROUNDS):
        entrust(station, number(station, turn + 1))
        for _ in range(3):
            station.say(plain=station.dice.randbytes(2_000))
        batch = station.batch(chunks=pieces[turn : turn + 1])
        answer = requests.post(f"{url}/v1/batches", batch, timeout=WAIT_S)
        assert answer.status_code == 200, answer.text
        safe_at(url, station)
    until(lambda: safe_at(url, station) == len(station.written))


def safe_at(url: str, station: StationByHand) -> int:
    """Ask: how far the county calls its log safe."""
    frames = read_batch(requests.post(f"{url}/v1/asks", station.ask(), timeout=WAIT_S).content).frames
    acks = [read_acknowledgement(frame.payload) for frame in frames if frame.type is FrameType.ACKNOWLEDGEMENT]
    county = [one for ack in acks if ack.level is Level.COUNTY for one in ack.safe if one.log == station.log]
    return max((one.n for one in county), default=0)


def until(holds: Callable[[], bool]) -> None:
    """Wait for it."""
    last = time.monotonic() + WAIT_S
    while True:
        try:
            if holds():
                return
        except requests.RequestException:
            pass
        assert time.monotonic() < last, "it never came to pass"
        time.sleep(0.1)
