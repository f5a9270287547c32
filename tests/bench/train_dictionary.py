"""Train the compression dictionary that the catalogue ships: `python -m tests.bench.train_dictionary OUT`.

The records are the corpus part "train", each with a query code behind it as a kiosk seals it; the figures are
measured on the part "bench". The file is committed, since its SHA-256 is named in every sealed event's head and
another zstd may train another one.
"""

import random
import sys
from pathlib import Path

import zstandard

from tests.bench.corpus import records, with_code

DICTIONARY_BYTES = 55_000
RECORDS = 12_000
SEED = 20261122


def train() -> bytes:
    """The dictionary's bytes, about 55 kB."""
    dice = random.Random(SEED)
    bodies = [with_code(record, dice) for record in records("train", SEED, RECORDS)]
    return zstandard.train_dictionary(DICTIONARY_BYTES, bodies, k=2000, d=6, level=19).as_bytes()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(train())
