"""A form is read once and for all, or refused with what is wrong and where."""

import pytest

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import read_definition
from tests.unit.xforms.paper import ask, bind, definition, form, refusal_of


def test_a_form_tells_its_id_version_and_title() -> None:
    read = definition("<name/>", ask("name"))
    assert (read.id, read.version, read.title) == ("paper", "7", "Paper")
    assert (read.languages, read.default_language) == ((), "")


def test_languages_stand_in_their_order_and_the_default_is_said() -> None:
    itext = '<itext><translation lang="English (en)"/><translation lang="中文 (zh)" default="true()"/></itext>'
    read = definition("<name/>", model=itext)
    assert (read.languages, read.default_language) == (("English (en)", "中文 (zh)"), "中文 (zh)")


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<html",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        b"<?xml version='1.0'?><!DOCTYPE html SYSTEM 'http://example.org/x.dtd'><html/>",
        b"<a>" * 100 + b"</a>" * 100,
        b"<a>" + b"<b/>" * 200_001 + b"</a>",
        b" " * (8 * 1024 * 1024 + 1),
    ],
    ids=["empty", "torn", "entity", "dtd", "deep", "many", "long"],
)
def test_xml_that_is_broken_or_past_a_limit_is_refused(xml: bytes) -> None:
    assert refusal_of(lambda: read_definition(xml)) == "FORM_XML"


@pytest.mark.parametrize("xml", [b"<html/>", b"<html><head><model/></head></html>"])
def test_xml_that_is_no_form_is_refused(xml: bytes) -> None:
    assert refusal_of(lambda: read_definition(xml)) == "FORM_STRUCTURE"


def test_an_expression_that_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(Refusal) as refused:
        definition("<age/>", ask("age"), bind("age", constraint=". &gt;"))
    assert refused.value.code == "FORM_EXPRESSION"
    assert refused.value.params["where"] == "/data/age constraint"
    assert refused.value.params["place"] == 4


@pytest.mark.parametrize(
    ("binds", "names"),
    [
        (bind("a", calculate=". + 1"), "a → a"),
        (bind("a", relevant=". = 1"), "a → a"),
        (bind("a", calculate="/data/b") + bind("b", calculate="../a"), "a → b → a"),
        (bind("a", calculate="/data/b") + bind("b", relevant="/data/a = 1"), "a → b → a"),
        (bind("a", calculate="count(/data/*[. = 1])"), "a → a"),
    ],
)
def test_questions_computed_in_a_circle_are_refused_by_name(binds: str, names: str) -> None:
    with pytest.raises(Refusal) as refused:
        definition("<a/><b/>", ask("a", "b"), binds)
    assert refused.value.code == "FORM_CYCLE"
    assert refused.value.params["names"] == names


@pytest.mark.parametrize(
    "binds",
    [
        bind("a", constraint=". &gt; 1"),
        bind("a", relevant="/data/b = ''") + bind("b", relevant="/data/a = ''"),
        bind("a", required="/data/b = ''") + bind("b", required="/data/a = ''"),
        bind("a", calculate="once(/data/b)"),
    ],
)
def test_what_only_looks_like_a_circle_is_none(binds: str) -> None:
    assert definition("<a/><b/>", ask("a", "b"), binds).id == "paper"


def test_a_row_may_be_computed_from_the_row_before_but_not_from_itself() -> None:
    rows, body = "<row><x/></row>", '<repeat nodeset="/data/row"><input ref="/data/row/x"/></repeat>'
    previous = "/data/row[position() = position(current()/..) - 1]/x + 1"
    assert definition(rows, body, bind("row/x", calculate=previous))
    assert refusal_of(lambda: definition(rows, body, bind("row/x", calculate="../x + 1"))) == "FORM_CYCLE"


def test_an_action_with_an_event_nobody_knows_is_refused() -> None:
    action = '<setvalue event="xforms-something" ref="/data/a" value="1"/>'
    assert refusal_of(lambda: definition("<a/>", model=action)) == "FORM_STRUCTURE"


def test_a_question_about_no_node_asks_for_nothing() -> None:
    assert definition("<a/>", ask("a", "b")).body[0].part.ref == "/data/a"
    assert len(definition("<a/>", ask("a", "b")).body) == 1


def test_a_path_without_prefix_finds_its_node_in_any_default_namespace() -> None:
    xml = form("<age/>", ask("age"), bind("age", type="int"))
    xml = xml.replace(b"<data id", b'<data xmlns="http://example.org/a" id')
    assert read_definition(xml).root.children[0].bind.kind == "int"
