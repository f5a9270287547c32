"""Expressions drawn at random from a table: every function that an oracle knows, over typed operands and each other.

A `Term` keeps the terms it was made of, so that a difference can be followed down to the smallest expression that
differs: `blame` in comparison.py. What stands inside a predicate is evaluated elsewhere and is no part.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from tests.conformance.operands import SINGLE

JAVAROSA, OPENROSA = "javarosa", "openrosa"
BOTH = frozenset((JAVAROSA, OPENROSA))
DEPTH_MAX = 4
STRANGER = 0.12  # how often an argument is of another kind than the function wants: what forms do by mistake
OUTSIDE, INSIDE = "/data/age", "/data/row[1]/n"  # a context outside of every row, and one within the first


class Term(NamedTuple):
    """An expression, the row of the table it was drawn from, the terms within, and the oracles that know all of it."""

    text: str
    shape: str
    parts: tuple["Term", ...]
    oracles: frozenset[str]


class Shape(NamedTuple):
    """One way to make a term of `kind`: `text` with a place {} for a term of each of `wants`."""

    kind: str
    text: str
    wants: tuple[str, ...] = ()
    oracles: frozenset[str] = BOTH


def _shapes(kind: str, *rows: str, oracles: frozenset[str] = BOTH) -> list[Shape]:
    """Rows written as `text : kind kind`: the kinds wanted stand after a colon with spaces around it."""
    made = []
    for row in rows:
        text, _, wants = row.partition(" : ")
        made.append(Shape(kind, text, tuple(wants.split()), oracles))
    return made


ONLY_JAVAROSA, ONLY_OPENROSA = frozenset((JAVAROSA,)), frozenset((OPENROSA,))
COMPOUND: tuple[Shape, ...] = (
    *_shapes(
        "number",
        "({} + {}) : number number", "({} - {}) : number number", "({} * {}) : number number",
        "({} div {}) : number number", "({} mod {}) : number number", "({} - {}) : date date",
        "number({}) : any", "int({}) : number", "round({}) : number", "round({}, {}) : number places",
        "abs({}) : number", "pow({}, {}) : number number", "sqrt({}) : number", "exp({}) : small", "exp10({}) : small",
        "log({}) : number", "log10({}) : number", "sin({}) : number", "cos({}) : number", "tan({}) : number",
        "asin({}) : number", "acos({}) : number", "atan({}) : number", "atan2({}, {}) : number number", "pi()",
        "count({}) : nodes", "count-non-empty({}) : nodes", "sum({}) : numbers", "max({}) : numbers",
        "min({}) : numbers", "max({}, {}) : number number", "min({}, {}, {}) : number number number",
        "string-length({}) : string", "count-selected({}) : choices", "decimal-date-time({}) : moment",
        "decimal-date-time({}) : date", "decimal-time({}) : time", "if({}, {}, {}) : boolean number number",
        "coalesce({}, {}) : number number", "area({}) : shape", "distance({}) : shape",
        "position({}) : row",
    ),
    *_shapes("number", "distance({}, {}) : point point", "-{} : number", oracles=ONLY_JAVAROSA),
    *_shapes("number", "floor({}) : number", "ceiling({}) : number", oracles=ONLY_OPENROSA),
    *_shapes("small", "({} div 10) : small"),
    *_shapes(
        "string",
        "string({}) : any", "concat({}, {}) : any any", "concat({}) : nodes", "join({}, {}, {}) : glue any any",
        "join({}, {}) : glue nodes", "substr({}, {}) : string places", "substr({}, {}, {}) : string places places",
        "substring-before({}, {}) : string string", "substring-after({}, {}) : string string",
        "translate({}, {}, {}) : string string string", "normalize-space({}) : string",
        "selected-at({}, {}) : choices places", "if({}, {}, {}) : boolean string string",
        "coalesce({}, {}) : string string", "format-date({}, {}) : date pattern",
        "format-date-time({}, {}) : moment pattern", "digest({}, {}, {}) : ascii algorithm encoding",
        "digest({}, {}) : ascii algorithm", "string(date({})) : date",
    ),
    *_shapes(
        "string",
        "substring({}, {}) : string number", "substring({}, {}, {}) : string number number",
        oracles=ONLY_OPENROSA,
    ),
    *_shapes("string", "base64-decode({}) : base64", "digest({}, {}, 'hex') : string algorithm", oracles=ONLY_JAVAROSA),
    *_shapes(
        "boolean",
        "({} = {}) : number number", "({} != {}) : number number", "({} < {}) : number number",
        "({} <= {}) : number number", "({} > {}) : number number", "({} >= {}) : number number",
        "({} = {}) : string string", "({} != {}) : string string", "({} = {}) : boolean boolean",
        "({} < {}) : date date", "({} >= {}) : date date", "({} = {}) : date date", "({} > {}) : moment moment",
        "({} = {}) : any any", "({} and {}) : boolean boolean", "({} or {}) : boolean boolean", "not({}) : boolean",
        "boolean({}) : any", "boolean-from-string({}) : any", "true()", "false()",
        "selected({}, {}) : choices string", "contains({}, {}) : string string", "starts-with({}, {}) : string string",
        "ends-with({}, {}) : string string", "regex({}, {}) : string regex",
        "checklist({}, {}, {}, {}) : places places boolean boolean",
        "weighted-checklist({}, {}, {}, {}, {}, {}) : number number boolean number boolean number",
        "if({}, {}, {}) : boolean boolean boolean", "(random() < 1)", "(string-length(uuid()) = 36)",
        "(today() <= now())", "(now() > date('2020-01-01'))",
    ),
    *_shapes("boolean", "({} = {}) : nodes string", "({} < {}) : numbers number", "({} = {}) : numbers numbers",
             oracles=ONLY_OPENROSA),
    *_shapes("boolean", "geofence({}, {}) : point shape", oracles=ONLY_JAVAROSA),
    *_shapes("date", "date({}) : date", "date({}) : places", "date({}) : days"),
    *_shapes("days", "({} + {}) : date places"),
    *_shapes("moment", "date-time({}) : moment", "date-time({}) : number", "({} + {}) : moment small"),
    *_shapes("nodes", "{} : numbers", "randomize({}, {}) : nodes seed"),
    *_shapes("union", "({} | {}) : nodes numbers", oracles=ONLY_OPENROSA),
    *_shapes("any", "{} : number", "{} : string", "{} : boolean", "{} : date", "{} : moment", "{} : choices"),
    *_shapes("point", "concat({}, '') : point"),
)  # fmt: skip
# Literals, and paths that mean the same wherever the context stands.
LEAVES: dict[str, tuple[str, ...]] = {
    "number": ("0", "1", "2", "-1", "7", "0.1", "2.5", "-2.5", "1000000", "12345678.9", "0.0000001", "3000000000",
               "(1 div 0)", "(0 div 0)", "'12'", "'1e3'", "' 8 '", "'１２'", "''", "'+5'", "'0x1F'", "'1,5'", "'.5'"),
    "places": ("0", "1", "2", "3", "-1", "-2", "10", "1.7"),
    "small": ("0", "1", "0.5", "-2", "3"),
    "seed": ("1", "42", "-7", "'9'", "20261122"),
    "string": ("''", "'a'", "'abc'", "'村民'", "' b '", "'42'", "'x y'", "'food'", "'true'", "'-1'", '"it\'s"', "'b'"),
    "ascii": ("''", "'abc'", "'The quick brown fox'", "'a b'"),
    "glue": ("', '", "''", "'、'"),
    "choices": ("'food care'", "''", "'a  b'", "' care '", "'food'"),
    "date": ("'2026-11-22'", "'2024-02-29'", "'1970-01-01'", "'1988-07-05'", "'1900-03-01'", "''", "'2026-02-30'"),
    "moment": ("'2026-11-22T08:30:00.000+08:00'", "'2012-02-29T23:59:59.999Z'", "'1988-07-05T12:00:00.000+09:00'",
               "'2026-11-22T08:30:00+08:00'", "'2026-11-22T00:00:00.000+08:00'", "''"),
    "time": ("'06:00:00.000+08:00'", "'23:59:59.000Z'", "'12:30:00.000-07:00'"),
    "pattern": ("'%Y-%m-%d'", "'%y/%n/%e'", "'%H:%M:%S.%3'", "'%a %b'", "'%Y年%n月%e日'", "'%h%%'", "''"),
    "algorithm": ("'MD5'", "'SHA-1'", "'SHA-256'", "'SHA-384'", "'SHA-512'"),
    "encoding": ("'hex'", "'base64'"),
    "base64": ("'5p2R5rCR'", "'YQ=='", "''", "'dGhyZWUgd29yZHM='"),
    "regex": ("'[a-c]+'", "'^[0-9]{2}$'", "'a.c'", "''", "'(food|fuel).*'", "'[^ ]'", "'\\d+'", "'^.$'"),
    "boolean": ("true()", "false()"),
    "point": ("'30.2 120.2 0 0'", "'-33.9 18.4 5 1'"),
    "shape": ("'0 0;0 1;1 1;0 0'", "'30 120 0 0;30.5 120.5 0 0;30.5 120 0 0;30 120 0 0'"),
}  # fmt: skip
for _one in SINGLE:
    LEAVES[_one.kind] = (*LEAVES.get(_one.kind, ()), f"/data/{_one.name}")
OUTSIDE_LEAVES: dict[str, tuple[str, ...]] = {
    "numbers": ("/data/row/n", "/data/row/w", "/data/row[tag = 'x']/n", "/data/row[n > 1]/w", "/data/row[n > 99]/n"),
    "nodes": ("/data/row/tag", "/data/row/on", "/data/row[n < 5]/tag", "/data/needs"),
    "row": ("/data/row[tag = 'y']", "/data/row[n = 12]"),
    "number": (".", "../debt", "../land", "sum(/data/row/n)", "count(/data/row)"),
    "string": ("../word", "../name"),
}
INSIDE_LEAVES: dict[str, tuple[str, ...]] = {
    "numbers": ("../n", "../w", "../../row/n", "../../row[tag = 'x']/n", "../../row[n > 1]/w"),
    "nodes": ("../tag", "../../row/on", "../../row[n < 5]/tag"),
    "row": ("..",),
    "number": (".", "../w", "../../age", "position(..)", "sum(../../row/n)"),
    "string": ("../tag", "../../word"),
    "date": ("../on", "../../born"),
}
ONLY_JAVAROSA_LEAVES: dict[str, tuple[str, ...]] = {
    "numbers": ("instance('list')/root/item/n", "instance('list')/root/item[kind = 'keep']/n"),
    "number": ("instance('list')/root/item[name = 'care']/n", "count(instance('list')/root/item[n > 1])"),
    "string": ("instance('list')/root/item[name = /data/sex]/kind", "instance('list')/root/item[n = 2]/name"),
}


# Axes, positions and the like, which JavaRosa leaves out: absolute, so that they stand in either context.
ONLY_OPENROSA_LEAVES: dict[str, tuple[str, ...]] = {
    "numbers": ("/data/row[w]/n", "/data/row[2]/n", "/data/row[last()]/n", "/data/row[position() > 2]/w", "//n",
                "/data/row[2]/preceding-sibling::row/n", "/data/row[2]/following-sibling::row[1]/n",
                "/data/descendant::w[. > 0]", "/data/row[1]/following::n"),
    "nodes": ("/data/*[starts-with(name(), 's')]", "/data/row[not(n)]/tag",
              "/data/row[tag][2]/tag", "//tag[. = 'x']/../on", "/data/row[n = ../row/w + 2.5]/tag"),
    "string": ("name(/data/row/..)", "local-name(/data/age)", "name(//row[last()]/w)", "string(//row[3]/tag)"),
    "number": ("count(//*)", "count(/data/row/ancestor::*)", "count(/data/row[3]/preceding::tag)"),
}  # fmt: skip


def _compound(kind: str) -> list[Shape]:
    return [shape for shape in COMPOUND if shape.kind == kind]


KINDS = {kind: _compound(kind) for kind in {shape.kind for shape in COMPOUND}}
ASKED = ("number", "number", "string", "string", "boolean", "boolean", "date", "moment", "nodes", "union")


def expression(random: Random, context: str) -> Term:
    """A term that some oracle knows all of, to be evaluated with `context` (OUTSIDE or INSIDE) as its node."""
    here = INSIDE_LEAVES if context == INSIDE else OUTSIDE_LEAVES
    while True:
        term = _drawn(random, random.choice(ASKED), here, 0)
        if term.oracles:
            return term


def _drawn(random: Random, kind: str, here: dict[str, tuple[str, ...]], depth: int) -> Term:
    shapes: Sequence[Shape] = KINDS.get(kind, ())
    leaves = [(text, BOTH) for text in (*LEAVES.get(kind, ()), *here.get(kind, ()))]
    leaves += [(text, ONLY_JAVAROSA) for text in ONLY_JAVAROSA_LEAVES.get(kind, ())]
    leaves += [(text, ONLY_OPENROSA) for text in ONLY_OPENROSA_LEAVES.get(kind, ())]
    if leaves and (not shapes or depth >= DEPTH_MAX or random.random() < depth / DEPTH_MAX):
        text, oracles = random.choice(leaves)
        return Term(text, "leaf", (), oracles)
    shape = random.choice(shapes)
    parts = tuple(_drawn(random, _wanted(random, want), here, depth + 1) for want in shape.wants)
    known = shape.oracles.intersection(*(part.oracles for part in parts))
    return Term(shape.text.format(*(part.text for part in parts)), shape.text, parts, known)


def _wanted(random: Random, kind: str) -> str:
    """Sometimes a stranger where a plain value is wanted; what only a nodeset or a pattern can be stays."""
    if kind in ("number", "string", "boolean", "date") and random.random() < STRANGER:
        return "any"
    return kind
