"""What somebody without enrolment, or one enrolled node, can make a server keep: little, and nothing of others'."""

import random
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from kiosk.core.carriage.attachment import Chunk, chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.head import sign_event
from kiosk.core.event import ClockQuality, ClockReading, Event, Head, Level
from server.store import attachments, taking
from server.store import tables as t
from server.store.database import reading
from tests.server_by_hand import House, county, station

DICE = random.Random(4)
PIECE = 16 * 1024


def of_nobody() -> Event:
    clock = ClockReading(0, 0, ClockQuality.FREE)
    return sign_event(
        Ed25519PrivateKey.from_private_bytes(DICE.randbytes(32)),
        Head(
            node=DICE.randbytes(8),
            log=DICE.randbytes(8),
            seq=2,
            operation=DICE.randbytes(8),
            kind=900,
            case="",
            prev=DICE.randbytes(32),
            after=(),
            level=Level.VILLAGE,
            author="",
            clock=clock,
            facts={},
        ),
    )


def logs(house: House) -> int:
    with reading(house.engine) as connection:
        return connection.scalars(select(func.count()).select_from(t.log)).one()


def pieces_from(sender: bytes, *chunks: Chunk) -> bytes:
    return write_batch(sender, [Frame(FrameType.CHUNK, write_chunk(chunk)) for chunk in chunks])


def photograph(size: int = 30_000) -> list[Chunk]:
    sealed = seal_attachment(DICE.randbytes(32), DICE.randbytes(size))
    return chunks_of(sha256(sealed).digest(), sealed)


def last_piece(total_bytes: int = 900_000) -> Chunk:
    """The end of an attachment of which nothing else will come."""
    offset = (total_bytes - 1) // PIECE * PIECE
    return Chunk(DICE.randbytes(32), offset, total_bytes, DICE.randbytes(total_bytes - offset))


def test_a_log_is_known_only_once_something_of_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "AWAITING_COUNT_MAX", 3)
    with county(tmp_path / "c") as house:
        before = logs(house)
        ack = house.receive(write_batch(bytes(8), [Frame(FrameType.EVENT, of_nobody().signed) for _ in range(8)]))
        assert logs(house) - before == len(ack.recv) == 3 and len(ack.quarantined) == 5
        assert house.incidents() == ["AWAITING_FULL"]
        village = station(house)
        assert [extent.n for extent in house.receive(village.batch()).recv] == [2]


def test_pieces_in_the_county_s_own_name_are_not_kept(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        assert house.receive(pieces_from(house.node.identity.node, *photograph())).attachments == ()


def test_room_is_taken_by_bytes_held_and_not_by_bytes_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "PENDING_BYTES_MAX", 500_000)
    with county(tmp_path / "c") as house:
        village = station(house)
        house.receive(village.batch())
        house.receive(pieces_from(village.identity.node, *(last_piece() for _ in range(10))))
        whole = photograph()
        ack = house.receive(pieces_from(village.identity.node, *whole))
        assert ack.attachments == ((whole[0].attachment_id, whole[0].total_bytes),)
        assert house.incidents() == []


def test_a_sender_s_loose_ends_make_way_for_what_has_a_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "STATION_PENDING_BYTES_MAX", 100_000)
    with county(tmp_path / "c") as house:
        village = station(house)
        house.receive(village.batch())
        for _ in range(20):
            house.receive(pieces_from(village.identity.node, last_piece()))
        begun = photograph(60_000)
        ack = house.receive(pieces_from(village.identity.node, *begun[:3]))
        assert ack.attachments == ((begun[0].attachment_id, 3 * PIECE),)
        house.receive(pieces_from(village.identity.node, *(last_piece() for _ in range(20))))
        ack = house.receive(pieces_from(village.identity.node, *begun[3:]))
        assert ack.attachments == ((begun[0].attachment_id, begun[0].total_bytes),)


@pytest.mark.parametrize("bound", ["STATION_PENDING_BYTES_MAX", "STATION_DAY_BYTES_MAX"])
def test_one_sender_s_room_is_not_another_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(attachments, bound, 100_000)
    with county(tmp_path / "c") as house:
        loud, quiet = station(house), station(house, "331003001002", seed=4)
        for village in (loud, quiet):
            house.receive(village.batch())
        whole = bound == "STATION_DAY_BYTES_MAX"
        for _ in range(10):
            photo = photograph()
            house.receive(pieces_from(loud.identity.node, *(photo if whole else photo[:1])))
        assert house.incidents() == ["ATTACHMENTS_FULL"]
        with reading(house.engine) as connection:
            assert connection.scalars(select(func.sum(func.length(t.chunk.c.data)))).one() <= 100_000
        other = photograph()
        ack = house.receive(pieces_from(quiet.identity.node, *other))
        assert ack.attachments == ((other[0].attachment_id, other[0].total_bytes),)
        house.wall.ms += attachments.DAY_MS + 1
        again = house.receive(pieces_from(loud.identity.node, *other, *photograph()))
        assert len(again.attachments) == (2 if whole else 1)
