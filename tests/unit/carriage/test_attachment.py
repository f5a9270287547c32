"""Attachments: sealed pieces, resumed and checked."""

from hashlib import sha256

import pytest

from kiosk.core.carriage.attachment import (
    ATTACHMENT_BYTES_MAX,
    CHUNK_BYTES_MAX,
    Chunk,
    chunks_of,
    open_attachment,
    read_chunk,
    seal_attachment,
    write_chunk,
)
from kiosk.core.carriage.cbor import Malformed
from tests.carriage_by_hand import secret

KEY = secret("attachment")
PLAIN = bytes(range(256)) * 160  # 40,960: three pieces
SEALED = seal_attachment(KEY, PLAIN)
ID = sha256(SEALED).digest()


@pytest.mark.parametrize(
    "length", [1, CHUNK_BYTES_MAX - 17, CHUNK_BYTES_MAX - 16, CHUNK_BYTES_MAX - 15, CHUNK_BYTES_MAX * 3, 400_000]
)
def test_an_attachment_comes_back(length: int) -> None:
    plain = bytes(length)
    sealed = seal_attachment(KEY, plain)
    assert open_attachment(KEY, sealed) == plain and plain[:40] not in sealed[: 40 if length >= 40 else 0]


def test_a_piece_missing_moved_doubled_or_changed_is_noticed() -> None:
    a, b, c = (SEALED[i : i + CHUNK_BYTES_MAX] for i in range(0, len(SEALED), CHUNK_BYTES_MAX))
    harmed = bytearray(SEALED)
    harmed[20_000] ^= 1
    for wrong in (
        a + b,
        b + a + c,
        a + a + c,
        a + c,
        a + b + c + c,
        a,
        b"",
        SEALED[:-1],
        SEALED + b"x",
        bytes(harmed),
        bytes(10),
    ):
        with pytest.raises(Malformed):
            open_attachment(KEY, wrong)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33), bytes(32)])
def test_a_wrong_key_does_not_open_and_a_key_that_is_none_is_malformed(key: bytes) -> None:
    with pytest.raises(Malformed):
        open_attachment(key, SEALED)


def test_sizes_are_bounded() -> None:
    with pytest.raises(Malformed):
        seal_attachment(KEY, b"")
    with pytest.raises(Malformed):
        seal_attachment(KEY, bytes(ATTACHMENT_BYTES_MAX))
    with pytest.raises(Malformed):
        open_attachment(KEY, bytes(ATTACHMENT_BYTES_MAX + 1))


def test_pieces_resume_at_a_durable_offset() -> None:
    pieces = chunks_of(ID, SEALED)
    assert b"".join(p.data for p in pieces) == SEALED and [p.offset for p in pieces] == [0, 16_384, 32_768]
    assert chunks_of(ID, SEALED, 16_384) == pieces[1:] and chunks_of(ID, SEALED, 3 * 16_384) == []
    with pytest.raises(Malformed):
        chunks_of(ID, SEALED, 100)
    for piece in pieces:
        assert read_chunk(write_chunk(piece)) == piece


@pytest.mark.parametrize(
    "wrong",
    [
        Chunk(ID[:31], 0, 10, bytes(10)),
        Chunk(ID, 1, 20, bytes(10)),
        Chunk(ID, 0, 20, bytes(10)),
        Chunk(ID, 0, 10, bytes(11)),
        Chunk(ID, 16_384, 16_384, b""),
        Chunk(ID, 0, 0, b""),
        Chunk(ID, -16_384, 10, bytes(10)),
        Chunk(ID, 0, ATTACHMENT_BYTES_MAX + 1, bytes(16_384)),
        Chunk(ID, 16_384, 10, bytes(10)),
    ],
)
def test_a_chunk_off_the_grid_is_refused(wrong: Chunk) -> None:
    with pytest.raises(Malformed):
        read_chunk(write_chunk(wrong))
