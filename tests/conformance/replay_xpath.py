"""Replays the recorded XPath cases of ODK's web-forms on our expressions: the clock stands still in Phoenix."""

import gzip
import json
import math
import re
from collections import Counter
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.nodes import (
    Attribute,
    Declaration,
    Document,
    Node,
    Text,
    children_of,
)
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from tests.conformance.replayed import Difference, Replayed

CASES = Path(__file__).parent / "odk" / "xpath_cases.json.gz"
_XFORMS = "{http://www.w3.org/2002/xforms}"
# Where a locator leads that our trees have no node for: a document type declaration.
NOWHERE = Text(etree.Element("nowhere"), False)
_UUID = str(UUID(int=0x1234, version=4))


def replayed() -> Replayed:
    """Every case of the file, run once: "native" are those of XPath 1.0 itself, "xforms" those of ODK's functions."""
    recorded = json.loads(gzip.decompress(CASES.read_bytes()))
    now = datetime.fromisoformat(recorded["recorded_now"]).astimezone(ZoneInfo(recorded["tz"]))
    differences = tuple(one for case in recorded["cases"] if (one := _differing(case, now)) is not None)
    return Replayed(Counter(_kind(case) for case in recorded["cases"]), differences)


def _kind(case: dict[str, Any]) -> str:
    return "xforms" if case["xforms"] else "native"


def _differing(case: dict[str, Any], now: datetime) -> Difference | None:
    stage = _Stage(case["xml"], case["test"], now)
    try:
        found = stage.outcome(case)
        same = stage.same(case, found)
    except ExpressionError as error:
        found, same = f"ExpressionError: {error}", False
    if same:
        return None
    return Difference(str(case["n"]), _kind(case), case["expression"], case["expected"], found)


class _Stage:
    """The document of a case; where it is a form, its primary instance on its own, as a form being filled in has it."""

    def __init__(self, xml: str, test: str, now: datetime) -> None:
        text = re.sub(r"^\s*(<!DOCTYPE[^>]*>)?\s*", "", xml)
        self.root = etree.fromstring(text.encode(), etree.XMLParser(strip_cdata=False))
        self.test = test
        forms = [model for model in self.root.iter(f"{_XFORMS}model") if self.root.tag.endswith("}html")]
        instances = [child for model in forms for child in model.iterchildren(f"{_XFORMS}instance")]
        self.primary = instances[0] if instances else None
        self.filled = None if self.primary is None else deepcopy(self.primary[0])
        self.surroundings = Surroundings(
            now=lambda: now,
            random=lambda: 0.123456789012345,
            uuid=lambda: _UUID,
            instances={one.get("id", ""): one[0] for one in instances[1:] if len(one)},
            itext=self._itext,
            language=lambda: "en-US",
        )

    def _itext(self, name: str) -> list[Node]:
        """The values in the language that the case was recorded in, which its own test's name tells."""
        spoken = re.search(r"in language '(\w+)'", self.test)
        translations = list(self.root.iter(f"{_XFORMS}translation"))
        default = next((one for one in translations if "default" in one.attrib), translations[0])
        chosen = next((one for one in translations if spoken and one.get("lang") == spoken[1]), default)
        return [value for text in chosen if text.get("id") == name for value in text]

    def outcome(self, case: dict[str, Any]) -> object:
        namespaces = {prefix: uri for prefix, uri in self.root.nsmap.items() if prefix}
        for element in self.root.iter("*"):
            namespaces |= {prefix: uri for prefix, uri in element.nsmap.items() if prefix}
        expression = compile_expression(case["expression"], namespaces)
        scope = Scope(self._located(case["context"]), self.surroundings)
        kind = case["kind"]
        if kind == "boolean":
            return expression.boolean(scope)
        if kind.startswith("number"):
            return expression.number(scope)
        if kind.startswith("nodeset"):
            return expression.nodes(scope)
        return expression.string(scope)

    def _located(self, locator: str) -> Node:
        """The node that a locator means; within the primary instance the one of the tree on its own."""
        node: Node = Document(self.root)
        for part in re.findall(r"[^/]+\[name\(\)=\"[^\"]*\"\]|[^/]+", locator):
            node = _child(node, part)
            if node is self.primary and self.filled is not None:
                node = Document(self.filled)
        return node

    def same(self, case: dict[str, Any], found: object) -> bool:
        expected, kind = case["expected"], case["kind"]
        if isinstance(found, float):
            return _same_number(expected, found, case.get("extra"))
        if kind == "string-matches":
            return re.search(expected.strip("/i"), str(found), re.IGNORECASE) is not None
        if kind == "string-length":
            return len(str(found)) == expected
        if isinstance(found, list):
            nodes = [self._located(locator) for locator in expected]
            return found == nodes if kind == "nodeset" else set(found) == set(nodes)
        return expected == found


def _same_number(expected: object, found: float, precision: int | None) -> bool:
    number = float(expected["num"]) if isinstance(expected, dict) else float(str(expected))
    if math.isnan(number) or math.isinf(number):
        return math.isnan(found) if math.isnan(number) else found == number
    return round(found * precision) == round(number * precision) if precision else found == number


def _child(node: Node, part: str) -> Node:
    """The child that one part of a locator means: *[2], text()[1], comment()[1], @*[name()="id"]."""
    if part.startswith("@*"):
        return _attribute(node, part.split('"')[1])
    kind, _, place = part.partition("[")
    children = [child for child in children_of(node) if _is_a(child, kind)]
    number = int(place.rstrip("]"))
    return children[number - 1] if number <= len(children) else NOWHERE


def _attribute(node: Node, name: str) -> Node:
    assert isinstance(node, etree._Element)
    prefix, _, local = name.rpartition(":")
    if prefix == "xmlns" or name == "xmlns":
        return Declaration(node, local if prefix else "")
    return Attribute(node, f"{{{node.nsmap[prefix]}}}{local}" if prefix else local)


def _is_a(node: Node, kind: str) -> bool:
    match kind:
        case "*":
            return isinstance(node, etree._Element) and isinstance(node.tag, str)
        case "text()":
            return isinstance(node, Text)
        case "comment()":
            return isinstance(node, etree._Comment)
        case "processing-instruction()":
            return isinstance(node, etree._ProcessingInstruction)
    return True
