"""Bytes on the line per entrustment, measured from whole batches of one event a submit.

    python -m tests.bench.bench_bytes [--count 1000]

Prints JSON lines: one for each batch size. `bytes` is everything a village sends (heads, signatures, seals, frames,
batch headers, and the certificate and key events of the day, amortised over the count) per entrustment;
`zstd_bytes` the same record alone under zstd level 19 with the shipped dictionary, as the library writes it;
`over_bytes` their difference, which may be at most 300; `whole_file_bytes` the records of the whole corpus as one
file under zstd level 19, per record; `ratio` of `bytes` to that. `with_code_bytes` is the same with what a real
body has besides the record: its query code.
"""

import argparse
import json
import random
from collections.abc import Iterator
from importlib.resources import files

import zstandard

from kiosk.core.carriage.author import (
    EMPTY,
    Body,
    Pen,
    Tip,
    Wording,
    Written,
    first_wording,
    share_wording,
    write,
)
from kiosk.core.carriage.protocol import Held, offer
from kiosk.core.carriage.sealing import Dictionary, make_content_key
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.codes import T1Policy, Tier
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.event import ClockQuality, ClockReading, Level
from kiosk.desk.journal import OPERATION_BYTES
from tests.bench.corpus import records, with_code
from tests.carriage_by_hand import AT_MS, THE_COUNTY, TOWNSHIP_STATION, VILLAGE, public, sealing, signing

OVER_BYTES_MAX = 300
BATCH_BYTES = (16 * 1024, 512 * 1024)
COUNT = 1_000
LEVEL = 19


def dictionary_bytes() -> bytes:
    return files("assets").joinpath("catalogue/entrustment.dict").read_bytes()


def village_log(bodies: list[bytes], dice: random.Random) -> Iterator[Written]:
    """A village's log: its certificate, the day's key for the four recipients of a case, one event per body.

    Everything is as long as it is at work: a kiosk's operation ids, uptimes of a month, a staff number, the clock
    compared with the county's, a matter's code, the fold's own previous event."""
    identity = THE_COUNTY.enrol("village", VILLAGE)
    hall = THE_COUNTY.enrol("hall", TOWNSHIP_STATION)
    pen = Pen(identity.node, dice.randbytes(8), signing("village"), Level.VILLAGE)
    recipients = (*(public(sealing(who)) for who in ("county", "county recovery", "village")), hall.sealing_key)
    key = make_content_key(dice.randbytes(32), recipients)
    tip: Tip = EMPTY
    for wording in (
        first_wording(identity, 1, dice.randbytes(12)),
        share_wording(key, recipients, pen, 1, dice.randbytes(12)),
    ):
        written = write(pen, tip, wording, ClockReading(AT_MS, 3, ClockQuality.COMPARED))
        tip = written.tip
        yield written
    dictionary = Dictionary(dictionary_bytes())
    for place, body in enumerate(bodies, 1):
        matter = json.loads(body)["matter"]
        facts = {
            "mandate": True,
            "matter": matter,
            "catalogue_version": 12,
            "accept_tier": Level.TOWNSHIP,
            "decide_tier": Tier.COUNTY,
            "t1_policy": next(iter(T1Policy)),
        }
        number = issue(VILLAGE, china_date(AT_MS), 1, place)
        sealed = Body(body, dictionary.compress(body), dictionary.dictionary_id, key, dice.randbytes(12))
        clock = ClockReading(AT_MS + place * 60_000, 2_000_000 + place * 60, ClockQuality.COMPARED)
        wording = Wording(
            dice.randbytes(OPERATION_BYTES), int(Kind.ENTRUSTED), number, facts_pack(Kind.ENTRUSTED, facts), "V0001"
        )
        written = write(pen, tip, wording, clock, sealed)
        tip = written.tip
        yield written


def batches(log: list[Written], batch_bytes: int) -> Iterator[bytes]:
    """The log as a courier sends it, batch after batch, nothing sent twice."""
    left = [Held(written.event, written.sealed) for written in log]
    while left:
        sent = offer(log[0].event.head.node, left, lambda event: (), (), batch_bytes)
        yield sent.batch
        left = left[len(sent.events) :]


def measure(count: int = COUNT, batch_bytes: int = BATCH_BYTES[0], seed: int = 1) -> dict[str, object]:
    """The figures of the module for `count` records of the part "bench"."""
    corpus = list(records("bench", seed, count))
    dice = random.Random(seed)
    shipped = zstandard.ZstdCompressor(level=LEVEL, dict_data=zstandard.ZstdCompressionDict(dictionary_bytes()))
    alone = sum(len(shipped.compress(record)) for record in corpus) / count
    whole = len(zstandard.ZstdCompressor(level=LEVEL).compress(b"\n".join(corpus))) / count
    sent = [len(batch) for batch in batches(list(village_log(corpus, dice)), batch_bytes)]
    coded = [len(b) for b in batches(list(village_log([with_code(r, dice) for r in corpus], dice)), batch_bytes)]
    return {
        "batch_bytes": batch_bytes,
        "count": count,
        "batches": len(sent),
        "record_bytes": round(sum(map(len, corpus)) / count, 1),
        "bytes": round(sum(sent) / count, 1),
        "zstd_bytes": round(alone, 1),
        "over_bytes": round(sum(sent) / count - alone, 1),
        "over_bytes_max": OVER_BYTES_MAX,
        "with_code_bytes": round(sum(coded) / count, 1),
        "with_code_over_bytes": round(sum(coded) / count - alone, 1),
        "whole_file_bytes": round(whole, 1),
        "ratio": round(sum(sent) / count / whole, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    count = parser.parse_args().count
    for batch_bytes in BATCH_BYTES:
        print(json.dumps(measure(count, batch_bytes)))


if __name__ == "__main__":
    main()
