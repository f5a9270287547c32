"""Signing in and out, what a session may cost and last, and what every answer says to a browser."""

from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.console import accounts, sessions
from server.office.passwords import hash_password
from server.office.staff import Staff
from server.store import tables as t
from tests.console_by_hand import PASSWORD, Browser, Street, Uptime, console
from tests.console_by_hand import street as on
from tests.office_by_hand import CLERK, VILLAGE
from tests.server_by_hand import House, found, relay

AGENT = Staff("A1", "周代办", CLERK.level.VILLAGE, VILLAGE, ("clerk",))


def audited(street: Street) -> list[tuple[str, str, str]]:
    a = t.audit.c
    asked = select(a.who, a.deed, a.about).where(a.who.startswith("console/"))
    return [tuple(row) for row in street.house.writer.run(lambda journal: journal.connection.execute(asked).all())]


def test_the_right_password_opens_the_workbench_and_is_audited(street: Street) -> None:
    browser = street.browser()
    answer = browser.sign_in("C1")
    assert (answer.status, answer.location) == (303, "/console")
    assert browser.get("/console").location == "/console/cases"
    assert browser.get("/console/cases").status == 200
    assert ("console/C1", "sign-in", "C1") in audited(street)


@pytest.mark.parametrize(("number", "password"), [("C1", "wrong"), ("C1", ""), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_password_and_an_unknown_number_are_told_the_same_and_audited(
    street: Street, number: str, password: str
) -> None:
    browser = street.browser()
    answer = browser.sign_in(number, password)
    assert answer.status == 401
    assert "工号或密码不对" in answer.text
    assert f'value="{number}"' in answer.text  # what was typed is kept, but never the password
    assert not password or password not in answer.text
    assert (f"console/{number}", "sign-in refused", number) in audited(street)


def test_a_village_agent_is_sent_to_the_kiosk(street: Street) -> None:
    """Also one who once worked in the township and has a password from then."""
    street.staffed(AGENT._replace(level=Level.TOWNSHIP, prefix=VILLAGE[:9]))
    moved = t.staff.update().where(t.staff.c.number == "A1").values(level=int(Level.VILLAGE), prefix=VILLAGE)
    street.house.writer.run(lambda journal: journal.connection.execute(moved))
    browser = street.browser()
    answer = browser.sign_in("A1")
    assert answer.status == Refusal("PASSWORD_NOT_HERE", number="A1").status
    assert Refusal("PASSWORD_NOT_HERE", number="A1").text("zh") in unescape(answer.text)
    assert set(browser.cookies) == {"__Host-daiban-form"}


def test_an_old_password_opens_nothing_once_a_new_one_is_set(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the two meet: the new one may be kept while the old one is being compared."""
    compare, kept = accounts.matches, hash_password("seven swans on the river", b"fedcba9876543210")

    def compared_while_reset(before: str, password: str) -> bool:
        right = compare(before, password)
        street.set_password("C1", kept)
        return right

    browser = street.browser()
    fields = {"old": PASSWORD, "new": "old ways are best", "again": "old ways are best"}
    monkeypatch.setattr(accounts, "matches", compared_while_reset)
    assert browser.sign_in("C1").status == 401
    assert "__Host-daiban" not in browser.cookies
    assert audited(street)[-1] == ("console/C1", "sign-in refused", "C1")
    street.set_password("C1", _old())
    monkeypatch.setattr(accounts, "matches", compare)
    inside = street.signed_in("C1")
    fields["token"] = inside.get("/console/password").hidden("token")
    monkeypatch.setattr(accounts, "matches", compared_while_reset)
    assert inside.post("/console/password", fields).status in (303, 401)
    monkeypatch.setattr(accounts, "matches", compare)
    assert street.browser().sign_in("C1", "old ways are best").status == 401
    assert street.browser().sign_in("C1", "seven swans on the river").status == 303


def _old() -> str:
    return hash_password(PASSWORD, b"0123456789abcdef")


def test_a_session_ends_after_standing_still_and_after_a_day_whatever_the_wall_clock_says(
    street: Street, uptime: Uptime
) -> None:
    browser = street.signed_in("C1")
    street.house.wall.ms += 400 * 86_400_000  # somebody puts the clock right
    assert browser.get("/console/cases").status == 200
    uptime.s += sessions.IDLE_S - 1
    assert browser.get("/console/cases").status == 200
    uptime.s += sessions.IDLE_S
    ended = browser.get("/console/cases?pile=all")
    assert (ended.status, ended.location) == (303, "/console/sign-in?to=%2Fconsole%2Fcases%3Fpile%3Dall")
    browser = street.signed_in("C1")
    for _ in range(sessions.ABSOLUTE_S // (sessions.IDLE_S - 60)):
        uptime.s += sessions.IDLE_S - 60
        assert browser.get("/console/cases").status == 200
    uptime.s += sessions.IDLE_S - 60
    assert browser.get("/console/cases").status == 303


def test_signing_out_ends_the_session_in_the_store_too(street: Street) -> None:
    browser = street.signed_in("C1")
    kept = dict(browser.cookies)
    assert browser.send("/console/sign-out", {}, "/console/cases").location == "/console/sign-in"
    assert "__Host-daiban" not in browser.cookies
    browser.cookies = kept
    assert browser.get("/console/cases").status == 303


def test_signing_in_makes_a_new_session_and_ends_the_one_before(street: Street) -> None:
    browser = street.browser()
    browser.cookies["__Host-daiban"] = "a" * 64  # planted by somebody
    browser.sign_in("C1")
    first = dict(browser.cookies)
    assert first["__Host-daiban"] != "a" * 64
    browser.sign_in("C1")
    assert browser.cookies["__Host-daiban"] != first["__Host-daiban"]
    browser.cookies = first
    assert browser.get("/console/cases").status == 303


def test_a_person_has_a_few_sessions_at_most(street: Street, uptime: Uptime) -> None:
    first = street.signed_in("C1")
    for _ in range(sessions.SESSIONS_A_PERSON_MAX):
        uptime.s += 1
        street.signed_in("C1")
    assert first.get("/console/cases").status == 303


def test_a_person_who_was_removed_is_out_at_once(street: Street) -> None:
    browser = street.signed_in("C1")
    remove = t.staff.update().where(t.staff.c.number == "C1").values(removed_at_ms=1)
    street.house.writer.run(lambda journal: journal.connection.execute(remove))
    assert browser.get("/console/cases").status == 303


def test_the_store_holds_no_secret_of_a_session_and_no_password(street: Street) -> None:
    browser = street.signed_in("C1")
    secret = browser.cookies["__Host-daiban"]
    assert len(secret) == 2 * sessions.SECRET_BYTES
    street.house.writer.run(lambda journal: None)
    held = b"".join(path.read_bytes() for path in street.house.folder.glob("node.db*"))
    assert bytes.fromhex(secret) not in held
    assert secret.encode() not in held
    assert PASSWORD.encode() not in held


def test_every_cookie_is_host_bound_secure_http_only_and_strict(street: Street) -> None:
    browser = street.browser()
    answers = [browser.get("/console/sign-in"), browser.sign_in("C1"), browser.get("/console/language?to=en")]
    cookies = [cookie for answer in answers for cookie in answer.cookies]
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-daiban", "__Host-daiban-form", "__Host-daiban-language",
    }  # fmt: skip
    for cookie in cookies:
        said = cookie.lower()
        assert "; secure" in said and "; httponly" in said and "; samesite=strict" in said and "; path=/" in said
        assert "domain" not in said


def test_on_plain_http_at_home_the_cookies_are_the_same_but_for_secure(tmp_path: Path) -> None:
    with console(tmp_path / "county", secure=False) as street:
        street.staffed(CLERK)
        browser = Browser(street.app, "127.0.0.1", "http")
        assert browser.sign_in("C1").status == 303
        assert set(browser.cookies) == {"daiban", "daiban-form"}
        assert browser.get("/console/cases").status == 200


@pytest.mark.parametrize("url", ["/", "/console/sign-in", "/console/cases", "/console/cases/0", "/progress"])
def test_every_page_forbids_frames_foreign_scripts_and_keeping(street: Street, url: str) -> None:
    headers = street.signed_in("C1").get(url).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_a_form_without_its_token_changes_nothing(street: Street) -> None:
    browser = street.signed_in("C1")
    other = street.signed_in("T1").get("/console/cases").hidden("token")
    for fields in ({}, {"token": ""}, {"token": "0" * 64}, {"token": other}):
        answer = browser.post("/console/sign-out", fields)
        assert answer.status == 403
        assert "FORM_EXPIRED" in answer.text
    assert browser.get("/console/cases").status == 200


def test_a_form_that_another_site_sends_is_refused_even_with_its_token(street: Street) -> None:
    browser = street.signed_in("C1")
    token = browser.get("/console/cases").hidden("token")
    assert browser.post("/console/sign-out", {"token": token}, sec_fetch_site="cross-site").status == 403
    assert browser.post("/console/sign-out", {"token": token}, sec_fetch_site="same-origin").status == 303


def test_signing_in_needs_the_token_of_its_own_page(street: Street) -> None:
    browser = street.browser()
    assert browser.post("/console/sign-in", {"number": "C1", "password": PASSWORD}).status == 403
    assert browser.post("/console/sign-in", {"number": "C1", "password": PASSWORD, "token": ""}).status == 403


def test_a_form_too_large_or_of_another_kind_is_refused_kindly(street: Street) -> None:
    browser = street.signed_in("C1")
    assert browser.post("/console/sign-out", {"token": "x" * 70_000}).status == 413
    raw = {"content-type": "multipart/form-data; boundary=x"}
    assert browser.request("POST", "/console/sign-out", b"--x--", raw).status == 400
    many = {f"f{n}": "" for n in range(300)}
    assert browser.post("/console/sign-out", many).status == 403
    assert browser.request("POST", "/console/sign-out", b"token=%ff%fe", {
        "content-type": "application/x-www-form-urlencoded"}).status == 403  # fmt: skip


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:1", "\x00/"])
def test_the_way_back_never_leads_to_another_site(street: Street, back: str) -> None:
    browser = street.browser()
    assert browser.get(f"/console/language?to=en&back={quote(back)}").location == "/"
    token = browser.get("/console/sign-in").hidden("token")
    answer = browser.post("/console/sign-in", {"token": token, "number": "C1", "password": PASSWORD, "to": back})
    assert answer.location == "/console"


def test_after_signing_in_one_is_where_one_wanted_to_be(street: Street) -> None:
    browser = street.browser()
    page = browser.get(browser.get("/console/cases?pile=overdue").location)
    fields = {"token": page.hidden("token"), "to": page.hidden("to"), "number": "C1", "password": PASSWORD}
    assert browser.post("/console/sign-in", fields).location == "/console/cases?pile=overdue"


def test_the_language_is_chosen_once_and_stays(street: Street) -> None:
    browser = street.browser()
    assert 'lang="zh-Hans"' in browser.get("/console/sign-in").text
    assert browser.get("/console/language?to=en&back=/console/sign-in").location == "/console/sign-in"
    assert 'lang="en"' in browser.get("/console/sign-in").text
    browser.get("/console/language?to=xx")
    assert 'lang="en"' in browser.get("/console/sign-in").text


def test_one_changes_ones_own_password_and_is_signed_out_everywhere(street: Street) -> None:
    browser, elsewhere = street.signed_in("C1"), street.signed_in("C1")
    new = "seven swans on the river"
    for old, first, again, status in (
        ("wrong", new, new, 401),
        (PASSWORD, "short", "short", 400),
        (PASSWORD, "12345678901234", "12345678901234", 400),
        (PASSWORD, new, new + "!", 400),
    ):
        answer = browser.send("/console/password", {"old": old, "new": first, "again": again})
        assert answer.status == status, answer.text
        assert first not in answer.text
    assert browser.send("/console/password", {"old": PASSWORD, "new": new, "again": new}).status == 303
    assert elsewhere.get("/console/cases").status == 303
    assert street.browser().sign_in("C1").status == 401
    assert street.browser().sign_in("C1", new).status == 303


def test_a_relay_says_what_it_is_and_lets_nobody_sign_in(tmp_path: Path) -> None:
    county = House(found(tmp_path / "county"))
    try:
        with relay(tmp_path / "relay", county, "331003001") as house:
            for made in on(house, True):
                browser = made.browser()
                root = browser.get("/")
                assert root.status == 200
                assert "乡镇中转" in root.text and "https://127.0.0.1:1" in root.text
                assert "sign-in" not in root.text
                assert browser.get("/console/sign-in").status == 409
                assert browser.get("/console/cases").location.startswith("/console/sign-in")
    finally:
        county.close()
