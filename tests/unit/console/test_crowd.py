"""Many at once, slow ones and strange ones: what is full is told as a page, and one visitor's slowness is his own."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.console import application
from tests.console_by_hand import Street, console
from tests.office_by_hand import CLERK

FORM = {"content-type": "application/x-www-form-urlencoded", "content-length": "10"}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with console(tmp_path_factory.mktemp("crowd") / "county") as made:
        made.staffed(CLERK)
        yield made


class Visit:
    """One request in the test's own event loop; `said` of a slow one never comes."""

    def __init__(self, street: Street, method: str, path: str, address: str = "10.0.0.7", **headers: str) -> None:
        self.app, self.status, self.headers, self.body = street.app, 0, dict[str, str](), b""
        self.scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
            "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
            "client": (address, 4000), "server": ("county.test", 443),
        }  # fmt: skip

    async def made(self, slow: bool = False) -> "Visit":
        async def receive() -> dict[str, Any]:
            if slow:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self.body += message.get("body", b"")

        await self.app(self.scope, receive, send)
        return self


def beside_slow_forms(street: Street, addresses: list[str], then: Callable[[], Any]) -> Any:
    """What `then` gives while a form that never ends is being read from each address."""

    async def run() -> Any:
        slow = [
            asyncio.create_task(Visit(street, "POST", "/progress", one, **FORM).made(slow=True)) for one in addresses
        ]
        for _ in range(5):
            await asyncio.sleep(0)
        try:
            return await then()
        finally:
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

    return asyncio.run(run())


def is_a_busy_page(visit: Visit) -> bool:
    assert visit.status == 503
    assert "content-security-policy" in visit.headers and visit.headers["cache-control"] == "no-store"
    assert visit.headers["retry-after"] == str(application.RETRY_AFTER_S)
    text = visit.body.decode()
    return "<!doctype html>" in text and "CONSOLE_BUSY" in text


def test_slow_forms_of_one_stranger_hold_up_nobody(street: Street) -> None:
    slow = ["198.51.100.7"] * (application.WAITING_MAX + 6)
    assert beside_slow_forms(street, slow, Visit(street, "GET", "/").made).status == 200
    form = Visit(street, "POST", "/progress", "10.0.0.8", **FORM).made
    assert beside_slow_forms(street, slow, form).status == 403  # read, and refused for its token alone


def test_slow_forms_of_one_network_are_few(street: Street) -> None:
    slow = [f"2001:db8::{n}" for n in range(application.READING_OF_ONE_MAX)]
    assert is_a_busy_page(beside_slow_forms(street, slow, Visit(street, "POST", "/progress", "2001:db8::99").made))
    assert beside_slow_forms(street, slow[1:], Visit(street, "POST", "/progress", "2001:db8::99").made).status == 400


def test_slow_forms_of_all_are_bounded(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "READING_MAX", 3)
    slow = [f"198.51.100.{n}" for n in range(3)]
    assert is_a_busy_page(beside_slow_forms(street, slow, Visit(street, "POST", "/progress").made))
    assert beside_slow_forms(street, slow, Visit(street, "GET", "/").made).status == 200
    assert beside_slow_forms(street, slow[1:], Visit(street, "POST", "/progress").made).status == 400


def test_a_form_that_never_ends_is_given_up(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "FORM_SECONDS_MAX", 0.05)
    visit = asyncio.run(asyncio.wait_for(Visit(street, "POST", "/progress", **FORM).made(slow=True), 20))
    assert visit.status == 400 and "FORM_UNREADABLE" in visit.body.decode()


@pytest.mark.parametrize(("language", "word"), [("zh", "请过"), ("en", "Try again")])
def test_when_the_pages_are_full_it_is_told_as_a_page(
    street: Street, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    cookie = {"cookie": f"__Host-daiban-language={language}"}
    monkeypatch.setattr(application, "WAITING_MAX", 0)
    visit = asyncio.run(Visit(street, "GET", "/console/cases", **cookie).made())
    assert is_a_busy_page(visit) and word in visit.body.decode()
    part = asyncio.run(Visit(street, "GET", "/console/cases", hx_request="true", hx_target="list", **cookie).made())
    assert part.status == 503 and part.headers["hx-retarget"] == "#main" and b"<!doctype" not in part.body
    monkeypatch.setattr(application, "WAITING_MAX", 1)
    assert asyncio.run(Visit(street, "GET", "/", **cookie).made()).status == 200


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "DELETE", "TRACE"])
def test_another_method_is_refused_with_a_page_and_its_headers(street: Street, method: str) -> None:
    visit = asyncio.run(Visit(street, method, "/console/sign-in").made())
    assert visit.status == 405 and visit.headers["allow"] == "GET, HEAD, POST"
    assert "content-security-policy" in visit.headers
    assert visit.headers["content-type"].startswith("text/html") and "METHOD_UNKNOWN" in visit.body.decode()


@pytest.mark.parametrize("path", ["/progress/", "/console/cases/", "/console/"])
def test_a_slash_too_many_leads_to_no_other_host(street: Street, path: str) -> None:
    visit = asyncio.run(Visit(street, "GET", path, host="evil.test").made())
    assert visit.status == 404 and "location" not in visit.headers
    assert "content-security-policy" in visit.headers


def test_a_code_in_an_address_is_dropped(tmp_path: Path, street: Street) -> None:
    number = "331003101246202611220100051"
    browser = street.browser()
    receipt = browser.get(f"/progress?case=DAIBAN1:{number}:271828:0123456789ABCDEF").text
    assert f">{number}</textarea>" in receipt and "271828" not in receipt and "0123456789ABCDEF" not in receipt
    spaced = browser.get(f"/progress?case={number[:12]}%20{number[12:20]}-{number[20:]}").text
    assert f">{number}</textarea>" in spaced
    assert "271828" not in browser.get(f"/progress?case={number}271828").text
    assert "271828" not in browser.get("/progress?case=271828&code=271828").text
