"""A county's year, small: the real office plays it, a second opinion reckons it again, and a planted fault is found."""

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.independent.reckoning import read, reckon_all

CASES = 60
HERE = Path(__file__).parent
Line = dict[str, Any]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[Line]]:
    """What the demo printed, and the lines that it wrote."""
    folder = tmp_path_factory.mktemp("year")
    words = ["demo", "--headless", "--year", "--cases", str(CASES), "--events", str(folder / "heads.jsonl")]
    done = subprocess.run([sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), list(read(folder / "heads.jsonl"))


def test_every_case_that_began_is_counted_once_by_kind_by_tier_and_by_state(
    year: tuple[dict[str, Any], list[Line]],
) -> None:
    told, lines = year
    assert told["cases"] == CASES == len({line["case"] for line in lines})
    assert all(sum(told[by].values()) == CASES for by in ("kinds", "tiers", "states", "results"))
    assert told["set_aside"] == 0
    assert told["events"] == sum("kind" in line for line in lines)


def test_a_second_opinion_that_knows_nothing_of_the_product_agrees_on_all(
    year: tuple[dict[str, Any], list[Line]],
) -> None:
    counted, wrong = reckon_all(year[1])
    assert wrong == []
    assert counted["cases"] == CASES
    assert counted["limits"] > 5 * CASES


def test_the_second_opinion_imports_nothing_but_the_standard_library_and_its_own_days() -> None:
    for file in set(HERE.glob("*.py")) - {Path(__file__)}:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for one in names:
                assert one.split(".")[0] in sys.stdlib_module_names or one.startswith("tests.independent."), one


def test_one_seed_is_one_year_and_another_is_another(tmp_path: Path) -> None:
    """All but the hashes of events: a content key that is wrapped draws from the system, whatever the seed."""
    written = []
    for run, seed in enumerate(("7", "7", "8")):
        file = tmp_path / f"{run}.jsonl"
        words = ["year", str(tmp_path / f"county-{run}"), "--cases", "3", "--seed", seed, "--events", str(file)]
        subprocess.run([sys.executable, "-m", "server", *words], check=True, capture_output=True, timeout=600)
        written.append([{**line, "event": ""} for line in read(file)])
    assert written[0] == written[1] != written[2]


def test_a_year_that_cannot_begin_leaves_no_file_of_heads(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "something").touch()
    words = ["year", str(tmp_path / "county"), "--cases", "3", "--events", str(tmp_path / "heads.jsonl")]
    done = subprocess.run([sys.executable, "-m", "server", *words], capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "FOLDER_NOT_EMPTY")
    assert not (tmp_path / "heads.jsonl").exists()


def _due_a_day_later(lines: list[Line]) -> str:
    line = next(line for line in lines if any(limit["name"] == "T2" for limit in line.get("limits", ())))
    limit = next(limit for limit in line["limits"] if limit["name"] == "T2")
    limit["due"] = limit["due"][:-1] + ("1" if limit["due"][-1] != "1" else "2")
    return "reckoned"


def _a_card_that_is_missing(lines: list[Line]) -> str:
    lines.remove(next(line for line in lines if line.get("kind") == "CardIssued"))
    return "no card"


def _a_card_of_the_other_colour(lines: list[Line]) -> str:
    line = next(line for line in lines if line.get("kind") == "CardIssued")
    line["facts"]["colour"] = "RED" if line["facts"]["colour"] == "YELLOW" else "YELLOW"
    return "that is not due"


def _silence_a_day_too_late(lines: list[Line]) -> str:
    line = next(line for line in lines if line.get("kind") in ("CorrectionLapsed", "Lapsed", "DeemedAccepted"))
    line["wall_ms"] += 86_400_000
    line["received_at_ms"] += 86_400_000
    return f"{line['kind']}: on"


def _silence_that_never_spoke(lines: list[Line]) -> str:
    line = next(line for line in lines if line.get("kind") in ("CorrectionLapsed", "Lapsed"))
    for later in [other for other in lines if other["case"] == line["case"]][::-1]:
        lines.remove(later)
        if later is line:
            break
    return f"{line['kind']} never came"


def _another_state(lines: list[Line]) -> str:
    next(line for line in lines if line.get("state") == "在办")["state"] = "办结"
    return "state 办结, reckoned 在办"


def _another_row(lines: list[Line]) -> str:
    next(line for line in lines if "row" in line)["row"]["due"] = 20260101
    return "row "


@pytest.mark.parametrize(
    "plant",
    [
        _due_a_day_later,
        _a_card_that_is_missing,
        _a_card_of_the_other_colour,
        _silence_a_day_too_late,
        _silence_that_never_spoke,
        _another_state,
        _another_row,
    ],
)
def test_a_fault_that_is_planted_is_said(
    year: tuple[dict[str, Any], list[Line]], plant: Callable[[list[Line]], str]
) -> None:
    lines = copy.deepcopy(year[1])
    said = plant(lines)
    wrong = reckon_all(lines)[1]
    assert any(said in one for one in wrong), wrong
