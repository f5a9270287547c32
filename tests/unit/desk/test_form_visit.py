"""A form inside a visit: its pages in order, answers kept on the way back, rows, gaps, materials by condition."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.filling import Question, Repeat
from kiosk.desk.form_visit import FormVisit
from kiosk.desk.photograph import open_photograph
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.visit import CONSENTS, Place, Visit
from kiosk.desk.visiting import begin, hand_in, handed
from tests.kiosk_by_hand import empower, opened, photographs
from tests.unit.desk.test_visit import FACTS, SIGNED

ALLOWANCE, RELIEF, HOMESTEAD, INSURANCE, METER = "MZ-06", "MZ-05", "ZR-01", "YB-01", "GY-01"
YOUNGER = "999901196802290012"


@pytest.fixture
def station(folder: Path, issued: Issued) -> Iterator[Station]:
    with opened(folder) as one:
        yield one


def visiting(station: Station, code: str) -> Visit:
    """At the first page of the form: who the visitor is was said."""
    visit = Visit(begin(station))
    visit.choose(station.document.catalogue.matter(code))
    visit.notice_seen = True
    for name in CONSENTS:
        visit.consent(name, True)
    for key, text in FACTS.items():
        visit.answer(key, text)
    return visit


def form_of(visit: Visit) -> FormVisit:
    assert visit.form is not None
    return visit.form


def names(form: FormVisit) -> list[str]:
    return [step.name for step in form.steps]


def refused(form: FormVisit, key: str, value: str) -> Refusal:
    with pytest.raises(Refusal) as no:
        form.answer(key, value)
    return no.value


def test_the_form_begins_when_the_identity_number_says_whose_it_is(station: Station) -> None:
    visit = Visit(begin(station))
    visit.choose(station.document.catalogue.matter(ALLOWANCE))
    assert visit.has_form and visit.form is None
    assert visit.after("question", "group") == Place("materials"), "nothing to ask before"
    visit.answer("id_number", FACTS["id_number"])
    assert visit.after("question", "group") == Place("form", "/data/claimed_before")


def test_each_answer_leads_on_to_what_it_makes_asked_and_back_without_loss(station: Station) -> None:
    visit = visiting(station, ALLOWANCE)
    form = form_of(visit)
    assert names(form) == ["claimed_before", "pay_to", "yearly_check"]
    form.answer("/data/claimed_before", "elsewhere")
    assert visit.after("form", "/data/claimed_before") == Place("form", "/data/previous_place")
    form.answer("/data/previous_place", "椒江区")
    assert visit.before("form", "/data/previous_place") == Place("form", "/data/claimed_before")
    form.answer("/data/claimed_before", "first")
    assert "previous_place" not in names(form) and "previous_place" not in form.answers
    form.answer("/data/claimed_before", "elsewhere")
    place = form.step("/data/previous_place")
    assert isinstance(place, Question) and place.value == "椒江区"


def test_a_wrong_answer_is_refused_in_the_form_s_own_words_and_kept(station: Station) -> None:
    form = form_of(visiting(station, HOMESTEAD))
    no = refused(form, "/data/plan/floors", "60")
    assert (no.code, no.text("zh")) == ("ANSWER_NOT_RIGHT", "请填1到6之间的数。请改一改再往下走。")
    assert no.text("en").startswith("Please give a number from 1 to 6. ")
    step = form.step("/data/plan/floors")
    assert isinstance(step, Question) and step.value == "60" and step.violation is not None
    assert refused(form, "/data/plan/floors", "三层").code == "FORM_ANSWER_TYPE"
    assert refused(form, "/data/plan/floors", "").code == "ANSWER_NOT_RIGHT", "it must be answered"
    form.answer("/data/plan/floors", "3")


def test_a_form_speaks_the_window_s_language_and_keeps_its_answers(station: Station) -> None:
    form = form_of(visiting(station, ALLOWANCE))
    form.answer("/data/pay_to", "social")
    form.speak("en")
    line = next(line for line in form.lines() if line.key == "/data/pay_to")
    assert (line.label, line.shown) == ("Which card should the allowance be paid into?", "My social security card")
    form.speak("zh")
    assert "津贴打到哪张卡上？" in [line.label for line in form.lines()]
    form.speak("fr")
    assert "津贴打到哪张卡上？" in [line.label for line in form.lines()], "a language it has not changes nothing"


def test_rows_are_added_told_changed_and_removed_with_what_was_typed_in_them(station: Station) -> None:
    visit = visiting(station, INSURANCE)
    form = form_of(visit)
    repeat = next(step for step in form.steps if isinstance(step, Repeat))
    assert [row.position for row in form.rows(repeat.ref)] == [1] and form.rows(repeat.ref)[0].lacking
    form.answer(f"{repeat.ref}[1]/insured_kin", "self")
    second = form.add(repeat.ref)
    assert second == f"{repeat.ref}[2]/insured_kin"
    form.answer(second, "spouse")
    form.answer(f"{repeat.ref}[2]/insured_name", "丁大海")
    form.drafts[f"{repeat.ref}[2]/insured_id_number"] = "9999"
    first, other = form.rows(repeat.ref)
    assert (first.told, first.lacking) == (("我自己",), False)
    assert (other.key, other.told, other.lacking) == (second, ("老伴（丈夫或妻子）", "丁大海"), True)
    assert visit.after("form", f"{repeat.ref}[2]/insured_id_number") == Place("form", repeat.ref)
    form.seen.update(form.keys)
    form.remove(repeat.ref, 2)
    assert len(form.rows(repeat.ref)) == 1 and form.drafts == {}
    assert form.add(repeat.ref) not in form.seen, "a new row was seen by nobody"


def test_fixed_rows_are_asked_as_often_as_the_form_says_and_have_no_page_of_their_own(station: Station) -> None:
    form = form_of(visiting(station, HOMESTEAD))
    form.answer("/data/family/others_in_household", "2")
    assert names(form).count("member_name") == 2
    assert not any(isinstance(step, Repeat) and step.name == "member" for step in form.steps)
    form.answer("/data/family/others_in_household", "1")
    assert names(form).count("member_name") == 1


def test_rows_that_stand_for_materials_are_no_pages_and_decide_what_is_asked_for(station: Station) -> None:
    visit = visiting(station, RELIEF)
    form = form_of(visit)
    assert not any(name.startswith("material_") for name in names(form))
    form.answer("/data/id_at_hand", "no")
    form.answer("/data/way", "card")
    assert [material.number for material in visit.materials_asked] == [2, 3]
    visit.hold(3, "复印件")
    form.answer("/data/way", "cash")
    assert [material.number for material in visit.materials_asked] == [2]
    assert [held.number for held in visit.entrustment().materials] == [], "what is not asked for stays behind"


def test_gaps_lead_to_their_page_in_the_order_of_the_form(station: Station) -> None:
    visit = visiting(station, ALLOWANCE)
    form = form_of(visit)
    form.answer("/data/pay_to", "social")
    lacking = [gap.place for gap in visit.gaps() if gap.place.page == "form"]
    assert lacking == [Place("form", "/data/claimed_before"), Place("form", "/data/yearly_check")]
    assert form.place("/data/pay_to") == (2, 3)


def test_from_the_summary_a_change_leads_to_what_it_newly_asks_and_then_back(station: Station) -> None:
    visit = visiting(station, ALLOWANCE)
    form = whole(visit)
    visit.reviewing = True
    form.answer("/data/claimed_before", "stopped")
    assert visit.after("form", "/data/claimed_before") == Place("form", "/data/previous_until"), (
        "though it may be empty"
    )
    assert visit.after("form", "/data/previous_until") == Place("signing"), "what was signed has changed"
    visit.sign(SIGNED)
    assert visit.after("signing") == Place("summary")


def whole(visit: Visit) -> FormVisit:
    """The old-age allowance with nothing lacking, every page seen."""
    form = form_of(visit)
    for name, value in (("claimed_before", "first"), ("pay_to", "social"), ("yearly_check", "home")):
        form.answer(f"/data/{name}", value)
    ready(visit)
    return form


def ready(visit: Visit) -> None:
    """What comes after the form, with nothing lacking."""
    form_of(visit).seen.update(form_of(visit).keys)
    for material in visit.materials_asked:
        visit.hold(material.number, "复印件")
    empower(visit, ["提交材料"], "delivered", True)
    visit.sign(SIGNED)
    assert visit.gaps() == ()


def test_a_changed_answer_must_be_signed_again_and_the_same_one_not(station: Station) -> None:
    visit = visiting(station, ALLOWANCE)
    form = whole(visit)
    form.answer("/data/pay_to", "social")
    assert visit.signature
    form.answer("/data/pay_to", "bank")
    assert not visit.signature


def test_another_identity_number_weighs_the_same_answers_anew(station: Station) -> None:
    visit = visiting(station, HOMESTEAD)
    form = form_of(visit)
    form.answer("/data/family/others_in_household", "1")
    form.answer("/data/family/member[1]/member_name", "丁大海")
    form.drafts["/data/plan/floors"] = "2"
    form.speak("en")
    visit.answer("id_number", YOUNGER)
    again = form_of(visit)
    assert again.answers["member"] == [{"member_name": "丁大海"}] and again.drafts == {"/data/plan/floors": "2"}
    step = again.step("/data/plan/floors")
    assert isinstance(step, Question) and step.label == "How many floors?"


def test_an_agent_who_signs_in_is_known_to_the_form_and_nothing_is_lost(station: Station) -> None:
    visit = visiting(station, RELIEF)
    form_of(visit).answer("/data/event", "fire")
    assert "called" not in names(form_of(visit))
    visit.agent = ("V001", "张代办")
    assert "called" in names(form_of(visit)) and form_of(visit).answers["event"] == "fire"


def test_what_is_hidden_while_somebody_s_number_is_mended_comes_back_when_it_counts_again(station: Station) -> None:
    visit = visiting(station, ALLOWANCE)
    form_of(visit).answer("/data/claimed_before", "elsewhere")
    form_of(visit).answer("/data/previous_place", "椒江区")
    form_of(visit).answer("/data/claimed_before", "first")
    visit.answer("id_number", YOUNGER)
    visit.answer("id_number", FACTS["id_number"])
    assert "previous_place" not in form_of(visit).answers
    form_of(visit).answer("/data/claimed_before", "elsewhere")
    assert form_of(visit).answers["previous_place"] == "椒江区"


def test_a_picture_answers_a_question_and_goes_with_it(station: Station) -> None:
    visit = visiting(station, RELIEF)
    form = form_of(visit)
    form.answer("/data/event", "fire")
    picture = open_photograph(photographs()[0])
    first = form.keep_photograph("/data/scene", picture)
    second = form.keep_photograph("/data/scene", picture)
    assert list(form.photographs) == [second] != [first] and form.photograph("/data/scene") is picture
    assert [taken.name for taken in visit.attached] == [second]
    form.answer("/data/event", "illness")
    assert visit.attached == (), "what is not asked is not taken along"
    form.answer("/data/event", "fire")
    form.drop_photograph("/data/scene")
    assert form.photographs == {} and form.photograph("/data/scene") is None


def test_a_whole_visit_with_its_form_is_handed_in(station: Station) -> None:
    visit = visiting(station, ALLOWANCE)
    whole(visit)
    entrustment = visit.entrustment()
    assert entrustment.form is not None and entrustment.form.id == ALLOWANCE
    assert entrustment.answers == {"claimed_before": "first", "pay_to": "social", "yearly_check": "home"}
    assert hand_in(station, handed(visit)).receipt.matter.startswith(ALLOWANCE)


def test_another_matter_brings_its_own_form_and_wiping_leaves_none(station: Station) -> None:
    visit = visiting(station, ALLOWANCE)
    form_of(visit).answer("/data/pay_to", "social")
    visit.choose(station.document.catalogue.matter(HOMESTEAD))
    assert "pay_to" not in form_of(visit).answers and form_of(visit).drafts == {}
    form_of(visit).drafts["/data/plan/floors"] = "2"
    assert visit.filled
    visit.wipe()
    assert vars(visit) == vars(Visit())


def test_a_row_that_was_taken_away_at_the_window_does_not_come_back_when_it_is_handed_in(station: Station) -> None:
    visit = visiting(station, METER)
    form = form_of(visit)
    form.remove("/data/meter", 1)
    for gap, _refusal in form.gaps():
        question = form.step(gap)
        assert isinstance(question, Question)
        form.answer(gap, question.options[0].value)
    ready(visit)
    assert "meter" not in visit.entrustment().answers
    assert hand_in(station, handed(visit)).receipt.matter.startswith(METER)
