"""A kiosk's folder for tests: seeded dice, a clock that tests set, one staff member, the shipped example."""

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

from kiosk.core.casework.decide import Power
from kiosk.core.event import ClockQuality, ClockReading
from kiosk.core.instruments import Instruments
from kiosk.desk import unlocking
from kiosk.desk.enrolling import enrol
from kiosk.desk.staffing import Issued, add_staff, sign_in_with_card
from kiosk.desk.station import Station, open_station
from kiosk.desk.visit import Visit
from kiosk.settings import Settings, read_settings
from tests.county_by_hand import NOW_MS, CountyByHand

PIN = "271828"
_SEEDS = count(11)  # every opening has dice of its own: two alike would draw one operation id twice


class Wall:
    """A clock that tests set: `ms` milliseconds UTC, `uptime_s` seconds since boot."""

    def __init__(self, ms: int = NOW_MS, uptime_s: int = 1_000) -> None:
        self.ms, self.uptime_s = ms, uptime_s

    def __call__(self) -> ClockReading:
        return ClockReading(self.ms, self.uptime_s, ClockQuality.FREE)


def instruments(seed: int = 7, wall: Wall | None = None) -> Instruments:
    return Instruments(wall or Wall(), random.Random(seed).randbytes)


def make_station(
    folder: Path,
    county: CountyByHand,
    *,
    code: str = "",
    tools: Instruments | None = None,
    powers: frozenset[Power] = frozenset(),
) -> Issued:
    """Enrol a kiosk and add its first person. Wraps are made cheap: what they cost is tested by itself."""
    tools = tools or instruments()
    enrol(folder, county.enrol(code, staff=(("V001", "张代办"),)), tools, Settings(free_disk_bytes_min=0))
    with open_station(folder, tools, read_settings(folder)) as station, cheap_wraps():
        return add_staff(station, "V001", PIN, powers)


@contextmanager
def cheap_wraps() -> Iterator[None]:
    kept = unlocking.wrap_for_card.__defaults__, unlocking.wrap_for_phrase.__defaults__
    unlocking.wrap_for_card.__defaults__ = (unlocking.Cost(1, 8 * 1024),)
    unlocking.wrap_for_phrase.__defaults__ = (unlocking.Cost(1, 8 * 1024),)
    try:
        yield
    finally:
        unlocking.wrap_for_card.__defaults__, unlocking.wrap_for_phrase.__defaults__ = kept


@contextmanager
def opened(folder: Path, issued: Issued | None = None, tools: Instruments | None = None) -> Iterator[Station]:
    """The station, with its person signed in when `issued` is given."""
    with open_station(folder, tools or instruments(next(_SEEDS)), read_settings(folder)) as station:
        if issued is not None:
            sign_in_with_card(station, issued.badge, PIN)
        yield station


def example(**changes: Any) -> bytes:
    """The shipped entrustment, with top-level fields changed."""
    fields = json.loads(files("assets").joinpath("examples/entrustment.json").read_bytes())
    return json.dumps({**fields, **changes}, ensure_ascii=False).encode()


def bare_example(**changes: Any) -> bytes:
    """The shipped entrustment without its photographs."""
    materials = [{k: v for k, v in row.items() if k != "attachments"} for row in json.loads(example())["materials"]]
    return example(materials=materials, **changes)


def photographs() -> list[Path]:
    folder = Path(str(files("assets").joinpath("examples")))
    return [folder / "application.jpg", folder / "id-card.jpg"]


def empower(visit: Visit, powers: Iterable[str], until: str, sensitive_consent: bool) -> None:
    """The whole mandate at once: read, powers, end and the separate consent."""
    visit.mandate_read = True
    visit.tick_powers(powers)
    visit.end_at(until)
    visit.consent_sensitive(sensitive_consent)
