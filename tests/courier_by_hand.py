"""A courier's round for tests: a real county's parts in a folder, real kiosks, a straight road between them, a stick.

Nothing is faked but the line: `HouseRoad` calls what the county's routes call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from kiosk.core.carriage.stick import FOLDER
from kiosk.core.refusal import Refusal
from kiosk.desk import sticks
from kiosk.desk.casebook import status
from kiosk.desk.enrolling import enrol
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.handing_on import HandedOn, hand_on
from kiosk.desk.staffing import add_staff
from kiosk.desk.station import Station
from kiosk.settings import Settings
from server.store import tables as t
from server.uplink.relay import Uplink
from server.uplink.road import Measured
from tests.kiosk_by_hand import PIN, bare_example, cheap_wraps, example, instruments, opened, photographs
from tests.server_by_hand import House

TOWNSHIP = "331003001000"
VILLAGES = ("331003001001", "331003001002", "331003001003")
ELSEWHERE = "331003002203"


class HouseRoad:
    """A road into a county (or relay) in this process. `cut`: nobody answers."""

    def __init__(self, house: House) -> None:
        self.house, self.identity, self.cut = house, house.node.identity, False
        self.asks = self.batches = 0
        self.batches_max = 10_000

    def post_batch(self, batch: bytes) -> bytes:
        self.batches += 1
        self.cut = self.cut or self.batches > self.batches_max
        return self._answer(self.house.intake.receive, batch)

    def ask(self, ask: bytes) -> bytes:
        self.asks += 1
        self.house.digest()
        return self._answer(self.house.downlink.answer, ask)

    def _answer(self, door: Any, data: bytes) -> bytes:
        if self.cut:
            raise Refusal("ROAD_CLOSED", url="x")
        try:
            answer: bytes = door(data)
        except Refusal as no:
            raise Refusal("PEER_REFUSED", peer_code=no.code, peer_status=no.status, retry_after_s=None) from no
        return answer


@contextmanager
def kiosk(folder: Path, house: House, code: str) -> Iterator[Station]:
    """A kiosk enrolled by `house`, its agent signed in."""
    tools = instruments(1_000 + int(code[-4:]))
    enrol(folder, house.enrol(code), tools, Settings(free_disk_bytes_min=0))
    with opened(folder, tools=tools) as station, cheap_wraps():
        issued = add_staff(station, "V001", PIN, frozenset())
    with opened(folder, issued, tools) as station:
        yield station


def synchronise(station: Station, road: HouseRoad) -> tuple[Exchanged, HandedOn]:
    """What `kiosk.app.synchronise` does over one road."""
    done, on = Exchanged(), HandedOn()
    exchange(station, road, lambda: 0.0, done)
    hand_on(station, road, lambda: 0.0, on)
    return done, on


def entrusted(station: Station, name: str = "王秀英") -> str:
    """A case number."""
    given = msgspec.json.decode(bare_example())
    return entrust(station, bare_example(principal=given["principal"] | {"name": name}, operation="")).receipt.number


def proved(station: Station, state: str = "recv") -> int:
    """How many of our own case events have that mark."""
    counted = station.store.one(
        "SELECT COUNT(*) FROM mark m JOIN event e ON e.hash = m.event "
        "WHERE m.state = ? AND e.origin = 1 AND e.kind < 64",
        state,
    )
    return int(counted[0])


def pictured(station: Station, name: str = "陈玉梅") -> str:
    """The same with the shipped photographs."""
    given = msgspec.json.decode(example())
    file = example(principal=given["principal"] | {"name": name}, operation="")
    return entrust(station, file, photographs()).receipt.number


def files_on(stick: Path, kind: str = "") -> list[Path]:
    """The files in a stick's folder, those of one kind."""
    return sorted((stick / FOLDER).glob(f"{kind}*"))


def blank(folder: Path) -> Path:
    """An empty stick's mount point."""
    folder.mkdir()
    return folder


def one_round(house: House, village: Station, township: Station, stick: Path) -> sticks.Taken:
    """Out of the village, in and on at the township, and home."""
    sticks.export(village, stick)
    sticks.take(township, stick)
    synchronise(township, HouseRoad(house))
    sticks.export(township, stick)
    return sticks.take(village, stick)


def truths(station: Station, case: str) -> set[str]:
    """What the station shows of a case as proved."""
    return {name for name, truth in status(station, case)["truths"].items() if truth}


def apart(taken: sticks.Taken) -> dict[str, int]:
    """All that was not taken, by reason, whoever's it is."""
    found = dict(taken.apart)
    for one in taken.stations:
        for reason, count in one.apart.items():
            found[reason] = found.get(reason, 0) + count
    return found


def cases_at(house: House) -> list[str]:
    """Numbers of the county's cases; one for each case."""
    house.digest()
    asked = select(t.case_row.c.case_no).order_by(t.case_row.c.id)
    return house.writer.run(lambda journal: list(journal.connection.scalars(asked)))


def attachments_at(house: House) -> list[tuple[int, int]]:
    """(bytes held, in all) of each attachment at the county."""
    a = t.attachment.c
    found = house.writer.run(lambda journal: journal.connection.execute(select(a.held_bytes, a.total_bytes)).all())
    return [(held, total) for held, total in found]


def later(station: Station, seconds: int) -> None:
    """So much later, the machine having been on all the while."""
    clock: Any = station.instruments.clock
    clock.uptime_s += seconds
    clock.ms += seconds * 1_000


def exchange_up(between: House, above: House) -> None:
    """A relay's exchange with its county, there and back."""
    road: Any = _Upward(above)
    uplink = Uplink(between.node, between.engine, between.writer, road, between.instruments, "test", lambda: 10**9)
    for _ in range(2):
        uplink.exchange()
        above.digest()


class _Upward:
    """A relay's road into a county in this process."""

    def __init__(self, house: House) -> None:
        self._house, self.measured = house, Measured()

    def post(self, path: str, body: bytes, answer_bytes: int) -> bytes:
        door: Any = self._house.intake.receive if path == "/v1/batches" else self._house.downlink.answer
        answer: bytes = door(body)
        return answer
