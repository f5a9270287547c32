"""From the table to Starlette's routes: reads what came, bounded; asks the guard; calls the page in a thread; answers
with the headers that every page has.
"""

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from functools import partial
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.core.refusal import Refusal
from server.console import sessions
from server.console.asking import Ask
from server.console.guard import admit
from server.console.house import House
from server.console.routes import PAGES, UNKNOWN, Page
from server.console.words import CHINESE, LANGUAGES
from server.store.database import reading

FORM_BYTES_MAX = 64 * 1024
FORM_FIELDS_MAX = 200
FORM_SECONDS_MAX = 30.0
WAITING_MAX = 64  # requests in a thread or waiting for one
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
    crowd = _Crowd()
    rows = (*PAGES, UNKNOWN)
    return [Route(page.path, _endpoint(house, page, pool, crowd), methods=list(page.methods)) for page in rows]


class _Crowd:
    """How many are in hand. Only ever touched in the event loop."""

    count = 0


def _endpoint(
    house: House, page: Page, pool: Executor, crowd: _Crowd
) -> Callable[[Request], Awaitable[Response]]:
    does = _function(page)

    async def endpoint(request: Request) -> Response:
        if crowd.count >= WAITING_MAX:
            return Response("…", 503, {"Retry-After": str(RETRY_AFTER_S)})
        crowd.count += 1
        try:
            body: bytes | Refusal = await _body(request) if request.method == "POST" else b""
            work = partial(_answer, house, page, does, request, body)
            return await asyncio.get_running_loop().run_in_executor(pool, work)
        finally:
            crowd.count -= 1

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
        now_s = house.instruments.clock().uptime_s
        with reading(house.engine) as connection:
            session = sessions.find(connection, house.node.county_code, secret, now_s)
        if session is not None and session.stale:
            which = session.id
            house.writer.run(lambda journal: sessions.seen(journal, which, now_s))
    cookies: dict[str, str | None] = {}
    token: str = session.token if session else request.cookies.get(_cookie(house, FORM), "")
    if len(token) != 2 * FORM_TOKEN_BYTES:
        token = house.instruments.draw(FORM_TOKEN_BYTES).hex()
        cookies[FORM] = token
    language = request.cookies.get(_cookie(house, LANGUAGE), CHINESE)
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
        language=language if language in LANGUAGES else CHINESE,
        partial=request.headers.get("hx-target", "")[:40] if request.headers.get("hx-request") == "true" else "",
        address=request.client.host if request.client else "-",
        takes_gzip="gzip" in request.headers.get("accept-encoding", ""),
        cookies=cookies,
    )


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
