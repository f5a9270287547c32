"""A console over a county in a folder, and a browser of a few lines: cookies, forms, redirects; no network, no thread
but the console's own."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlencode, urlsplit

from starlette.applications import Starlette

from kiosk.core.event import ClockQuality, ClockReading
from server.api.application import application
from server.console.application import routes
from server.console.house import House as Console
from server.office.passwords import hash_password, set_password
from server.office.staff import Staff
from tests.office_by_hand import people
from tests.server_by_hand import House, county

PASSWORD = "a fair day at the fair"


class Answer(NamedTuple):
    """What came back. text: "" for what is no text."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode() if self.headers.get("content-type", "").startswith("text/") else ""

    @property
    def location(self) -> str:
        return self.headers["location"]

    def hidden(self, name: str, form: str = "") -> str:
        """The value of a hidden field; form: of the form with that action."""
        text = self.text[self.text.index(f'action="{form}"') :] if form else self.text
        found = re.search(rf'name="{name}" value="([^"]*)"', text)
        assert found is not None, f"no field {name}"
        return unescape(found[1])


class Browser:
    """One visitor. host is shown as the address that the request comes from."""

    def __init__(self, app: Starlette, address: str = "10.0.0.7", scheme: str = "https") -> None:
        self.app, self.address, self.scheme = app, address, scheme
        self.cookies: dict[str, str] = {}

    def get(self, url: str, **headers: str) -> Answer:
        return self.request("GET", url, b"", headers)

    def post(self, url: str, fields: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        body = urlencode(dict(fields or {}), doseq=True).encode()
        return self.request("POST", url, body, {"content-type": "application/x-www-form-urlencoded", **headers})

    def send(self, url: str, fields: Mapping[str, Any], form_at: str = "") -> Answer:
        """POST with the token of the page `form_at` (of `url` where left out)."""
        token = self.get(form_at or url).hidden("token")
        return self.post(url, {"token": token, **fields})

    def sign_in(self, number: str, password: str = PASSWORD) -> Answer:
        return self.send("/console/sign-in", {"number": number, "password": password})

    def submit(self, case: str, command: str, **fields: object) -> str:
        """Fill in the form of that deed and send it: where it leads, or status and page when it comes back."""
        form, page = f"/console/cases/{case}/deeds/{command}", self.get(f"/console/cases/{case}")
        hidden = {"token": page.hidden("token"), "operation": page.hidden("operation", form=form)}
        answer = self.post(form, {**hidden, **fields})
        return answer.location if answer.status == 303 else f"{answer.status} {answer.text}"

    def request(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(url)
        sent = {"host": "county.test", "content-length": str(len(body)), **headers}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": self.scheme,
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in sent.items()],
            "client": (self.address, 4000),
            "server": ("county.test", 443),
        }
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        asyncio.run(self.app(scope, receive, send))
        raw = [(name.decode(), value.decode()) for name, value in messages[0]["headers"]]
        cookies = tuple(value for name, value in raw if name == "set-cookie")
        for cookie in cookies:
            for name, morsel in SimpleCookie(cookie).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        whole = b"".join(message.get("body", b"") for message in messages[1:])
        return Answer(messages[0]["status"], dict(raw), cookies, whole)


class Uptime:
    """A clock whose uptime tests set."""

    def __init__(self, house: House) -> None:
        self.s, self._wall = 1_000, house.wall
        house.instruments = house.instruments._replace(clock=self)

    def __call__(self) -> ClockReading:
        return ClockReading(self._wall.ms, self.s, ClockQuality.COMPARED)


class Street(NamedTuple):
    """A county with its console."""

    house: House
    console: Console
    app: Starlette

    def browser(self, address: str = "10.0.0.7") -> Browser:
        return Browser(self.app, address)

    def staffed(self, *staff: Staff) -> None:
        """Register people, each with PASSWORD."""
        people(self.house, *staff)
        for one in staff:
            self.set_password(one.number, _kept())

    def set_password(self, number: str, kept: str, who: str = "test") -> None:
        """kept: of `hash_password`."""
        house = self.house
        house.writer.run(lambda journal: set_password(journal, house.node, house.instruments, number, kept, who))

    def begun_anew(self) -> Console:
        """The console once more on the same house, as at a start of the server."""
        house = self.house
        return Console(house.node, house.engine, house.writer, house.office, house.instruments)

    def signed_in(self, number: str) -> Browser:
        browser = self.browser()
        assert browser.sign_in(number).status == 303
        return browser


_KEPT: list[str] = []


def _kept() -> str:
    if not _KEPT:
        _KEPT.append(hash_password(PASSWORD, b"0123456789abcdef"))
    return _KEPT[0]


@contextmanager
def console(folder: Path, secure: bool = True) -> Iterator[Street]:
    """A founded county with its console; the writer has its own thread, as in a running server."""
    with county(folder) as house:
        yield from street(house, secure)


def street(house: House, secure: bool = True) -> Iterator[Street]:
    """The console of a house."""
    house.writer.start()
    with ThreadPoolExecutor(2) as pool:
        made = Console(house.node, house.engine, house.writer, house.office, house.instruments, secure=secure)
        yield Street(house, made, application(routes(made, pool)))
