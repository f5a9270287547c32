"""Our engine says what two engines that we did not write say, on a part of the long run (differential.py)."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.conformance import differential, oracles
from tests.conformance.comparison import Ours, blame, same
from tests.conformance.differences_of_expressions import EXPRESSIONS
from tests.conformance.differences_of_states import STATES
from tests.conformance.grammar import BOTH, COMPOUND, JAVAROSA, OPENROSA, OUTSIDE, Term, expression

EXPRESSIONS_ASKED, SEQUENCES_ASKED, SEED = 300, 30, 20261122
CHAPTER = Path(__file__).parents[2] / "docs" / "forms.md"


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the oracles are made ready: kept between runs where pytest keeps a cache."""
    cache = getattr(request.config, "cache", None)
    return Path(cache.mkdir("oracles")) if cache is not None else tmp_path_factory.mktemp("oracles")


def skipped_without(missing: str | None) -> None:
    if missing is not None:
        pytest.skip(missing)


@pytest.mark.parametrize("name", sorted(BOTH))
def test_an_expression_has_the_value_that_the_oracle_gives_or_a_row_says_why_not(name: str, folder: Path) -> None:
    skipped_without(differential.ENGINES[name][0]())
    tally = differential.compare_expressions(name, EXPRESSIONS_ASKED, SEED, folder)
    assert not tally.unexplained, str(tally)
    assert tally.agreed > EXPRESSIONS_ASKED / 2  # a table that explains everything away would not show a defect


def test_a_form_filled_in_stands_as_it_does_in_javarosa_or_a_row_says_why_not(folder: Path) -> None:
    skipped_without(oracles.javarosa_missing())
    tally = differential.compare_filled(SEQUENCES_ASKED, SEED, folder)
    assert not tally.unexplained, str(tally)
    assert tally.agreed > SEQUENCES_ASKED / 2


def test_blame_names_the_smallest_expression_that_differs() -> None:
    """Here the other side is ours with one wrong function: whatever holds a call of it, the call is what is named."""
    mine = Ours(differential.surroundings(Random(SEED)))

    def wrong(text: str) -> tuple[str, object]:
        said = mine.said(text, OUTSIDE)
        return ("string", "wrong") if "normalize-space(" in text else said

    inner = Term("normalize-space('a  b')", "normalize-space({})", (Term("'a  b'", "leaf", (), BOTH),), BOTH)
    outer = Term(f"concat({inner.text}, 'c')", "concat({}, {})", (inner, Term("'c'", "leaf", (), BOTH)), BOTH)
    (found,) = blame(outer, lambda text: mine.said(text, OUTSIDE), wrong)
    assert found.term == inner and found.ours == ("string", "a b") and found.parts == (("string", "a  b"),)


def test_equal_values_of_unlike_kinds_are_not_the_same() -> None:
    assert same(("number", 1.0), ("number", 1.0 + 1e-14)) and same(("number", float("nan")), ("number", float("nan")))
    assert not same(("number", 1.0), ("string", "1")) and not same(("boolean", True), ("number", 1.0))
    assert not same(("crash", "ValueError"), ("error", "anything")) and not same(("string", ""), ("nodes", []))


def test_every_function_of_the_table_is_drawn() -> None:
    random, shapes = Random(SEED), Counter[str]()
    for _ in range(4000):
        waiting = [expression(random, OUTSIDE)]
        while waiting:
            term = waiting.pop()
            shapes[term.shape] += 1
            waiting += term.parts
    assert {shape.text for shape in COMPOUND} - shapes.keys() == set()


@pytest.mark.parametrize("row", (*EXPRESSIONS, *STATES), ids=lambda row: f"{row.oracle}: {row.name}")
def test_the_chapter_lists_every_difference(row: object) -> None:
    assert isinstance(row, tuple) and row[0] in (JAVAROSA, OPENROSA)
    assert f"**{row[1]}**" in CHAPTER.read_text("utf-8")
