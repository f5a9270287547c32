"""Receiving a batch: store raw first, understand later, answer only what is durable (R-RAW, R-TRUTH).

Gather (read, check signatures in threads), decide (nothing: whatever is authentic is taken), apply
(one transaction with the acknowledgement in it). The answer leaves after COMMIT returned; what the
events mean is found out afterwards, in `aftermath`.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from itertools import chain
from typing import Any

from kiosk.core.carriage.batch import BATCH_BYTES_MAX, Batch, read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.examine import Examined, Run, examine
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.store.incarnation import words_of_our_own
from server.store.journal import Journal
from server.store.logbook import KnownLogs
from server.store.taking import Taking
from server.store.writer import Writer

from .issue import Terms, issue

PIECE_COUNT_MIN = 16  # signature checks handed to a thread at once: below, the hand-over costs more than it wins


class Intake:
    """Batches in. `threads` checks signatures; `woken` is told which cases have something new, after COMMIT."""

    def __init__(
        self,
        node: Node,
        writer: Writer,
        instruments: Instruments,
        run: Run = map,
        woken: Callable[[frozenset[str]], None] = lambda cases: None,
    ) -> None:
        self._node, self._writer, self._instruments = node, writer, instruments
        self._run, self._woken = run, woken
        self._prefix = "" if node.is_county else node.identity.prefix

    def receive(self, data: bytes) -> bytes:
        """The signed acknowledgement of the batch `data`, every word of it durable.

        Refusals BATCH_TOO_LARGE, BATCH_UNREADABLE (nothing is stored), STORAGE_FULL (nothing is acknowledged)."""
        if len(data) > BATCH_BYTES_MAX:
            raise Refusal("BATCH_TOO_LARGE", limit_bytes=BATCH_BYTES_MAX)
        try:
            batch = read_batch(data)
        except Malformed as error:
            raise Refusal("BATCH_UNREADABLE") from error
        examined = self.examine(batch)
        now_ms = self._instruments.clock().wall_ms
        terms = Terms(self._node, now_ms)

        def take_and_tell(journal: Journal) -> tuple[Taking, bytes]:
            taking = take(journal, examined, batch.sender, now_ms)
            ack = issue(
                journal, terms, taking.logs, taking.apart, taking.attachments, first=taking.events, sender=batch.sender
            )
            return taking, ack.signed

        taking, signed = self._writer.run(take_and_tell)
        if taking.new or taking.cases or taking.attachments:
            self._woken(taking.cases)
        return signed

    def examine(self, batch: Batch) -> Examined:
        """Judge every frame of a batch, by whatever road it came, as what this node may take."""
        known = KnownLogs(self._writer.journal.identities, self._node.county)
        return examine(batch, known, self._node.root_public, self._prefix, self._run)


def take(journal: Journal, examined: Examined, sender: bytes, now_ms: int) -> Taking:
    """Store what was examined, by whatever road it came; inside a deed."""
    taking = journal.take(examined, sender, now_ms)
    words_of_our_own(journal, examined.acknowledgements, now_ms)
    return taking


def in_threads(pool: Executor, threads: int) -> Run:
    """A `map` that spreads its items over `threads` threads of `pool`, a piece each, in order."""

    def run(judge: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
        listed = list(items)
        size = max(PIECE_COUNT_MIN, -(-len(listed) // threads))
        if len(listed) <= size:
            return [judge(item) for item in listed]
        parts = [listed[i : i + size] for i in range(0, len(listed), size)]
        return chain.from_iterable(pool.map(lambda part: [judge(item) for item in part], parts))

    return run
