"""Unsynced data is never called safe: between a batch that came and the acknowledgement that goes lies a sync (strace).

Counted on a real server process, one batch after another, so that no other request's sync can stand in for it.
"""

import re
import shutil
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX, seal_attachment
from kiosk.core.carriage.upload import Leave, sign_leave
from tests.running_by_hand import DEADLINE_S, enrol, running
from tests.server_by_hand import StationByHand, found

BATCHES = 50
CALLS = "fsync,fdatasync,recvfrom,sendto"
CAME = re.compile(r'recvfrom(?:\(\d+, | resumed>)"(?:POST /v1/batches|PATCH /v1/attachments)')
WENT = re.compile(r'sendto\(\d+, "HTTP/1\.1 (?:200 OK|204)')
SYNCED = re.compile(r"(?:fsync|fdatasync)(?:\(| resumed>).*= 0$")


class Counted(NamedTuple):
    """What a trace holds: requests that came, syncs that ended well, answers, and answers without a sync before."""

    requests: int
    syncs: int
    answers: int
    unsynced: int


def count(trace: str) -> Counted:
    """Read a trace of strace -f, line by line in order of time."""
    came = syncs = answers = unsynced = 0
    synced_since = False
    for line in trace.splitlines():
        if CAME.search(line):
            came, synced_since = came + 1, False
        elif SYNCED.search(line):
            syncs, synced_since = syncs + 1, True
        elif came and WENT.search(line):
            answers += 1
            unsynced += not synced_since
            synced_since = False
    return Counted(came, syncs, answers, unsynced)


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_every_acknowledgement_is_preceded_by_a_sync(tmp_path: Path) -> None:
    county = found(tmp_path / "county")
    village = StationByHand(enrol(county, "331003001001"))
    log = tmp_path / "trace"
    strace = ("strace", "-D", "-f", "-qq", "-s", "60", "-e", f"trace={CALLS}", "-o", str(log))
    sealed = seal_attachment(bytes(32), bytes(5 * CHUNK_BYTES_MAX))
    which = sha256(sealed).digest()
    with running(county, "--insecure-http", wrapper=strace) as server:
        assert requests.post(server.url + "/v1/batches", village.batch(), timeout=DEADLINE_S).ok
        for _ in range(BATCHES - 1):
            written = village.say()
            answer = requests.post(server.url + "/v1/batches", village.batch([written]), timeout=DEADLINE_S)
            assert answer.headers["content-type"] == "application/cose"
        pen = village.pen
        leave = sign_leave(village.signing, Leave(pen.node, pen.log, which, len(sealed)))
        named = {"id": which.hex(), "leave": b64encode(leave).decode()}
        told = ",".join(f"{key} {b64encode(text.encode()).decode()}" for key, text in named.items())
        tus = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(sealed)), "Upload-Metadata": told}
        assert requests.post(server.url + "/v1/attachments", headers=tus, timeout=DEADLINE_S).status_code == 201
        for at in range(0, len(sealed), CHUNK_BYTES_MAX):
            tus = {
                "Tus-Resumable": "1.0.0", "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream",
            }  # fmt: skip
            piece = sealed[at : at + CHUNK_BYTES_MAX]
            url = f"{server.url}/v1/attachments/{which.hex()}"
            assert requests.patch(url, piece, headers=tus, timeout=DEADLINE_S).status_code == 204
    pieces = -(-len(sealed) // CHUNK_BYTES_MAX)
    last = time.monotonic() + DEADLINE_S  # the tracer, which is not our child, writes its last lines
    while (counted := count(log.read_text())).answers < BATCHES + pieces + 1 and time.monotonic() < last:
        time.sleep(0.1)
    print(counted)
    assert counted.requests == BATCHES + pieces
    assert counted.answers >= counted.requests and counted.syncs >= counted.requests
    assert counted.unsynced == 0


def test_the_count_sees_an_answer_that_went_too_early() -> None:
    came, went = 'recvfrom(9, "POST /v1/batches HTTP/1.1', 'sendto(9, "HTTP/1.1 200 OK'
    synced = "fdatasync(12) = 0"
    assert count("\n".join([came, synced, went, came, went])) == Counted(2, 1, 2, 1)
    assert count("\n".join([came, "<... fdatasync resumed>) = -1 EIO", went])) == Counted(1, 0, 1, 1)
