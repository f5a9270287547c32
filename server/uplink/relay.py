"""A relay's own exchange with the county: hand over what is in custody, then ask, and keep what comes (R-HERD).

Everything it knows of its progress is in the journal; killed at any moment it begins again there.
"""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy import Engine

from kiosk.core.carriage.acknowledgement import read_acknowledgement, verify_acknowledgement
from kiosk.core.carriage.ask import Report
from kiosk.core.carriage.backoff import Again, boot_wait_s, next_offer_bytes, wait_s
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, write_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.examine import examine
from kiosk.core.carriage.protocol import OFFER_BYTES_MAX, OFFER_BYTES_START, offer
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.store.county_keys import learn
from server.store.database import reading
from server.store.harmed import is_whole, let_go_harmed
from server.store.vouching import forgotten_word, keep_word, owe_log
from server.store.writer import Writer

from .asking import make_ask
from .owed import Turn, owed_chunks, owed_events, still_owed, untouched
from .road import Failed, Road

ASK_BUDGET_BYTES = 512 * 1024
BATCHES_IN_ONE_EXCHANGE_MAX = 200
FRUITLESS_IN_ONE_EXCHANGE_MAX = 20  # batches of which the county vouched for nothing; the next exchange goes on there
ASKS_IN_ONE_EXCHANGE_MAX = 20
NEW_KEYS_PERHAPS = ("PEER_NOT_TRUSTED", "CAPTIVE_PORTAL")  # another pin, or a word that does not verify
IDLE_S = 60.0  # between exchanges when nothing happens
REFUSED_S = 3_600.0  # after a permanent refusal: until a person may have mended it, or started this anew
_log = structlog.get_logger()


class Uplink:
    """See the module. `software`, `free_disk_bytes` and `uptime_s` are what it reports of itself; `meet`: who
    answers at the county's address now."""

    def __init__(
        self,
        node: Node,
        engine: Engine,
        writer: Writer,
        road: Road,
        instruments: Instruments,
        software: str,
        free_disk_bytes: Callable[[], int],
        meet: Callable[[], Identity | None] = lambda: None,
    ) -> None:
        self._node, self._engine, self._writer, self._road = node, engine, writer, road
        self._instruments, self._software, self._free_disk_bytes = instruments, software, free_disk_bytes
        self._meet = meet
        self._offer_bytes = OFFER_BYTES_START
        self._offset_ms: int | None = None
        self._turn_of_logs = Turn()
        self._incarnation_number = 0
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._turn = threading.Condition()
        self._begun = self._ended = 0  # exchanges
        self._failing = False
        self._thread = threading.Thread(target=self._live, name="uplink", daemon=True)

    def start(self) -> None:
        """Begin, some time after boot."""
        self._thread.start()

    def woken(self, cases: frozenset[str] = frozenset()) -> None:
        """Something came into custody. An exchange that waits out a failure goes on waiting."""
        self._wake.set()

    def freshen(self, timeout_s: float) -> bool:
        """A station asks: exchange with the county first, so that one sync of a village brings what the county has
        said by now. However many ask at once share the next exchange. False when the line is down or slower than
        `timeout_s`: then what is held is passed on."""
        with self._turn:
            if self._failing:
                return False
            due = self._begun + 1
            self._wake.set()
            self._turn.wait_for(lambda: self._ended >= due or self._failing or self._stop.is_set(), timeout_s)
            return self._ended >= due and not self._failing

    def stop(self) -> None:
        """End after the exchange at hand."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10.0)

    def exchange(self) -> None:
        """Hand over everything, then ask until nothing new comes. Failed when the line or the county says no."""
        if word := self._writer.run(forgotten_word):
            shown = write_batch(self._node.identity.node, [Frame(FrameType.ACKNOWLEDGEMENT, word)])
            self._road.post("/v1/batches", shown, 4_096)
        fruitless = 0
        for _ in range(BATCHES_IN_ONE_EXCHANGE_MAX):
            if self._stop.is_set() or fruitless >= FRUITLESS_IN_ONE_EXCHANGE_MAX:
                break
            moved = self._hand_over()
            if moved is None:
                break
            fruitless = 0 if moved else fruitless + 1
        for _ in range(ASKS_IN_ONE_EXCHANGE_MAX):
            if self._stop.is_set() or not self._ask():
                break

    def _exchange_in_turn(self) -> None:
        """One exchange, and word of its end to the stations that wait for it."""
        with self._turn:
            self._begun += 1
            number = self._begun
        failing = True
        try:
            self.exchange()
            failing = False
        finally:
            with self._turn:
                self._ended, self._failing = number, failing
                self._turn.notify_all()

    def _hand_over(self) -> bool | None:
        """One batch; whether the county vouched for anything in it. None: this round is over, there was no batch."""
        with reading(self._engine) as connection:
            events = owed_events(connection, self._node.county_code, self._turn_of_logs)
            chunks = owed_chunks(connection, self._node.county_code, self._turn_of_logs)
        now_ms = self._instruments.clock().wall_ms
        if harmed := [held.event.hash for held in events if not is_whole(held)]:
            self._writer.run(lambda journal: let_go_harmed(journal, harmed, now_ms))
            events = [held for held in events if held.event.hash not in harmed]
        offered = offer(self._node.identity.node, events, lambda event: (), chunks, self._offer_bytes)
        if not offered.batch:
            self._turn_of_logs.begin_anew()
            return None
        try:
            answer = self._road.post("/v1/batches", offered.batch, 4_096)
        except Failed:
            self._offer_bytes = self._next_bytes(False)
            raise
        self._offer_bytes = self._next_bytes(True)
        try:
            ack = read_acknowledgement(answer)
            verify_acknowledgement(self._node.county_key, ack)
        except Malformed as error:
            raise Failed(Refusal("CAPTIVE_PORTAL"), Again.LATER) from error
        if ack.issuer != self._node.county.node:
            raise Failed(Refusal("PEER_NOT_TRUSTED"), Again.LATER)
        now_ms = self._instruments.clock().wall_ms
        self._offset_ms = ack.at_ms - now_ms
        self._writer.run(lambda journal: keep_word(journal, ack, now_ms))
        with reading(self._engine) as connection:
            code = self._node.county_code
            stuck = still_owed(connection, code, [event.hash for event in offered.events])
            unmoved = untouched(connection, code, offered.chunks)
        if ack.incarnation_number == self._incarnation_number:
            self._turn_of_logs.handed_over(offered.events)
            self._turn_of_logs.passed |= unmoved
        else:  # the county's first word to this process, or it was restored: whatever is owed begins at its beginning
            self._incarnation_number = ack.incarnation_number
            self._turn_of_logs.begin_anew()
        return stuck < len(offered.events) or len(unmoved) < len({c.attachment_id for c in offered.chunks})

    def _ask(self) -> bool:
        """One ask; whether its answer brought downward events (then there may be more)."""
        clock = self._instruments.clock()
        report = Report(self._software, self._free_disk_bytes(), self._offset_ms, clock.uptime_s, 0)
        with reading(self._engine) as connection:
            ask = make_ask(self._node, connection, self._instruments, report, ASK_BUDGET_BYTES)
        try:
            answer = self._road.post("/v1/asks", ask.signed, ASK_BUDGET_BYTES)
        except Failed as failed:
            if failed.refusal.params.get("peer_code") != "NODE_UNKNOWN":
                raise
            self._turn_of_logs.begin_anew()
            # A county restored to before it met us: say who we are again, and its answer tells its incarnation.
            self._writer.run(lambda journal: owe_log(journal, self._node.identity.node + self._node.log))
            raise Failed(failed.refusal, Again.LATER, failed.retry_after_s) from failed
        try:
            batch = read_batch(answer)
        except Malformed as error:
            raise Failed(Refusal("CAPTIVE_PORTAL"), Again.LATER) from error
        known = self._writer.journal.identities
        examined = examine(batch, known, self._node.root_public, self._node.identity.prefix)
        now_ms = self._instruments.clock().wall_ms
        taking = self._writer.run(lambda journal: journal.take(examined, batch.sender, now_ms))
        return taking.new > 0

    def _next_bytes(self, succeeded: bool) -> int:
        rate = self._road.measured.rate_bytes_per_s
        return next_offer_bytes(self._offer_bytes, succeeded, rate, OFFER_BYTES_START, OFFER_BYTES_MAX)

    def _has_new_keys(self) -> bool:
        """Whether the county shows newer keys at its address, certified by the root; then they are learnt."""
        shown = self._meet()
        return shown is not None and self._writer.run(lambda journal: learn(journal, (shown,)))

    def _chance(self) -> float:
        return int.from_bytes(self._instruments.draw(4), "big") / 2**32

    def _live(self) -> None:
        failures = 0
        self._wake.wait(boot_wait_s(self._chance()))  # what comes into custody ends the wait: it is not a herd
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self._exchange_in_turn()
                failures = 0
            except Failed as failed:
                if failed.refusal.code in NEW_KEYS_PERHAPS and self._has_new_keys():
                    return  # this process begins anew under them
                failures += 1
                waited = wait_s(failures, self._chance(), failed.retry_after_s)
                pause = REFUSED_S if failed.again is Again.NEVER else waited
                _log.warning("uplink", code=failed.refusal.code, why=str(failed.refusal), again_in_s=round(pause, 1))
                self._stop.wait(pause)
                continue
            except Exception:
                failures += 1
                _log.exception("uplink")
                self._stop.wait(wait_s(failures, self._chance()))
                continue
            self._wake.wait(IDLE_S * (0.5 + self._chance()))
