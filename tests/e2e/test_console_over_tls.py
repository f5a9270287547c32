"""A running server as a browser meets it: TLS with the pinned key, a password given by command, one case accepted."""

import http.client
import json
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.office_by_hand import forwarded_case
from tests.server_by_hand import House, found, station

ROOT = Path(__file__).parents[2]
PASSWORD = "seven swans on the river"
WAIT_S = 60


class Reply(NamedTuple):
    status: int
    text: str
    location: str
    cookies: list[str]


class Visitor:
    """A browser over a real connection. pin: of the server's key, checked as a courier checks it."""

    def __init__(self, url: str, pin: str) -> None:
        parts = urlsplit(url)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the pin is what counts
        assert parts.hostname is not None
        self._line = http.client.HTTPSConnection(parts.hostname, parts.port, context=context, timeout=WAIT_S)
        self._line.connect()
        certificate = x509.load_der_x509_certificate(self._line.sock.getpeercert(True))
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert sha256(key).hexdigest() == pin
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **fields: str) -> Reply:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request(method, path, urlencode(fields) if fields else None, headers)
        answer = self._line.getresponse()
        set_cookies = answer.headers.get_all("set-cookie") or []
        for cookie in set_cookies:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Reply(answer.status, answer.read().decode(), answer.headers.get("location", ""), set_cookies)

    def send(self, path: str, at: str, form: str = "", **fields: str) -> Reply:
        """POST with the hidden fields of the form on page `at`."""
        page = self.ask("GET", at).text
        page = page[page.index(f'action="{form}"') :] if form else page
        hidden = dict(re.findall(r'type="hidden" name="(token|operation)" value="([^"]*)"', page)[:2])
        return self.ask("POST", path, **hidden, **fields)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str, str]]:
    """A running county with one case waiting at a township: folder, url, pin, case number."""
    folder = found(tmp_path_factory.mktemp("console") / "county")
    house = House(folder)
    case = forwarded_case(house, station(house))
    house.close()
    asked = ["server", "run", str(folder), "--port", "0", "--json"]
    server = subprocess.Popen([sys.executable, "-m", *asked], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout is not None
    said = json.loads(server.stdout.readline())
    try:
        yield folder, said["url"], said["pin"], case
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(WAIT_S) == 0


def command(*words: object) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "server", *map(str, words)], capture_output=True, text=True, timeout=WAIT_S, cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_clerk_signs_in_over_tls_and_accepts_a_case(county: tuple[Path, str, str, str]) -> None:
    folder, url, pin, case = county
    roles = ("--level", "township", "--prefix", "331003001", "--roles", "clerk")
    command("staff", folder, "add", "T7", "--name", "李镇窗", *roles)
    secret = folder.parent / "password"
    secret.write_text(PASSWORD + "\n")
    assert PASSWORD not in command("staff", folder, "password", "T7", "--password-file", secret)
    visitor = Visitor(url, pin)
    refused = visitor.send("/console/sign-in", "/console/sign-in", number="T7", password="wrong password")
    assert refused.status == 401
    entered = visitor.send("/console/sign-in", "/console/sign-in", number="T7", password=PASSWORD)
    assert (entered.status, entered.location) == (303, "/console")
    assert all("Secure" in cookie and "SameSite=strict" in cookie for cookie in entered.cookies)
    assert case in visitor.ask("GET", "/console/cases").text
    form = f"/console/cases/{case}/deeds/accept"
    done = visitor.send(form, f"/console/cases/{case}", form, note="材料齐")
    assert (done.status, done.location.partition("?")[0]) == (303, f"/console/cases/{case}")
    told = json.loads(command("cases", folder, case, "--json"))["found"][0]
    assert told["state"] == "受理"
    assert [step["author"] for step in told["timeline"] if step["kind"] == "Accepted"] == ["T7"]


def test_a_password_made_by_command_is_shown_once_and_works(county: tuple[Path, str, str, str]) -> None:
    folder, url, pin, _ = county
    shown = json.loads(command("staff", folder, "password", "admin", "--generate", "--json"))
    visitor = Visitor(url, pin)
    entered = visitor.send("/console/sign-in", "/console/sign-in", number="admin", password=shown["password"])
    assert entered.status == 303
    assert visitor.ask("GET", "/console").location == "/console/stations"
    assert visitor.ask("GET", "/console/cases").status == 403


def test_what_it_says_of_a_page_is_what_a_kiosk_may_ask_too(county: tuple[Path, str, str, str]) -> None:
    _, url, pin, _ = county
    visitor = Visitor(url, pin)
    assert visitor.ask("GET", "/v1/health").status == 200
    assert visitor.ask("GET", "/").status == 200
