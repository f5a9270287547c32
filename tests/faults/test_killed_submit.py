"""kill -9 at every write of a submit: the receipt's case is there, or the receipt was never shown."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.desk.entrusting import entrust
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import (
    Wall,
    bare_example,
    example,
    instruments,
    make_station,
    opened,
    photographs,
)

OPERATION = "ab" * 16
STATEMENTS_MAX = 200
SYSTEM_CALLS = "pwrite64,write,ftruncate,fdatasync,fsync,unlink,rename"
CALLS_MAX = 400


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CountyByHand]:
    """A station with one case in it, copied for every death."""
    county, folder = CountyByHand(), tmp_path_factory.mktemp("enrolled") / "kiosk"
    make_station(folder, county)
    with opened(folder) as station:
        entrust(station, example(), photographs())
    return folder, county


def numbers(station: Station) -> list[str]:
    return [row[0] for row in station.store.all('SELECT number FROM "case" ORDER BY number')]


def in_a_child(deed: Callable[[int], None]) -> tuple[str, bool]:
    """Run `deed(pipe)` in a forked child; what it had written to the pipe when it ended, and whether it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            deed(writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, how = os.waitpid(child, 0)
    return said, os.WIFSIGNALED(how)


def submit_and_die_at(folder: Path, nth: int) -> tuple[str, bool]:
    """Entrust in a child that kills itself before its nth statement to the database."""

    def deed(pipe: int) -> None:
        with opened(folder, tools=instruments(99)) as station:
            left = [nth]

            def one_more(_: str) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            station.store.connection.set_trace_callback(one_more)
            done = entrust(station, example(operation=OPERATION), photographs())
            os.write(pipe, done.receipt.number.encode())

    return in_a_child(deed)


def judge(folder: Path, shown: str, file: bytes, attached: list[Path]) -> None:
    """What must hold after any death."""
    with opened(folder, tools=instruments(100, Wall())) as station:
        assert verify(station).findings == ()
        held = numbers(station)
        if shown:
            assert shown in held
        again = entrust(station, file, attached)
        assert again.repeated == (len(held) == 2)
        assert not shown or again.receipt.number == shown
        assert len(numbers(station)) == 2
        assert verify(station).findings == ()


def test_a_kill_before_any_statement_of_a_submit_loses_no_receipt(
    enrolled: tuple[Path, CountyByHand], tmp_path: Path
) -> None:
    outcomes = set()
    for nth in range(1, STATEMENTS_MAX):
        folder = tmp_path / str(nth)
        shutil.copytree(enrolled[0], folder)
        shown, killed = submit_and_die_at(folder, nth)
        assert killed or shown, f"the child failed at statement {nth}"
        judge(folder, shown, example(operation=OPERATION), photographs())
        shutil.rmtree(folder)
        outcomes.add(killed)
        if not killed:
            break
    assert outcomes == {True, False}
    assert nth > 10  # the deaths stood inside the transaction, not only before it


# Without photographs: they only repeat the same two calls a page, some 250 times.
DRIVER = """
import sys
from pathlib import Path
from kiosk.desk.entrusting import entrust
from tests.kiosk_by_hand import bare_example, instruments, opened
with opened(Path(sys.argv[1]), tools=instruments(99)) as station:
    print("shown", entrust(station, bare_example(operation=sys.argv[2])).receipt.number, flush=True)
"""


@pytest.mark.long
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_kill_at_any_writing_system_call_of_a_submit_loses_no_receipt(
    enrolled: tuple[Path, CountyByHand], tmp_path: Path
) -> None:
    survived = False
    for nth in range(1, CALLS_MAX):
        folder = tmp_path / str(nth)
        shutil.copytree(enrolled[0], folder)
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={SYSTEM_CALLS}",
                   "-e", f"inject={SYSTEM_CALLS}:signal=SIGKILL:when={nth}"]  # fmt: skip
        done = subprocess.run(
            [*command, sys.executable, "-B", "-c", DRIVER, str(folder), OPERATION],
            capture_output=True,
            text=True,
            check=False,
        )
        shown = next((line.split()[1] for line in done.stdout.splitlines() if line.startswith("shown")), "")
        judge(folder, shown, bare_example(operation=OPERATION), [])
        shutil.rmtree(folder)
        if done.returncode == 0:
            survived = True
            break
    assert survived and nth > 5
