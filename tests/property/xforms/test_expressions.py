"""Whatever text is called an expression, it is read in bounded time to what it says, or refused with its place."""

from dataclasses import fields, is_dataclass, replace
from time import process_time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.functions import FUNCTIONS
from kiosk.core.xforms.xpath.parser import AXES, parse
from kiosk.core.xforms.xpath.problem import PROBLEMS, ExpressionError
from kiosk.core.xforms.xpath.tree import Call, Literal, LocationPath, Negation, NodeTest, Number, Operation, Step, Tree
from kiosk.core.xforms.xpath.values import number_text
from tests.unit.xforms.xpath.stage import Stage

READING_S_MAX = 2  # of this process; a text of the length tried here takes some milliseconds

WORDS = st.sampled_from(
    [*"()[]@.,/|+-=<>*$:#'\"", "..", "//", "::", "!=", "<=", ">=", " ", "and", "or", "div", "mod", "1", ".5", "name",
     "/data/age", "'a'", "text()", "node()", "当事人", "jr:", *sorted(AXES), *(f"{name}(" for name in FUNCTIONS)]
)  # fmt: skip


def refused_or_read(text: str) -> None:
    started = process_time()
    try:
        parse(text)
    except ExpressionError as error:
        assert error.code in PROBLEMS
        assert 0 <= error.offset <= len(text) and error.offset + error.length <= len(text)
    assert process_time() - started < READING_S_MAX


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    refused_or_read(text)


@given(st.lists(WORDS, max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_words_of_the_language_are_read_or_refused(text: str) -> None:
    refused_or_read(text)


@given(st.sampled_from(["(", "[", "a[", "-", "not(", "1+", "a/", "//", "((", "a|", "@", "'", "if(1,2,", "."]))
@settings(deadline=None)
def test_a_great_deal_of_one_thing_is_read_or_refused(piece: str) -> None:
    refused_or_read(piece * (20_000 // len(piece)))


NAMES = st.sampled_from(["a", "name", "户主", "and", "div", "node", "x-y.z", "_1"])
TESTS = st.one_of(
    st.builds(NodeTest, st.just("name"), st.sampled_from(["", "h"]), st.one_of(NAMES, st.just("*"))),
    st.builds(NodeTest, st.sampled_from(["node", "text", "comment", "processing-instruction"])),
)
STRINGS = st.text(st.sampled_from("ab 中'"), max_size=4)
LEAVES = st.one_of(
    st.builds(Number, st.floats(0, 1e6, allow_nan=False).map(lambda one: round(one, 3)), st.just(0)),
    st.builds(Literal, STRINGS, st.just(0)),
)
RUNS = [("or",), ("and",), ("=", "!="), ("<", ">="), ("+", "-"), ("*", "div", "mod"), ("|",)]


def steps(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[tuple[Step, ...]]:
    one = st.builds(
        Step, st.sampled_from(sorted(AXES)), TESTS, st.lists(inner, max_size=2).map(tuple), st.just(0)
    )
    return st.lists(one, min_size=1, max_size=3).map(tuple)


def larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    operations = st.sampled_from(RUNS).flatmap(
        lambda run: st.lists(st.tuples(inner, st.sampled_from(run)), min_size=2, max_size=3).map(
            lambda pairs: Operation(tuple(tree for tree, _ in pairs), tuple(sign for _, sign in pairs[1:]), 0)
        )
    )
    names = st.sampled_from(sorted(set(FUNCTIONS) - {"jr:choice-name"}))
    calls = st.builds(Call, names, st.lists(inner, max_size=3).map(tuple), st.just(0))
    paths = st.builds(LocationPath, st.sampled_from([None, "/"]), st.just(()), steps(inner), st.just(0))
    filters = st.builds(
        LocationPath, st.one_of(calls, operations), st.lists(inner, max_size=1).map(tuple), steps(inner), st.just(0)
    )
    return st.one_of(operations, st.builds(Negation, inner, st.just(True), st.just(0)), calls, paths, filters)


TREES = st.recursive(LEAVES, larger, max_leaves=12)


def written(tree: Tree) -> str:
    """The tree as a text, with brackets wherever there may be some and the axes written out."""
    match tree:
        case Number(value=value):
            return number_text(value)
        case Literal(value=value):
            return f'"{value}"'
        case Negation(operand=operand):
            return f"-({written(operand)})"
        case Operation(operands=operands, operators=operators):
            rest = zip(operators, operands[1:], strict=True)
            return f"({written(operands[0])})" + "".join(f" {sign} ({written(one)})" for sign, one in rest)
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(written, arguments))})"
    start = "" if tree.start is None or isinstance(tree.start, str) else f"({written(tree.start)})"
    start += "".join(f"[{written(one)}]" for one in tree.predicates)
    path = "/".join(map(written_step, tree.steps))
    return path if tree.start is None else f"{start}/{path}"


def written_step(step: Step) -> str:
    test = step.test
    name = (f"{test.prefix}:" if test.prefix else "") + test.local if test.kind == "name" else f"{test.kind}()"
    return f"{step.axis}::{name}" + "".join(f"[{written(one)}]" for one in step.predicates)


def placeless(part: Any) -> Any:
    """The same tree with every offset 0."""
    if isinstance(part, tuple):
        return tuple(map(placeless, part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed = {one.name: 0 if one.name == "offset" else placeless(getattr(part, one.name)) for one in fields(part)}
    return replace(part, **changed)


@given(TREES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_tree_that_is_written_is_read_again_as_the_same_tree(tree: Tree) -> None:
    assert placeless(parse(written(tree))) == placeless(tree)


@given(TREES, st.sampled_from(["/", "/data", "/data/member[2]/age", "/data/@id", "/data/name/text()"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_read_has_a_value_or_an_error_with_its_place(tree: Tree, at: str) -> None:
    text = written(tree)
    try:
        assert isinstance(compile_expression(text).evaluate(Stage(at).scope), str | float | bool | list)
    except ExpressionError as error:
        assert error.code in PROBLEMS
        assert 0 <= error.offset < len(text)
