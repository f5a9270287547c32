"""Keys, erasure and incidents on the console's pages, through the whole application."""

from collections.abc import Iterator
from contextlib import ExitStack
from html import unescape
from pathlib import Path

import pytest

from kiosk.core.carriage.enrolment_code import open_enrolment, opener, read_invitation
from kiosk.core.event import Level
from server.office.incidents import incidents
from server.office.inviting import Invitations
from server.office.staff import Staff
from server.store.database import reading
from server.store.revoking import revocations
from tests.console_by_hand import PASSWORD, Street, console, street
from tests.office_by_hand import CLERK, VILLAGE, forwarded_case
from tests.server_by_hand import NOW_MS, station
from tests.valley_by_hand import Valley

HEAD = Staff("H1", "督办", Level.COUNTY, "331003", ("supervisor",))
KEEPER = Staff("K1", "管理", Level.COUNTY, "331003", ("administrator",))


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.staffed(CLERK, HEAD, KEEPER)
        yield made


def test_a_code_is_made_for_one_device_shown_once_and_opens_its_enrolment(county: Street) -> None:
    keeper, path = county.signed_in("K1"), f"/console/stations/{VILLAGE}"
    page = keeper.get(path)
    form = {"token": page.hidden("token"), "own": PASSWORD, "url": "https://daiban.example:8331"}
    refused = keeper.post(f"{path}/enrolment", {**form, "own": "not this one"})
    assert refused.status == 401 and "入网码，只在这里显示这一次" not in refused.text
    wrong = keeper.post(f"{path}/enrolment", {**form, "url": "daiban.example"})
    assert wrong.status == 400 and "https://" in wrong.text
    made = keeper.post(f"{path}/enrolment", form)
    assert made.status == 200 and made.headers["cache-control"] == "no-store"
    code = unescape(made.text.partition('class="secret">')[2].partition("<")[0])
    assert code not in keeper.get(path).text
    drawn = unescape(made.text.partition("<title>DENROL1")[2].partition("</title>")[0])
    invitation = read_invitation("DENROL1" + drawn)
    assert invitation.code == read_invitation(code).code and invitation.url == form["url"]
    opens = opener(invitation.code)
    sealed = Invitations(county.house.writer, county.house.instruments).fetch(opens.id)
    assert VILLAGE.encode() in open_enrolment(opens, sealed)


def test_a_stolen_device_is_revoked_on_its_stations_page_by_who_shows_who_they_are(county: Street) -> None:
    stolen = station(county.house)
    forwarded_case(county.house, stolen)
    held = len(stolen.written)
    keeper, path = county.signed_in("K1"), f"/console/stations/{VILLAGE}"
    page = keeper.get(path)
    form = {"token": page.hidden("token"), "device": page.hidden("device"), "why": "1", "last_seq": "1"}
    refused = keeper.post(f"{path}/revocation", {**form, "own": "not this one"})
    assert refused.status == 401 and "没有办成，什么都没有改变" in refused.text
    for wrong in ({"why": "9"}, {"last_seq": "all"}, {"device": "98"}, {"device": ""}):
        assert keeper.post(f"{path}/revocation", {**form, "own": PASSWORD, **wrong}).status in (400, 404, 409)
    assert "已吊销" not in keeper.get(path).text
    assert keeper.post(f"{path}/revocation", {**form, "own": PASSWORD}).status == 303
    shown = keeper.get(path).text
    assert "已吊销：被偷" in shown and "只认到 1" in shown and "吊销这一台" not in shown
    with reading(county.house.engine) as connection:
        assert revocations(connection, "331003").has(stolen.identity.node)
    assert held > 1, "something of it no longer counts"


def test_an_ended_case_is_erased_from_its_page_by_a_supervisor_who_names_the_ground(tmp_path: Path) -> None:
    with ExitStack() as stack:
        valley = Valley(tmp_path, stack)
        number = valley.ended()
        for town in street(valley.house):
            town.staffed(HEAD, CLERK)
            head, path = town.signed_in("H1"), f"/console/cases/{number}/erasure"
            assert path in head.get(f"/console/cases/{number}").text
            assert path not in town.signed_in(CLERK.number).get(f"/console/cases/{number}").text
            form = {"token": head.get(path).hidden("token"), "own": PASSWORD, "note": "2026-11-20 本人书面申请"}
            refused = head.post(path, {**form, "own": "not this one"})
            assert refused.status == 401 and "没有办成" in refused.text and "本人书面申请" in refused.text
            assert "ERASE_WHY_MISSING" in head.post(path, {**form, "note": " "}).text
            done = head.post(path, form)
            assert done.status == 200 and "已删除：正文" in done.text
            page = head.get(f"/console/cases/{number}").text
            assert "这件的正文已删除：应本人请求" in page and path not in page
            assert "ERASE_NOTHING_LEFT" in head.post(path, form).text


def test_an_incident_is_closed_with_a_word_that_stays_with_it(county: Street) -> None:
    county.house.writer.run(lambda journal: journal.incident("BRANCH", f"station {VILLAGE} log 1", NOW_MS))
    with reading(county.house.engine) as connection:
        (one,) = incidents(connection, "331003", VILLAGE)
    head, path = county.signed_in("H1"), f"/console/incidents/{one.id.hex()}/close"
    token = head.get("/console/incidents").hidden("token")
    silent = head.post(path, {"token": token, "word": "  "})
    assert silent.status == 400 and "INCIDENT_WORD_MISSING" in silent.text
    assert head.post(path, {"token": token, "word": "站点换了卡，已收回旧卡"}).status == 303
    listed = head.get("/console/incidents?closed=1").text
    assert "站点换了卡，已收回旧卡" in listed and "H1" in listed


def test_the_stations_page_says_how_records_are_kept_twice(county: Street) -> None:
    assert "只有一份，没有第二份" in county.signed_in("H1").get("/console/stations").text


def test_an_erased_case_says_by_whom_and_why_and_whether_the_second_copy_is_clear(tmp_path: Path) -> None:
    with ExitStack() as stack:
        valley = Valley(tmp_path, stack)
        number = valley.ended()
        valley.erase(number)
        for town in street(valley.house):
            town.staffed(CLERK)
            clerk = town.signed_in(CLERK.number)
            page = clerk.get(f"/console/cases/{number}").text
            assert "这件的正文已删除：应本人请求" in page and "第二份保存里还在清" in page
            valley.settle()
            page = clerk.get(f"/console/cases/{number}").text
            assert "这件的正文已删除" in page and "第二份保存里还在清" not in page
