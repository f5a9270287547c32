"""Deeds whose calls fail, and deeds that are killed: everything or nothing, a Refusal in words, and sound afterwards.
The short campaign; `python -m tests.faults.interrupted` goes on."""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.refusal import Refusal
from tests.faults.children import count_calls, run, run_failing
from tests.faults.deeds import DEEDS
from tests.faults.interrupted import Prepared, fail_calls, kill, places, prepared

TURNS = ("fsync", "fdatasync", "rename", "unlink")  # all of them: there the promises hang
FAILING_CALLS = 12  # of each deed
KILLS = 40  # beside those of servers under load (`test_killed_servers`)

traced = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture(scope="module")
def deeds() -> Iterator[dict[str, Prepared]]:
    with prepared() as made:
        yield {one.name: one for one in made}


@traced
@pytest.mark.parametrize("name", DEEDS)
def test_a_call_that_fails_leaves_everything_or_nothing_and_is_told_in_words(
    deeds: dict[str, Prepared], name: str
) -> None:
    one = deeds[name]
    ways = places(one)
    assert len(ways) > 20
    turns = [way for way in ways if way[1] in TURNS]
    result = fail_calls(one, [*turns, *random.Random(f"ci {name}").sample(ways, FAILING_CALLS)])
    assert result.faults == []
    assert result.counts["not reached"] <= 1 and any(what.startswith("refused") for what in result.counts)


def test_a_kill_at_any_moment_loses_nothing_that_was_told(deeds: dict[str, Prepared]) -> None:
    result = kill(list(deeds.values()), KILLS, random.Random("ci kills"))
    assert result.faults == []
    assert result.counts["killed"] == KILLS


@traced
def test_a_deed_that_ignores_a_failing_call_is_found_out(tmp_path: Path) -> None:
    def careless() -> object:
        file = os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT)
        os.write(file, b"x")
        return "done"

    assert count_calls(careless) == {"write": 1}
    found = run_failing(careless, "ENOSPC", "write", 1)
    assert found.failed == 1 and "No space left" in found.raised and not found.told


def test_what_a_child_told_refused_and_raised_comes_home() -> None:
    def refuses() -> object:
        raise Refusal("DISK_FULL")

    assert run(lambda: [1]).told == [1]
    assert run(refuses).refused == "DISK_FULL"
    assert "ZeroDivisionError" in run(lambda: 1 // 0).raised
    assert run(lambda: sqlite3.connect(":memory:").execute("SELECT 1").fetchone()[0], 5.0).told == 1
    assert run(lambda: __import__("time").sleep(9), 0.01).killed
