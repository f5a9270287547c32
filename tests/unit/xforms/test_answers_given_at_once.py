"""Answers go out as plain JSON and come back in as such."""

import pytest

from kiosk.core.xforms.answers import Answers
from kiosk.core.xforms.filling import Filling
from tests.unit.xforms.paper import ask, bind, definition, refusal_of, still

DATA = "<has/><g><age/></g><note/><total/><ok/><income/><row jr:template=''><a/><b/></row>"
BODY = (
    ask("has", "g/age", "note", "income")
    + '<trigger ref="/data/ok"><label>OK?</label></trigger>'
    + '<repeat nodeset="/data/row"><input ref="/data/row/a"/><input ref="/data/row/b"/></repeat>'
)
BINDS = (
    bind("g/age", type="int", relevant="/data/has = 'yes'")
    + bind("note", readonly="true()")
    + bind("income", type="decimal")
    + bind("total", type="int", calculate="count(/data/row)")
    + bind("row/b", relevant="../a = 'x'")
)
GIVEN: Answers = {
    "has": "yes",
    "age": 61,
    "total": 2,
    "ok": True,
    "income": 1200.5,
    "row": [{"a": "x", "b": "y"}, {"a": "z"}],
}


def _form() -> Filling:
    return Filling(definition(DATA, BODY, BINDS), still())


def test_what_comes_out_goes_in_again() -> None:
    form = _form()
    form.fill(GIVEN)
    assert form.answers() == GIVEN
    form.fill({"row": [{"a": "x"}]})
    assert form.answers()["row"] == [{"a": "x", "b": "y"}]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"hsa": "yes"}, "FORM_ANSWER_UNKNOWN"),
        ({"row": [{"c": "y"}]}, "FORM_ANSWER_UNKNOWN"),
        ({"g": "yes"}, "FORM_ANSWER_UNKNOWN"),
        ({"income": "much"}, "FORM_ANSWER_TYPE"),
        ({"income": float("nan")}, "FORM_ANSWER_TYPE"),
        ({"has": [{"a": 1}]}, "FORM_ANSWER_TYPE"),
        ({"row": "x"}, "FORM_ANSWER_TYPE"),
        ({"row": [{}] * 101}, "FORM_ROWS"),
    ],
)
def test_what_no_question_asks_or_can_hold_is_refused(answers: Answers, code: str) -> None:
    assert refusal_of(lambda: _form().fill(answers)) == code


def test_an_answer_to_what_is_not_asked_stays_behind() -> None:
    form = _form()
    form.fill({"has": "no", "age": 61, "row": [{"a": "q", "b": "y"}]})
    assert form.answers() == {"has": "no", "total": 1, "row": [{"a": "q"}]}


def test_a_question_that_a_later_answer_opens_is_filled_too() -> None:
    data, body = "<first/><second/>", ask("first", "second")
    form = Filling(definition(data, body, bind("first", relevant="/data/second = 1")), still())
    form.fill({"first": "a", "second": "1"})
    assert form.answers() == {"first": "a", "second": "1"}


ROW_BEGUN = "<free>3</free><asked>3</asked><row><a/></row><last/>"
ASKED_OF_IT = ask("free", "asked") + '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>' + ask("last")


def test_answers_that_are_all_there_are_bring_back_no_default_and_no_row_that_somebody_took_away() -> None:
    def begun() -> Filling:
        return Filling(definition(ROW_BEGUN, ASKED_OF_IT, bind("row/a", required="true()")), still())

    form, again, by_hand = begun(), begun(), begun()
    form.answer("/data/free", "")
    form.remove("/data/row", 1)
    again.fill(form.answers(), whole=True)
    assert again.answers() == form.answers() == {"asked": "3"} and again.gaps() == ()
    by_hand.fill({"last": "x"})
    assert by_hand.answers() == {"free": "3", "asked": "3", "row": [{}], "last": "x"}, "a part leaves the rest alone"


def test_an_answer_stands_though_a_later_one_sets_it_by_the_form_s_own_action() -> None:
    setting = '<setvalue event="xforms-value-changed" ref="/data/set" value="\'proposed\'"/>'
    body = ask("set") + f'<input ref="/data/by"><label>by</label>{setting}</input>'
    for given in ({"set": "mine", "by": "1"}, {"by": "1"}):
        form = Filling(definition("<set/><by/>", body), still())
        form.fill(given, whole=True)
        assert form.answers() == given


def test_blanks_are_no_answer() -> None:
    form = Filling(definition("<a/>", ask("a"), bind("a", required="true()")), still())
    form.fill({"a": " \u3000"})
    assert form.answers() == {} and [gap.name for gap in form.gaps()] == ["a"]
