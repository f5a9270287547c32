"""What a case's page tells: people masked until somebody asks, photographs for those who work on it, the story."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from server.office.cases import Looking
from server.office.staff import Staff
from server.store import tables as t
from tests.console_by_hand import Street, console
from tests.office_by_hand import CLERK, TOWN, deed, do, entrust, forwarded_case, number
from tests.server_by_hand import NOW_MS, station

COUNTY = "331003"
SUPERVISOR = Staff("S1", "督办", Level.COUNTY, COUNTY, ("supervisor",))
ID_NUMBER, PHONE = "999901193802140037", "13857600002"
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 4_000


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.staffed(CLERK, TOWN, SUPERVISOR)
        yield made


def audit_lines(street: Street) -> list[tuple[str, str, str, str]]:
    a = t.audit.c
    asked = select(a.who, a.deed, a.about, a.detail).where(a.deed.startswith("read"))
    return [tuple(line) for line in street.house.writer.run(lambda journal: journal.connection.execute(asked).all())]


def with_person(street: Street, sequence: int = 1) -> str:
    """A case with a principal in full and one photograph."""
    kiosk = station(street.house)
    case = number(kiosk, sequence)
    key = bytes(range(32))
    sealed = seal_attachment(key, JPEG)
    which = sha256(sealed).digest()
    facts = {
        "mandate": True, "matter": "MZ-05", "catalogue_version": 1, "accept_tier": Level.TOWNSHIP,
        "decide_tier": Tier.TOWNSHIP, "t1_policy": 2,
    }  # fmt: skip
    listed = {
        "id": which.hex(), "key": b64encode(key).decode(), "sha256": sha256(JPEG).hexdigest(), "bytes": len(JPEG),
        "media_type": "image/jpeg", "file": "a.jpg", "material": 1, "size": "full",
    }  # fmt: skip
    body = {
        "principal": {"name": "王小英", "id_number": ID_NUMBER, "phone": PHONE, "address": "乌岩头村27号"},
        "answers": {"event": "台风"}, "materials": [{"number": 1, "held": "原件"}], "attachments": [listed],
    }  # fmt: skip
    deed(kiosk, Kind.ENTRUSTED, case, facts, body)
    deed(kiosk, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
    street.house.receive(kiosk.batch(chunks=[write_chunk(chunk) for chunk in chunks_of(which, sealed)]))
    street.house.digest()
    return case


def test_a_page_shows_no_name_no_number_and_no_address_until_somebody_asks(street: Street) -> None:
    case = with_person(street)
    clerk = street.signed_in("T1")
    for text in (clerk.get("/console/cases?pile=all").text, clerk.get(f"/console/cases/{case}").text):
        assert "王*英" in text
        for secret in ("王小英", ID_NUMBER, PHONE, "乌岩头", "台风"):
            assert secret not in text
    assert audit_lines(street) == []


def test_showing_a_person_is_deliberate_audited_and_for_that_answer_alone(street: Street) -> None:
    case = with_person(street)
    clerk = street.signed_in("T1")
    shown = clerk.send(f"/console/cases/{case}/person", {}, f"/console/cases/{case}")
    assert shown.status == 200
    for secret in ("王小英", ID_NUMBER, PHONE, "乌岩头村27号", "台风"):
        assert secret in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert audit_lines(street) == [("console/T1", "read person", case, "name id_number phone address answers")]
    assert ID_NUMBER not in clerk.get(f"/console/cases/{case}").text
    assert clerk.get(f"/console/cases/{case}/person").location == f"/console/cases/{case}"


def test_htmx_gets_the_card_alone(street: Street) -> None:
    case = with_person(street)
    clerk = street.signed_in("T1")
    token = clerk.get(f"/console/cases/{case}").hidden("token")
    part = clerk.post(f"/console/cases/{case}/person", {"token": token}, hx_request="true", hx_target="person")
    assert part.text.lstrip().startswith("<section")
    assert ID_NUMBER in part.text
    listed = clerk.get("/console/cases?pile=all", hx_request="true", hx_target="list").text
    assert listed.lstrip().startswith("<div") and case in listed


def test_htmx_is_led_to_the_case_and_to_the_door_and_told_a_no_in_place(street: Street) -> None:
    case = with_person(street)
    part = {"hx_request": "true", "hx_target": "list"}
    led = street.signed_in("T1").get(f"/console/cases?search={case}", **part)
    assert (led.status, led.headers["hx-redirect"]) == (204, f"/console/cases/{case}")
    assert street.browser().get("/console/cases", **part).headers["hx-redirect"] == "/console/sign-in"
    clerk = street.signed_in("C1")
    token = clerk.get(f"/console/cases/{case}").hidden("token")
    told = clerk.post(f"/console/cases/{case}/person", {"token": token}, hx_request="true", hx_target="person")
    assert (told.status, told.headers["hx-retarget"]) == (403, "#main")
    assert "PERSON_NOT_SHOWN" in told.text and "<html" not in told.text


def test_who_does_not_work_on_the_case_sees_neither_person_nor_photograph(street: Street) -> None:
    case = with_person(street)
    for name in ("C1", "S1"):  # the township accepts and decides; a supervisor works on no case
        other = street.signed_in(name)
        page = other.get(f"/console/cases/{case}")
        assert "photographs/" not in page.text
        refused = other.send(f"/console/cases/{case}/person", {}, f"/console/cases/{case}")
        assert (refused.status, ID_NUMBER in refused.text) == (403, False)
        photograph = f"/console/cases/{case}/photographs/{'0' * 64}"
        assert other.get(photograph).status == 403
    told = [(who, what, why) for who, what, _, why in audit_lines(street)]
    assert told == [
        (f"console/{name}", what, "PERSON_NOT_SHOWN")
        for name in ("C1", "S1")
        for what in ("read person refused", "read photograph refused")
    ]


def test_a_photograph_is_opened_streamed_not_kept_and_audited(street: Street) -> None:
    case = with_person(street)
    clerk = street.signed_in("T1")
    link = re.search(r'href="([^"]+/photographs/[0-9a-f]{64})"', clerk.get(f"/console/cases/{case}").text)
    assert link is not None
    answer = clerk.get(link[1])
    assert (answer.status, answer.body) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert [line[:3] for line in audit_lines(street)] == [("console/T1", "read photograph", case)]
    assert clerk.get(f"/console/cases/{case}/photographs/{'0' * 64}").status == 404


def test_a_photograph_of_another_case_is_not_found_by_its_name(street: Street) -> None:
    case = with_person(street)
    other = forwarded_case(street.house, station(street.house, "331003001002", seed=21))
    clerk = street.signed_in("T1")
    link = re.search(r"photographs/([0-9a-f]{64})", clerk.get(f"/console/cases/{case}").text)
    assert link is not None
    assert clerk.get(f"/console/cases/{other}/photographs/{link[1]}").status == 404


# What happened


def test_the_story_is_told_in_plain_words_with_who_did_it(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    do(street.house, case, "accept", "T1", note="材料齐")
    text = street.signed_in("T1").get(f"/console/cases/{case}").text
    for said in ("委托人办了委托", "站点上报", "到达有权受理的一级", "受理", "镇窗口", "材料齐", "承诺"):
        assert said in text


def test_a_step_without_effect_is_shown_as_set_aside_with_its_reason(street: Street) -> None:
    kiosk = station(street.house)
    case = forwarded_case(street.house, kiosk)
    deed(kiosk, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
    street.house.receive(kiosk.batch())
    street.house.digest()
    text = street.signed_in("T1").get(f"/console/cases/{case}").text
    assert "这一步没有生效（搁置）" in text


def test_a_number_printed_twice_opens_a_choice_and_each_case_alone(street: Street) -> None:
    kiosk = station(street.house)
    clone = kiosk.fork(len(kiosk.written))
    case = number(kiosk)
    for one in (kiosk, clone):
        begun = entrust(one, case).event.hash
        deed(one, Kind.FORWARDED, case, body={"at_ms": NOW_MS}, after=(begun,))
        street.house.receive(one.batch())
    street.house.digest()
    clerk = street.signed_in("T1")
    assert "这个编号印在了两件办件上" in clerk.get(f"/console/cases/{case}").text
    assert "重号" in clerk.get(f"/console/cases/{case}-1").text
    assert clerk.submit(f"{case}-2", "accept").startswith(f"/console/cases/{case}-2?done=")
    states = {one["state"] for one in street.house.writer.run(
        lambda journal: Looking(street.house.node, street.house.office.published, None).listed(
            journal.connection, NOW_MS
        )
    )["cases"]}  # fmt: skip
    assert states == {"受理", "已上报"}


def test_the_page_reads_in_english_too(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    clerk.get("/console/language?to=en")
    assert clerk.get(f"/console/cases/{case}").status == 200
    assert clerk.get("/console/cases?pile=all").status == 200


@pytest.mark.parametrize("query", ["pile=x", "page=0", "page=99999", "page=-1", "station=abc", "state=x", "matter=%27",
                                   "search=%25", "search=12", "pile=all&page=7", "search=" + "9" * 300])  # fmt: skip
def test_an_address_put_together_by_hand_shows_a_page_all_the_same(street: Street, query: str) -> None:
    forwarded_case(street.house, station(street.house))
    assert street.signed_in("T1").get(f"/console/cases?{query}").status == 200


def test_a_whole_case_number_leads_straight_to_its_case(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    assert clerk.get(f"/console/cases?search={case[:12]}+{case[12:]}").location == f"/console/cases/{case}"
    assert case in clerk.get(f"/console/cases?search={case[12:]}").text


ODD = {
    "a number that is a list": {"materials": [{"number": [1], "held": "原件"}]},
    "a number that is a record": {"materials": [{"number": {"a": 1}}, {"number": None}, {"number": 1.5}]},
    "a number past every list": {"materials": [{"number": 10**18, "held": "原件", "copies": -3}]},
    "a number that is a truth": {"materials": [{"number": True, "held": ["原件"]}]},
    "no list at all": {"materials": {"number": 1}, "attachments": 5, "witnesses": "x", "answers": [1]},
    "a photograph of lists": {"attachments": [{"id": ["x"], "size": "full", "material": [1], "key": 5}]},
    "a photograph that is none": {"attachments": [{"id": "zz", "size": "full", "material": 1, "key": "!"}]},
    "people that are none": {"principal": [1], "helper": 3, "guardian": "x", "witnesses": [{"name": 5}]},
    "answers in depth": {"answers": {"q": [{"a": "<script>"}]}},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_whatever_a_body_holds_its_page_opens(street: Street, odd: dict[str, object]) -> None:
    kiosk = station(street.house)
    case = number(kiosk)
    facts = {
        "mandate": True, "matter": "MZ-05", "catalogue_version": 1, "accept_tier": Level.TOWNSHIP,
        "decide_tier": Tier.TOWNSHIP, "t1_policy": 2,
    }  # fmt: skip
    deed(kiosk, Kind.ENTRUSTED, case, facts, {"principal": {"name": "王小英"}, **odd})
    deed(kiosk, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
    street.house.receive(kiosk.batch())
    street.house.digest()
    clerk, page = street.signed_in("T1"), f"/console/cases/{case}"
    opened = clerk.get(page)
    assert opened.status == 200
    shown = clerk.send(f"{page}/person", {}, form_at=page)
    assert shown.status == 200 and "<script>" not in shown.text
    assert ("&lt;script&gt;" in shown.text) == ("<script>" in str(odd))
