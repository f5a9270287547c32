"""Poison day, told in docs/protocol.md: of 50 entrustments in one batch one is of an unknown schema, one is too large
when it is opened, one is sealed to somebody else. 47 are applied at once, the three are named, and nobody waits."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import zstandard

from kiosk.core.carriage.acknowledgement import Acknowledgement, Quarantine
from kiosk.core.carriage.author import Body, Wording, Written, share_wording, write
from kiosk.core.carriage.sealing import BODY_BYTES_MAX, make_content_key
from kiosk.core.casework.kinds import Kind
from tests.faults.test_full_server import until
from tests.office_by_hand import entrust, number
from tests.running_by_hand import Server, command, enrol, running
from tests.server_by_hand import SUITE, StationByHand, asset, found

VILLAGE = "331003001001"
COUNT = 50
SCHEMA, LARGE, FOREIGN = 10, 20, 30  # which of the fifty
LATER_FACT = 99  # of no table of this release


def facts_of(written: Written) -> dict[int, object]:
    return dict(written.event.head.facts)


def of_an_unknown_schema(village: StationByHand, case: str) -> Written:
    """As a later release may write it: signed and sealed well, and one fact that nobody here knows."""
    known = entrust(village, case)
    village.written.pop()
    wording = Wording(
        village.dice.randbytes(8), int(Kind.ENTRUSTED), case, {**facts_of(known), LATER_FACT: 1}, "A1", ()
    )
    return village._add(wording, b'{"schema":2}')


def too_large(village: StationByHand, case: str) -> Written:
    """Small on the wire, and more than any body may be once it is opened."""
    known = entrust(village, case)
    village.written.pop()
    plain = b'{"statement":"' + bytes(2 * BODY_BYTES_MAX).replace(b"\0", b"a") + b'"}'
    form = zstandard.ZstdCompressionParameters(
        format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=True, write_dict_id=False
    )
    dictionary = zstandard.ZstdCompressionDict(asset("catalogue/entrustment.dict"))
    packed = zstandard.ZstdCompressor(dict_data=dictionary, compression_params=form).compress(plain)
    assert len(packed) < 10_000
    body = Body(plain, packed, village.dictionary.dictionary_id, village.key, village.dice.randbytes(12))
    wording = Wording(village.dice.randbytes(8), int(Kind.ENTRUSTED), case, facts_of(known), "A1", ())
    village.written.append(write(village.pen, village.written[-1].tip, wording, village.reading, body))
    return village.written[-1]


def sealed_to_somebody_else(village: StationByHand, case: str) -> Written:
    """To the station itself alone: the county has no wrap of that key."""
    own, kept = (village.sealing_public,), village.key
    village.key = make_content_key(village.dice.randbytes(32), own)
    village._add(share_wording(village.key, own, village.pen, SUITE, village.dice.randbytes(8)))
    written = entrust(village, case)
    village.key = kept
    return written


def cases(county: Path) -> dict[str, Mapping[str, Any]]:
    """The county's projection by case number: the principal's masked name is there once the body was opened."""
    with closing(sqlite3.connect(county / "node.db")) as database:
        rows = database.execute("SELECT case_no, folded FROM case_row")
        return {case: json.loads(folded) for case, folded in rows}


def incidents(county: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(county / "node.db")) as database:
        return sorted(database.execute("SELECT kind, about FROM incident"))


def waiting(county: Path) -> dict[bytes, int]:
    """What cannot be opened and why, as the station's page lists it."""
    with closing(sqlite3.connect(county / "node.db")) as database:
        return dict(database.execute("SELECT hash, awaiting FROM event WHERE awaiting IS NOT NULL"))


def latest(server: Server, village: StationByHand) -> Acknowledgement:
    [ack] = server.ask(village)
    return ack


def test_of_fifty_three_are_poison_and_forty_seven_are_applied_without_waiting(tmp_path: Path) -> None:
    county = found(tmp_path / "county")
    village = StationByHand(enrol(county, VILLAGE))
    numbers = [number(village, n) for n in range(1, COUNT + 1)]
    makers = {SCHEMA: of_an_unknown_schema, LARGE: too_large, FOREIGN: sealed_to_somebody_else}
    written = {n: makers.get(n, entrust)(village, numbers[n - 1]) for n in range(1, COUNT + 1)}
    with running(county, "--second-medium", tmp_path / "medium", "--allow-same-device") as server:
        settled = server.receive(village, village.batch())
        assert settled.recv == {one.event.hash for one in village.written}, "all fifty are kept, whatever is in them"
        until(lambda: len(cases(county)) == COUNT - 1 and len(incidents(county)) == 2)
        readable = {case for case, folded in cases(county).items() if folded["principal"]}
        assert readable == set(numbers) - {numbers[n - 1] for n in makers} and len(readable) == 47
        assert incidents(county) == [
            ("BODY_DOES_NOT_OPEN", f"event {written[LARGE].event.hash.hex()}"),
            ("CASE_NOT_DIGESTED", f"case {numbers[SCHEMA - 1]}: BAD_FACTS"),
        ]
        ack = latest(server, village)
        assert waiting(county) == {
            written[LARGE].event.hash: Quarantine.BODY_DOES_NOT_OPEN,
            written[FOREIGN].event.hash: Quarantine.AWAITING_KEY,
        }
        opened = {seq for one in ack.open for seq in range(one.first, one.last + 1)}
        unopened = {one.event.head.seq for one in village.written} - opened
        assert unopened == {written[LARGE].event.head.seq, written[FOREIGN].event.head.seq}
        until(lambda: latest(server, village).safe[0].n == len(village.written))
    said = json.loads(command("verify", county, "--json").stdout)
    assert said["whole"] and said["awaiting"] == 2
