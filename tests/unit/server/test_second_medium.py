"""The second medium, and what may be called safe."""

import errno
import os
from pathlib import Path

import pytest

from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.batch import Frame, FrameType
from kiosk.core.carriage.protocol import settle
from server.store import second_medium
from server.store.safekeeping import keep_safe
from server.store.second_medium import SecondMedium, read_all, read_events
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station


def keep(house: House, medium: SecondMedium) -> int:
    return keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)


def safe_of(house: House, village: StationByHand) -> set[bytes]:
    return set(settle(house.receive(village.batch()), house.node.identity, village.own).safe)


def test_nothing_is_safe_before_it_lies_on_the_second_medium_and_everything_after(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        assert safe_of(house, village) == set()
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node))
        assert safe_of(house, village) == {w.event.hash for w in village.written}


def test_every_event_of_the_county_itself_is_there_too_byte_for_byte(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        house.receive(village.batch())
        house.digest()
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node))
        kept = set(read_events(tmp_path / "m"))
        held = house.writer.run(
            lambda j: {
                tuple(row) for row in j.connection.exec_driver_sql("SELECT signed, sealed FROM event").fetchall()
            }
        )
        assert kept == held
        assert keep(house, SecondMedium(tmp_path / "m", house.node.identity.node)) == 0


def test_a_medium_that_cannot_be_written_makes_nothing_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    with county(tmp_path / "c") as house:
        village = station(house)
        house.receive(village.batch())
        medium = SecondMedium(tmp_path / "m", house.node.identity.node)
        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="no space"):
                keep(house, medium)
        assert safe_of(house, village) == set()
        keep(house, medium)
        assert safe_of(house, village) == {w.event.hash for w in village.written}


def test_a_torn_tail_costs_its_own_frame_only(tmp_path: Path) -> None:
    medium = SecondMedium(tmp_path / "m", bytes(8))
    frames = [Frame(FrameType.CHUNK, bytes([i]) * 100) for i in range(5)]
    medium.append(frames)
    medium.close()
    (file,) = (tmp_path / "m").iterdir()
    file.write_bytes(file.read_bytes()[:-30])
    again = SecondMedium(tmp_path / "m", bytes(8))
    again.append([frames[4]])
    assert list(read_all(tmp_path / "m")) == frames


def test_a_full_file_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_medium, "FILE_BYTES_MAX", 1_000)
    medium = SecondMedium(tmp_path / "m", bytes(8))
    frames = [Frame(FrameType.CHUNK, bytes([i]) * 300) for i in range(10)]
    medium.append(frames)
    assert len(list((tmp_path / "m").iterdir())) > 2
    assert all(file.stat().st_size <= 1_000 for file in (tmp_path / "m").iterdir())
    assert list(read_all(tmp_path / "m")) == frames


def test_a_whole_attachment_is_copied_too(tmp_path: Path) -> None:
    from hashlib import sha256

    with county(tmp_path / "c") as house:
        village = station(house)
        sealed = seal_attachment(os.urandom(32), os.urandom(40_000))
        chunks = chunks_of(sha256(sealed).digest(), sealed)
        house.receive(village.batch(chunks=[write_chunk(chunk) for chunk in chunks]))
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node))
        kept = [frame.payload for frame in read_all(tmp_path / "m") if frame.type is FrameType.CHUNK]
        assert kept == [write_chunk(chunk) for chunk in chunks]
