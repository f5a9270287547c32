"""The budget of the line, held at every run on a part of the corpus; the whole of it when figures are asked for."""

import pytest

from tests.bench.bench_bytes import BATCH_BYTES, COUNT, OVER_BYTES_MAX, measure


def test_an_entrustment_costs_at_most_300_bytes_beyond_its_compressed_record() -> None:
    """Key and certificate events stand for a thousand; a hundred of them carry 14 bytes each instead of 1.4."""
    found = measure(count=100)
    assert found["over_bytes"] <= OVER_BYTES_MAX + 13  # type: ignore[operator]


@pytest.mark.bench
@pytest.mark.parametrize("batch_bytes", BATCH_BYTES)
def test_the_whole_figure_is_within_its_limit(batch_bytes: int) -> None:
    found = measure(COUNT, batch_bytes)
    print(found)
    assert found["over_bytes"] <= OVER_BYTES_MAX  # type: ignore[operator]
