"""A filling keeps its record computed: values, relevance, constraints, what is asked and what leaves."""

import pytest

from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.questions import Violation
from tests.unit.xforms.paper import ask, bind, definition, filling, refusal_of, still

AGES = bind("age", type="int", constraint=". &lt; 120") + bind("old", calculate="if(/data/age &gt; 79, 'yes', 'no')")


def test_an_answer_recomputes_what_depends_on_it() -> None:
    form = filling("<age/><old/>", ask("age"), AGES)
    form.answer("/data/age", "83")
    assert form.answers() == {"age": 83, "old": "yes"}


@pytest.mark.parametrize(
    ("kind", "good", "held", "bad"),
    [
        ("int", "12", "12", "twelve"),
        ("int", "12.9", "12", "2147483648"),
        ("decimal", "3", "3.0", "3,5"),
        ("date", "2026-11-22", "2026-11-22", "2026-02-30"),
        ("time", "09:30:00", "09:30:00", "25:00:00"),
        ("dateTime", "2026-11-22T09:30:00+08:00", "2026-11-22T09:30:00+08:00", "2026-11-22T9:30"),
        ("geopoint", "30.5 114.3", "30.5 114.3", "91 0.5"),
        ("geotrace", "1 1;2 2", "1.0 1.0;2.0 2.0", "1 1"),
        ("geoshape", "1 1;2 2;3 1;1 1", "1.0 1.0;2.0 2.0;3.0 1.0;1.0 1.0", "1 1;2 2;3 1"),
    ],
)
def test_an_answer_is_held_as_its_type_writes_it_or_refused(kind: str, good: str, held: str, bad: str) -> None:
    form = filling("<x/>", ask("x"), bind("x", type=kind))
    form.answer("/data/x", good)
    assert form.question("/data/x").value == held
    assert refusal_of(lambda: form.answer("/data/x", bad)) == "FORM_ANSWER_TYPE"
    assert form.question("/data/x").value == held
    form.answer("/data/x", "")
    assert form.answers() == {}


def test_a_hidden_answer_is_kept_but_neither_seen_nor_sent() -> None:
    binds = bind("pet", relevant="/data/has = 'yes'") + bind("said", calculate="concat('a ', /data/pet)")
    form = filling("<has/><pet/><said/>", ask("has", "pet"), binds)
    form.answer("/data/has", "yes")
    form.answer("/data/pet", "cat")
    assert form.answers() == {"has": "yes", "pet": "cat", "said": "a cat"}
    form.answer("/data/has", "no")
    assert form.answers() == {"has": "no", "said": "a "}
    assert b"cat" not in form.submission() and b"<pet" not in form.submission()
    assert [question.name for question in form.questions()] == ["has"]
    form.answer("/data/has", "yes")
    assert form.answers()["pet"] == "cat"


def test_a_violated_constraint_is_kept_and_said_in_the_forms_own_words() -> None:
    said = bind("age", type="int", constraint=". &lt; 120", **{"jr:constraintMsg": "Too old"})
    form = filling("<age/>", ask("age"), said)
    form.answer("/data/age", "130")
    assert form.question("/data/age").value == "130"
    assert form.question("/data/age").violation == Violation("constraint", "Too old")
    assert [gap.name for gap in form.gaps()] == ["age"]
    form.answer("/data/age", "13")
    assert form.gaps() == ()


def test_what_is_required_is_a_gap_only_while_it_is_relevant() -> None:
    binds = bind("a") + bind("b", required="true()", relevant="/data/a = 1", **{"jr:requiredMsg": "Please"})
    form = filling("<a/><b/>", ask("a", "b"), binds)
    assert form.gaps() == ()
    form.answer("/data/a", "1")
    assert [gap.violation for gap in form.gaps()] == [Violation("required", "Please")]


def test_a_read_only_question_is_shown_and_not_answered() -> None:
    binds = bind("a", readonly="true()") + bind("g", readonly="/data/a = 5")
    form = filling("<a>5</a><g><b/></g>", ask("a", "g/b"), binds)
    assert [(q.name, q.kind, q.readonly) for q in form.questions()] == [("a", "note", True), ("b", "text", True)]
    assert refusal_of(lambda: form.answer("/data/g/b", "x")) == "FORM_ANSWER_FIXED"


def test_a_calculation_overrides_what_people_wrote_only_when_its_own_value_changes() -> None:
    form = filling("<a>1</a><b/>", ask("a", "b"), bind("b", calculate="/data/a &gt; 0"))
    form.answer("/data/b", "mine")
    form.answer("/data/a", "2")
    assert form.question("/data/b").value == "mine"
    form.answer("/data/a", "0")
    assert form.question("/data/b").value == "false"


def test_a_calculation_that_fails_on_its_values_is_no_value() -> None:
    form = filling("<a/><b/>", ask("a"), bind("b", calculate="digest(/data/a, 'none of them')"))
    form.answer("/data/a", "x")
    assert form.answers() == {"a": "x"}


def test_once_is_computed_once_and_stays_when_the_record_is_restored() -> None:
    binds = bind("b", calculate="once(/data/a)")
    form = definition("<a>first</a><b/>", ask("a"), binds)
    begun = Filling(form, still())
    begun.answer("/data/a", "second")
    assert begun.answers()["b"] == "first"
    assert Filling(form, still(), begun.submission()).answers() == {"a": "second", "b": "first"}


def test_a_record_of_another_form_is_not_carried_on() -> None:
    form = definition("<a/>", ask("a"))
    for record in (b'<data id="other"/>', b'<date id="paper"/>', b"<data", b"<!DOCTYPE a><data id='paper'/>"):
        assert refusal_of(lambda record=record: Filling(form, still(), record)) == "FORM_RECORD"


def test_letters_that_xml_cannot_hold_are_no_answer() -> None:
    form = filling("<a/>", ask("a"))
    assert refusal_of(lambda: form.answer("/data/a", "\x00")) == "FORM_ANSWER_TYPE"
    assert refusal_of(lambda: form.answer("/data/a", "x" * 10_001)) == "FORM_ANSWER_TYPE"
    form.answer("/data/a", "a\x00<b>&")
    assert form.answers() == {"a": "a<b>&"}
    assert b"<a>a&lt;b&gt;&amp;</a>" in form.submission()


def test_a_question_that_is_not_there_is_refused() -> None:
    form = filling("<a/><b/>", ask("a"))
    for ref in ("", "/", "/data", "/data/b", "/data/c", "/data/a[1]", "/data/a/b", "data/a[x]"):
        assert refusal_of(lambda ref=ref: form.answer(ref, "1")) == "FORM_QUESTION_UNKNOWN"
        assert refusal_of(lambda ref=ref: form.question(ref)) == "FORM_QUESTION_UNKNOWN"


def test_what_a_device_fills_in_stands_in_the_record_from_the_beginning() -> None:
    binds = "".join(
        f'<bind nodeset="/data/{name}" type="{kind}" jr:preload="{preload}" jr:preloadParams="{parameter}"/>'
        for name, kind, preload, parameter in (
            ("day", "date", "date", "today"),
            ("start", "dateTime", "timestamp", "start"),
            ("end", "dateTime", "timestamp", "end"),
        )
    )
    form = filling("<day/><start/><end/>", model=binds)
    assert form.answers()["day"] == "2026-11-22"
    assert str(form.answers()["start"]).startswith("2026-11-22T09:30:00")
    assert "end" not in form.answers()
    assert b"<end>2026-11-22T09:30:00" in form.submission()
    assert b"uuid:00000000-0000-4000-8000-000000000001" in form.submission()


def test_a_table_answers_by_its_row() -> None:
    table = '<instance id="towns" src="jr://file-csv/towns.csv"/>'
    look_up = bind("b", calculate="pulldata('towns', 'name', 'code', /data/a)")
    form = filling("<a/><b/>", ask("a"), table + look_up, {"towns.csv": "code,name\n1,东村\n2,西村\n".encode()})
    form.answer("/data/a", "2")
    assert form.answers()["b"] == "西村"
