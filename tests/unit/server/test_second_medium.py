"""The second medium, and what may be called safe."""

import errno
import os
from pathlib import Path

import pytest

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.batch import Frame, FrameType, read_batch
from kiosk.core.carriage.protocol import settle
from server.store import second_medium
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import SecondMedium, read_all, read_events, same_device
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station

ID, OTHER_ID = b"i" * 16, b"o" * 16


def keep(house: House, medium: SecondMedium, same_device: bool = False) -> int:
    house.writer.run(lambda journal: use_medium(journal, medium, same_device, NOW_MS))
    return keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)


def safe_of(house: House, village: StationByHand) -> set[bytes]:
    return set(settle(house.receive(village.batch()), house.node.identity, village.own).safe)


def test_nothing_is_safe_before_it_lies_on_the_second_medium_and_everything_after(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        assert safe_of(house, village) == set()
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node, ID))
        assert safe_of(house, village) == {w.event.hash for w in village.written}


def test_every_event_of_the_county_itself_is_there_too_byte_for_byte(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        house.receive(village.batch())
        house.digest()
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node, ID))
        kept = set(read_events(tmp_path / "m"))
        held = house.writer.run(
            lambda j: {
                tuple(row) for row in j.connection.exec_driver_sql("SELECT signed, sealed FROM event").fetchall()
            }
        )
        assert kept == held
        assert keep(house, SecondMedium(tmp_path / "m", house.node.identity.node, ID)) == 0


def test_a_medium_that_cannot_be_written_makes_nothing_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    with county(tmp_path / "c") as house:
        village = station(house)
        house.receive(village.batch())
        medium = SecondMedium(tmp_path / "m", house.node.identity.node, ID)
        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="no space"):
                keep(house, medium)
        assert safe_of(house, village) == set()
        keep(house, medium)
        assert safe_of(house, village) == {w.event.hash for w in village.written}


def test_a_torn_tail_costs_its_own_frame_only(tmp_path: Path) -> None:
    medium = SecondMedium(tmp_path / "m", bytes(8), ID)
    frames = [Frame(FrameType.CHUNK, bytes([i]) * 100) for i in range(5)]
    medium.append(frames)
    medium.close()
    (file,) = (tmp_path / "m").glob("*.frames")
    file.write_bytes(file.read_bytes()[:-30])
    again = SecondMedium(tmp_path / "m", bytes(8), ID)
    again.append([frames[4]])
    assert list(read_all(tmp_path / "m")) == frames


def test_a_full_file_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_medium, "FILE_BYTES_MAX", 1_000)
    medium = SecondMedium(tmp_path / "m", bytes(8), ID)
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
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node, ID))
        kept = [frame.payload for frame in read_all(tmp_path / "m") if frame.type is FrameType.CHUNK]
        assert kept == [write_chunk(chunk) for chunk in chunks]


def test_a_mark_of_safety_is_not_told_while_its_medium_is_not_in_use(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        house.receive(village.batch())
        everything = {w.event.hash for w in village.written}
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node, ID))
        house.writer.run(lambda journal: use_medium(journal, None, False, NOW_MS))
        assert safe_of(house, village) == set()
        (told,) = read_batch(house.downlink.answer(village.ask(recv=2, open=2))).frames[:1]
        assert read_acknowledgement(told.payload).safe == ()
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node, OTHER_ID))
        assert safe_of(house, village) == everything and house.incidents() == []


def test_an_empty_medium_in_the_place_of_another_gets_everything_before_anything_is_called_safe(
    tmp_path: Path,
) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        house.receive(village.batch())
        everything = {w.event.hash for w in village.written}
        keep(house, SecondMedium(tmp_path / "m", house.node.identity.node, ID), same_device=True)
        assert house.receive(village.batch()).same_device
        new = SecondMedium(tmp_path / "new", house.node.identity.node, OTHER_ID)
        house.writer.run(lambda journal: use_medium(journal, new, False, NOW_MS))
        assert safe_of(house, village) == set() and house.incidents() == ["SECOND_MEDIUM_CHANGED"]
        keep(house, new)
        assert safe_of(house, village) == everything and not house.receive(village.batch()).same_device
        assert set(read_events(tmp_path / "new")) == set(read_events(tmp_path / "m"))


def test_a_medium_exchanged_under_a_running_server_is_not_written_to(tmp_path: Path) -> None:
    medium = SecondMedium(tmp_path / "m", bytes(8), ID)
    (tmp_path / "m" / "medium.id").write_bytes(OTHER_ID)
    with pytest.raises(OSError, match="another second medium"):
        medium.append([Frame(FrameType.CHUNK, b"x")])
    (tmp_path / "m" / "medium.id").unlink()
    with pytest.raises(OSError, match="No such file"):
        medium.append([Frame(FrameType.CHUNK, b"x")])
    assert list(read_all(tmp_path / "m")) == []


def test_a_mount_point_with_nothing_mounted_is_no_other_device(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = {Path("/srv/county"): 2, Path("/media/disk"): 3, Path("/"): 1, Path("/media/empty"): 1}
    monkeypatch.setattr(second_medium, "_device", devices.__getitem__)
    assert not same_device(Path("/media/disk"), Path("/srv/county"))
    assert same_device(Path("/media/empty"), Path("/srv/county"))
    assert same_device(Path("/srv/county"), Path("/srv/county"))


def test_whether_a_medium_is_on_another_device_is_asked_before_its_folder_is_made(tmp_path: Path) -> None:
    assert same_device(tmp_path / "not" / "there", tmp_path)
    assert not (tmp_path / "not").exists()
