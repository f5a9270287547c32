"""tus 1.0 spoken by a client that is not ours (tuspy) with a real server process over TLS."""

import io
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.uploader.uploader import Uploader

from kiosk.core.carriage.acknowledgement import read_acknowledgement, verify_acknowledgement
from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX, chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.upload import Leave, sign_leave
from tests.county_by_hand import CountyByHand
from tests.running_by_hand import DEADLINE_S, Server, enrol, running
from tests.server_by_hand import StationByHand, found

VILLAGE = "331003001001"
TUS = {"Tus-Resumable": "1.0.0"}


class Town:
    """A county that runs, a village that it knows, and a photograph of its own for each test."""

    def __init__(self, server: Server, village: StationByHand, sealed: bytes) -> None:
        self.server, self.village, self.sealed, self.id = server, village, sealed, sha256(sealed).digest()

    def leave(self, attachment_id: bytes = b"", total_bytes: int = 0) -> bytes:
        pen = self.village.pen
        named = Leave(pen.node, pen.log, attachment_id or self.id, total_bytes or len(self.sealed))
        return sign_leave(self.village.signing, named)

    def uploader(self, other: bytes = b"", leave: bytes = b"", chunk_size: int = 3 * CHUNK_BYTES_MAX) -> Uploader:
        sealed = other or self.sealed
        named = sha256(sealed).digest()
        signed = leave or self.leave(named, len(sealed))
        return TusClient(self.server.url + "/v1/attachments").uploader(
            file_stream=io.BytesIO(sealed), chunk_size=chunk_size, verify_tls_cert=False, retries=2, retry_delay=0,
            metadata={"id": named.hex(), "leave": b64encode(signed).decode()},
        )  # fmt: skip

    def head(self, attachment_id: bytes = b"") -> requests.Response:
        url = f"{self.server.url}/v1/attachments/{(attachment_id or self.id).hex()}"
        return self.server.session.head(url, headers=TUS, timeout=DEADLINE_S)

    def patch(self, offset: int, data: bytes, **headers: str) -> requests.Response:
        url = f"{self.server.url}/v1/attachments/{self.id.hex()}"
        told = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **headers}
        return self.server.session.patch(url, data=data, headers=told, timeout=DEADLINE_S)

    def held_by_acknowledgement(self) -> dict[bytes, int]:
        """What the county says in signed words that it holds."""
        piece = write_chunk(chunks_of(self.id, self.sealed)[0])
        answer = self.server.post("/v1/batches", self.village.batch((), [piece]))
        return dict(read_acknowledgement(answer.content).attachments)


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, StationByHand]]:
    county = found(tmp_path_factory.mktemp("tus") / "county")
    with running(county) as server:
        village = StationByHand(enrol(county, VILLAGE))
        server.receive(village, village.batch())
        yield server, village


@pytest.fixture
def town(met: tuple[Server, StationByHand]) -> Town:
    server, village = met
    return Town(server, village, seal_attachment(village.dice.randbytes(32), bytes(200_000)))


def test_another_s_client_uploads_a_photograph_whole(town: Town) -> None:
    uploader = town.uploader()
    uploader.upload()
    assert str(uploader.url).endswith(town.id.hex())
    assert town.head().headers["Upload-Offset"] == town.head().headers["Upload-Length"] == str(len(town.sealed))
    assert town.held_by_acknowledgement() == {town.id: len(town.sealed)}
    again = town.uploader()
    again.upload()
    assert again.offset == len(town.sealed)


def test_an_upload_goes_on_where_it_broke_and_only_whole_pieces_count(town: Town) -> None:
    town.uploader().upload(stop_at=3 * CHUNK_BYTES_MAX)
    assert int(town.head().headers["Upload-Offset"]) == 3 * CHUNK_BYTES_MAX
    uploader = town.uploader(chunk_size=50_000)  # no multiple of a piece: it goes on from what it is told
    uploader.upload()
    assert town.held_by_acknowledgement() == {town.id: len(town.sealed)}


def test_what_began_over_http_ends_by_stick_and_the_other_way_round(town: Town) -> None:
    town.uploader().upload(stop_at=3 * CHUNK_BYTES_MAX)
    rest = [write_chunk(chunk) for chunk in chunks_of(town.id, town.sealed, 3 * CHUNK_BYTES_MAX)]
    answer = town.server.post("/v1/batches", town.village.batch((), rest))
    assert dict(read_acknowledgement(answer.content).attachments) == {town.id: len(town.sealed)}
    other = seal_attachment(bytes(32), bytes(100_000))
    named = sha256(other).digest()
    town.server.post("/v1/batches", town.village.batch((), [write_chunk(c) for c in chunks_of(named, other)[:2]]))
    assert int(town.head(named).headers["Upload-Offset"]) == 2 * CHUNK_BYTES_MAX
    town.uploader(other).upload()
    assert int(town.head(named).headers["Upload-Offset"]) == len(other)


def test_the_last_word_of_an_upload_is_signed(town: Town) -> None:
    town.uploader().upload(stop_at=3 * CHUNK_BYTES_MAX)
    answer = town.patch(3 * CHUNK_BYTES_MAX, town.sealed[3 * CHUNK_BYTES_MAX :])
    ack = read_acknowledgement(b64decode(answer.headers["Daiban-Acknowledgement"]))
    verify_acknowledgement(town.server.identity(town.village.enrolment.root).verifier(), ack)
    assert (answer.status_code, dict(ack.attachments)) == (204, {town.id: len(town.sealed)})


def test_a_server_says_what_it_speaks(town: Town) -> None:
    answer = town.server.session.options(town.server.url + "/v1/attachments", timeout=DEADLINE_S)
    assert (answer.status_code, answer.headers["Tus-Version"]) == (204, "1.0.0")
    assert answer.headers["Tus-Extension"] == "creation,expiration"
    town.uploader().upload(stop_at=3 * CHUNK_BYTES_MAX)
    assert town.head().headers["Upload-Expires"].endswith("GMT")


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ("offset", 409, "UPLOAD_OFFSET_DIFFERS"),
        ("type", 415, "UPLOAD_TYPE_WRONG"),
        ("version", 412, "TUS_VERSION_UNKNOWN"),
        ("less than a piece", 400, "UPLOAD_PIECE_TOO_SMALL"),
        ("too much", 413, "UPLOAD_TOO_LARGE"),
    ],
)
def test_a_wrong_request_is_refused_by_name_and_changes_nothing(
    town: Town, wrong: str, status: int, code: str
) -> None:
    town.uploader().upload(stop_at=3 * CHUNK_BYTES_MAX)
    at = 3 * CHUNK_BYTES_MAX
    answer = {
        "offset": lambda: town.patch(0, town.sealed),
        "type": lambda: town.patch(at, town.sealed[at:], **{"Content-Type": "application/octet-stream"}),
        "version": lambda: town.patch(at, town.sealed[at:], **{"Tus-Resumable": "0.2.2"}),
        "less than a piece": lambda: town.patch(at, town.sealed[at : at + 100]),
        "too much": lambda: town.patch(at, bytes(1_000_001)),
    }[wrong]()
    assert (answer.status_code, answer.json()["code"], answer.headers["Tus-Resumable"]) == (status, code, "1.0.0")
    assert int(town.head().headers["Upload-Offset"]) == at


def test_a_stranger_and_a_borrowed_name_begin_nothing(town: Town) -> None:
    stranger = StationByHand(CountyByHand(seed=9).enrol(), seed=8)
    pen = stranger.pen
    unknown = sign_leave(stranger.signing, Leave(pen.node, pen.log, town.id, len(town.sealed)))
    victim = town.village.pen
    borrowed = sign_leave(stranger.signing, Leave(victim.node, victim.log, town.id, len(town.sealed)))
    of_another = town.leave(bytes(32))
    for leave in (unknown, borrowed, of_another):
        with pytest.raises(TusCommunicationError) as refused:
            town.uploader(leave=leave).upload()
        assert refused.value.status_code in (400, 403)
    assert town.head().status_code == 404


def test_what_is_not_what_its_name_says_is_refused_and_forgotten(town: Town) -> None:
    town.uploader().upload(stop_at=3 * CHUNK_BYTES_MAX)
    answer = town.patch(3 * CHUNK_BYTES_MAX, bytes(len(town.sealed) - 3 * CHUNK_BYTES_MAX))
    assert (answer.status_code, answer.json()["code"]) == (422, "ATTACHMENT_HARMED")
    assert town.head().status_code == 404
    town.uploader().upload()
    assert town.held_by_acknowledgement() == {town.id: len(town.sealed)}
