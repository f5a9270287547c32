"""A county's stations come back after an outage, in virtual time, against the real server code
(python -m tests.bench.bench_herd [--short] [line] [power]).

* line: for 6 hours nobody reached the county; every kiosk tried on by its schedule (`backoff`), and tries again when
  its wait is over;
* power: all of them begin within one second of each other, with the wait after boot that the schedule gives.

Each has 3 entrustments waiting and a line of its own, 64 kbit/s up, 128 down, 300 ms. The server's side is the
product's: `Crowd`, `Intake`, the digest, the second medium, `Downlink`; what each deed takes is measured as it runs
and passes in virtual time, one deed after another (a COMMIT each, one core: worse than it is). A kiosk here is made
of carriage's functions; its schedule is the product's.

Targets: all text acknowledged as on two media (`safe`) within 15 minutes; after a line's return no 5xx after the first
minute. All of them beginning within one minute is more than one busy core takes at once: there 503 with Retry-After is
what keeps the rest going, and is counted without a target.
Prints one JSON object each; 500 kiosks, with --short 60.
"""

import argparse
import heapq
import json
import random
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Generator
from itertools import count, cycle
from pathlib import Path

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.backoff import boot_wait_s, wait_s
from kiosk.core.carriage.batch import FrameType, read_batch
from kiosk.core.carriage.protocol import OFFER_BYTES_START, Held, offer, settle
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.days import china_date
from kiosk.core.catalogue.divisions import read_divisions
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.rounds import PERIOD_S
from server.api.carriage import Crowd
from server.api.refusals import RETRY_AFTER_S
from server.app import WORKERS_COUNT
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import ID_BYTES, SecondMedium
from tests.bench.corpus import records
from tests.line_by_hand import DOWN_BYTES_PER_S, HANDSHAKE_ROUND_TRIPS, RTT_S, UP_BYTES_PER_S
from tests.server_by_hand import NOW_MS, House, StationByHand, asset, found

KIOSKS, ENTRUSTMENTS, OUTAGE_S = 500, 3, 6 * 3_600.0
SAFE_WITHIN_S, QUIET_AFTER_S = 900.0, 60.0
FACTS = {1: True, 2: "LOW-INCOME", 3: 1, 4: 2, 5: 3, 6: 1}
Steps = Generator[tuple[str, bytes] | float, tuple[int, bytes] | None, None]


class Server:
    """The county: requests by head, body and turn; one deed after another, each as long as it really takes."""

    def __init__(self, house: House, medium: SecondMedium, at: Callable[[float, Callable[[], None]], None]) -> None:
        self._house, self._medium, self._at = house, medium, at
        self._crowd = Crowd()
        self._waiting: deque[tuple[Callable[[], bytes], Callable[[int, bytes], None], int]] = deque()
        self._digest_due = self._busy = False
        self.busy_s, self.in_hand_max = 0.0, 0

    def head(self, now_s: float, path: str, body: bytes, answer: Callable[[float, int, bytes], None]) -> None:
        """A request's head arrives; its body follows as the line lets it."""
        try:
            self._crowd.enter(len(body))
        except Refusal as no:
            answer(now_s, no.status, b"")
            return
        self.in_hand_max = max(self.in_hand_max, self._crowd.requests)
        done_s = now_s + len(body) / UP_BYTES_PER_S
        door = self._house.intake.receive if path == "/v1/batches" else self._house.downlink.answer
        self._at(done_s, lambda: self._queue(done_s, lambda: door(body), answer, len(body)))

    def _queue(
        self, now_s: float, deed: Callable[[], bytes], answer: Callable[[float, int, bytes], None], size: int
    ) -> None:
        self._waiting.append((deed, lambda status, data: answer(self._now_s, status, data), size))
        if not self._busy:
            self._turn(now_s)

    def _turn(self, now_s: float) -> None:
        """The next deeds: as many requests' as the server has threads for, then a piece of the digest and the copy."""
        self._now_s, self._busy = now_s, True
        began = time.perf_counter()
        answered: list[tuple[Callable[[int, bytes], None], int, bytes, int]] = []
        if self._waiting and not self._digest_due:
            for _ in range(min(len(self._waiting), WORKERS_COUNT)):
                deed, answer, size = self._waiting.popleft()
                try:
                    answered.append((answer, 200, deed(), size))
                except Refusal as no:
                    answered.append((answer, no.status, b"", size))
            self._digest_due = True
        else:
            more = self._house.writer.run(self._house.office.digest)
            keep_safe(
                self._house.engine, self._house.writer, self._medium, self._house.node.county_code,
                self._house.wall.ms + int(now_s * 1000),
            )  # fmt: skip
            self._digest_due = False
            if more and not self._waiting:
                self._digest_due = True
        took_s = time.perf_counter() - began
        self.busy_s += took_s

        def ended() -> None:
            self._now_s, self._busy = now_s + took_s, False
            for reply, status, data, size in answered:
                self._crowd.leave(size)
                reply(status, data)
            if self._waiting or self._digest_due:
                self._turn(self._now_s)

        self._at(now_s + took_s, ended)


class Herd:
    """Everybody, and the time."""

    def __init__(self, house: House, medium: SecondMedium, seed: int) -> None:
        self.dice = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self.now_s = 0.0
        self.server = Server(house, medium, self.at)
        self.statuses: Counter[int] = Counter()
        self.late_5xx = 0
        self.received_s: list[float] = []
        self.safe_s: list[float] = []

    def at(self, when_s: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when_s, next(self._order), what))

    def begin(self, kiosk: Steps, after_s: float) -> None:
        """A kiosk's first step."""
        self.at(after_s, lambda: self._step(kiosk, None))

    def run(self) -> None:
        while self._events:
            self.now_s, _, what = heapq.heappop(self._events)
            what()

    def _step(self, kiosk: Steps, answer: tuple[int, bytes] | None) -> None:
        try:
            wish = kiosk.send(answer)
        except StopIteration:
            return
        if isinstance(wish, float):
            self.at(self.now_s + wish, lambda: self._step(kiosk, None))
            return
        path, body = wish

        def came(now_s: float, status: int, data: bytes) -> None:
            self.statuses[status] += 1
            self.late_5xx += status >= 500 and now_s > QUIET_AFTER_S
            back_s = now_s + RTT_S / 2 + len(data) / DOWN_BYTES_PER_S
            self.at(back_s, lambda: self._step(kiosk, (status, data)))

        head_s = self.now_s + HANDSHAKE_ROUND_TRIPS * RTT_S + RTT_S / 2
        self.at(head_s, lambda: self.server.head(head_s, path, body, came))

    def kiosk(self, station: StationByHand, failures: int) -> Steps:
        """One kiosk's attempts until the county has all of it on two media."""
        own = station.own
        everything = {event.hash for events in own.values() for event in events}
        county = station.enrolment.county
        held = [Held(written.event, written.sealed) for written in station.written]
        received: frozenset[bytes] = frozenset()
        while True:
            left = [one for one in held if one.event.hash not in received]
            offered = offer(station.identity.node, left, lambda event: (), (), OFFER_BYTES_START)
            path, body = ("/v1/batches", offered.batch) if offered.batch else ("/v1/asks", station.ask())
            answer = yield path, body
            assert answer is not None
            status, data = answer
            if status != 200:
                failures += 1
                yield wait_s(failures, self.dice.random(), float(RETRY_AFTER_S))
                continue
            failures = 0
            if path == "/v1/batches":
                received |= settle(read_acknowledgement(data), county, own).recv
                if received >= everything:
                    self.received_s.append(self.now_s)
                continue
            acks = [frame.payload for frame in read_batch(data).frames if frame.type is FrameType.ACKNOWLEDGEMENT]
            if any(settle(read_acknowledgement(ack), county, own).safe >= everything for ack in acks):
                self.safe_s.append(self.now_s)
                return
            yield PERIOD_S * (0.9 + 0.2 * self.dice.random())


def back_after(outage_s: float, dice: random.Random) -> tuple[float, int]:
    """Seconds from the outage's end to the next attempt of a kiosk that tried all along, and its failures by then."""
    at_s, failures = boot_wait_s(dice.random()) - outage_s, 0
    while at_s < 0:
        failures += 1
        at_s += wait_s(failures, dice.random())
    return at_s, failures


def stations(house: House, kiosks: int) -> list[StationByHand]:
    """Villages with entrustments waiting."""
    rows = read_divisions(asset("divisions/331003.csv").decode()).rows
    villages = [row.station for row in rows if row.level is Level.VILLAGE]
    bodies = cycle(records("bench", 3, 200))
    made = []
    for number, code in zip(range(kiosks), cycle(villages), strict=False):
        one = StationByHand(house.enrol(code), seed=1_000 + number)
        for sequence in range(ENTRUSTMENTS):
            case = issue(code, china_date(NOW_MS), 1 + number // len(villages), sequence + 1)
            one.say(1, case, next(bodies), dict(FACTS))
        made.append(one)
    return made


def measure(what: str, kiosks: int, seed: int = 1) -> dict[str, object]:
    """Figures of one return."""
    with tempfile.TemporaryDirectory() as where:
        house = House(found(Path(where) / "county"))
        medium = SecondMedium(Path(where) / "medium", house.node.identity.node, house.instruments.draw(ID_BYTES))
        house.writer.run(lambda journal: use_medium(journal, medium, True, NOW_MS))
        herd = Herd(house, medium, seed)
        for one in stations(house, kiosks):
            if what == "line":
                after_s, failures = back_after(OUTAGE_S, herd.dice)
            else:
                after_s, failures = herd.dice.random() + boot_wait_s(herd.dice.random()), 0
            herd.begin(herd.kiosk(one, failures), after_s)
        herd.run()
        medium.close()
        house.close()
    last_s = max(herd.safe_s)
    quiet = what == "power" or herd.late_5xx == 0
    met = len(herd.safe_s) == kiosks and last_s <= SAFE_WITHIN_S and quiet
    return {
        "back_after": what, "kiosks": kiosks, "safe": len(herd.safe_s),
        "text_received_s_max": round(max(herd.received_s)), "text_safe_s_max": round(last_s), "limit_s": SAFE_WITHIN_S,
        "statuses": dict(herd.statuses),
        "5xx_after_first_minute": herd.late_5xx, "in_hand_max": herd.server.in_hand_max,
        "server_busy_s": round(herd.server.busy_s, 1), "met": met,
    }  # fmt: skip


def main() -> None:
    """Both returns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("what", nargs="*", default=["line", "power"])
    asked = parser.parse_args()
    kiosks = 60 if asked.short else KIOSKS
    for what in asked.what:
        print(json.dumps(measure(what, kiosks)), flush=True)


if __name__ == "__main__":
    main()
