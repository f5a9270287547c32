"""A courier's round for tests: a real county's parts in a folder, real kiosks, a straight road between them, a stick.

Nothing is faked but the line: `HouseRoad` calls what the county's routes call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core.refusal import Refusal
from kiosk.desk.enrolling import enrol
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.handing_on import HandedOn, hand_on
from kiosk.desk.staffing import add_staff
from kiosk.desk.station import Station
from kiosk.settings import Settings
from tests.kiosk_by_hand import PIN, bare_example, cheap_wraps, instruments, opened
from tests.server_by_hand import House

TOWNSHIP = "331003001000"
VILLAGES = ("331003001001", "331003001201", "331003001202")
ELSEWHERE = "331003002203"


class HouseRoad:
    """A road into a county (or relay) in this process. `cut`: nobody answers."""

    def __init__(self, house: House) -> None:
        self.house, self.identity, self.cut = house, house.node.identity, False
        self.asks = self.batches = 0

    def post_batch(self, batch: bytes) -> bytes:
        self.batches += 1
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
