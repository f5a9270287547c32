"""`kiosk entrust` and a form: answers go through it, one refusal names every gap, what is hidden never leaves."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import Entrusted, entrust
from kiosk.desk.forms import SHELF
from kiosk.desk.journal import events_of_case
from kiosk.desk.opening import Opener
from kiosk.desk.station import Station
from tests.answers_by_hand import answers_for
from tests.kiosk_by_hand import example, photographs

ALLOWANCE, RELIEF, HOMESTEAD = "MZ-06", "MZ-05", "ZR-01"


def file(station: Station, code: str, answers: dict[str, Any] | None = None, **changes: Any) -> bytes:
    """An entrustment of that matter with every material it lists."""
    matter = station.document.catalogue.matter(code)
    held = [{"number": one.number, "held": "原件"} for one in matter.materials]
    given = answers_for(code) if answers is None else answers
    return example(**{"matter": code, "answers": given, "materials": held, **changes})


def body(station: Station, done: Entrusted) -> dict[str, Any]:
    event = next(one for one in events_of_case(station.store, done.receipt.number) if one.hash == done.event_hash)
    found = Opener(station).body(event.hash)
    assert found is not None
    return dict(found)


def refused(station: Station, given: bytes, attached: tuple[Path, ...] = ()) -> Refusal:
    before = station.store.all("SELECT hash FROM event")
    with pytest.raises(Refusal) as no:
        entrust(station, given, attached)
    assert station.store.all("SELECT hash FROM event") == before
    return no.value


def test_what_is_recorded_is_what_the_form_has_and_which_form_it_was(station: Station) -> None:
    answers = {"claimed_before": "first", "pay_to": "none", "yearly_check": "home"}
    recorded = body(station, entrust(station, file(station, ALLOWANCE, answers)))
    assert recorded["answers"] == answers
    assert recorded["form"] == {"id": ALLOWANCE, "version": SHELF.definition(ALLOWANCE).version}


def test_what_the_form_computes_is_recorded_too_and_rows_stay_rows(station: Station) -> None:
    rows = [{"member_name": f"王{name}", "member_kin": "child"} for name in "大二"]
    answers = answers_for(HOMESTEAD) | {"others_in_household": 2, "member": rows, "household_size": 99}
    recorded = body(station, entrust(station, file(station, HOMESTEAD, answers)))["answers"]
    assert (recorded["household_size"], recorded["member"]) == (3, rows)


def test_every_gap_is_named_at_once_by_its_question_and_message_in_both_languages(station: Station) -> None:
    no = refused(station, file(station, ALLOWANCE, {"claimed_before": "elsewhere"}))
    assert no.code == "ANSWERS_LACKING"
    for language in ("zh", "en"):
        assert all(name in no.text(language) for name in ("previous_place", "pay_to", "yearly_check"))
        assert "claimed_before" not in no.text(language)
    assert "津贴打到哪张卡上？" in no.text("zh") and "Which card should the allowance be paid into?" in no.text("en")
    assert "请选一项" in no.text("zh") and "Please choose one" in no.text("en")


def test_an_answer_that_breaks_a_rule_is_a_gap_with_the_forms_own_words(station: Station) -> None:
    answers = answers_for(HOMESTEAD) | {"floors": 60, "base_m2": 9_000}
    said = refused(station, file(station, HOMESTEAD, answers)).text("zh")
    assert "请填1到6之间的数" in said and "不能比整块宅基地还大" in said


def test_every_key_that_no_question_has_is_refused_by_name(station: Station) -> None:
    no = refused(station, file(station, ALLOWANCE, answers_for(ALLOWANCE) | {"pay_too": "social", "age": 88}))
    assert (no.code, no.params["key"]) == ("FORM_ANSWER_UNKNOWN", "pay_too、age")


def test_what_is_not_asked_never_leaves(station: Station) -> None:
    secret = answers_for(ALLOWANCE) | {"claimed_before": "first", "previous_place": "椒江区"}
    recorded = body(station, entrust(station, file(station, ALLOWANCE, secret)))
    assert "椒江" not in json.dumps(recorded, ensure_ascii=False)


def test_answers_under_another_version_of_the_form_are_refused_and_under_this_one_taken(station: Station) -> None:
    held = SHELF.definition(ALLOWANCE)
    for other in ({"id": ALLOWANCE, "version": "1"}, {"id": HOMESTEAD, "version": held.version}):
        no = refused(station, file(station, ALLOWANCE, form=other))
        assert (no.code, no.params["held"]) == ("ANSWERS_OTHER_FORM", f"{held.id} {held.version}")
    entrust(station, file(station, ALLOWANCE, form={"id": held.id, "version": held.version}))


def test_one_file_is_entrusted_by_an_agent_and_alone(station: Station) -> None:
    given = file(station, RELIEF, answers_for(RELIEF) | {"called": "yes"})
    assert body(station, entrust(station, given))["answers"]["called"] == "yes"
    station.signed_in = None
    assert entrust(station, given).receipt.state == "已登记，待代办员确认"


def test_what_the_answers_say_decides_which_materials_are_missing(station: Station) -> None:
    def papers(*numbers: int) -> list[dict[str, Any]]:
        return [{"number": number, "held": "复印件"} for number in numbers]

    cash = answers_for(RELIEF) | {"id_at_hand": "yes", "way": "cash"}
    entrust(station, file(station, RELIEF, cash, materials=papers(1, 2)))
    no = refused(station, file(station, RELIEF, cash | {"way": "card"}, materials=papers(1, 2)))
    assert (no.code, no.params["materials"]) == ("MATERIAL_MISSING", "本人社会保障卡或银行卡")
    entrust(station, file(station, RELIEF, cash | {"way": "card", "id_at_hand": "no"}, materials=papers(2, 3)))


def test_a_photograph_that_is_an_answer_is_attached_and_listed_as_no_material_s(station: Station) -> None:
    picture = photographs()[0]
    burnt = answers_for(RELIEF) | {"event": "fire", "scene": picture.name}
    recorded = body(station, entrust(station, file(station, RELIEF, burnt), (picture,)))
    assert recorded["answers"]["scene"] == picture.name
    assert {(one["file"], one["material"]) for one in recorded["attachments"]} == {(picture.name, 0)}
    assert refused(station, file(station, RELIEF, burnt)).code == "ATTACHMENT_MISSING"
    ill = burnt | {"event": "illness"}  # then no picture is asked for, and none is taken along
    assert refused(station, file(station, RELIEF, ill), (picture,)).code == "ATTACHMENT_UNNAMED"


def test_twice_the_same_file_is_one_case_whatever_its_form_draws(station: Station) -> None:
    given = file(station, HOMESTEAD, operation="ab" * 8)
    first, again = entrust(station, given), entrust(station, given)
    assert (first.event_hash, again.repeated) == (again.event_hash, True)


def test_a_matter_without_a_form_is_entrusted_as_before(station: Station) -> None:
    document = station.document
    own = msgspec.structs.replace(document.catalogue.matter(ALLOWANCE), code="XX-01")
    station.document = msgspec.structs.replace(document, matters=(*document.matters, own))
    flat = {"household_size": 2, "statement": "请办理"}
    recorded = body(station, entrust(station, file(station, "XX-01", flat)))
    assert recorded["answers"] == flat and "form" not in recorded
    no = refused(station, file(station, "XX-01", flat, form={"id": "XX-01", "version": "1"}))
    assert no.code == "ANSWERS_OTHER_FORM"


def test_gaps_that_are_not_named_are_counted(station: Station) -> None:
    rows: list[dict[str, Any]] = [{} for _ in range(12)]  # two gaps in each: name and relation
    answers = answers_for(HOMESTEAD) | {"others_in_household": 12, "member": rows}
    no = refused(station, file(station, HOMESTEAD, answers))
    assert no.code == "ANSWERS_LACKING"
    assert "后面还有4处" in no.text("zh") and "and 4 more after these" in no.text("en")
