"""What was refused stands in the audit, bounded; whoever changes who may come in shows once more who they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.event import Level
from server.console import noted
from server.console.accounts import PAIR_TRIES_MAX
from server.office.staff import Staff
from server.store import tables as t
from tests.console_by_hand import PASSWORD, Street, console
from tests.office_by_hand import CLERK, TOWN, forwarded_case
from tests.server_by_hand import station

SUPERVISOR = Staff("S1", "督办", Level.COUNTY, "331003", ("supervisor",))
ADMINISTRATOR = Staff("X1", "管理", Level.COUNTY, "331003", ("administrator",))


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.staffed(CLERK, TOWN, SUPERVISOR, ADMINISTRATOR)
        yield made


def lines(street: Street, who: str, deed: str = "") -> list[tuple[str, str, str]]:
    """(deed, about, detail) of one person, of deeds that begin so."""
    a = t.audit.c
    asked = select(a.deed, a.about, a.detail).where(a.who == f"console/{who}", a.deed.startswith(deed))
    return [tuple(line) for line in street.house.writer.run(lambda journal: journal.connection.execute(asked).all())]


def test_what_was_refused_and_signing_out_stand_in_the_audit(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    somebody, page = street.signed_in("S1"), f"/console/cases/{case}"
    assert somebody.get("/console/staff/new?x=secret").status == 403
    assert somebody.send(f"{page}/deeds/accept", {"operation": "1" * 16}, form_at="/console/cases").status >= 400
    assert somebody.send(f"{page}/person", {}, form_at="/console/cases").status == 403
    assert somebody.send("/console/sign-out", {}, form_at="/console/cases").status == 303
    assert sorted(lines(street, "S1")) == [
        ("act accept refused", case, "STAFF_NOT_A_CLERK"),
        ("page refused", "/console/staff/new", "PAGE_NOT_YOURS"),
        ("read person refused", case, "PERSON_NOT_SHOWN"),
        ("sign-in", "S1", "from 10.0.0.7"),
        ("sign-out", "S1", ""),
    ]


def test_a_try_during_a_rest_stands_in_the_audit(street: Street) -> None:
    for _ in range(PAIR_TRIES_MAX):
        street.browser().sign_in("T1", "wrong words")
    assert street.browser().sign_in("T1").status == 429
    assert ("sign-in refused", "T1", "SIGN_IN_LOCKED from 10.0.0.7") in lines(street, "T1")


def test_asking_again_and_again_does_not_fill_the_audit(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noted, "REFUSALS_AN_HOUR_MAX", 3)
    somebody = street.signed_in("S1")
    for _ in range(9):
        somebody.get("/console/staff/new")
    assert len(lines(street, "S1", "page refused")) == 3
    assert lines(street, "S1", "refused") == [("refused", "S1", "more this hour are not written")]


NEW = {"number": "C9", "name": "新人", "level": "county", "prefix": "331003", "roles": "clerk"}


@pytest.mark.parametrize(
    ("url", "fields", "done"),
    [
        ("/console/staff/new", NEW, 303),
        ("/console/staff/T1/password", {}, 200),
        ("/console/staff/T1/stop", {}, 303),
    ],
)
def test_an_administrator_shows_who_they_are_before_changing_who_may_come_in(
    street: Street, url: str, fields: dict[str, str], done: int
) -> None:
    administrator = street.signed_in("X1")
    for own in ("", "wrong words"):
        refused = administrator.send(url, {**fields, "own": own}, form_at="/console/staff/new")
        assert refused.status in (400, 401)
        assert "密码不对" in refused.text
    assert administrator.get("/console/staff/C9").status == 404
    assert street.signed_in("T1").get("/console").status == 303, "nothing was changed"
    assert administrator.send(url, {**fields, "own": PASSWORD}, form_at="/console/staff/new").status == done


def test_who_is_added_stands_in_the_audit_with_their_posts(street: Street) -> None:
    administrator = street.signed_in("X1")
    fields = {**NEW, "roles": ["clerk", "reviewer"], "own": PASSWORD}
    assert administrator.send("/console/staff/new", fields).status == 303
    assert lines(street, "X1", "staff add") == [("staff add", "C9", "clerk reviewer")]


def test_nobody_sets_their_own_password_without_the_old_one(street: Street) -> None:
    administrator = street.signed_in("X1")
    refused = administrator.send("/console/staff/X1/password", {"own": PASSWORD}, form_at="/console/staff/new")
    assert refused.status == 409 and "OWN_PASSWORD_ELSEWHERE" in refused.text
    assert administrator.get("/console").status == 303
    assert "/console/staff/X1/password" not in administrator.get("/console/staff/X1").text
