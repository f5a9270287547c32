"""The pace of a line: begins small, grows with what is measured, halves where something fails."""

from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX
from kiosk.core.carriage.backoff import BATCH_SECONDS
from kiosk.core.carriage.pace import Pace
from kiosk.core.carriage.protocol import OFFER_BYTES_MAX, OFFER_BYTES_START


def carried(pace: Pace, rate_bytes_per_s: float, batches: int) -> list[int]:
    """The bounds of so many batches on a line of that rate."""
    bounds = []
    for _ in range(batches):
        bounds.append(pace.bytes_max)
        pace.passed(pace.bytes_max, pace.bytes_max / rate_bytes_per_s)
    return bounds


def test_a_first_batch_is_at_most_sixteen_kilobytes() -> None:
    assert Pace().bytes_max == OFFER_BYTES_START <= 16 * 1024


def test_batches_grow_until_one_takes_the_airtime_of_a_batch_and_no_more() -> None:
    bounds = carried(Pace(), 8_000.0, 12)
    assert bounds == sorted(bounds) and bounds[1] == 2 * bounds[0]
    assert bounds[-1] == BATCH_SECONDS * 8_000.0
    assert carried(Pace(), 1e8, 12)[-1] == OFFER_BYTES_MAX
    assert carried(Pace(), 1_000.0, 12)[-1] == OFFER_BYTES_START


def test_a_failure_halves_the_next_and_a_line_that_got_slower_is_believed() -> None:
    pace = Pace()
    carried(pace, 8_000.0, 12)
    before = pace.bytes_max
    pace.failed()
    assert pace.bytes_max == before // 2
    for _ in range(10):
        pace.failed()
    assert pace.bytes_max == OFFER_BYTES_START
    carried(pace, 8_000.0, 12)
    carried(pace, 3_000.0, 30)
    assert pace.bytes_max < 1.1 * BATCH_SECONDS * 3_000.0


def test_a_piece_of_a_photograph_lies_on_the_grid() -> None:
    pace = Pace()
    for _ in range(20):
        assert pace.piece_bytes % CHUNK_BYTES_MAX == 0 < pace.piece_bytes <= max(CHUNK_BYTES_MAX, pace.bytes_max)
        pace.passed(pace.bytes_max, pace.bytes_max / 9_000.0)
