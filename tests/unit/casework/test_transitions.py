"""The case table in code is the office's table, row by row."""

import csv
from importlib.resources import files

import pytest

from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.effect import EFFECTS
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.permission import RULES
from kiosk.core.casework.transitions import EVERY_STATE, PAIRS, TRANSITIONS, Condition, Row, State
from kiosk.core.refusal import REFUSALS

with files("assets").joinpath("casework/transitions.csv").open(encoding="utf-8", newline="") as file:
    TABLE = list(csv.DictReader(file))


def columns(row: Row) -> dict[str, str]:
    """A row of code, written as the file writes it."""
    condition = f" ({row.condition.value})" if row.condition is not Condition.NONE else ""
    states = "any but -" if row.states == EVERY_STATE else "|".join(state.value for state in row.states) or "-"
    return {
        "state": states,
        "kind": KINDS[row.kind].name + condition,
        "next": row.next.value if row.next else "same",
        "authored_at": row.at.value,
        "who": row.who,
        "document": row.document,
    }


def test_code_and_file_have_the_same_rows_in_the_same_order() -> None:
    written = [{name: row[name] for name in columns(TRANSITIONS[0])} for row in TABLE]
    assert [columns(row) for row in TRANSITIONS] == written


def test_a_system_row_is_authored_by_nobody() -> None:
    for row in TRANSITIONS:
        by_node = row.who.startswith(("system", "county node", "node"))
        assert (row.author.value == "nobody") == by_node, row


def test_s_31_every_pair_of_state_and_kind_is_permitted_or_refused_by_name() -> None:
    assert set(PAIRS) == {(state, kind) for state in (None, *State) for kind in Kind}
    for answer in PAIRS.values():
        assert answer in REFUSALS if isinstance(answer, str) else answer


def test_exactly_the_pairs_of_the_file_are_permitted() -> None:
    names = {row.name: kind for kind, row in KINDS.items()}
    written = set()
    for row in TABLE:
        states = (
            [None]
            if row["state"] == "-"
            else (list(State) if row["state"] == "any but -" else [State(s) for s in row["state"].split("|")])
        )
        written |= {(state, names[row["kind"].split(" ")[0]]) for state in states}
    assert {pair for pair, answer in PAIRS.items() if not isinstance(answer, str)} == written


@pytest.mark.parametrize("table", [KINDS, EFFECTS, RULES])
def test_no_kind_is_forgotten(table: dict[Kind, object]) -> None:
    assert set(table) == set(Kind)


def test_every_deed_of_a_person_has_one_command() -> None:
    by_nobody = {row.kind for row in TRANSITIONS if row.author.value == "nobody"} | {Kind.ERASED}
    kinds = [row.kind for row in COMMANDS.values()]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == set(Kind) - by_nobody
