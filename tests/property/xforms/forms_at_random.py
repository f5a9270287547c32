"""Forms nobody would write: a few questions at the top, in a group, and in rows within rows, all computed at random."""

from datetime import UTC, datetime
from itertools import count
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

from kiosk.core.xforms.definition import FormDefinition, read_definition
from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.xpath.scope import Surroundings

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

# Path, data type, and whether people answer it. What is said of one speaks of those before it, but for a wild form.
QUESTIONS = [
    ("/data/first", "int", True),
    ("/data/second", "int", True),
    ("/data/chosen", "string", True),
    ("/data/several", "string", True),
    ("/data/counted", "int", False),
    ("/data/home/rooms", "int", True),
    ("/data/home/area", "decimal", False),
    ("/data/member/age", "int", True),
    ("/data/member/share", "decimal", False),
    ("/data/member/pet/legs", "int", True),
    ("/data/member/pet/sum", "int", False),
    ("/data/total", "decimal", False),
]
PATHS = [path for path, _, _ in QUESTIONS]
# The groups, and the first question inside each.
GROUPS = {
    "/data/home": "/data/home/rooms",
    "/data/member": "/data/member/age",
    "/data/member/pet": "/data/member/pet/legs",
}
# Ways of speaking of a question: from anywhere, and from a row.
_SPOKEN = {
    "/data/chosen": ["selected(/data/chosen, 'b')", "instance('table')/root/item[name = /data/chosen]/price"],
    "/data/several": ["string-length(/data/several)", "count-selected(/data/several)"],
    "/data/member/age": ["sum(/data/member/age)", "/data/member[position() = 2]/age", "count(/data/member[age > 2])"],
    "/data/member/share": ["sum(/data/member/share)", "/data/member[age > 3]/share"],
    "/data/member/pet/legs": ["sum(/data/member/pet/legs)", "max(/data/member/pet/legs)"],
}
_NEAR = {
    "/data/member/share": ["../age", "../../member/age", "sum(../pet/legs)", "../../member[1]/age", "position(..)"],
    "/data/member/pet/legs": ["../../age", "position(..)", "../../../second", "../../share"],
    "/data/member/pet/sum": ["../legs", "../../share", "position(../..)", "count(../../../member)", "count(../../pet)"],
}


def operands(path: str) -> st.SearchStrategy[str]:
    """What an expression about the node at `path` may speak of."""
    before = PATHS[: PATHS.index(path)]
    spoken = [*before, *(way for one in before for way in _SPOKEN.get(one, ()))]
    written = st.integers(-3, 9).map(str)
    return st.one_of(written, st.sampled_from([*spoken, "count(/data/member)", *_NEAR.get(path, ())]))


def values(path: str) -> st.SearchStrategy[str]:
    """Expressions that make a number of some sort."""
    one = operands(path)
    return st.one_of(
        one,
        st.tuples(one, st.sampled_from(["+", "-", "*", "div", "mod"]), one).map(" ".join),
        st.tuples(one, one, one).map(lambda three: f"if({three[0]} > 2, {three[1]}, {three[2]})"),
        st.tuples(one, one).map(lambda two: f"coalesce({two[0]}, {two[1]})"),
    )


def conditions(path: str) -> st.SearchStrategy[str]:
    """Expressions that make a condition."""
    compared = st.tuples(operands(path), st.sampled_from(["=", "!=", "<", ">="]), operands(path)).map(" ".join)
    return st.one_of(compared, st.tuples(compared, st.sampled_from(["and", "or"]), compared).map(" ".join))


@st.composite
def forms(draw: st.DrawFn, hiding: bool = True) -> bytes:
    """An XForm; one in ten may compute in a circle. One that is not `hiding` has everything relevant."""
    said_besides = ["relevant", "required", "constraint"] if hiding else ["required", "constraint"]
    binds = []
    wild = draw(st.integers(0, 9)) == 0
    for path, kind, answered in QUESTIONS:
        said = {"nodeset": path, "type": kind}
        if not answered:
            said["calculate"] = draw(values(PATHS[-1] if wild else path))
        for name in draw(st.sets(st.sampled_from(said_besides), max_size=2)):
            said[name] = draw(conditions(path))
        binds.append(said)
    for path, inside in GROUPS.items():
        if hiding and draw(st.booleans()):
            binds.append({"nodeset": path, "relevant": draw(conditions(inside))})
    counted = draw(st.sampled_from(["", ' jr:count="/data/first"', ' jr:count="/data/counted"']))
    written = "".join(f"<bind {' '.join(f'{k}={quoteattr(v)}' for k, v in said.items())}/>" for said in binds)
    return _FORM.replace("BINDS", written).replace("COUNTED", counted).encode()


_FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>At random</h:title><model>
<instance><data id="random" version="1"><first>2</first><second/><chosen/><several/><counted/>
<home><rooms/><area/></home>
<member jr:template=""><age>1</age><share/><pet jr:template=""><legs>4</legs><sum/></pet></member>
<member><age>3</age><share/><pet><legs/><sum/></pet></member>
<total/></data></instance>
<instance id="table"><root><item><name>a</name><price>3</price></item><item><name>b</name><price>5</price></item>
</root></instance>BINDS</model></h:head>
<h:body><input ref="/data/first"><label>First</label></input><input ref="/data/second"/>
<select1 ref="/data/chosen"><itemset nodeset="instance('table')/root/item[price &gt; /data/second]"><value ref="name"/>
<label ref="name"/></itemset></select1>
<select ref="/data/several"><item><label>X</label><value>x</value></item><item><label>Y</label><value>y</value></item>
</select>
<group ref="/data/home"><label>Home</label><input ref="/data/home/rooms"/></group>
<group ref="/data/member"><label>Member</label><repeat nodeset="/data/member"COUNTED><input ref="/data/member/age"/>
<repeat nodeset="/data/member/pet"><input ref="/data/member/pet/legs"/></repeat></repeat></group></h:body></h:html>"""

# A step: answer, add or remove, the number of the place among those there are, and what to answer.
Step = tuple[str, int, str]
TEXTS = st.one_of(
    st.integers(-5, 12).map(str), st.sampled_from(["", "a", "b", "x y", "1.5", "-0", "1e3"]), st.text(max_size=8)
)
KINDS = st.sampled_from(["answer", "answer", "answer", "add", "remove"])
STEPS = st.lists(st.tuples(KINDS, st.integers(0, 30), TEXTS), max_size=8)


def begun(definition: FormDefinition, restored: bytes | None = None) -> Filling:
    """A filling in surroundings that repeat themselves."""
    numbers = count()
    surroundings = Surroundings(lambda: NOW, lambda: 0.5, lambda: f"{next(numbers):036d}")
    return Filling(definition, surroundings, restored)


def read(xml: bytes) -> FormDefinition:
    """The form; a circle among its computations is a Refusal."""
    return read_definition(xml)
