"""A visit checks each answer as it is given, knows its way, and hands in one case however often it is touched."""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.casework.entrustment import HeldMaterial, Helper
from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import open_photograph
from kiosk.desk.staffing import Issued, sign_in_with_card
from kiosk.desk.station import Station
from kiosk.desk.visit import CONSENTS, JOURNEY, STEPS, Place, Visit
from kiosk.desk.visiting import begin, hand_in, handed
from tests.kiosk_by_hand import PIN, empower, example, opened, photographs

SIGNED = json.loads(example())["signature"]
OLD, CHILD = "999901195509100123", "999901201801010123"
FORM = {"claimed_before": "first", "pay_to": "social", "yearly_check": "home"}
FACTS = {"name": "王䶮", "id_number": OLD, "phone": "13857600001", "address": "宁溪镇乌岩头村12号", "group": "3"}


@pytest.fixture
def station(folder: Path, issued: Issued) -> Iterator[Station]:
    with opened(folder) as one:
        yield one


@pytest.fixture
def visit(station: Station) -> Visit:
    """At the summary: the old-age allowance, everything given and signed."""
    visit = Visit(begin(station))
    visit.choose(station.document.catalogue.matter("MZ-06"))
    visit.notice_seen = True
    for name in CONSENTS:
        visit.consent(name, True)
    for key, text in FACTS.items():
        visit.answer(key, text)
    assert visit.matter is not None and visit.form is not None
    for name, value in FORM.items():
        visit.form.answer(f"/data/{name}", value)
    for material in visit.matter.materials:
        visit.hold(material.number, "复印件")
    empower(visit, ["提交材料", "领取结果"], "delivered", True)
    visit.sign(SIGNED)
    return visit


def refused(code: str, deed: Callable[..., Any], *args: Any) -> None:
    with pytest.raises(Refusal) as caught:
        deed(*args)
    assert caught.value.code == code


def test_a_whole_visit_lacks_nothing_and_is_one_case(station: Station, visit: Visit) -> None:
    assert visit.gaps() == ()
    first = hand_in(station, handed(visit))
    again = hand_in(station, handed(visit))
    assert (first.repeated, again.repeated) == (False, True)
    assert first.receipt == again.receipt
    assert len(station.store.all('SELECT number FROM "case"')) == 1
    assert first.receipt.state == "已登记，待代办员确认"


def test_with_an_agent_signed_in_the_case_is_received(station: Station, issued: Issued, visit: Visit) -> None:
    sign_in_with_card(station, issued.badge, PIN)
    visit.agent = ("V001", "张代办")
    assert not visit.alone
    assert hand_in(station, handed(visit)).receipt.state == "已收件，尚未受理"


def test_what_is_handed_in_is_what_stood_there_when_it_was_touched(station: Station, visit: Visit) -> None:
    paper = handed(visit)
    visit.wipe()
    assert hand_in(station, paper).receipt.matter == "MZ-06 高龄津贴（80周岁以上老年人）申领"


def test_photographs_go_from_memory_into_the_case(station: Station, visit: Visit) -> None:
    prepared = open_photograph(photographs()[0])
    first, second = visit.keep_photograph(2, prepared), visit.keep_photograph(2, prepared)
    visit.drop_photograph(first)
    assert visit.photographs_of(2) == (second,)
    hand_in(station, handed(visit))
    assert station.store.one("SELECT COUNT(*) FROM attachment")[0] == 2  # one picture and its thumbnail


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("name", "", "TEXT_MISSING"),
        ("name", "王秀英😀", "NAME_NOT_ALLOWED"),
        ("id_number", "999901195509100124", "ID_CHECK_DIGIT"),
        ("id_number", "99990119550910", "ID_SHAPE"),
        ("id_number", "999901203001010125", "ID_BIRTH_DATE"),
        ("phone", "1385760000", "PHONE_NOT_VALID"),
        ("address", "路" * 101, "TEXT_TOO_LONG"),
        ("guardian_consent", "no", "CONSENT_MISSING"),
    ],
)
def test_a_wrong_answer_is_refused_at_once_and_changes_nothing(visit: Visit, key: str, text: str, code: str) -> None:
    before = dict(visit.answers)
    refused(code, visit.answer, key, text)
    assert visit.answers == before


def test_answers_are_kept_as_they_are_recorded(visit: Visit) -> None:
    visit.answer("name", " 㐂䶮 ")
    visit.answer("group", "12")
    visit.answer("id_number", "99990119901231006x")
    assert visit.answers["name"] == "㐂䶮"
    assert visit.answers["group"] == "第12村民小组"
    assert visit.answers["id_number"].endswith("X")
    visit.answer("group", "")
    assert visit.answers["group"] == ""


def test_a_child_brings_a_guardian(visit: Visit) -> None:
    plain = len(visit.questions)
    visit.answer("id_number", CHILD)
    assert visit.guarded
    assert len(visit.questions) == plain + 4
    visit.sign(SIGNED)
    lacking = [gap.place.key for gap in visit.gaps()]
    assert lacking == ["guardian_name", "guardian_phone", "guardian_relation", "guardian_consent"]
    for key, text in zip(lacking, ("王父", "13857600002", "父亲", "yes"), strict=True):
        visit.answer(key, text)
    visit.sign(SIGNED)
    assert visit.gaps() == ()
    assert visit.entrustment().guardian == Helper("王父", "13857600002", "父亲")
    assert visit.entrustment().consents.guardian


def test_a_changed_fact_must_be_signed_again(visit: Visit) -> None:
    visit.answer("phone", visit.answers["phone"])
    assert visit.signature, "the same answer again changes nothing"
    visit.answer("phone", "13857600009")
    assert not visit.signature
    visit.sign(SIGNED)
    empower(visit, ["提交材料"], "delivered", True)
    assert not visit.signature
    assert [gap.place.page for gap in visit.gaps()] == ["signing"]


def test_a_mandate_is_never_for_everything_nor_for_ever(visit: Visit) -> None:
    today = visit.today
    assert today is not None
    too_far = (today + datetime.timedelta(days=185)).isoformat()
    refused("MANDATE_SCOPE", empower, visit, [], "delivered", True)
    refused("MANDATE_SCOPE", empower, visit, ["全权"], "delivered", True)
    refused("MANDATE_PERIOD", empower, visit, ["提交材料"], too_far, True)
    assert (visit.powers, visit.until) == (("提交材料",), "delivered"), "what was wrong changed nothing"
    empower(visit, ["提交材料", "领取结果"], "delivered", True)
    visit.sign(SIGNED)
    visit.consent_sensitive(False)
    assert [(gap.place, gap.refusal.code) for gap in visit.gaps()] == [
        (Place("mandate", "sensitive"), "CONSENT_MISSING")
    ]
    empower(visit, ["提交材料"], (today + datetime.timedelta(days=184)).isoformat(), True)


def test_the_way_is_one_table_from_home_to_done(visit: Visit) -> None:
    assert visit.after("notice") == Place("privacy")
    assert visit.after("privacy") == Place("question", "name")
    assert visit.form is not None
    first, last = visit.form.keys[0], visit.form.keys[-1]
    assert visit.after("question", "group") == Place("form", first)
    assert visit.before("form", first) == Place("question", "group")
    assert visit.after("form", last) == Place("materials")
    assert visit.before("materials") == Place("form", last)
    assert visit.before("question", "name") == Place("privacy")
    assert visit.after("materials") == Place("mandate", "read")
    assert visit.after("mandate", "sensitive") == Place("signing")
    assert visit.before("signing") == Place("mandate", "sensitive")
    assert visit.after("summary") == Place("receipt")
    assert visit.step("notice") == (1, 8)
    assert visit.question_step("phone") == (3, 5)
    assert set(STEPS) < set(JOURNEY)


def test_from_the_summary_a_change_leads_back_or_to_what_it_made_lacking(visit: Visit) -> None:
    assert visit.form is not None
    visit.form.seen.update(visit.form.keys)
    visit.reviewing = True
    assert visit.after("question", "phone") == Place("summary")
    visit.answer("phone", "13857600009")
    assert visit.after("question", "phone") == Place("signing")
    assert visit.before("question", "phone") == Place("summary")


def test_another_matter_drops_what_belonged_to_the_first(station: Station, visit: Visit) -> None:
    visit.drafts.update({"mandate.powers": "补正", "phone": "138"})
    visit.choose(station.document.catalogue.matter("MZ-15"))
    assert visit.materials == {}
    assert visit.drafts == {"phone": "138"}
    assert (visit.consents, visit.powers, visit.sensitive_consent) == (set(), (), False), "consents are for one matter"
    assert not visit.signature
    assert visit.answers["name"] == "王䶮", "who the visitor is stays"
    assert "notice" in [gap.place.page for gap in visit.gaps()]


def test_materials_are_held_as_the_catalogue_allows(visit: Visit) -> None:
    refused("MATERIAL_UNKNOWN", visit.hold, 99, "原件")
    visit.let_go(1)
    assert [gap.refusal.code for gap in visit.gaps()] == ["MATERIAL_MISSING"]
    visit.hold(1, "原件", 2)
    assert visit.materials[1] == HeldMaterial(1, "原件", 2)


def test_an_empty_visit_lacks_every_step_and_is_not_handed_in() -> None:
    visit = Visit()
    pages = {gap.place.page for gap in visit.gaps()}
    assert pages == {"matters", "notice", "privacy", "question", "mandate", "signing"}
    refused("MATTER_UNKNOWN", handed, visit)


def test_wiping_leaves_nothing_of_the_visitor(visit: Visit) -> None:
    visit.keep_photograph(2, open_photograph(photographs()[0]))
    visit.wipe()
    assert vars(visit) == vars(Visit())


def test_a_visit_is_filled_by_the_first_thing_that_is_given_and_empty_after_the_wipe() -> None:
    visit = Visit()
    assert not visit.filled
    visit.consent("notice_read", True)
    assert visit.filled
    visit.wipe()
    visit.drafts["name"] = "王"
    assert visit.filled
    visit.wipe()
    assert not visit.filled
