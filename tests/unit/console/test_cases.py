"""A case's page: buttons from the case table, forms that keep what was typed and write once."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.decide import permitted_commands
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from server.console import workbench as workbench_page
from server.console.form import Kind as Filling
from server.console.forms import FORMS
from server.office import workbench
from server.office.deeds import check_post
from server.office.offering import ELSEWHERE, offered
from server.office.projection import cases_of
from server.office.staff import Staff
from server.store import shelf
from server.store import tables as t
from tests.console_by_hand import Street, console
from tests.office_by_hand import CLERK, TOWN, VILLAGE, deed, do, forwarded_case, row
from tests.server_by_hand import NOW_MS, station
from tests.unit.office.intake_by_hand import done

COUNTY = "331003"
SUPERVISOR = Staff("S1", "督办", Level.COUNTY, COUNTY, ("supervisor",))


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.staffed(CLERK, TOWN, SUPERVISOR)
        yield made


def buttons(text: str) -> set[str]:
    """The deeds whose forms a page holds."""
    return set(re.findall(r'action="/console/cases/[0-9-]+/deeds/([a-z-]+)"', text))


def count(street: Street) -> int:
    asked = select(func.count(t.event.c.hash))
    return street.house.writer.run(lambda journal: journal.connection.scalars(asked).one())


# Buttons

ROLES = ("clerk", "reviewer", "approver", "head", "supervisor", "administrator")
STAFF = [
    Staff(f"{level.name[0]}{role}", role, level, prefix, (role,))
    for (level, prefix), role in product(((Level.COUNTY, COUNTY), (Level.TOWNSHIP, VILLAGE[:9])), ROLES)
]
# How to come to each state that the office can bring about, for a matter the township accepts and decides.
ROADS: dict[State, list[tuple[str, str, dict[str, str]]]] = {
    State.FORWARDED: [],
    State.IN_CORRECTION: [("correct", "T1", {"gaps": "101", "notice": "x"})],
    State.DECLINED: [("decline", "T1", {"why": "other", "reason": "x", "referral": "y"})],
    State.ACCEPTED: [("accept", "T1", {})],
    State.IN_HANDLING: [("start", "T1", {})],
    State.SUSPENDED: [("suspend", "T1", {"reason": "hearing"})],
    State.CONCLUDED: [("conclude", "T1", {"result": "granted"})],
    State.AWAITING_DELIVERY: [("send-result", "T1", {})],
    State.ARCHIVED: [("void", "S1", {"why": "void", "reason": "x"})],
}
BEFORE = {
    State.IN_HANDLING: State.ACCEPTED,
    State.SUSPENDED: State.IN_HANDLING,
    State.CONCLUDED: State.IN_HANDLING,
    State.AWAITING_DELIVERY: State.CONCLUDED,
}


def bring_to(street: Street, case: str, state: State) -> None:
    if state in BEFORE:
        bring_to(street, case, BEFORE[state])
    for command, staff, fields in ROADS[state]:
        do(street.house, case, command, staff, **fields)


@pytest.mark.parametrize("state", ROADS)
def test_the_buttons_are_those_that_the_case_table_and_the_posts_permit(street: Street, state: State) -> None:
    """Asked of the table itself and of the office's judge, for every post at both levels."""
    case = forwarded_case(street.house, station(street.house))
    bring_to(street, case, state)
    rows = street.house.writer.run(lambda journal: shelf.events_of_case(journal.connection, COUNTY, case))
    folded = cases_of(rows)[0].case
    assert folded.state is state
    street.staffed(*STAFF)
    for staff in STAFF:
        wanted = set()
        for command in permitted_commands(folded, staff.level, staff.number, staff.powers):
            fields: list[dict[str, object]] = [{}]
            if command == "step":
                fields = [{"step": step} for step in FORMS["step"].fields[0].codes]  # type: ignore[union-attr]
            for given in fields:
                try:
                    check_post(staff, command, given)
                except Exception:
                    continue
                wanted.add(command)
        wanted -= {*ELSEWHERE, "allow-later"}  # the catalogue lets no material of this matter follow
        if staff.roles == ("supervisor",) and folded.corrections and "correct" in COMMANDS:
            wanted |= {"correct"} & set(permitted_commands(folded, staff.level, staff.number, staff.powers))
        assert set(offered(staff, folded, "")) == wanted, staff.number
        if "administrator" not in staff.roles:
            assert buttons(street.signed_in(staff.number).get(f"/console/cases/{case}").text) == wanted, staff.number


def test_every_command_has_a_form_here_or_a_reason_why_it_is_elsewhere() -> None:
    assert set(FORMS) | set(ELSEWHERE) == set(COMMANDS)
    assert not set(FORMS) & set(ELSEWHERE)


@pytest.mark.parametrize("command", FORMS)
def test_a_form_asks_for_what_its_command_takes_and_marks_what_it_needs(command: str) -> None:
    command_row = COMMANDS[command]
    taken = {name: fact.optional for name, fact in command_row.facts.items()}
    taken |= {name: not text.required for name, text in command_row.body.items() if not text.record}
    if command == "pass-up":
        taken.pop("to")  # the table says to whom
    if command == "bill":
        taken = {"items": False, "note": True}  # rows of a table; `fen` is their sum
    if command == "ask-opinion":
        taken = {"department": False, "days": True, "note": True}  # the register says its name and its published limit
    asked = {field.name: not field.required for field in FORMS[command].fields}
    assert asked == taken
    for field in FORMS[command].fields:
        assert (field.codes is not None) == (field.kind is Filling.CHOICE)


@pytest.mark.parametrize(
    ("command", "longest"),
    [
        ("complain", {"complaint": 2_000}),
        ("hand-over", {"successor": 32, "note": 500}),
    ],
)
def test_a_form_takes_as_much_text_as_its_command(street: Street, command: str, longest: dict[str, int]) -> None:
    case = forwarded_case(street.house, station(street.house), accept_tier=Level.TOWNSHIP)
    street.house.digest()
    page = street.signed_in("T1").get(f"/console/cases/{case}").text
    form = page[page.index(f'id="deed-{command}"') :].partition("</form>")[0]
    assert {name: int(most) for name, most in re.findall(r'name="(\w+)"[^>]*maxlength="(\d+)"', form)} == longest
    assert longest == {name: COMMANDS[command].body[name].chars_max for name in longest}


def test_a_case_that_is_set_aside_as_a_whole_says_so_and_lets_a_supervisor_alone_end_it(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house), matter="MZ-05", accept_tier=Level.COUNTY,
                          decide_tier=Tier.COUNTY)  # fmt: skip
    page = street.signed_in("C1").get(f"/console/cases/{case}").text
    assert "整件搁置" in page
    assert buttons(page) == {"complain"}
    assert buttons(street.signed_in("S1").get(f"/console/cases/{case}").text) == {"complain", "void"}


# Forms


def test_a_form_sent_twice_writes_once_and_says_so(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    form = f"/console/cases/{case}/deeds/accept"
    page = clerk.get(f"/console/cases/{case}")
    fields = {"token": page.hidden("token"), "operation": page.hidden("operation", form=form), "note": "齐"}
    done = clerk.post(form, fields)
    assert "办好了：予以受理" in clerk.get(done.location).text
    before = count(street)
    again = clerk.post(form, fields)
    assert count(street) == before
    assert "只记一次" in clerk.get(again.location).text


def test_a_link_says_done_only_of_what_this_person_did_under_that_operation(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    done = clerk.submit(case, "accept")
    assert "办好了：予以受理" in clerk.get(done).text
    page = f"/console/cases/{case}"
    for query in ("done=void", "done=accept", "done=again", "done=00", "done=" + "0" * 16, "again=1", "done="):
        told = clerk.get(f"{page}?{query}").text
        assert "办好了" not in told and "只记一次" not in told
    assert "办好了" not in street.signed_in("C1").get(done).text


def test_a_form_used_for_another_deed_says_that_this_one_was_not_done(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    page = clerk.get(f"/console/cases/{case}")
    form = f"/console/cases/{case}/deeds/accept"
    fields = {"token": page.hidden("token"), "operation": page.hidden("operation", form=form)}
    assert clerk.post(form, fields).status == 303
    before = count(street)
    refused = clerk.post(f"/console/cases/{case}/deeds/start", fields)
    assert (refused.status, count(street)) == (409, before)
    assert "这一步没有办" in refused.text


def test_two_forms_of_one_page_are_two_deeds(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    page = clerk.get(f"/console/cases/{case}")
    for command, fields in (("accept", {}), ("complain", {"complaint": "等得久"})):
        form = f"/console/cases/{case}/deeds/{command}"
        sent = {"token": page.hidden("token"), "operation": page.hidden("operation", form=form), **fields}
        assert clerk.post(form, sent).location.endswith(f"?done={sent['operation']}")


def test_everything_missing_is_named_at_once_and_what_was_typed_stays(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    before = count(street)
    page = street.signed_in("T1").submit(case, "decline", reason="材料<不>全", why="", referral="")
    assert page.startswith("400 ")
    assert 'id="deed-decline" open' in page
    assert page.count("请填写这一项") == 2
    assert "材料&lt;不&gt;全</textarea>" in page
    assert count(street) == before


def test_a_text_too_long_is_told_beside_its_field_with_the_numbers(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    page = street.signed_in("T1").submit(case, "accept", note="字" * 501)
    assert "最多 500 字，现在 501 字" in page
    assert "字" * 501 in page


def test_a_form_that_comes_back_is_still_the_same_deed(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    form = f"/console/cases/{case}/deeds/decline"
    page = clerk.get(f"/console/cases/{case}")
    operation = page.hidden("operation", form=form)
    back = clerk.post(form, {"token": page.hidden("token"), "operation": operation, "why": "other"})
    assert back.status == 400
    assert back.hidden("operation", form=form) == operation


def test_a_correction_ticks_every_gap_against_the_list_and_tells_them_in_one_notice(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    assert "400" in clerk.submit(case, "correct", notice="请补")[:3]
    sent = {"gap-1": "2", "gap-3": "1", "gap-0": "5", "gap-2": "", "notice": "请补交照片清楚的身份证"}
    assert "?done=" in clerk.submit(case, "correct", **sent)
    text = clerk.get(f"/console/cases/{case}").text
    assert "申请人居民身份证（无法辨认）" in text
    assert "填写的内容（不完整）" in text
    assert "请补交照片清楚的身份证" in text
    assert row(street.house, case)["state"] == "补正中"


def test_an_old_gap_is_marked_and_refused_without_a_supervisor(street: Street) -> None:
    kiosk = station(street.house)
    case = forwarded_case(street.house, kiosk)
    do(street.house, case, "correct", "T1", gaps="101", notice="x")
    asked = street.house.writer.run(lambda journal: shelf.events_of_case(journal.connection, COUNTY, case))
    latest = cases_of(asked)[0].case.latest
    deed(kiosk, Kind.CORRECTED, case, {"materials": (2,)}, {"at_ms": NOW_MS}, after=latest)
    street.house.receive(kiosk.batch())
    street.house.digest()
    clerk = street.signed_in("T1")
    assert "上次已告知" in clerk.get(f"/console/cases/{case}").text
    page = clerk.submit(case, "correct", **{"gap-1": "1", "notice": "again"})
    assert page.startswith("409")
    assert "OLD_GAP" in page


def test_a_deed_that_came_too_late_is_told_on_the_page_as_it_stands_now(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    form = f"/console/cases/{case}/deeds/accept"
    page = clerk.get(f"/console/cases/{case}")
    do(street.house, case, "accept", "T1")
    late = clerk.post(form, {"token": page.hidden("token"), "operation": page.hidden("operation", form=form)})
    assert late.status == 409
    assert "NOT_AT_INTAKE" in late.text
    assert "accept" not in buttons(late.text)


@pytest.mark.parametrize("operation", ["", "xyz", "00", "0" * 32])
def test_a_form_without_its_operation_writes_nothing(street: Street, operation: str) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    before = count(street)
    token = clerk.get("/console/cases").hidden("token")
    answer = clerk.post(f"/console/cases/{case}/deeds/accept", {"token": token, "operation": operation})
    assert answer.status == 400
    assert count(street) == before


def test_a_county_clerk_cannot_accept_what_the_township_accepts_even_by_hand(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("C1")
    before = count(street)
    token = clerk.get("/console/cases").hidden("token")
    answer = clerk.post(f"/console/cases/{case}/deeds/accept", {"token": token, "operation": "0" * 16})
    assert (answer.status, count(street)) == (403, before)
    assert "WRONG_LEVEL" in answer.text


def test_what_belongs_to_a_station_is_told_to_be_done_there(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    for command in ELSEWHERE:
        assert "DEED_NOT_HERE" in clerk.get(f"/console/cases/{case}/deeds/{command}").text
    assert clerk.get(f"/console/cases/{case}/deeds/dance").status == 404


def test_what_somebody_typed_is_never_markup(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    clerk.submit(case, "accept", note="<script>alert(1)</script>&amp;")
    text = clerk.get(f"/console/cases/{case}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in text


def test_a_list_that_ends_before_its_cases_asks_to_narrow_it(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = station(street.house)
    for sequence in range(1, 4):
        forwarded_case(street.house, kiosk, sequence)
    clerk = street.signed_in("T1")
    assert "列不完" not in clerk.get("/console/cases?pile=all").text
    monkeypatch.setattr(workbench, "ROWS_A_PAGE", 1)
    monkeypatch.setattr(workbench_page, "ROWS_A_PAGE", 1)
    monkeypatch.setattr(workbench, "PAGES_MAX", 2)
    assert "列不完" not in clerk.get("/console/cases?pile=all").text
    assert "列不完" in clerk.get("/console/cases?pile=all&page=2").text


def test_a_06_a_clerk_without_the_authority_to_conclude_sees_no_such_button(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    for command in ("accept", "start"):
        do(street.house, case, command, "T1")
    assert "conclude" in buttons(street.signed_in("T1").get(f"/console/cases/{case}").text)
    done(street.house, "authorise", number="T1", matter="MZ-05", grade="review", staff="admin")
    shown = buttons(street.signed_in("T1").get(f"/console/cases/{case}").text)
    assert "conclude" not in shown and "suspend" in shown
