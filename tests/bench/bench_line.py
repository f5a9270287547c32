"""Carriage over a poor line: 64 kbit/s up, 128 down, 300 ms round trip
(python -m tests.bench.bench_line [PART …]).

* text: entrustments over the emulated line, a real kiosk's exchange with a real server process. Until the county's
  signed word for all of them is here, against own bytes / bandwidth + 2 round trips. At most 1.15 times.
* flaky: 200 entrustments while the line fails every 20 s for 3 s (the seed says when first), by the kiosk's own
  schedule of attempts, against the same on a clean line, the median of the seeds. At most 2.2 times.
* cut: an entrustment with 20 MB of photographs in virtual time, the real courier and the real routes: cuts every 60 s
  on average at random bytes, 30 % of responses lost. Application bytes sent at most 1.1 times its size.
* cut-real: 2 MB of photographs over the emulated line, cut every 60 s on average for 3 s; bytes of TLS let through.

`--short` is what CI runs: 100 entrustments, 1 seed of 60, 4 MB; without it the long ones (about 12 minutes).
Prints one JSON object a part, with the machine's load: both ends share its processors, and where these are taken (a
load of several times their number) `text` and `flaky` measure that and not the line.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from kiosk.core.carriage.backoff import FIRST_WAIT_S, wait_s
from kiosk.core.refusal import Refusal
from kiosk.courier.http import HttpRoad
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.station import Station
from tests.bench.bench_submit import entrustments
from tests.bench.slow_line import SlowLine, slow_line
from tests.kiosk_by_hand import bare_example, opened
from tests.line_by_hand import RTT_S, UP_BYTES_PER_S, Clock, Line, attach_bulk, settle_up, village, web_of
from tests.running_by_hand import running
from tests.server_by_hand import House, found

TEXT_RATIO_MAX, FLAKY_RATIO_MAX, CUT_RATIO_MAX = 1.15, 2.2, 1.1
FAILS_EVERY_S, FAILS_FOR_S = 20.0, 3.0
CUT_EVERY_S = 60.0
ATTEMPTS_MAX = 200


@contextmanager
def town(folder: Path, bodies: list[bytes]) -> Iterator[tuple[str, Station]]:
    """A county that runs as a process of its own, and a village with these entrustments waiting."""
    county = found(folder / "county")
    house = House(county)
    issued = village(folder / "kiosk", house)
    house.close()
    with running(county) as server, opened(folder / "kiosk", issued) as station:
        for body in bodies:
            entrust(station, body)
        yield server.url, station


def waiting_bytes(station: Station) -> int:
    """Signed and sealed bytes of every event that waits."""
    asked = "SELECT SUM(length(signed) + length(sealed)) FROM event e JOIN outbox o ON o.event = e.hash"
    return int(station.store.one(asked)[0])


def text_left(station: Station) -> bool:
    """Whether the county has not yet acknowledged some case event of ours."""
    asked = "SELECT 1 FROM outbox o JOIN event e ON e.hash = o.event WHERE e.kind < 64 LIMIT 1"
    return station.store.one(asked) is not None


def carry_text(station: Station, line: SlowLine, dice: random.Random) -> tuple[float, int]:
    """Seconds until all text is acknowledged, attempts and waits as a kiosk makes them; and the attempts."""
    began, failures = time.monotonic(), 0
    safe_s = 0.0
    for attempt in range(1, ATTEMPTS_MAX):
        before = len(station.store.all("SELECT event FROM mark"))
        try:
            with HttpRoad(f"https://127.0.0.1:{line.port}", station.county, time.monotonic, 10.0) as road:
                ask = road.ask

                def and_then_ask(signed: bytes, ask: Callable[[bytes], bytes] = ask) -> bytes:
                    nonlocal safe_s
                    if not text_left(station):
                        safe_s = safe_s or time.monotonic() - began
                        raise Refusal("ROAD_CLOSED", url="all text is there: what follows is not measured")
                    return ask(signed)

                road.ask = and_then_ask  # type: ignore[method-assign,assignment]
                exchange(station, road, time.monotonic, Exchanged())
        except Refusal:
            if safe_s:
                return safe_s, attempt
        failures = 1 if len(station.store.all("SELECT event FROM mark")) > before else failures + 1
        time.sleep(wait_s(failures, dice.random()))
    raise AssertionError("never done")


def text(count: int, seed: int = 1) -> dict[str, object]:
    """Figures of a clean line."""
    with tempfile.TemporaryDirectory() as where, town(Path(where), entrustments(count)) as (url, station):
        own_bytes = waiting_bytes(station)
        with slow_line(url) as line:
            took_s, _ = carry_text(station, line, random.Random(seed))
            through = line.up_bytes
    least_s = own_bytes / UP_BYTES_PER_S
    ratio = (took_s - 2 * RTT_S) / least_s
    return {
        "entrustments": count, "own_bytes": own_bytes, "line_bytes_up": through, "seconds": round(took_s, 2),
        "own_bytes_over_bandwidth_s": round(least_s, 2), "ratio": round(ratio, 3), "ratio_max": TEXT_RATIO_MAX,
        "met": ratio <= TEXT_RATIO_MAX,
    }  # fmt: skip


def cuts_of(seed: int) -> Iterator[tuple[float, float]]:
    """When the line is cut, from when it last came back, and for how long it stays so."""
    dice = random.Random(seed)
    while True:
        yield dice.expovariate(1 / CUT_EVERY_S), FAILS_FOR_S


def failures_of(seed: int) -> Iterator[tuple[float, float]]:
    """When the line fails, from when it last came back, and for how long: the first time anywhere in the period."""
    after_s = FAILS_EVERY_S * random.Random(seed).random()
    while True:
        yield after_s, FAILS_FOR_S
        after_s = FAILS_EVERY_S


def flaky(count: int, seeds: int) -> dict[str, object]:
    """Figures of a line that fails."""
    clean: list[float] = []
    failing: list[float] = []
    failed: list[int] = []
    for seed in range(seeds):
        bodies = entrustments(count)
        for fails in (False, True):
            with (
                tempfile.TemporaryDirectory() as where,
                town(Path(where), bodies) as (url, station),
                slow_line(url, failures=failures_of(seed) if fails else ()) as line,
            ):
                took_s, _ = carry_text(station, line, random.Random(seed))
                (failing if fails else clean).append(took_s)
                if fails:
                    failed.append(line.failed)
    ratio = statistics.median(bad / good for bad, good in zip(failing, clean, strict=True))
    return {
        "entrustments": count, "clean_s": [round(s, 1) for s in clean], "failing_s": [round(s, 1) for s in failing],
        "failures": failed, "ratio": round(ratio, 2), "ratio_max": FLAKY_RATIO_MAX, "met": ratio <= FLAKY_RATIO_MAX,
    }  # fmt: skip


def cut(size_bytes: int, seed: int = 1) -> dict[str, object]:
    """Figures in virtual time."""
    with tempfile.TemporaryDirectory() as where:
        house = House(found(Path(where) / "county"))
        issued = village(Path(where) / "kiosk", house)
        with opened(Path(where) / "kiosk", issued) as station:
            done = entrust(station, bare_example())
            attach_bulk(station, done.event_hash, size_bytes, 400_000)
            size_bytes += waiting_bytes(station)
            dice, clock = random.Random(seed), Clock()
            cuts = accumulate(dice.expovariate(1 / CUT_EVERY_S) for _ in range(10_000))
            line = Line(web_of(house), clock, cuts, lambda: dice.random() < 0.3)
            tried = settle_up(station, house, line, clock, 5_000, FIRST_WAIT_S)
            left = station.store.one("SELECT COUNT(*) FROM attachment WHERE at_county_bytes < total_bytes")[0]
        house.close()
    ratio = line.sent_bytes / size_bytes
    return {
        "size_bytes": size_bytes, "sent_bytes": line.sent_bytes, "exchanges": len(tried), "cuts": line.cut_count,
        "responses_lost": line.lost_count, "virtual_s": round(clock.now_s), "unproved": left, "ratio": round(ratio, 3),
        "ratio_max": CUT_RATIO_MAX, "met": ratio <= CUT_RATIO_MAX and not left,
    }  # fmt: skip


def cut_real(size_bytes: int, seed: int = 1) -> dict[str, object]:
    """Figures over the emulated line."""
    with tempfile.TemporaryDirectory() as where, town(Path(where), []) as (url, station):
        done = entrust(station, bare_example())
        attach_bulk(station, done.event_hash, size_bytes, 400_000)
        dice, began, tried = random.Random(seed), time.monotonic(), 0
        with slow_line(url, failures=cuts_of(seed)) as line:
            while station.store.one("SELECT 1 FROM attachment WHERE at_county_bytes < total_bytes LIMIT 1"):
                tried += 1
                try:
                    with HttpRoad(f"https://127.0.0.1:{line.port}", station.county, time.monotonic, 10.0) as road:
                        exchange(station, road, time.monotonic, Exchanged())
                except Refusal:
                    time.sleep(wait_s(1, dice.random()))
            took_s = time.monotonic() - began
    ratio = line.up_bytes / size_bytes
    return {
        "size_bytes": size_bytes, "line_bytes_up": line.up_bytes, "seconds": round(took_s, 1), "exchanges": tried,
        "failures": line.failed, "ratio": round(ratio, 3), "ratio_max": CUT_RATIO_MAX, "met": ratio <= CUT_RATIO_MAX,
    }  # fmt: skip


def main() -> None:
    """Run the named parts, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", default=["text", "flaky", "cut", "cut-real"])
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    short = asked.short
    parts: dict[str, Callable[[], dict[str, object]]] = {
        "text": lambda: text(100 if short else 1_000),
        "flaky": lambda: flaky(60 if short else 200, 1 if short else 5),
        "cut": lambda: cut(4_000_000 if short else 20_000_000),
        "cut-real": lambda: cut_real(400_000 if short else 2_000_000),
    }
    for part in asked.parts:
        figures = {"part": part, **parts[part](), "load": round(os.getloadavg()[0], 1)}
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
