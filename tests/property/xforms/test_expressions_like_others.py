"""On what other implementations know too, ours says the same: lxml's XPath 1.0 and Python's regular expressions."""

import re
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.moments import as_value, days_of, moment_of, read_moment
from kiosk.core.xforms.xpath.nodes import Attribute, Document, Element, Node, Text, in_document_order
from kiosk.core.xforms.xpath.parser import AXES
from kiosk.core.xforms.xpath.patterns import pattern_of
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from tests.unit.xforms.xpath.stage import NOW

NAMES = st.sampled_from("abc")


def alone(node: Element) -> Scope:
    return Scope(node, Surroundings(now=lambda: NOW, random=lambda: 0.5, uuid=lambda: ""))



@st.composite
def trees(draw: st.DrawFn) -> Element:
    root = etree.Element(draw(NAMES))
    places = [root]
    for _ in range(draw(st.integers(0, 9))):
        parent = draw(st.sampled_from(places))
        kind = draw(st.sampled_from("eeeect"))
        if kind == "e":
            places.append(etree.SubElement(parent, draw(NAMES), id=draw(st.sampled_from("12"))))
        elif kind == "c":
            parent.append(etree.Comment("no"))
        elif len(parent):
            parent[-1].tail = draw(st.sampled_from(["1", "x"]))
        else:
            parent.text = draw(st.sampled_from(["1", "x"]))
    return root


STEPS = st.builds(
    "{}::{}{}".format,
    st.sampled_from(sorted(AXES - {"namespace"})),
    st.sampled_from(["a", "b", "*", "node()", "text()", "comment()"]),
    st.sampled_from(
        ["", "", "[1]", "[2]", "[last()]", "[position() > 1]", "[@id = 1]", "[b]", "[. = 'x'][1]", "[count(*) = 1]",
         "[not(a)]", "[1 = 1][last()]", "[../b]", "[string-length() > 1]", "[name() = 'b']"]
    ),
)  # fmt: skip
STARTS = st.sampled_from(["", "/", "//"])
PATHS = st.builds(lambda start, steps: start + "/".join(steps), STARTS, st.lists(STEPS, min_size=1, max_size=3))
UNIONS = st.lists(PATHS, min_size=1, max_size=2).map(" | ".join)
NODESETS = st.one_of(UNIONS, st.builds("({}){}".format, UNIONS, st.sampled_from(["[1]", "[last()]", "//b", "/.."])))


def same_node(ours: Node, theirs: object) -> bool:
    """Whether lxml means our node by its own result: an element, or a text that knows where it is from."""
    if isinstance(ours, Attribute | Text):
        assert isinstance(theirs, etree._ElementUnicodeResult)
        holder = ours.owner if isinstance(ours, Attribute) else ours.after
        kind = theirs.is_attribute if isinstance(ours, Attribute) else theirs.is_tail == ours.tail
        return bool(theirs.getparent() is holder and kind)
    return ours is theirs


@given(trees(), NODESETS, st.data())
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nodes_are_those_that_lxml_selects(tree: Element, expression: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(list(tree.iter("*"))))
    ours = compile_expression(expression).nodes(alone(at))
    assume(not any(isinstance(node, Document) for node in ours))  # lxml has none to give
    theirs = at.xpath(expression)
    assert isinstance(theirs, list)
    assert len(ours) == len(theirs)
    assert all(same_node(one, other) for one, other in zip(ours, theirs, strict=True))


VALUES = st.one_of(
    st.sampled_from(
        ["'1'", "'x'", "1", "0.5", "-2", "true()", "false()", "//a", "//b", "@id", "*", "string()", "1 div 0"]
    ),
    PATHS,
)  # fmt: skip
OPERATORS = ["=", "!=", "+", "-", "*", "div", "mod", "and", "or"]


@given(trees(), VALUES, st.sampled_from(OPERATORS), VALUES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_operators_give_what_lxml_gives(tree: Element, left: str, operator: str, right: str) -> None:
    expression = f"string({left} {operator} {right})"
    ours = compile_expression(expression).string(alone(tree))
    theirs = tree.xpath(f"number({left} {operator} {right})") if operator not in ("=", "!=", "and", "or") else None
    if isinstance(theirs, float):
        number = compile_expression(f"{left} {operator} {right}").number(alone(tree))
        assert number == theirs or (number != number and theirs != theirs)
    else:
        assert ours == tree.xpath(expression)


@given(trees(), st.permutations(range(6)))
@settings(max_examples=60, deadline=None)
def test_nodes_are_put_in_the_order_of_the_document(tree: Element, order: list[int]) -> None:
    nodes = compile_expression("//node() | //@*").nodes(alone(tree))
    mixed = [nodes[place % len(nodes)] for place in order] + nodes if nodes else []
    assert in_document_order(mixed) == nodes
    assert all(one != other for one, other in pairwise(nodes))


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "(?:ab)", "(a|b)", "(a|)", "(?=a)", "(?!b)", "1"])
SIGNS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"])


def signed(atom: str, sign: str) -> str:
    return atom if atom.startswith(("(?=", "(?!")) else atom + sign


SEQUENCES = st.lists(st.builds(signed, ATOMS, SIGNS), max_size=5).map("".join)
GROUPED = st.builds("{}({})*{}".format, SEQUENCES, SEQUENCES, SEQUENCES)
EDGES = st.sampled_from(["", "^"]), st.sampled_from(["", r"\Z"])
PATTERNS = st.builds("{}{}{}".format, EDGES[0], st.one_of(SEQUENCES, GROUPED), EDGES[1])


@given(PATTERNS, st.text("ab1_ ", max_size=8))
@settings(max_examples=500, deadline=None)
def test_a_pattern_fits_where_python_says_so(pattern: str, value: str) -> None:
    ours = pattern_of(pattern.replace(r"\Z", "$"))  # Python's $ also stands before a last line end
    assert ours.fits(value) == bool(re.search(pattern, value, re.ASCII))


ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(1902, 1, 1)  # before, Shanghai's own time was some seconds off any offset that can be written


@given(st.datetimes(FIRST, timezones=st.just(ZONE)))
@settings(max_examples=100, deadline=None)
def test_a_moment_comes_back_from_its_text_and_from_its_days(moment: datetime) -> None:
    known = moment_of(days_of(moment), ZONE)
    assert known is not None
    assume(known.fold == 0)  # the hour that comes twice in a night of autumn
    value = as_value(known)
    read = read_moment(value.text, ZONE)
    assert read is not None and days_of(read) == value == days_of(known)
