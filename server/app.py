"""The composition root: the one place of the server where real things are chosen and put together.

One process: the event loop with the routes, a pool of threads for signatures and intake, the writer's
thread, the aftermath's thread (digest, second medium), and on a relay the uplink's. DIR/lock keeps a
second process out. Standard output gets one JSON line when the port is open; the log goes to standard error.
"""

import asyncio
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO, cast
from urllib.parse import urlsplit

import msgspec
import structlog
import uvicorn
from sqlalchemy import Engine

from kiosk import __version__
from kiosk.core.event import ClockQuality, ClockReading
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.api.application import application
from server.api.carriage import Crowd, Doors, routes
from server.api.connections import Bounded, Listening
from server.api.tus import tus_routes
from server.console.application import routes as console_routes
from server.console.house import House
from server.control import Control
from server.documents.desk import PAPER_COMMANDS
from server.intake.aftermath import Aftermath
from server.intake.downlink import Downlink
from server.intake.receive import Intake, in_threads
from server.intake.uploads import Uploads
from server.log_line import StandardError
from server.node import Node, holding, open_node
from server.office.backup import database_file
from server.office.desk import Desk
from server.office.digest import Office
from server.office.inviting import Invitations
from server.office.restoring import checked
from server.store.database import folder_url, migrate, open_engine
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import ID_BYTES, SecondMedium, same_device
from server.store.shelf import LogPurpose
from server.store.writer import Writer
from server.tls import pin_of_pem
from server.uplink.announcing import announced
from server.uplink.meeting import meet
from server.uplink.pinned import pinned_session
from server.uplink.relay import Uplink
from server.uplink.road import Road

DEFAULT_PORT = 8331
CONSOLE_WORKERS_COUNT = 4  # pages being drawn and passwords being checked
WORKERS_COUNT = 8  # requests being examined or waiting for COMMIT: more of them make larger groups, not more work
KEEP_ALIVE_S = 30
STOP_S = 3  # for requests in hand when the process is told to end; whoever is cut off still holds what it sent
TICK_S = 60.0
_log = structlog.get_logger()


class Settings(NamedTuple):
    """What `run` was told. level: "", "county" or "township" (checked against the folder); upstream: a relay's
    county, "" for the enrolment file's; database: a URL, "" for DIR/node.db; second_medium: None for none."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    level: str = ""
    upstream: str = ""
    database: str = ""
    second_medium: Path | None = None
    allow_same_device: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    insecure_http: bool = False
    announce: bool = False


class Running(NamedTuple):
    """The parts of a running node, for what else runs beside the routes (such as the control socket)."""

    node: Node
    engine: Engine
    writer: Writer
    office: Office
    instruments: Instruments
    aftermath: Aftermath


def system_instruments(quality: ClockQuality = ClockQuality.FREE) -> Instruments:
    """The machine's clock and dice. A county's own clock is what others are compared with."""

    def clock() -> ClockReading:
        return ClockReading(time.time_ns() // 1_000_000, int(time.clock_gettime(time.CLOCK_BOOTTIME)), quality)

    return Instruments(clock, os.urandom)


def serve(folder: Path, settings: Settings) -> None:
    """Run the node in `folder` until SIGTERM or SIGINT. Refusals FOLDER_IN_USE, NOT_A_NODE, DATABASE_MISSING,
    LEVEL_DOES_NOT_FIT, INSECURE_ADDRESS, TLS_KEY_NOT_CERTIFIED, UPSTREAM_MISSING, PORT_NOT_FREE: nothing was begun.
    What broke the writer is raised once the routes have ended."""
    _log_to_stderr()
    while port := _serve_once(folder, settings):
        settings = settings._replace(port=port)


def _serve_once(folder: Path, settings: Settings) -> int:
    """Until told to stop (0), or until it was proved that a copy of this node went further (R-EPOCH): then the port to
    begin anew at, as another incarnation."""
    node = open_node(folder)
    _check(node, settings)
    if not settings.database:
        database_file(folder, "")  # keys without their database are for `restore`, not for an empty new one
    with ExitStack() as stack:
        stack.enter_context(holding(folder))
        listening = stack.enter_context(_listening(settings.host, settings.port))
        port = int(listening.getsockname()[1])  # asked now: the routes close it when they end
        instruments = system_instruments(ClockQuality.COMPARED if node.is_county else ClockQuality.FREE)
        engine = open_engine(settings.database or folder_url(folder))
        stack.callback(engine.dispose)
        migrate(engine)
        writer = Writer(engine, node.identity, node.root_public)
        stack.callback(writer.close)
        node, why = checked(node, writer, instruments, settings.second_medium)
        if why:
            _log.warning("another incarnation begins", why=why,
                         number=node.incarnation_number)  # fmt: skip
        node = msgspec.structs.replace(node, county=writer.journal.county_identity)  # under its newest keys
        superseded: list[bool] = []

        def begin_anew() -> None:
            superseded.append(True)
            os.kill(os.getpid(), signal.SIGTERM)

        writer.journal.when_superseded = begin_anew
        writer.start(lambda: os.kill(os.getpid(), signal.SIGTERM))  # no use in a server that cannot write
        writer.run(
            lambda journal: journal.begin_log(
                node.pen, node.identity, LogPurpose.MAIN, node.incarnation_number, instruments
            )
        )
        office = Office(node, instruments)
        aftermath = Aftermath()
        running = Running(node, engine, writer, office, instruments, aftermath)
        aftermath.after_take.append(_digest(running))
        medium = _second_medium(running, settings)
        if medium is not None:
            stack.callback(medium.close)
            aftermath.after_take.append(_safekeeper(running, medium))
        woken, settled = aftermath.woken, aftermath.settled
        if not node.is_county:
            uplink = _uplink(running, settings)
            woken, settled = uplink.woken, uplink.freshen
            stack.callback(uplink.stop)
            uplink.start()
        uploads = Uploads(node, writer, instruments, woken)
        aftermath.after_take.append(uploads.sweep)
        stack.callback(aftermath.stop)
        aftermath.start()
        control = Control(folder, _commands(running))
        stack.callback(control.stop)
        control.start()
        pool = stack.enter_context(ThreadPoolExecutor(WORKERS_COUNT, thread_name_prefix="intake"))
        pages = stack.enter_context(ThreadPoolExecutor(CONSOLE_WORKERS_COUNT, thread_name_prefix="console"))
        console = _console(running, not settings.insecure_http)
        crowd = Crowd()
        carriage = routes(_doors(running, woken, settled), pool, crowd)
        tus = tus_routes(uploads, crowd, pool, lambda: instruments.clock().wall_ms)
        if settings.announce:
            stack.enter_context(announced(node.identity.node, *listening.getsockname()[:2]))
        web = application([*carriage, *tus, *console_routes(console, pages)])
        _serve_until_told(web, listening, node, settings)
        if writer.broken is not None:
            raise writer.broken
        return port if superseded else 0


def _check(node: Node, settings: Settings) -> None:
    level = "county" if node.is_county else "township"
    if settings.level not in ("", level):
        raise Refusal("LEVEL_DOES_NOT_FIT", actual=level, level=settings.level)
    if settings.insecure_http and settings.host != "127.0.0.1":
        raise Refusal("INSECURE_ADDRESS", host=settings.host)
    if not node.is_county:
        _upstream(node, settings)
    if not settings.insecure_http:
        try:
            pin = pin_of_pem((settings.tls_cert or node.tls_certificate_file).read_bytes())
        except (OSError, ValueError) as error:
            raise Refusal("TLS_KEY_NOT_CERTIFIED") from error
        if pin != node.identity.tls_pin:
            raise Refusal("TLS_KEY_NOT_CERTIFIED")


def _upstream(node: Node, settings: Settings) -> str:
    url = settings.upstream or node.url
    if not url:
        raise Refusal("UPSTREAM_MISSING")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname == "127.0.0.1"):
        raise Refusal("ADDRESS_NOT_ALLOWED", url=url)
    return url


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise Refusal("PORT_NOT_FREE", host=host, port=port) from error
    with Listening(listening) as bounded:
        yield bounded


def _digest(running: Running) -> Callable[[frozenset[str]], None]:
    """The office's digest as a hook: at a tick it looks at limits and at what waits too long, which is all that a relay
    does here. It starts with a tick."""
    next_tick = 0.0

    def digest(cases: frozenset[str]) -> None:
        nonlocal next_tick
        deed = running.office.digest
        if time.monotonic() >= next_tick:
            next_tick, deed = time.monotonic() + TICK_S, running.office.tick
        while running.writer.run(deed):
            deed = running.office.digest

    return digest


def _commands(running: Running) -> Callable[[str, Mapping[str, Any], str], dict[str, Any]]:
    """The office's commands as they come by the control socket; what they write goes to the second medium too."""
    desk = Desk(running.node, running.office, running.writer, running.instruments, PAPER_COMMANDS)

    def do(command: str, arguments: Mapping[str, Any], os_user: str) -> dict[str, Any]:
        try:
            return desk.do(command, arguments, os_user)
        finally:
            running.aftermath.woken()

    return do


def _console(running: Running, secure: bool) -> House:
    return House(
        running.node,
        running.engine,
        running.writer,
        running.office,
        running.instruments,
        running.aftermath.woken,
        secure,
    )


def _second_medium(running: Running, settings: Settings) -> SecondMedium | None:
    """The second medium, or None with a warning: then nothing is ever called safe, and no kiosk lets anything go."""
    node, medium, on_same = running.node, None, False
    if not node.is_county:
        return None
    if settings.second_medium is None:
        _log.warning("no second medium: nothing is acknowledged as safe, and kiosks keep everything")
    else:
        on_same = same_device(settings.second_medium, node.folder)
        if on_same and not settings.allow_same_device:
            _log.warning(
                "the second medium is on the database's device or the system's own (is it mounted?): it is not used, "
                "nothing is acknowledged as safe"
            )
        else:
            new_id = running.instruments.draw(ID_BYTES)
            medium = SecondMedium(settings.second_medium, node.identity.node, new_id)
    now_ms = running.instruments.clock().wall_ms
    running.writer.run(lambda journal: use_medium(journal, medium, on_same, now_ms))
    return medium


def _safekeeper(running: Running, medium: SecondMedium) -> Callable[[frozenset[str]], None]:
    def safekeep(cases: frozenset[str]) -> None:
        now_ms = running.instruments.clock().wall_ms
        keep_safe(running.engine, running.writer, medium, running.node.county_code, now_ms)

    return safekeep


def _uplink(running: Running, settings: Settings) -> Uplink:
    node = running.node
    road = Road(_upstream(node, settings), pinned_session(node.county.tls_pin), time.monotonic)
    return Uplink(
        node,
        running.engine,
        running.writer,
        road,
        running.instruments,
        __version__,
        lambda: shutil.disk_usage(node.folder).free,
        lambda: meet(_upstream(node, settings), node.root_public),
    )


def _doors(
    running: Running,
    woken: Callable[[frozenset[str]], None],
    settled: Callable[[float], bool],
) -> Doors:
    node, writer, instruments = running.node, running.writer, running.instruments
    checks = max(2, os.cpu_count() or 2)
    run = in_threads(ThreadPoolExecutor(checks, thread_name_prefix="checks"), checks)
    intake = Intake(node, writer, instruments, run, woken)
    downlink = Downlink(node, writer, instruments, settled)
    level = "county" if node.is_county else "township"
    fetch = Invitations(writer, instruments).fetch if node.is_county else None
    return Doors(node.identity.chain, intake.receive, downlink.answer, level, __version__, fetch)


class _Announcing(uvicorn.Server):
    """Says on standard output that the port is open: the one line that scripts wait for."""

    line: bytes = b""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(self.line.decode() + "\n")
            sys.stdout.flush()


def _serve_until_told(web: object, listening: socket.socket, node: Node, settings: Settings) -> None:
    secure = not settings.insecure_http
    config = uvicorn.Config(
        web,  # type: ignore[arg-type]  # Starlette and uvicorn spell the same ASGI callable differently
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        http=Bounded,
        ws="none",
        proxy_headers=False,  # anybody can write X-Forwarded-For: an address is the connection's own
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_S,
        ssl_keyfile=str(settings.tls_key or node.tls_key_file) if secure else None,
        ssl_certfile=str(settings.tls_cert or node.tls_certificate_file) if secure else None,
    )
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    server = _Announcing(config)
    server.line = msgspec.json.encode(
        {
            "url": f"{'https' if secure else 'http'}://{shown}:{port}",
            "pin": node.identity.tls_pin.hex(),
            "level": "county" if node.is_county else "township",
            "node": node.identity.node.hex(),
            "software": __version__,
        }
    )
    # uvicorn ends gracefully at a signal and then raises it again: caught here, so that the writer ends well too.
    before = {which: signal.signal(which, lambda *_: None) for which in (signal.SIGTERM, signal.SIGINT)}
    try:
        asyncio.run(server.serve(sockets=[listening]))
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def _log_to_stderr() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, StandardError())),
        cache_logger_on_first_use=False,
    )
