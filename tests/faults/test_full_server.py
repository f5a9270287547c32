"""A server whose disk is full, over real sockets: 507 and its sentence, nothing acknowledged that is not durable, and
everything as before once there is room.

`full` lets no file of the running process grow any more (as a full disk does); a small tmpfs, where the test may
mount one, is a disk that is truly full.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from kiosk.core.carriage.protocol import settle
from tests.processes_by_hand import ROOT, no_file_beyond
from tests.running_by_hand import Server, command, enrol, running
from tests.server_by_hand import StationByHand, found

VILLAGE = "331003001001"
WAIT_S = 60.0
EVENTS_COUNT = 60


@contextmanager
def full(server: Server, bytes_max: int = 4_096) -> Iterator[None]:
    """No file of the server grows beyond `bytes_max` inside this context."""
    whole = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (bytes_max, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, whole)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is left on the disk of `folder` inside this context."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


def until(holds: Callable[[], bool]) -> None:
    last = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < last, "it never came to pass"
        time.sleep(0.1)


def a_village(county: Path) -> StationByHand:
    village = StationByHand(enrol(county, VILLAGE))
    for _ in range(EVENTS_COUNT):
        village.say(plain=os.urandom(3_000))
    return village


def is_refused_as_full(answer: requests.Response) -> bool:
    said = answer.json()
    return (
        (answer.status_code, said["code"]) == (507, "STORAGE_FULL")
        and "存储已满" in said["zh"]
        and "full" in said["en"]
    )


def proved(server: Server, village: StationByHand) -> tuple[int, int, int]:
    """How many events its latest words prove as received, safe and open."""
    identity = server.identity(village.enrolment.root)
    settled = [settle(ack, identity, village.own) for ack in server.ask(village)]
    return (
        len(frozenset().union(*(one.recv for one in settled))),
        len(frozenset().union(*(one.safe for one in settled))),
        len(frozenset().union(*(one.open for one in settled))),
    )


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return found(tmp_path / "county")


def test_a_full_server_acknowledges_nothing_and_goes_on_once_there_is_room(county: Path, tmp_path: Path) -> None:
    village = a_village(county)
    few, everything = village.written[:5], len(village.written)
    with running(county, "--second-medium", tmp_path / "medium", "--allow-same-device") as server:
        assert len(server.receive(village, village.batch(few)).recv) == 5
        with full(server):
            for _ in range(3):
                assert is_refused_as_full(server.post("/v1/batches", village.batch()))
            assert is_refused_as_full(server.post("/v1/asks", village.ask()))
            done = command("staff", county, "add", "X1", "--name", "某", "--level", "county", "--prefix", "331003",
                           "--roles", "clerk")  # fmt: skip
            assert (done.returncode, done.stderr.splitlines()[0]) == (1, "STORAGE_FULL")
        assert len(server.receive(village, village.batch(few)).recv) == 5
        assert len(server.receive(village, village.batch()).recv) == everything
        until(lambda: proved(server, village) == (everything, everything, everything))
        server.process.kill()
        server.process.wait(30)
    assert command("verify", county, "--second-medium", tmp_path / "medium").returncode == 0


def test_a_full_second_medium_makes_nothing_safe_and_costs_no_acknowledgement(county: Path, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    village = a_village(county)
    everything = len(village.written)
    with small_disk(medium), running(county, "--second-medium", medium, "--allow-same-device") as server:
        server.receive(village, village.batch(village.written[:5]))
        until(lambda: proved(server, village)[1] == 5)
        with filled(medium):
            assert len(server.receive(village, village.batch()).recv) == everything
            until(lambda: proved(server, village)[2] == everything)  # the office has long done its turn
            assert proved(server, village)[:2] == (everything, 5)
        village.say()
        server.receive(village, village.batch(village.written[-1:]))  # whatever wakes it, it takes up where it was
        until(lambda: proved(server, village)[1] == everything + 1)
        server.process.terminate()
        server.process.wait(30)
        assert command("verify", county, "--second-medium", medium).returncode == 0


def test_on_a_disk_that_is_truly_full_the_server_refuses_goes_on_and_starts_with_a_sentence(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk):
        county = found(disk / "county")
        village = a_village(county)
        everything = len(village.written)
        with running(county) as server:
            server.receive(village, village.batch(village.written[:3]))
            with filled(disk):
                assert is_refused_as_full(server.post("/v1/batches", village.batch()))
                server.process.kill()
                server.process.wait(30)
        with filled(disk):
            done = command("run", county, "--port", "0")
            assert done.returncode == 1 and "STORAGE_FULL" in done.stderr and "Traceback" not in done.stderr
        with running(county) as server:
            assert len(server.receive(village, village.batch()).recv) == everything
        assert command("verify", county).returncode == 0


@pytest.mark.parametrize(
    "words",
    [("run", "--port", "0"), ("staff", "list"), ("cases",), ("verify",), ("enrol", VILLAGE, "--out", "files")],
    ids=lambda words: words[0],
)
def test_a_command_on_a_full_disk_is_refused_with_a_sentence(county: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*no_file_beyond(4_096), sys.executable, "-m", "server", words[0], county, *words[1:]],
        capture_output=True, text=True, cwd=ROOT, timeout=WAIT_S,
    )  # fmt: skip
    code, zh, en = done.stderr.splitlines()[-3:]
    assert (done.returncode, done.stdout, code) == (1, "", "STORAGE_FULL"), done.stderr
    assert "存储已满" in zh and "full" in en and "Traceback" not in done.stderr
    assert command("verify", county).returncode == 0


@contextmanager
def small_disk(folder: Path, bytes_max: int = 12_000_000) -> Iterator[None]:
    """A disk of its own at `folder`; skips where the test may not mount one."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={bytes_max}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not permitted here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)
