"""What is chosen among, and what becomes of a choice that is no longer offered."""

import pytest

from kiosk.core.refusal import Refusal
from tests.unit.xforms.paper import ask, bind, filling, refusal_of

ITEMS = "".join(f"<item><label>{name.upper()}</label><value>{name}</value></item>" for name in "abc")
TOWNS = (
    '<instance id="towns"><root><item><name>e</name><label>East</label><in>1</in></item>'
    "<item><name>w</name><label>West</label><in>1</in></item><item><name>n</name><label>North</label><in>2</in></item>"
    "</root></instance>"
)
FROM_TOWNS = """<itemset nodeset="instance('towns')/root/item[in = /data/a]"><value ref="name"/><label ref="label"/>
</itemset>"""


def test_one_is_chosen_and_no_other_value_is_taken() -> None:
    form = filling("<a/>", f'<select1 ref="/data/a">{ITEMS}</select1>')
    form.answer("/data/a", "b")
    question = form.question("/data/a")
    assert (question.kind, question.value, question.shown) == ("select_one", "b", "B")
    assert [(option.value, option.label) for option in question.options] == [("a", "A"), ("b", "B"), ("c", "C")]
    assert refusal_of(lambda: form.answer("/data/a", "d")) == "FORM_ANSWER_TYPE"


def test_several_are_held_in_the_order_in_which_they_are_offered() -> None:
    form = filling("<a/>", f'<select ref="/data/a">{ITEMS}</select>')
    form.answer("/data/a", "c a")
    assert form.question("/data/a").value == "a c"
    assert form.question("/data/a").shown == "A、C"
    assert refusal_of(lambda: form.answer("/data/a", "a d")) == "FORM_ANSWER_TYPE"


def test_an_order_names_every_choice_once() -> None:
    form = filling("<a/>", f'<odk:rank ref="/data/a">{ITEMS}</odk:rank>')
    form.answer("/data/a", "c a b")
    assert form.question("/data/a").value == "c a b"
    for wrong in ("c a", "c a b b", "c a d"):
        assert refusal_of(lambda wrong=wrong: form.answer("/data/a", wrong)) == "FORM_ANSWER_TYPE"


def test_choices_follow_an_earlier_answer_and_a_choice_that_is_gone_counts_no_more() -> None:
    body = ask("a") + f'<select1 ref="/data/b">{FROM_TOWNS}</select1>'
    form = filling("<a/><b/><c/>", body, TOWNS + bind("c", calculate="/data/b"))
    assert form.question("/data/b").options == ()
    form.answer("/data/a", "1")
    form.answer("/data/b", "w")
    assert form.answers() == {"a": "1", "b": "w", "c": "w"}
    form.answer("/data/a", "2")
    assert form.answers() == {"a": "2"}
    assert [option.label for option in form.question("/data/b").options] == ["North"]
    form.answer("/data/a", "1")
    assert form.answers()["b"] == "w", "as in web-forms it comes back with its choices"


def test_choices_may_be_the_rows_of_the_form_itself() -> None:
    people = "<person><name>Li</name></person><person><name>Wang</name></person><head/>"
    body = (
        '<repeat nodeset="/data/person"><input ref="/data/person/name"/></repeat><select1 ref="/data/head">'
        '<itemset nodeset="/data/person"><value ref="name"/><label ref="name"/></itemset></select1>'
    )
    form = filling(people, body)
    form.answer("/data/head", "Wang")
    form.answer("/data/person[2]/name", "Zhao")
    assert "head" not in form.answers()
    assert [option.value for option in form.question("/data/head").options] == ["Li", "Zhao"]


def test_a_trigger_is_confirmed_or_not() -> None:
    form = filling("<a/>", '<trigger ref="/data/a"><label>Read?</label></trigger>')
    form.answer("/data/a", "OK")
    assert form.answers() == {"a": True}
    assert form.question("/data/a").shown == "已确认"
    assert refusal_of(lambda: form.answer("/data/a", "yes")) == "FORM_ANSWER_TYPE"


def test_a_range_takes_what_lies_in_it_whichever_end_is_greater() -> None:
    for start, end in (("1", "5"), ("5", "1")):
        body = f'<range ref="/data/a" start="{start}" end="{end}" step="1"><label>How many</label></range>'
        form = filling("<a/>", body, bind("a", type="int"))
        form.answer("/data/a", "5")
        assert form.question("/data/a").parameters == {"start": start, "end": end, "step": "1"}
        assert refusal_of(lambda form=form: form.answer("/data/a", "6")) == "FORM_ANSWER_TYPE"


def test_a_choices_name_is_its_label_and_of_none_it_is_nothing() -> None:
    named = bind("b", calculate="jr:choice-name(/data/a, '/data/a')")
    form = filling("<a/><b/>", f'<select1 ref="/data/a">{ITEMS}</select1>', named)
    assert form.answers() == {}
    form.answer("/data/a", "c")
    assert form.answers() == {"a": "c", "b": "C"}


def test_a_value_that_is_not_offered_is_answered_with_those_that_are() -> None:
    form = filling("<a/>", f'<select1 ref="/data/a">{ITEMS}</select1>')
    with pytest.raises(Refusal) as no:
        form.answer("/data/a", "d")
    assert "(a、b、c)" in no.value.text("zh") and "(a, b, c)" in no.value.text("en")
