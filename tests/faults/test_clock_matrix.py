"""The main job with every clock wrong in its own way: village kiosk, township relay and county each in 1970, 1999,
2026, 2038 and 2099 (libfaketime, below Python, on real processes). No rule of order, identity, acknowledgement or
deletion reads a wall clock (R-TIME), so all is proved all the same; only limits that are shown may be wrong."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes_by_hand import Kiosk, example, make_kiosk
from tests.running_by_hand import command, enrol, running
from tests.server_by_hand import found

VILLAGE, TOWNSHIP = "331003001001", "331003001"
YEARS = (1970, 1999, 2026, 2038, 2099)
WAIT_S = 120.0
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)

pytestmark = pytest.mark.skipif(LIBRARY is None or shutil.which("faketime") is None, reason="faketime is not installed")


def year(number: int) -> Mapping[str, str]:
    """An environment whose processes live in that year; the monotonic clock goes its own way, as hardware's does."""
    return {"LD_PRELOAD": str(LIBRARY), "FAKETIME": f"@{number}-03-01 12:00:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@contextmanager
def living_in(number: int) -> Iterator[None]:
    """What is started inside lives in that year."""
    kept = dict(os.environ)
    os.environ.update(year(number))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


# Two turns meet the first and the last year in CI; the others are asked for by `-m long`.
TURNS = [pytest.param(turn, marks=[pytest.mark.long] if turn in (1, 2, 3) else []) for turn in range(len(YEARS))]


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: "-".join(map(str, years(turn))))
def test_the_main_job_is_proved_whatever_year_each_node_believes_in(tmp_path: Path, turn: int) -> None:
    at_kiosk, at_relay, at_county = years(turn)
    assert [read_year(one) for one in years(turn)] == list(years(turn)), "the clocks are wrong indeed"
    county = found(tmp_path / "county")
    kiosk_file, relay_file = enrol(county, VILLAGE), tmp_path / "relay.json"
    relay_file.write_bytes(enrol(county, TOWNSHIP))
    kiosk = make_kiosk(tmp_path / "kiosk", kiosk_file, year(at_kiosk))
    assert command("init", tmp_path / "relay", "--enrol", relay_file).returncode == 0
    with living_in(at_county), running(county, "--second-medium", tmp_path / "medium", "--allow-same-device") as above:
        with living_in(at_relay), running(tmp_path / "relay", "--upstream", above.url) as relay:
            case = kiosk.entrust(example()).said["case"]
            assert kiosk.run("act", case, "forward", *kiosk.agent).said["state"] == "已上报"
            said = kiosk.run("sync", "--url", relay.url).said
            assert said["ok"] and said["proved"]["custody"] > 0, said
        counted = proved_over(kiosk, above.url)
    assert counted["recv"] == counted["safe"] == counted["open"] == counted["own"] > 0
    kiosk.verified()


def read_year(number: int) -> int:
    """What a Python process reads there."""
    asked = [sys.executable, "-c", "import time; print(time.gmtime(time.time_ns() // 10**9).tm_year)"]
    return int(subprocess.run(asked, env={**os.environ, **year(number)}, capture_output=True, check=True).stdout)


def proved_over(kiosk: Kiosk, url: str) -> dict[str, int]:
    """What it holds proof of after asking until all is safe and open, or time is up."""
    last = time.monotonic() + WAIT_S
    while True:
        said = kiosk.run("sync", "--url", url).said
        counted: dict[str, int] = {**said["proved"], "own": said["own_events"]}
        if counted["safe"] == counted["open"] == counted["own"] or time.monotonic() > last:
            return counted


def years(turn: int) -> tuple[int, int, int]:
    """The years of kiosk, relay and county: over all turns each node lives in each."""
    count = len(YEARS)
    return YEARS[turn], YEARS[(2 * turn + 1) % count], YEARS[(3 * turn + 4) % count]
