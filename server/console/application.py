"""From the table to Starlette's routes: reads what came, bounded; asks the guard; calls the page in a thread; answers
with the headers that every page has.
"""

import asyncio
import importlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from functools import partial
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from kiosk.core.refusal import Refusal
from server.console import sessions
from server.console.asking import Ask
from server.console.guard import admit
from server.console.house import House
from server.console.routes import PAGES, UNKNOWN, UNKNOWN_PROGRESS, Page
from server.console.words import CHINESE, LANGUAGES
from server.office.lookup import network
from server.store.database import reading

FORM_BYTES_MAX = 64 * 1024
FORM_FIELDS_MAX = 200
FORM_SECONDS_MAX = 30.0
WAITING_MAX = 64  # requests in a thread or waiting for one
READING_MAX = 256  # forms being read: 16 MiB at most
READING_OF_ONE_MAX = 16  # of these from one network
RETRY_AFTER_S = 5
SESSION, FORM, LANGUAGE = "daiban", "daiban-form", "daiban-language"
FORM_TOKEN_BYTES = 32
COOKIE_S = 365 * 86_400  # the language alone is kept
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

Does = Callable[[Ask], Response]


def routes(house: House, pool: Executor) -> list[Route]:
    """Every row of the table; pages are called in `pool`, never in the event loop."""
    crowd, hurried = _Crowd(), _Hurried(house)
    rows = (*PAGES, UNKNOWN, UNKNOWN_PROGRESS)
    return [_Row(page, _endpoint(house, page, pool, crowd, hurried), hurried) for page in rows]


class _Row(Route):
    """A row of the table as a route; another method is told as a page."""

    def __init__(self, page: Page, endpoint: Callable[[Request], Awaitable[Response]], hurried: "_Hurried") -> None:
        super().__init__(page.path, endpoint, methods=list(page.methods))
        self._hurried = hurried

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = sorted(self.methods or ())
        if scope["method"] in allowed:
            await super().handle(scope, receive, send)
        else:
            response = self._hurried.answer(Request(scope), Refusal("METHOD_UNKNOWN"), {"Allow": ", ".join(allowed)})
            await response(scope, receive, send)


class _Crowd:
    """How many are in hand: `waiting` for a page or being shown one, and whose forms are being read. Only ever
    touched in the event loop."""

    def __init__(self) -> None:
        self.waiting = 0
        self._reading: Counter[str] = Counter()

    async def body(self, request: Request) -> bytes | Refusal:
        """The form, as `_body`; Refusal CONSOLE_BUSY (returned) when too many are being read. A slow line holds
        nothing else than this."""
        near = network(_address(request))
        if self._reading.total() >= READING_MAX or self._reading[near] >= READING_OF_ONE_MAX:
            return _busy()
        self._reading[near] += 1
        try:
            return await _body(request)
        finally:
            self._reading[near] -= 1
            self._reading += Counter()  # forgets whoever has none


class _Hurried:
    """Pages that are told without asking the store or waiting for a thread, drawn once for each language."""

    def __init__(self, house: House) -> None:
        self._house, self._drawn = house, dict[tuple[str, str, bool], Response]()

    def answer(self, request: Request, no: Refusal, headers: Mapping[str, str]) -> Response:
        """The refusal `no`, whoever asks."""
        language, partial = _language(self._house, request), _partial(request)
        key = (no.code, language, bool(partial))
        if key not in self._drawn:
            ask = Ask(self._house, UNKNOWN, "GET", "/", {}, {}, {}, None, "", language, partial, "-")
            self._drawn[key] = refused(ask, no)
            _finish(self._house, ask, self._drawn[key])
        drawn = self._drawn[key]
        return Response(drawn.body, drawn.status_code, {**drawn.headers, **headers})


def _busy() -> Refusal:
    return Refusal("CONSOLE_BUSY", retry_after_s=RETRY_AFTER_S)


def _endpoint(
    house: House, page: Page, pool: Executor, crowd: _Crowd, hurried: _Hurried
) -> Callable[[Request], Awaitable[Response]]:
    does = _function(page)

    async def endpoint(request: Request) -> Response:
        body = await crowd.body(request) if request.method == "POST" else b""
        busy = isinstance(body, Refusal) and body.code == "CONSOLE_BUSY"
        if busy or crowd.waiting >= WAITING_MAX:
            # closed, because a form that was not read may still be on its way
            return hurried.answer(request, _busy(), {"Retry-After": str(RETRY_AFTER_S), "Connection": "close"})
        crowd.waiting += 1
        try:
            work = partial(_answer, house, page, does, request, body)
            return await asyncio.get_running_loop().run_in_executor(pool, work)
        finally:
            crowd.waiting -= 1

    return endpoint


def _function(page: Page) -> Does:
    module, _, name = page.does.partition(":")
    does: Does = getattr(importlib.import_module(f"server.console.{module}"), name)
    return does


async def _body(request: Request) -> bytes | Refusal:
    """The form's bytes, or why not: its page says so, in the visitor's language."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return Refusal("FORM_UNREADABLE")
    body = bytearray()
    try:
        async with asyncio.timeout(FORM_SECONDS_MAX):
            async for part in request.stream():
                body += part
                if len(body) > FORM_BYTES_MAX:
                    return Refusal("FORM_TOO_LARGE", limit_bytes=FORM_BYTES_MAX)
    except (TimeoutError, ClientDisconnect):
        return Refusal("FORM_UNREADABLE")
    return bytes(body)


def _answer(house: House, page: Page, does: Does, request: Request, body: bytes | Refusal) -> Response:
    ask = _ask(house, page, request, body if isinstance(body, bytes) else b"")
    try:
        if isinstance(body, Refusal):
            raise body
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") and ask.method == "POST":
            raise Refusal("FORM_EXPIRED")
        admit(ask)
        response = does(ask)
    except Refusal as no:
        response = refused(ask, no)
    _finish(house, ask, response)
    return response


def refused(ask: Ask, no: Refusal) -> Response:
    """A no as a page, or at the top of the page it was asked from; somebody who must sign in first is led there, and
    back afterwards."""
    if no.code == "SIGN_IN_FIRST" and ask.method == "GET" and not ask.partial:
        return ask.go("/console/sign-in", to=ask.url)
    if ask.partial:
        part = ask.show("refused_part.html", no.status, refusal=no)
        if no.code == "SIGN_IN_FIRST":
            part.headers["HX-Redirect"] = "/console/sign-in"
        part.headers["HX-Retarget"], part.headers["HX-Reswap"] = "#main", "afterbegin"
        return part
    return ask.show("refused.html", no.status, refusal=no, said=no.text(ask.language))


def _ask(house: House, page: Page, request: Request, body: bytes) -> Ask:
    secret = request.cookies.get(_cookie(house, SESSION), "")
    session = None
    if secret and house.node.is_county:
        clock = house.instruments.clock()
        now_s = clock.uptime_s
        with reading(house.engine) as connection:
            session = sessions.find(connection, house.node.county_code, secret, now_s, clock.wall_ms)
        if session is not None and session.stale:
            which = session.id
            house.writer.run(lambda journal: sessions.seen(journal, which, now_s))
    cookies: dict[str, str | None] = {}
    token: str = session.token if session else request.cookies.get(_cookie(house, FORM), "")
    if len(token) != 2 * FORM_TOKEN_BYTES:
        token = house.instruments.draw(FORM_TOKEN_BYTES).hex()
        cookies[FORM] = token
    return Ask(
        house=house,
        page=page,
        method=request.method if request.method != "HEAD" else "GET",
        url=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        path=dict(request.path_params),
        query=dict(request.query_params),
        form=_form(body),
        session=session,
        token=token,
        language=_language(house, request),
        partial=_partial(request),
        address=_address(request),
        takes_gzip="gzip" in request.headers.get("accept-encoding", ""),
        cookies=cookies,
    )


def _language(house: House, request: Request) -> str:
    language = request.cookies.get(_cookie(house, LANGUAGE), CHINESE)
    return language if language in LANGUAGES else CHINESE


def _partial(request: Request) -> str:
    return request.headers.get("hx-target", "")[:40] if request.headers.get("hx-request") == "true" else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else "-"


def _form(body: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=FORM_FIELDS_MAX, errors="strict"
        )
    except ValueError:
        return found  # without its token it is refused as a form that is not ours
    for name, value in pairs:
        found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return found


def _finish(house: House, ask: Ask, response: Response) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    for name, content in ask.cookies.items():
        response.set_cookie(
            _cookie(house, name),
            content or "",
            max_age=0 if content is None else COOKIE_S if name == LANGUAGE else None,
            path="/",
            secure=house.secure,
            httponly=True,
            samesite="strict",
        )


def _cookie(house: House, name: str) -> str:
    """__Host- makes a browser refuse it from anywhere but this very host over TLS."""
    return f"__Host-{name}" if house.secure else name
