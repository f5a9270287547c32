"""docs/reliability.md names a test for every rule and every failure, and every test that it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
RULES = (
    "R-FOLD", "R-SEAL", "R-RAW", "R-HASHACK", "R-BRANCH", "R-SAFE", "R-EPOCH", "R-KEY", "R-BOUND", "R-LANE", "R-TIME",
    "R-TRUTH", "R-HERD",
)  # fmt: skip
COMMANDS = sorted(set(re.findall(r"`python -m (tests[\w.]+)", PAGE)))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_test_that_is_named_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_row_with_its_test(rule: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {rule} ")]
    assert len(rows) == 1 and "::test_" in rows[0]


def test_every_failure_has_its_directed_test() -> None:
    section = PAGE.partition("## Failures that must be impossible")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 17 and all("::test_" in row for row in rows)


@pytest.mark.parametrize("module", COMMANDS)
def test_every_command_that_goes_on_is_there(module: str) -> None:
    assert (ROOT / Path(*module.split("."))).with_suffix(".py").is_file()
