"""The house as it stands keeps its own rules."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tidy import rules
from tests.tidy.tree import ROOT, house, inside, texts

# Rooms that are built: a rule over no modules would hold for nothing.
BUILT = (
    "kiosk.core.casework", "kiosk.core.catalogue", "kiosk.core.carriage", "kiosk.desk", "kiosk.devices", "kiosk.demo",
    "server.store",
)  # fmt: skip

RULES = [
    rules.modules_outside_every_room,
    rules.doors_that_are_walls,
    rules.two_halves_meeting,
    rules.impure_core,
    rules.clock_or_dice_in_a_room,
    rules.network_outside_the_carriers,
    rules.kivy_outside_the_windows,
    rules.long_modules,
    rules.wide_lines,
    rules.names_that_say_nothing,
    rules.modules_without_docstring,
    rules.packages_left_out_of_the_wheel,
    rules.files_left_out_of_the_wheel,
    rules.strangers_at_the_top,
    rules.traces_of_a_machine,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_nothing_in_the_house_breaks_the_rule_of(rule: Callable[[Path], Iterator[str]]) -> None:
    assert list(rule(ROOT)) == []


@pytest.mark.parametrize("room", BUILT)
def test_the_rules_see_modules_in_the_built_room(room: str) -> None:
    assert [m for m in house(ROOT) if inside(m.name, room) and m.name != room]


def test_the_texts_that_are_searched_are_those_of_every_floor() -> None:
    seen = {path for path, _ in texts(ROOT)}
    assert {"setup.cfg", "README.md", "LICENSE", ".ci/run", "docs/operating.md", "kiosk/core/event.py"} <= seen


def test_the_build_file_is_the_three_lines_that_pip_needs() -> None:
    assert len((ROOT / "pyproject.toml").read_text("utf-8").splitlines()) == 3


def test_the_case_table_ships_with_the_house() -> None:
    rows = (ROOT / "assets/casework/transitions.csv").read_text("utf-8").splitlines()
    assert rows[0] == "state,kind,next,authored_at,who,clock,document"
    assert len(rows) > 1
