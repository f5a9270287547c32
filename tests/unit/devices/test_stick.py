"""A stick as a folder keeps the same promises at a kiosk and at a server: the lines that do it stand twice."""

import os
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.carriage.stick import FOLDER, UNFINISHED
from kiosk.core.refusal import Refusal
from kiosk.devices import stick as at_a_kiosk
from server.sticks import folder as at_a_server

NAME = "up-0011223344556677-0011223344556677.batch"


@pytest.fixture(params=[at_a_kiosk, at_a_server], ids=["kiosk", "server"])
def module(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_what_was_written_is_synced_before_it_has_its_name_and_read_back_after(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    fsync, replace, read_back = os.fsync, Path.replace, module.read_past_cache

    def synced(descriptor: int) -> None:
        said.append("sync " + Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def renamed(self: Path, target: Path) -> Path:
        said.append(f"rename {target.name}")
        return replace(self, target)

    def read(path: Path, size: int) -> bytes:
        said.append(f"read {path.name}")
        found: bytes = read_back(path, size)
        return found

    stick = module.StickFolder(tmp_path, writing=True)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(module, "read_past_cache", read)
    stick.write(NAME, b"x" * 3_000_000)
    assert said == [f"sync {NAME}{UNFINISHED}", f"rename {NAME}", f"sync {FOLDER}", f"read {NAME}"]
    assert stick.read(NAME, 3_000_000) == b"x" * 3_000_000 and stick.names() == [NAME]


@pytest.mark.parametrize("size", [0, 1, 4_095, 4_096, 2**20, 2**20 + 1, 3_000_001])
def test_every_size_reads_back_past_the_cache_as_it_was_written(module: Any, tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "file").write_bytes(data)
    assert module.read_past_cache(tmp_path / "file", size) == data


def test_a_file_that_reads_back_otherwise_is_refused(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "read_past_cache", lambda path, size: b"something else")
    with pytest.raises(Refusal, match="STICK_READS_DIFFERENTLY"):
        module.StickFolder(tmp_path, writing=True).write(NAME, b"x")


def test_a_write_that_fails_leaves_what_was_there(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = module.StickFolder(tmp_path, writing=True)
    stick.write(NAME, b"before")

    def fails(descriptor: int) -> None:
        raise OSError(5, "pulled out")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Refusal, match="STICK_NOT_WRITTEN"):
        stick.write(NAME, b"after")
    monkeypatch.undo()
    assert stick.read(NAME, 100) == b"before" and stick.names() == [NAME]


def test_a_bad_sector_costs_itself_and_no_other(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = os.urandom(40_000)
    (tmp_path / "file").write_bytes(data)
    pread = os.pread

    def scratched(descriptor: int, size: int, at: int) -> bytes:
        if at == 8_192:
            raise OSError(5, "bad sector")
        return pread(descriptor, size, at)

    monkeypatch.setattr(os, "pread", scratched)
    with (tmp_path / "file").open("rb") as file:
        found = module.salvaged(file.fileno(), 100_000)
    assert found == data[:8_192] + bytes(4_096) + data[12_288:]


def test_a_link_on_a_stick_leads_nowhere(module: Any, tmp_path: Path) -> None:
    stick = module.StickFolder(tmp_path, writing=True)
    (tmp_path / "secret").write_bytes(b"of this machine")
    (tmp_path / FOLDER / NAME).symlink_to(tmp_path / "secret")
    assert stick.names() == []
    with pytest.raises(Refusal, match="STICK_UNREADABLE"):
        stick.read(NAME, 100)
    stick.write(NAME, b"ours")
    assert (tmp_path / "secret").read_bytes() == b"of this machine" and stick.read(NAME, 100) == b"ours"


def test_a_stick_that_is_not_there_is_refused_and_a_bare_one_is_empty(module: Any, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="STICK_NOT_THERE"):
        module.StickFolder(tmp_path / "nowhere")
    assert module.StickFolder(tmp_path).names() == [] and not (tmp_path / FOLDER).exists()
