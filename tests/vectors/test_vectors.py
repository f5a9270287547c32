"""The wire is frozen: every form is made again byte for byte from fixed keys, and read back from its frozen bytes."""

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import pytest

from kiosk.core.carriage.acknowledgement import read_acknowledgement, verify_acknowledgement
from kiosk.core.carriage.ask import read_ask, verify_ask
from kiosk.core.carriage.attachment import chunks_of, open_attachment, read_chunk, seal_attachment
from kiosk.core.carriage.backup import read_manifest, read_parts
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.certificate import Role, verify_chain
from kiosk.core.carriage.document import verify_document
from kiosk.core.carriage.examine import examine
from kiosk.core.carriage.head import read_event, verify_event
from kiosk.core.carriage.paper import join, read_part
from kiosk.core.carriage.protocol import Own, settle
from kiosk.core.carriage.sealing import Dictionary, open_body, open_witness, unwrap
from kiosk.core.carriage.stick import is_whole, read_name
from kiosk.core.carriage.upload import read_leave, verify_leave
from tests.carriage_by_hand import VILLAGE, sealing
from tests.vectors.exchange import FOLDER, NAMES, again, frozen

CERTIFICATES = frozen("certificates")
ROOT = bytes.fromhex(CERTIFICATES["root_public"])
COUNTY = verify_chain((bytes.fromhex(CERTIFICATES["county"]),), ROOT)
STATION = verify_chain(tuple(bytes.fromhex(one) for one in CERTIFICATES["station"]), ROOT)
RELAY = verify_chain(tuple(bytes.fromhex(one) for one in CERTIFICATES["relay"]), ROOT)


def frozen_bytes(name: str, field: str) -> bytes:
    return bytes.fromhex(frozen(name)[field])


def test_every_file_here_is_a_vector_and_every_vector_is_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_form_is_written_byte_for_byte_as_it_was_frozen(name: str) -> None:
    assert json.loads(json.dumps(again()[name])) == frozen(name)


def test_certificates_prove_who_they_proved() -> None:
    assert (STATION.role, STATION.code, STATION.node.hex()) == (Role.STATION, VILLAGE, CERTIFICATES["station_node"])
    assert RELAY.role is Role.RELAY and COUNTY.role is Role.COUNTY


def test_the_frozen_wraps_open_to_the_content_key() -> None:
    event = read_event(frozen_bytes("wrap", "signed"))
    verify_event(STATION.verifier(), event)
    for who in ("county", "county recovery", "village"):
        key = unwrap(event.head, sealing(who))
        assert key is not None and key.secret == frozen_bytes("wrap", "content_key")
        assert key.key_id == frozen_bytes("wrap", "key_id")


def test_the_frozen_event_verifies_opens_and_has_its_witness() -> None:
    event = read_event(frozen_bytes("event", "signed"))
    verify_event(STATION.verifier(), event)
    assert event.hash == frozen_bytes("event", "hash") == sha256(event.signed).digest()
    key = unwrap(read_event(frozen_bytes("wrap", "signed")).head, sealing("county"))
    assert key is not None
    body = open_body(key, frozen_bytes("event", "sealed"), event.head, Dictionary(frozen_bytes("keys", "dictionary")))
    assert body == frozen_bytes("event", "plain") and "䶮㐂" in body.decode()
    assert open_witness(key, event.hash, body) == frozen_bytes("event", "witness")


def test_the_frozen_head_without_a_body_verifies() -> None:
    event = read_event(frozen_bytes("head", "signed"))
    verify_event(STATION.verifier(), event)
    assert event.head.prev == frozen_bytes("event", "hash") and event.head.clock.wall_ms == 0


def test_the_frozen_batch_is_taken_whole() -> None:
    batch = read_batch(frozen_bytes("batch", "batch"))
    assert batch.sender == STATION.node and not batch.damage and not batch.missing
    examined = examine(batch, {}, ROOT)
    assert [taken.event.head.seq for taken in examined.taken] == [1, 2, 3] and not examined.apart
    signed, sealed = split_event(batch.frames[2].payload)
    assert (signed, sealed) == (frozen_bytes("event", "signed"), frozen_bytes("event", "sealed"))


def test_the_frozen_acknowledgements_prove_what_they_proved() -> None:
    own = []
    for seq, frame in enumerate(read_batch(frozen_bytes("batch", "batch")).frames, 1):
        event_hash = sha256(split_event(frame.payload)[0]).digest()
        own.append(Own(b"", seq, event_hash, frozen_bytes("event", "witness") if seq == 3 else b""))
    ack = read_acknowledgement(frozen_bytes("acknowledgement", "signed"))
    verify_acknowledgement(COUNTY.verifier(), ack)
    log = ack.recv[0].log
    settled = settle(ack, COUNTY, {log: own})
    every = {one.hash for one in own}
    assert settled.recv == settled.safe == settled.open == every and not settled.custody
    custody = settle(read_acknowledgement(frozen_bytes("relay_acknowledgement", "signed")), RELAY, {log: own})
    assert custody.custody == every and not custody.recv


def test_the_frozen_ask_and_its_answer_are_read() -> None:
    ask = read_ask(frozen_bytes("ask", "signed"))
    verify_ask(STATION.verifier(), ask)
    assert (ask.catalogue_version, ask.report.clock_offset_ms, ask.budget_bytes) == (1, 1_250, 65_536)
    assert [one.hex() for one in ask.attachments] == [frozen("attachment")["id"]]
    answer = read_batch(frozen_bytes("answer", "batch"))
    assert [frame.type for frame in answer.frames] == [FrameType.ACKNOWLEDGEMENT, FrameType.EVENT, FrameType.DOCUMENT]
    document = verify_document(COUNTY.verifier(), answer.frames[2].payload)
    assert document.signed == frozen_bytes("document", "signed") and document.version == frozen("document")["version"]


def test_the_frozen_attachment_and_chunk_are_read() -> None:
    vector = frozen("attachment")
    plain = bytes.fromhex(vector["plain_unit"]) * vector["plain_units"]
    sealed = seal_attachment(bytes.fromhex(vector["key"]), plain)
    assert sha256(sealed).hexdigest() == vector["id"] and len(sealed) == vector["sealed_bytes"]
    assert open_attachment(bytes.fromhex(vector["key"]), sealed) == plain
    chunk = read_chunk(frozen_bytes("chunk", "payload"))
    assert chunk == chunks_of(sha256(sealed).digest(), sealed)[1] and chunk.offset == 16_384


def test_the_frozen_leave_to_upload_is_read_and_verifies() -> None:
    leave = read_leave(frozen_bytes("leave", "signed"))
    verify_leave(STATION.verifier(), frozen_bytes("leave", "signed"))
    assert (leave.node, leave.attachment_id.hex()) == (STATION.node, frozen("attachment")["id"])
    assert leave.total_bytes == frozen("attachment")["sealed_bytes"]


def test_the_frozen_files_of_a_stick_are_named_by_what_they_hold_and_read_as_batches() -> None:
    vector = frozen("stick")
    contents = [frozen_bytes("stick", "up"), frozen_bytes("answer", "batch"), frozen_bytes("ask", "signed")]
    names = [read_name(text) for text in vector["names"]]
    said = [name and (name.kind, name.node) for name in names]
    assert said == [(kind, STATION.node) for kind in ("up", "down", "ask")]
    assert all(name and is_whole(name, data) for name, data in zip(names, contents, strict=True))
    once, twice = read_batch(frozen_bytes("batch", "batch")).frames, read_batch(contents[0]).frames
    assert twice == (*once, once[0])  # the certificate stands first and last


def test_the_frozen_codes_of_paper_join_to_their_batch_in_any_order() -> None:
    parts = [read_part(text) for text in frozen("paper")["parts"]]
    assert join(reversed(parts)) == frozen_bytes("paper", "batch")


def test_the_frozen_later_log_tells_how_far_the_one_before_is_held() -> None:
    event = read_event(frozen_bytes("later_log", "signed"))
    verify_event(STATION.verifier(), event)
    first = read_event(split_event(read_batch(frozen_bytes("batch", "batch")).frames[0].payload)[0])
    assert event.head.facts[2] == 2
    assert event.head.facts[3] == [[first.head.node + first.head.log, 1, first.hash]]


def test_the_frozen_backup_is_read_part_by_part_and_by_any_tar() -> None:
    file = frozen_bytes("backup", "file")
    stream, parts = io.BytesIO(file), dict[str, io.BytesIO]()
    manifest, identity = read_manifest(stream, ROOT)
    assert (identity, manifest.code, manifest.number) == (STATION, VILLAGE, 1)

    @contextmanager
    def take(name: str) -> Iterator[io.BytesIO]:
        parts[name] = io.BytesIO()
        yield parts[name]

    read_parts(stream, manifest, take)
    assert {name: kept.getvalue() for name, kept in parts.items()} == {
        "kiosk.db": b"a database" * 100, "settings.json": b"{}\n",
    }  # fmt: skip
    with tarfile.open(fileobj=io.BytesIO(file)) as archive:
        assert archive.getnames() == ["manifest.cose", "kiosk.db", "settings.json"]
