"""Train the compression dictionary that the catalogue ships: `python -m tests.bench.train_dictionary OUT`.

The records are the corpus part "train"; the figures are measured on the part "bench". The file is committed,
since its SHA-256 is named in every sealed event's head and another zstd may train another one.
"""

import sys
from pathlib import Path

import zstandard

from tests.bench.corpus import records

DICTIONARY_BYTES = 55_000
RECORDS = 12_000
SEED = 20261122


def train() -> bytes:
    """The dictionary's bytes, about 55 kB."""
    return zstandard.train_dictionary(
        DICTIONARY_BYTES, list(records("train", SEED, RECORDS)), k=2000, d=6, level=19
    ).as_bytes()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(train())
