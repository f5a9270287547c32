"""How much to hand over at once on one line: found out as it goes, kept as long as the process lives.

Begins with what the poorest line still carries, grows while batches pass as far as the line carries in
`BATCH_SECONDS`, and halves when one fails. Text and pieces of photographs go by the same pace.
"""

from .attachment import CHUNK_BYTES_MAX
from .backoff import RATE_START_BYTES_PER_S, next_offer_bytes, smoothed
from .protocol import OFFER_BYTES_MAX, OFFER_BYTES_START

SECONDS_MIN = 0.001


class Pace:
    """`bytes_max`: the bound of the next batch; `rate_bytes_per_s`: what was measured, smoothed."""

    def __init__(self) -> None:
        self.bytes_max = OFFER_BYTES_START
        self.rate_bytes_per_s = RATE_START_BYTES_PER_S

    @property
    def piece_bytes(self) -> int:
        """The same bound in whole pieces of an attachment, at least one."""
        return max(CHUNK_BYTES_MAX, self.bytes_max - self.bytes_max % CHUNK_BYTES_MAX)

    def passed(self, size_bytes: int, seconds: float) -> None:
        """That much went out and was answered in that time."""
        self.rate_bytes_per_s = smoothed(self.rate_bytes_per_s, size_bytes / max(SECONDS_MIN, seconds))
        self._next(True)

    def failed(self) -> None:
        """What was handed over was not answered."""
        self._next(False)

    def _next(self, succeeded: bool) -> None:
        self.bytes_max = next_offer_bytes(
            self.bytes_max, succeeded, self.rate_bytes_per_s, OFFER_BYTES_START, OFFER_BYTES_MAX
        )
