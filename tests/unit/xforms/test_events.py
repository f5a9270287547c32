"""What a form does by itself: at loading, for a new row, after a change."""

from kiosk.core.xforms.filling import Filling
from tests.unit.xforms.paper import ask, bind, definition, filling, refusal_of, still

ROWS = '<n>1</n><row jr:template=""><a/><b/></row>'
REPEAT = '<repeat nodeset="/data/row">{}<input ref="/data/row/a">{}</input><input ref="/data/row/b"/></repeat>'


def test_a_default_that_is_computed_is_set_once_when_the_record_is_new() -> None:
    action = '<setvalue event="odk-instance-first-load" ref="/data/a" value="today()"/>'
    form = definition("<a/><b/>", ask("a"), action + bind("b", calculate="/data/a"))
    begun = Filling(form, still())
    assert begun.answers() == {"a": "2026-11-22", "b": "2026-11-22"}
    begun.answer("/data/a", "mine")
    assert Filling(form, still(), begun.submission()).answers()["a"] == "mine"


def test_a_load_event_comes_with_every_loading() -> None:
    form = definition("<a/>", ask("a"), '<setvalue event="odk-instance-load" ref="/data/a" value="4 * 4"/>')
    begun = Filling(form, still())
    begun.answer("/data/a", "5")
    assert Filling(form, still(), begun.submission()).answers()["a"] == "16"


def test_a_new_row_is_greeted_and_its_neighbours_are_left_alone() -> None:
    greeting = '<setvalue event="odk-new-repeat" ref="/data/row/a" value="../../n + position(..)"/>'
    form = filling(ROWS, REPEAT.format(greeting, ""))
    form.add("/data/row")
    form.answer("/data/row[1]/a", "mine")
    form.add("/data/row")
    assert form.answers() == {"n": "1", "row": [{"a": "mine"}, {"a": "3"}]}


def test_rows_that_a_count_adds_are_greeted_too() -> None:
    greeting = '<setvalue event="odk-new-repeat" ref="/data/row/a" value="position(..)"/>'
    body = REPEAT.format(greeting, "").replace("<repeat ", '<repeat jr:count="/data/n" ')
    form = filling(ROWS, ask("n") + body, bind("n", type="int"))
    form.answer("/data/n", "3")
    rows = form.answers()["row"]
    assert rows == [{"a": "1"}, {"a": "2"}, {"a": "3"}]


def test_a_change_sets_what_it_triggers_after_all_is_computed() -> None:
    body = (
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/c"/>'
        '<setvalue event="xforms-value-changed" ref="/data/d">said</setvalue></input>'
    )
    form = filling("<a/><b/><c/><d>old</d>", body, bind("c", calculate="concat(/data/a, '!')"))
    assert form.answers()["d"] == "old"
    form.answer("/data/a", "x")
    assert form.answers() == {"a": "x", "b": "x!", "c": "x!", "d": "said"}


def test_a_change_in_a_row_means_that_row() -> None:
    trigger = '<setvalue event="xforms-value-changed" ref="/data/row/b" value="concat(../a, position(..))"/>'
    form = filling(ROWS, REPEAT.format("", trigger))
    form.add("/data/row")
    form.add("/data/row")
    form.answer("/data/row[2]/a", "x")
    assert form.answers()["row"] == [{}, {"a": "x", "b": "x2"}]


def test_a_trigger_that_means_several_rows_is_refused() -> None:
    trigger = '<input ref="/data/n"><setvalue event="xforms-value-changed" ref="/data/row/b" value="1"/></input>'
    form = filling(ROWS, trigger + REPEAT.format("", ""))
    form.add("/data/row")
    form.answer("/data/n", "2")
    assert form.answers()["row"] == [{"b": "1"}]
    form.add("/data/row")
    assert refusal_of(lambda: form.answer("/data/n", "3")) == "FORM_ACTION"


def test_triggers_that_set_each_other_off_come_to_an_end() -> None:
    more = '<input ref="/data/{}"><setvalue event="xforms-value-changed" ref="/data/{}" value="/data/{} + 1"/></input>'
    form = filling("<a/><b/>", more.format("a", "b", "a") + more.format("b", "a", "b"))
    form.answer("/data/a", "1")
    assert int(str(form.answers()["a"])) > 1


def test_a_place_is_never_set_since_a_station_has_no_instrument_for_it() -> None:
    form = filling("<a/>", ask("a"), '<odk:setgeopoint event="odk-instance-first-load" ref="/data/a"/>')
    assert form.answers() == {}
