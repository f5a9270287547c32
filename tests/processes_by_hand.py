"""A kiosk of real `python -m kiosk` processes, and a road to a real server that spoils what it carries.

The kiosk is known here by its folder and by what its commands print; nothing of the product runs in the test's process.
"""

import http.client
import json
import os
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
EXAMPLES = Path(str(files("assets").joinpath("examples")))
WAIT_S = 120
PIN = "271828"


class Ended(NamedTuple):
    """How a command ended: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> dict[str, Any]:
        """The one JSON object of a command that was done."""
        assert self.status == 0, self.err
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def refusal(self) -> str:
        """The code of a command that was refused: exit 1, nothing on standard output, Chinese and English beside it."""
        assert (self.status, self.out) == (1, ""), self
        return self.told

    @property
    def told(self) -> str:
        """The code on standard error, with a sentence in Chinese and one in English after it, and no traceback."""
        assert "Traceback" not in self.err, self.err
        code, _, sentences = self.err.strip().partition(":")
        zh, _, en = sentences.partition(" / ")
        assert code.isupper() and any("一" <= character <= "鿿" for character in zh), self.err
        assert sum(word.isascii() for word in en.split()) > 4, self.err
        return code


class Kiosk:
    """A station's folder, driven by command. `agent`: the options that sign its agent in; `env`: added to every
    process's environment. `wrapper` (of a call): words put before the interpreter."""

    def __init__(self, folder: Path, env: Mapping[str, str] | None = None) -> None:
        self.folder, self.env = folder, dict(env or {})
        self.badge, self.pin = folder.parent / f"{folder.name}-badge.png", folder.parent / f"{folder.name}-pin"
        self.agent = ("--badge", self.badge, "--pin-file", self.pin)

    def start(self, command: str, *words: object, wrapper: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
        """`python -m kiosk command DIR words… --json`, begun."""
        asked = [*wrapper, sys.executable, "-m", "kiosk", command, str(self.folder), *map(str, words), "--json"]
        return subprocess.Popen(
            asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **self.env},
        )  # fmt: skip

    def run(self, command: str, *words: object, wrapper: tuple[str, ...] = ()) -> Ended:
        """The same, to its end."""
        return ended(self.start(command, *words, wrapper=wrapper))

    def entrust(self, file: bytes, *photographs: Path, agent: bool = True, wrapper: tuple[str, ...] = ()) -> Ended:
        """Entrust the bytes of `file`, as an agent or as a resident alone."""
        path = self.folder.parent / "entrustment.json"
        path.write_bytes(file)
        attached = [word for photograph in photographs for word in ("--attach", photograph)]
        return self.run("entrust", path, *attached, *(self.agent if agent else ()), wrapper=wrapper)

    def kept(self) -> dict[str, str]:
        """A digest of every table, row by row: equal before and after means that nothing at all was written. All but
        `staff`, where each signing in is counted, whatever comes of it."""
        with closing(sqlite3.connect(self.folder / "kiosk.db")) as database:
            listed = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'staff'")
            tables = [row[0] for row in listed]
            return {
                table: sha256(repr(sorted(database.execute(f'SELECT * FROM "{table}"'), key=repr)).encode()).hexdigest()
                for table in tables
            }

    def rows(self, sql: str, *values: object) -> list[Any]:
        """Rows of its database, while no process holds it."""
        with closing(sqlite3.connect(self.folder / "kiosk.db")) as database:
            return database.execute(sql, values).fetchall()

    def verified(self) -> dict[str, Any]:
        """What `verify` counts; it must be sound."""
        found = self.run("verify").said
        assert found["sound"], found
        return found


def ended(process: "subprocess.Popen[str]") -> Ended:
    """Wait for a command."""
    out, err = process.communicate(timeout=WAIT_S)
    return Ended(process.returncode, out, err)


def make_kiosk(folder: Path, enrolment: bytes, env: Mapping[str, str] | None = None) -> Kiosk:
    """Enrol a station by command and add its first agent."""
    kiosk = Kiosk(folder, env)
    file = folder.parent / f"{folder.name}-enrolment.json"
    file.write_bytes(enrolment)
    kiosk.pin.write_text(PIN + "\n")
    assert kiosk.run("init", "--enrol", file).said["station"]
    kiosk.run("staff", "add", "V001", "--badge-out", kiosk.badge, "--pin-file", kiosk.pin).said["staff"]
    return kiosk


def example(name: str = "entrustment-township", **changes: Any) -> bytes:
    """A shipped entrustment with top-level fields changed; `principal` is changed field by field."""
    fields = json.loads((EXAMPLES / f"{name}.json").read_bytes())
    changes["principal"] = {**fields["principal"], **changes.get("principal", {})}
    return json.dumps({**fields, **changes}, ensure_ascii=False).encode()


Spoil = Callable[[str, bytes], bytes]


def as_it_is(path: str, body: bytes) -> bytes:
    """Spoils nothing."""
    return body


class SpoilingRoad(ThreadingHTTPServer):
    """Stands before a real server with that server's own TLS key (a proxy gone wrong) and changes what it carries.

    up(path, request) and down(path, answer) give what is handed on; `passed` are the requests that were handed on."""

    daemon_threads = True

    def __init__(self, folder: Path, target_url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "keys" / "tls.crt", folder / "keys" / "tls.key")
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.target = urlsplit(target_url).netloc
        self.url = f"https://127.0.0.1:{self.server_port}"
        self.up: Spoil = as_it_is
        self.down: Spoil = as_it_is
        self.status = 0  # 0: as the server answered
        self.passed: list[tuple[str, bytes]] = []

    def send(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """To the server behind, and its answer."""
        line = http.client.HTTPSConnection(self.target, context=ssl._create_unverified_context(), timeout=WAIT_S)
        with closing(line):
            line.request(method, path, body or None)
            answer = line.getresponse()
            return answer.status, answer.read()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up on us has seen through us."""


class _Carrier(BaseHTTPRequestHandler):
    server: SpoilingRoad

    def do_GET(self) -> None:
        self._carry("GET")

    def do_POST(self) -> None:
        self._carry("POST")

    def _carry(self, method: str) -> None:
        road = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        sent = road.up(self.path, body)
        road.passed.append((self.path, sent))
        status, answer = road.send(method, self.path, sent)
        answer = road.down(self.path, answer)
        self.send_response(road.status or status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def spoiling(folder: Path, target_url: str) -> Iterator[SpoilingRoad]:
    """A road that spoils, before the server that runs on `folder`."""
    road = SpoilingRoad(folder, target_url)
    threading.Thread(target=road.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield road
    finally:
        road.shutdown()
        road.server_close()


def no_file_beyond(bytes_max: int) -> tuple[str, ...]:
    """A wrapper under which no file grows beyond `bytes_max`: every write past it fails, as on a full disk."""
    limited = f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes_max}, {bytes_max}))"
    return sys.executable, "-c", f"{limited}; os.execv(sys.argv[1], sys.argv[1:])"


CLOCK = """
import time
_began = time.monotonic_ns()
time.time_ns = lambda: {wall_ms} * 1_000_000 + time.monotonic_ns() - _began
time.time = lambda: time.time_ns() / 1e9
"""


def clock_at(folder: Path, wall_ms: int) -> dict[str, str]:
    """An environment whose Python processes read `wall_ms` (milliseconds UTC) when they begin, and go on from there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(CLOCK.format(wall_ms=wall_ms))
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
