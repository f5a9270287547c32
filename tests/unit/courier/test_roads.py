"""The HTTP road: whom it trusts, and what it makes of a login page, a redirect, a stranger and a dead line."""

import ssl
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from kiosk.core.carriage.cbor import pack
from kiosk.core.carriage.certificate import (
    Role,
    certify_county,
    certify_enrolment,
    certify_node,
    verify_chain,
)
from kiosk.core.carriage.pin import pin_of_certificate
from kiosk.core.refusal import Refusal
from kiosk.courier.http import HttpRoad, check_url, meet
from kiosk.courier.roads import open_road, road_order
from tests.county_by_hand import COUNTY_CODE, CountyByHand, places

BODY_BYTES_MAX = 9 * 2**20


class Answering(HTTPServer):
    """Answers every request with `status`, `headers`, `body`; counts what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body, self.handshakes_failed = 200, b"", 0
        self.headers: dict[str, str] = {}
        self.received: list[bytes] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.handshakes_failed += 1


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.received.append(data)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module", params=[(1970, 1980), (2098, 2099)], ids=["expired", "not yet valid"])
def tls(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A key and a certificate that expired in 1980 or begins in 2098, as a PEM file, and its pin."""
    begin, end = request.param
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere")])
    certificate = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime(begin, 1, 2)).not_valid_after(datetime(end, 1, 1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path, pin_of_certificate(certificate.public_bytes(serialization.Encoding.DER))


@pytest.fixture
def server(tls: tuple[Path, bytes]) -> Iterator[Answering]:
    one = Answering()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls[0])
    one.socket = context.wrap_socket(one.socket, server_side=True)
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()


def url_of(server: Answering) -> str:
    return f"https://127.0.0.1:{server.server_port}"


def road_to(server: Answering, pin: bytes) -> HttpRoad:
    identity = msgspec.structs.replace(CountyByHand().identity, tls_pin=pin)
    return HttpRoad(url_of(server), identity, lambda: 0.0, 5.0)


def test_the_pinned_key_is_trusted_whatever_its_name_and_dates(server: Answering, tls: tuple[Path, bytes]) -> None:
    server.body = b"answer"
    with road_to(server, tls[1]) as road:
        assert road.post_batch(b"batch") == b"answer"
    assert server.received == [b"batch"]


@pytest.mark.parametrize("pin", [bytes(32), b""])
def test_another_key_is_told_nothing(server: Answering, pin: bytes) -> None:
    with road_to(server, pin) as road, pytest.raises(Refusal) as refused:
        road.post_batch(b"secret")
    assert refused.value.code == "PEER_NOT_TRUSTED"
    assert server.received == []


@pytest.mark.parametrize("written", [":0{port}", ":{port}/县", ":{port}/a b", ":{port}/%7ex", ":{port}/../b"])
def test_another_key_is_told_nothing_however_the_address_is_written(server: Answering, written: str) -> None:
    identity = msgspec.structs.replace(CountyByHand().identity, tls_pin=bytes(32))
    url = "https://127.0.0.1" + written.format(port=server.server_port)
    with HttpRoad(url, identity, lambda: 0.0, 5.0) as road, pytest.raises(Refusal) as refused:
        road.post_batch(b"secret")
    assert refused.value.code == "PEER_NOT_TRUSTED"
    assert server.received == []


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (302, {"Location": "https://login.example/"}, b"", "CAPTIVE_PORTAL"),
        (200, {}, bytes(BODY_BYTES_MAX), "CAPTIVE_PORTAL"),
        (502, {}, b"<html>bad gateway</html>", "CAPTIVE_PORTAL"),
        (403, {}, '{"code":"NODE_UNKNOWN","zh":"不认识","en":"unknown"}'.encode(), "PEER_REFUSED"),
        (503, {"Retry-After": "7"}, b'{"code":"BUSY","zh":"","en":""}', "PEER_REFUSED"),
        (500, {}, b'{"code":"<script>"}', "CAPTIVE_PORTAL"),
    ],
)
def test_an_answer_that_is_no_answer_is_called_by_its_name(
    server: Answering, tls: tuple[Path, bytes], status: int, headers: dict[str, str], body: bytes, code: str
) -> None:
    server.status, server.headers, server.body = status, headers, body
    with road_to(server, tls[1]) as road, pytest.raises(Refusal) as refused:
        road.ask(b"ask")
    assert refused.value.code == code
    if status == 503:
        assert refused.value.params["retry_after_s"] == 7


def test_a_dead_line_is_a_closed_road() -> None:
    identity = CountyByHand().identity
    with HttpRoad("https://127.0.0.1:1", identity, lambda: 0.0, 2.0) as road, pytest.raises(Refusal) as refused:
        road.post_batch(b"batch")
    assert refused.value.code == "ROAD_CLOSED"


def chain_of(county: CountyByHand, pin: bytes, code: str) -> bytes:
    """A relay's certificates as a server gives them."""
    one_time = Ed25519PrivateKey.generate()
    node = certify_node(one_time, Ed25519PrivateKey.generate().public_key().public_bytes_raw(), b"", pin)
    public = one_time.public_key().public_bytes_raw()
    enrolment = certify_enrolment(county.signing, public, Role.RELAY, code, 0, 7)
    return pack([node, enrolment, *county.identity.chain])


def test_a_relay_above_us_is_met_and_trusted_by_its_certificate(server: Answering, tls: tuple[Path, bytes]) -> None:
    county, (village, township) = CountyByHand(), places()
    server.body = chain_of(county, tls[1], township[:9])
    identity = meet(url_of(server), county.root_public, village, 5.0)
    assert (identity.role, identity.code) == (Role.RELAY, township[:9])


@pytest.mark.parametrize("wrong", ["another key", "another township", "another root", "no chain", "a station"])
def test_a_stranger_on_the_lan_is_not_trusted(server: Answering, tls: tuple[Path, bytes], wrong: str) -> None:
    county, (village, township) = CountyByHand(), places()
    root, code = county.root_public, township[:9]
    if wrong == "another township":
        code = COUNTY_CODE + "999"
    server.body = chain_of(county, bytes(32) if wrong == "another key" else tls[1], code)
    if wrong == "another root":
        root = CountyByHand(seed=2).root_public
    if wrong == "no chain":
        server.body = b"<html>"
    if wrong == "a station":
        one_time = Ed25519PrivateKey.generate()
        enrolment = certify_enrolment(
            county.signing, one_time.public_key().public_bytes_raw(), Role.STATION, village, 1, 8
        )
        node = certify_node(one_time, bytes(32), county.identity.sealing_key, tls[1])
        server.body = pack([node, enrolment, *county.identity.chain])
    with pytest.raises(Refusal) as refused:
        meet(url_of(server), root, village, 5.0)
    assert refused.value.code == "PEER_NOT_TRUSTED"


def test_the_county_is_met_by_its_certificate_at_another_address(server: Answering, tls: tuple[Path, bytes]) -> None:
    county = CountyByHand()
    keys = [key.public_key().public_bytes_raw() for key in (county.signing, county.sealing, county.recovery)]
    chain = (certify_county(county.root, keys[0], keys[1], keys[2], tls[1], COUNTY_CODE),)
    server.body = pack(list(chain))
    with open_road(
        url_of(server), "https://127.0.0.1:1", verify_chain(chain, county.root_public), county.root_public, places()[0],
        lambda: 0.0, 5.0,
    ) as road:  # fmt: skip
        assert road.identity.role is Role.COUNTY


@pytest.mark.parametrize(
    "url",
    ["ftp://a", "http://10.0.0.1", "https://", "file:///etc/passwd", "https://a/?q", "https://u@a", "https://[", ""],
)
def test_only_https_and_this_machine_are_addresses(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_url(url)
    assert refused.value.code == "ADDRESS_NOT_ALLOWED"


def test_roads_are_tried_in_the_order_given_each_once() -> None:
    assert road_order("https://c", ()) == ("https://c",)
    assert road_order("https://c", ("https://r", "https://c/"), ()) == ("https://r", "https://c")
    assert road_order("https://c", ("https://r",), ("https://x",)) == ("https://x",)
    assert road_order("", ()) == ()
