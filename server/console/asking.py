"""One request as a page sees it, and the few ways to answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.console.routes import PAGES, Page, lets_in
from server.console.sessions import Session
from server.console.words import Say, speaker
from server.office.staff import Staff
from server.store.database import reading

if TYPE_CHECKING:
    from server.console.house import House

QUERY_CHARS_MAX = 200  # of one value in an address


@dataclass
class Ask:
    """path, query, form: what the address and the form say, form fields several times where they were ticked so.
    session: None for somebody who is not signed in; token: what forms of this answer bring back; partial: the id of
    the element that htmx will put the answer into, "" for a whole page; address: where it comes from."""

    house: "House"
    page: Page
    method: str
    url: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, list[str]]
    session: Session | None
    token: str
    language: str
    partial: str
    address: str
    takes_gzip: bool = False
    cookies: dict[str, str | None] = field(default_factory=dict)  # to be set by the answer; None: forgotten

    @property
    def person(self) -> Staff:
        """Who asks; only on pages whose row names people."""
        assert self.session is not None, "the guard lets nobody in who is not signed in"
        return self.session.person

    @property
    def say(self) -> Say:
        """What says a Chinese sentence in the visitor's language."""
        return speaker(self.language)

    @property
    def now_ms(self) -> int:
        return self.house.instruments.clock().wall_ms

    def may(self, path: str) -> bool:
        """Whether the table lets this person open `path`: a page links only there."""
        if self.session is None:
            return False
        rows = [row for row in PAGES if row.path == path and row.who is not None]
        return any(lets_in(row.who, self.person) for row in rows if row.who is not None)

    def typed(self, name: str) -> str:
        """A form field as typed, without blanks around it; "" when it is not there."""
        return self.form.get(name, [""])[-1].strip()

    def asked(self, name: str) -> str:
        """A value of the address after the question mark, bounded; "" when it is not there."""
        return self.query.get(name, "").strip()[:QUERY_CHARS_MAX]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write, in one snapshot."""
        with reading(self.house.engine) as connection:
            yield connection

    def show(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page drawn by pages/`template`. It has `_`, `language`, `token`, `person` (None for a stranger), `page`,
        `url`, `static`, `partial`, `may` beside `context`."""
        drawn = self.house.templates.get_template(template).render(
            _=self.say,
            language=self.language,
            token=self.token,
            person=self.session.person if self.session else None,
            page=self.page,
            url=self.url,
            partial=self.partial,
            may=self.may,
            **context,
        )
        return HTMLResponse(drawn, status)

    def go(self, path: str, **query: str) -> Response:
        """See other: after a deed the browser asks for a page, and reloading it does nothing twice."""
        asked = f"?{urlencode(query)}" if query else ""
        if self.partial:  # a script follows a redirect by itself and would put a whole page into its element
            return Response(status_code=204, headers={"HX-Redirect": quote(path, safe="/?=&%") + asked})
        return RedirectResponse(quote(path, safe="/?=&%") + asked, 303)
