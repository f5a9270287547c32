"""The typed operands that the expressions of grammar.py speak of: one small form, as each engine wants to see it."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree


class Operand(NamedTuple):
    """A leaf of the form: its name, its type in the bind, its value as XForms writes it, and what it may stand for."""

    name: str
    type: str
    value: str
    kind: str


# Numbers are written as JavaRosa writes them, so that reading a leaf shows no difference of form.
SHAPE = "30.0 120.0 0.0 0.0; 30.0 120.01 0.0 0.0; 30.01 120.01 0.0 0.0; 30.0 120.0 0.0 0.0"
SINGLE = (
    Operand("age", "int", "67", "number"),
    Operand("debt", "int", "-3", "number"),
    Operand("nought", "int", "0", "number"),
    Operand("unasked", "int", "", "number"),
    Operand("land", "decimal", "2.5", "number"),
    Operand("loss", "decimal", "-0.125", "number"),
    Operand("name", "string", "张三", "string"),
    Operand("word", "string", "abc", "string"),
    Operand("spaced", "string", "a  b c", "string"),
    Operand("digits", "string", "42", "string"),
    Operand("silent", "string", "", "string"),
    Operand("born", "date", "1988-07-05", "date"),
    Operand("founded", "date", "1949-10-01", "date"),
    Operand("today", "date", "2026-11-22", "date"),
    Operand("undated", "date", "", "date"),
    Operand("seen", "dateTime", "2026-11-22T08:30:00.000+08:00", "moment"),
    Operand("woken", "time", "06:45:00.000+08:00", "time"),
    Operand("needs", "select", "food fuel care", "choices"),
    Operand("needless", "select", "", "choices"),
    Operand("sex", "select1", "female", "string"),
    Operand("home", "geopoint", "30.25 120.17 0.0 0.0", "point"),
    Operand("field", "geoshape", SHAPE, "shape"),
)
ROW = (
    Operand("n", "int", "", "number"),
    Operand("w", "decimal", "", "number"),
    Operand("tag", "string", "", "string"),
    Operand("on", "date", "", "date"),
)
ROWS = (
    ("3", "0.5", "x", "2026-01-31"),
    ("1", "", "y", ""),
    ("", "-2.25", "x", "2024-02-29"),
    ("12", "1.5", "", "1988-07-05"),
)
ITEMS = (("food", "eat", "1"), ("fuel", "burn", "2"), ("care", "keep", "4"), ("work", "keep", "8"))
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>operands</h:title><model><instance>{data}</instance>
<instance id="list">{items}</instance>{binds}</model></h:head><h:body>{controls}</h:body></h:html>"""


def data() -> str:
    """The primary instance as XML: the singles, then the rows of `row`."""
    leaves = "".join(f"<{one.name}>{one.value}</{one.name}>" for one in SINGLE)
    rows = ""
    for values in ROWS:
        cells = "".join(f"<{one.name}>{value}</{one.name}>" for one, value in zip(ROW, values, strict=True))
        rows += f"<row>{cells}</row>"
    return f'<data xmlns="" id="operands">{leaves}{rows}</data>'


def items() -> str:
    """The secondary instance `list` as XML."""
    rows = "".join(f"<item><name>{name}</name><kind>{kind}</kind><n>{n}</n></item>" for name, kind, n in ITEMS)
    return f'<root xmlns="">{rows}</root>'


def instances() -> dict[str, etree._Element]:
    """The secondary instances as our engine is handed them: by id, the instance's root, which stands in `instance`."""
    return {"list": etree.fromstring(f'<instance id="list">{items()}</instance>')[0]}


def form() -> str:
    """A whole form with binds and controls, so that an engine with typed nodes gives each its type."""
    binds, controls = "", ""
    for path, one in _placed():
        kind = "string" if one.type.startswith("select") else one.type
        binds += f'<bind nodeset="{path}" type="{kind}"/>'
        if one.type.startswith("select"):
            nodeset = "instance('list')/root/item"
            choices = f'<itemset nodeset="{nodeset}"><value ref="name"/><label ref="name"/></itemset>'
            controls += f'<{one.type} ref="{path}"><label>{one.name}</label>{choices}</{one.type}>'
    fields = "".join(f'<input ref="/data/row/{one.name}"/>' for one in ROW)
    controls += f'<group ref="/data/row"><repeat nodeset="/data/row">{fields}</repeat></group>'
    return FORM.format(data=data(), items=items(), binds=binds, controls=controls)


def _placed() -> Iterator[tuple[str, Operand]]:
    yield from ((f"/data/{one.name}", one) for one in SINGLE)
    yield from ((f"/data/row/{one.name}", one) for one in ROW)
