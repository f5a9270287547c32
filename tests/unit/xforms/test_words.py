"""What a form says: languages, texts with answers in them, images and sound, and how values are read out."""

import pytest

from tests.unit.xforms.paper import ask, bind, filling

ITEXT = """<itext>
<translation lang="English (en)"><text id="a"><value>Age of <output value="/data/name"/></value>
<value form="image">jr://images/age.png</value><value form="audio">jr://audio/age.mp3</value></text>
<text id="hint"><value>In years</value><value form="guidance">Say it slowly</value></text>
<text id="few"><value>Too few, <output value="/data/name"/></value></text>
<text id="only"><value>Only here</value></text>
</translation>
<translation lang="中文 (zh)" default="true()">
<text id="a"><value><output value="/data/name"/>的年龄</value></text>
<text id="hint"><value>周岁</value></text><text id="few"><value>太少了</value></text></translation></itext>"""
BODY = """<input ref="/data/name"/>
<input ref="/data/age"><label ref="jr:itext('a')"/><hint ref="jr:itext('hint')"/></input>
<input ref="/data/only"><label ref="jr:itext('only')">Written out</label></input>"""


def test_a_form_speaks_its_default_language_until_it_is_asked_for_another() -> None:
    constraint = bind("age", type="int", constraint=". &gt; 5", **{"jr:constraintMsg": "jr:itext('few')"})
    form = filling("<name>Li</name><age/><only/>", BODY, ITEXT + constraint)
    assert (form.language, form.languages) == ("中文 (zh)", ("English (en)", "中文 (zh)"))
    assert (form.question("/data/age").label, form.question("/data/age").hint) == ("Li的年龄", "周岁")
    form.speak("English (en)")
    form.answer("/data/age", "3")
    question = form.question("/data/age")
    assert (question.label, question.hint, question.guidance) == ("Age of Li", "In years", "Say it slowly")
    assert (question.image, question.audio) == ("age.png", "age.mp3")
    assert question.violation is not None and question.violation.message == "Too few, Li"
    form.speak("Français")
    assert form.language == "English (en)"


def test_a_text_that_a_language_lacks_is_what_stands_in_the_label() -> None:
    form = filling("<name>Li</name><age/><only/>", BODY, ITEXT)
    assert form.question("/data/only").label == "Written out"


def test_what_is_computed_in_words_follows_the_language() -> None:
    form = filling("<name>Li</name><said/>", ask("name"), ITEXT + bind("said", calculate="jr:itext('few')"))
    assert form.answers()["said"] == "太少了"
    form.speak("English (en)")
    assert form.answers()["said"] == "Too few, Li"


def test_a_decimal_is_read_out_in_a_label_without_its_empty_places() -> None:
    body = """<input ref="/data/income"/>
    <input ref="/data/ok"><label>Is <output value="/data/income"/> right?</label></input>"""
    form = filling("<income/><ok/>", body, bind("income", type="decimal"))
    form.answer("/data/income", "3000")
    assert form.question("/data/ok").label == "Is 3000 right?"


@pytest.mark.parametrize(
    ("kind", "appearance", "value", "chinese", "english"),
    [
        ("date", "", "2026-11-22", "2026年11月22日", "2026-11-22"),
        ("date", "month-year", "2026-11-01", "2026年11月", "2026-11"),
        ("date", "year", "2026-01-01", "2026年", "2026"),
        ("time", "", "09:30:00.000+08:00", "09:30", "09:30"),
        ("dateTime", "", "2026-11-22T09:30:00+08:00", "2026年11月22日 09:30", "2026-11-22 09:30"),
        ("decimal", "", "3000", "3000", "3000"),
        ("decimal", "money", "3000", "3,000元", "¥3,000"),
        ("decimal", "money", "1234.5", "1,234.50元", "¥1,234.50"),
        ("int", "", "12", "12", "12"),
        ("string", "", "东村", "东村", "东村"),
    ],
)
def test_a_value_is_shown_as_people_read_it(kind: str, appearance: str, value: str, chinese: str, english: str) -> None:
    body = f'<input ref="/data/a" appearance="{appearance}"/>'
    form = filling("<a/>", body, ITEXT.replace("/data/name", "/data/a") + bind("a", type=kind))
    form.answer("/data/a", value)
    assert form.question("/data/a").shown == chinese
    form.speak("English (en)")
    assert form.question("/data/a").shown == english


def test_labels_of_groups_stand_around_a_question_outermost_first() -> None:
    inner = '<group><label>Inner</label><input ref="/data/g/a"/></group>'
    form = filling("<g><a/></g>", f'<group ref="/data/g"><label>Outer</label>{inner}</group>')
    assert form.question("/data/g/a").groups == ("Outer", "Inner")
