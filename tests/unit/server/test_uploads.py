"""Uploads without HTTP: whose leave counts, whose room is used, what is dropped and when."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import update

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX, Chunk, chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.revocation import Revoked, Why, sign_revocations
from kiosk.core.carriage.upload import Leave, sign_leave
from kiosk.core.refusal import Refusal
from server.intake.uploads import Uploads
from server.store import attachments
from server.store import tables as t
from server.store.revoking import keep_revocations
from tests.server_by_hand import NOW_MS, House, StationByHand, county, relay, station

SEALED = seal_attachment(bytes(32), bytes(5 * CHUNK_BYTES_MAX))
ID = sha256(SEALED).digest()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "county") as one:
        yield one


@pytest.fixture
def village(house: House) -> StationByHand:
    one = station(house)
    house.receive(one.batch())
    return one


def uploads_of(house: House, woken: list[bool] | None = None) -> Uploads:
    noted = woken if woken is not None else []
    return Uploads(house.node, house.writer, house.instruments, lambda cases: noted.append(True))


def leave_of(village: StationByHand, which: bytes = ID, total_bytes: int = len(SEALED)) -> bytes:
    return sign_leave(village.signing, Leave(village.pen.node, village.pen.log, which, total_bytes))


def refused(call: object, *given: object) -> str:
    with pytest.raises(Refusal) as no:
        call(*given)  # type: ignore[operator]
    return no.value.code


def test_an_upload_wakes_the_aftermath_once_it_is_whole_and_is_told_in_signed_words(
    house: House, village: StationByHand
) -> None:
    woken: list[bool] = []
    uploads = uploads_of(house, woken)
    told = uploads.begin(ID, len(SEALED), leave_of(village))
    assert dict(read_acknowledgement(told.acknowledgement).attachments) == {ID: 0}
    assert uploads.go_on(ID, 0, SEALED[: 2 * CHUNK_BYTES_MAX + 5]).held_bytes == 2 * CHUNK_BYTES_MAX
    assert not woken
    assert uploads.go_on(ID, 2 * CHUNK_BYTES_MAX, SEALED[2 * CHUNK_BYTES_MAX :]).held_bytes == len(SEALED)
    assert woken
    assert dict(read_acknowledgement(uploads.told(ID).acknowledgement).attachments) == {ID: len(SEALED)}
    with house.engine.connect() as connection:
        assert attachments.sealed_attachment(connection, house.node.county_code, ID) == SEALED


def test_at_a_relay_only_stations_under_its_prefix_begin(house: House, tmp_path: Path) -> None:
    with relay(tmp_path / "relay", house, "331003001") as under:
        ours, another = station(house), station(house, "331003002203", seed=8)
        under.receive(ours.batch())
        under.receive(another.batch())
        uploads = uploads_of(under)
        assert uploads.begin(ID, len(SEALED), leave_of(ours)).progress.held_bytes == 0
        assert refused(uploads.begin, ID, len(SEALED), leave_of(another)) == "NODE_UNKNOWN"


def test_a_leave_is_for_one_attachment_of_one_length_by_who_signed_it(house: House, village: StationByHand) -> None:
    uploads = uploads_of(house)
    assert refused(uploads.begin, ID, len(SEALED) + 1, leave_of(village)) == "UPLOAD_UNREADABLE"
    assert refused(uploads.begin, bytes(32), len(SEALED), leave_of(village)) == "UPLOAD_UNREADABLE"
    changed = leave_of(village)[:-1] + b"\0"
    assert refused(uploads.begin, ID, len(SEALED), changed) == "UPLOAD_UNREADABLE"
    assert refused(uploads.begin, ID, len(SEALED), b"") == "UPLOAD_UNREADABLE"
    assert refused(uploads.begin, ID, 10**7, leave_of(village, ID, 1)) == "UPLOAD_TOO_LARGE"
    assert refused(uploads.held, ID) == "UPLOAD_UNKNOWN"


def test_who_fills_its_own_room_is_told_so_and_fills_no_other_s(
    house: House, village: StationByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour = station(house, "331003001002", seed=8)
    house.receive(neighbour.batch())
    uploads = uploads_of(house)
    uploads.begin(ID, len(SEALED), leave_of(village))
    monkeypatch.setattr(attachments, "STATION_PENDING_BYTES_MAX", 3 * CHUNK_BYTES_MAX)
    assert uploads.go_on(ID, 0, SEALED[:CHUNK_BYTES_MAX]).held_bytes == CHUNK_BYTES_MAX
    assert refused(uploads.go_on, ID, CHUNK_BYTES_MAX, SEALED[CHUNK_BYTES_MAX:]) == "ATTACHMENTS_FULL"
    assert refused(uploads.begin, bytes(32), 60_000, leave_of(village, bytes(32), 60_000)) == "ATTACHMENTS_FULL"
    assert uploads.held(ID).held_bytes == CHUNK_BYTES_MAX
    other = SEALED[:20_000]
    named = sha256(other).digest()
    uploads.begin(named, len(other), leave_of(neighbour, named, len(other)))
    assert uploads.go_on(named, 0, other).held_bytes == len(other)


def test_a_claim_of_another_length_gives_way_to_a_signed_one(house: House, village: StationByHand) -> None:
    liar = write_chunk(Chunk(ID, 0, len(SEALED) + 7, bytes(CHUNK_BYTES_MAX)))
    house.receive(village.batch((), [liar]))
    uploads = uploads_of(house)
    assert uploads.begin(ID, len(SEALED), leave_of(village)).progress == (ID, 0, len(SEALED))
    assert uploads.go_on(ID, 0, SEALED).held_bytes == len(SEALED)


def test_what_was_begun_and_never_went_on_is_dropped_after_thirty_days_and_what_is_whole_stays(
    house: House, village: StationByHand
) -> None:
    uploads = uploads_of(house)
    whole = SEALED[:20_000]
    named = sha256(whole).digest()
    uploads.begin(named, len(whole), leave_of(village, named, len(whole)))
    uploads.go_on(named, 0, whole)
    uploads.begin(ID, len(SEALED), leave_of(village))
    uploads.go_on(ID, 0, SEALED[:CHUNK_BYTES_MAX])
    house.wall.ms += attachments.IDLE_MS_MAX - 1_000
    uploads.sweep()
    assert uploads.go_on(ID, CHUNK_BYTES_MAX, SEALED[CHUNK_BYTES_MAX : 2 * CHUNK_BYTES_MAX]).held_bytes
    house.wall.ms += attachments.IDLE_MS_MAX - 1_000
    uploads.sweep()
    assert uploads.held(ID).held_bytes == 2 * CHUNK_BYTES_MAX
    house.wall.ms += 3_600_000
    uploads.sweep()
    assert refused(uploads.held, ID) == "UPLOAD_UNKNOWN"
    assert uploads.held(named).held_bytes == len(whole)
    house.receive(village.batch((), [write_chunk(chunk) for chunk in chunks_of(ID, SEALED)]))
    assert uploads.held(ID).held_bytes == len(SEALED)


def test_partials_from_before_pieces_were_dated_go_by_their_beginning(house: House, village: StationByHand) -> None:
    uploads = uploads_of(house)
    uploads.begin(ID, len(SEALED), leave_of(village))
    house.writer.run(lambda journal: journal.connection.execute(update(t.attachment).values(last_at_ms=None)))
    house.wall.ms += attachments.IDLE_MS_MAX + 1_000
    uploads.sweep()
    assert refused(uploads.held, ID) == "UPLOAD_UNKNOWN"


def test_a_revoked_device_begins_no_upload(house: House, village: StationByHand) -> None:
    uploads, leave = uploads_of(house), leave_of(village)
    assert uploads.begin(ID, len(SEALED), leave).progress.held_bytes == 0
    listed = sign_revocations(house.node.signing_key, 1, {village.identity.node: Revoked(Why.STOLEN, {})})
    house.writer.run(lambda journal: keep_revocations(journal, listed, NOW_MS))
    assert refused(uploads.begin, ID, len(SEALED), leave) == "NODE_REVOKED"
