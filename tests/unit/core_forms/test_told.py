"""Recorded answers read in their form's words; what the form does not know is shown as it was recorded."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.core.forms.told import Part, Table, Told, plainly, speak, still, told
from kiosk.core.xforms.definition import read_definition
from kiosk.core.xforms.filling import Filling

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
FORM = """<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model>
 <itext><translation lang="中文 (zh)" default="true()">{zh}</translation>
  <translation lang="English (en)">{en}</translation>
 </itext><instance><data id="T" version="1"><town/><house><built/><size/>
  <plot><area/><crop><kind/></crop></plot></house><total/><photo/><agreed/></data></instance>
 <bind nodeset="/data/town" type="string"/><bind nodeset="/data/house/built" type="date"/>
 <bind nodeset="/data/house/size" type="decimal"/><bind nodeset="/data/house/plot/area" type="decimal"/>
 <bind nodeset="/data/total" type="decimal" calculate="sum(/data/house/plot/area)" readonly="true()"/>
 <bind nodeset="/data/photo" type="binary"/></model></h:head><h:body>
 <select1 ref="/data/town"><label ref="jr:itext('town')"/>
  <item><label ref="jr:itext('river')"/><value>river</value></item></select1>
 <group ref="/data/house"><label ref="jr:itext('house')"/>
  <input ref="/data/house/built"><label ref="jr:itext('built')"/></input>
  <input appearance="money" ref="/data/house/size"><label ref="jr:itext('size')"/></input>
  <group ref="/data/house/plot"><label ref="jr:itext('plot')"/><repeat nodeset="/data/house/plot">
   <input ref="/data/house/plot/area"><label ref="jr:itext('area')"/></input>
   <group ref="/data/house/plot/crop"><label ref="jr:itext('crop')"/><repeat nodeset="/data/house/plot/crop">
    <input ref="/data/house/plot/crop/kind"><label ref="jr:itext('kind')"/></input></repeat></group>
  </repeat></group></group>
 <input ref="/data/total"><label ref="jr:itext('total')"/></input>
 <upload ref="/data/photo" mediatype="image/*"><label ref="jr:itext('photo')"/></upload>
 <trigger ref="/data/agreed"><label ref="jr:itext('agreed')"/></trigger></h:body></h:html>"""
WORDS = {
    "town": ("住在哪里？", "Where?"), "river": ("河边", "By the river"), "house": ("房子", "House"),
    "built": ("哪天建的？", "Built when?"), "size": ("值多少钱？", "Worth?"), "plot": ("地块", "Plot"),
    "area": ("多大？", "How large?"), "crop": ("庄稼", "Crop"), "kind": ("种什么？", "What grows?"),
    "total": ("一共", "In all"), "photo": ("照片", "Picture"), "agreed": ("同意吗？", "Agreed?"),
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "town": "river",
    "built": "2001-05-01",
    "size": 120000.5,
    "plot": [{"area": 1.5, "crop": [{"kind": "水稻"}, {"kind": "茶"}]}, {"area": 2.0}],
    "total": 3.5,
    "photo": "photo-1.jpg",
    "agreed": True,
}


def form(language: str = "zh") -> Filling:
    words = [
        "".join(f'<text id="{key}"><value>{said[place]}</value></text>' for key, said in WORDS.items())
        for place in (0, 1)
    ]
    filling = Filling(read_definition(FORM.format(zh=words[0], en=words[1]).encode()), still(NOW))
    speak(filling, language)
    return filling


def lines(parts: tuple[Part, ...]) -> list[tuple[str, object]]:
    return [(part.label, part.shown) for part in parts if isinstance(part, Told)]


def tables(parts: tuple[Part, ...]) -> list[tuple[str, tuple[str, ...], list[list[object]]]]:
    return [
        (part.label, part.columns, [[cell and cell.shown for cell in row] for row in part.rows])
        for part in parts
        if isinstance(part, Table)
    ]


def test_labels_options_and_days_stand_in_the_reader_s_language() -> None:
    assert lines(told(form("zh"), ANSWERS))[:3] == [
        ("住在哪里？", "河边"), ("哪天建的？", "2001年5月1日"), ("值多少钱？", "120,000.50元"),
    ]  # fmt: skip
    assert lines(told(form("en"), ANSWERS))[:3] == [
        ("Where?", "By the river"), ("Built when?", "2001-05-01"), ("Worth?", "¥120,000.50"),
    ]  # fmt: skip


def test_a_repeat_is_a_table_and_rows_inside_a_row_are_one_of_their_own() -> None:
    assert tables(told(form("en"), ANSWERS)) == [
        ("Plot", ("How large?",), [["1.5"], ["2"]]),
        ("Plot 1 · Crop", ("What grows?",), [["水稻"], ["茶"]]),
    ]


def test_answers_keep_their_order_and_the_headings_they_stood_under() -> None:
    parts = told(form("en"), ANSWERS)
    assert [part.name for part in parts] == ["town", "built", "size", "plot", "crop", "total", "photo", "agreed"]
    assert [part.group for part in parts[:4]] == ["", "House", "House", "House"]


def test_yes_and_no_stay_what_they_are_and_a_picture_is_marked() -> None:
    parts = {part.name: part for part in told(form(), ANSWERS) if isinstance(part, Told)}
    assert parts["agreed"].shown is True and parts["photo"].picture and not parts["town"].picture


def test_what_was_recorded_is_shown_even_where_the_form_computes_something_else_today() -> None:
    assert dict(lines(told(form("en"), ANSWERS | {"total": 99.0})))["In all"] == "99.0"


def test_an_option_that_is_none_any_more_is_shown_as_it_was_recorded() -> None:
    assert lines(told(form("en"), ANSWERS | {"town": "hill"}))[0][1] == "hill"


@pytest.mark.parametrize("odd", [{"what": 1}, {"plot": 5}, {"plot": [1]}, {"town": None}, {"built": "soon"},
                                 {"house": [{"a": {"b": []}}]}])  # fmt: skip
def test_answers_that_are_not_this_form_s_stand_by_their_names(odd: dict[str, Any]) -> None:
    assert told(form(), ANSWERS | odd) == plainly(ANSWERS | odd)
    assert ("town", str((ANSWERS | odd)["town"])) in lines(told(form(), ANSWERS | odd))


def test_without_a_form_every_answer_stands_by_its_name_and_rows_in_a_table() -> None:
    assert lines(plainly({"a": 1, "b": False, "c": ["x"]})) == [("a", "1"), ("b", False), ("c", "['x']")]
    assert tables(plainly({"rows": [{"x": 1}, {"y": "z"}]})) == [("rows", ("x", "y"), [["1", None], [None, "z"]])]


def test_rows_deeper_than_an_entrustment_may_have_are_shown_as_they_stand() -> None:
    deep: Any = {"x": 1}
    for _ in range(200):
        deep = {"r": [deep]}
    assert [label for label, _columns, _rows in tables(plainly(deep))] == ["r", "r 1 · r", "r 1 · r 1 · r"]
