"""Real server processes on real sockets with real TLS, and enrolment files by command."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cbor2
import requests

from kiosk.core.carriage.acknowledgement import Acknowledgement, read_acknowledgement
from kiosk.core.carriage.batch import FrameType, read_batch
from kiosk.core.carriage.certificate import Identity, verify_chain
from kiosk.core.carriage.protocol import Settled, settle
from server.uplink.pinned import pinned_session
from tests.server_by_hand import StationByHand

DEADLINE_S = 30.0


def command(*words: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "server", *map(str, words)], capture_output=True, text=True)
    return done


class Server:
    """A running process: what it said of itself, and a session that trusts its pin."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdout is not None
        self.said: dict[str, Any] = json.loads(process.stdout.readline())
        self.url = self.said["url"]
        self.session = pinned_session(bytes.fromhex(self.said["pin"]))

    def post(self, path: str, body: bytes) -> requests.Response:
        return self.session.post(self.url + path, data=body, timeout=DEADLINE_S)

    def identity(self, root: bytes) -> Identity:
        chain = cbor2.loads(self.session.get(self.url + "/v1/certificate", timeout=DEADLINE_S).content)
        return verify_chain(tuple(chain), root)

    def receive(self, village: StationByHand, batch: bytes) -> Settled:
        answer = self.post("/v1/batches", batch)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/cose"
        return settle(read_acknowledgement(answer.content), self.identity(village.enrolment.root), village.own)

    def ask(self, village: StationByHand) -> list[Acknowledgement]:
        answer = self.post("/v1/asks", village.ask())
        assert answer.status_code == 200, answer.text
        frames = read_batch(answer.content).frames
        return [read_acknowledgement(f.payload) for f in frames if f.type is FrameType.ACKNOWLEDGEMENT]


@contextmanager
def running(folder: Path, *options: object, wrapper: tuple[str, ...] = ()) -> Iterator[Server]:
    """A server process on `folder`; wrapper: words put before the interpreter."""
    words = [*wrapper, sys.executable, "-m", "server", "run", str(folder), "--port", "0", *map(str, options)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=(folder.parent / "stderr").open("ab")) as process:
        server = None
        try:
            server = Server(process)
            yield server
        finally:
            if server is not None:
                server.session.close()
            process.terminate()
            process.wait(DEADLINE_S)


def enrol(folder: Path, code: str, url: str = "https://127.0.0.1:1") -> bytes:
    out = folder.parent / "enrolment"
    done = command("enrol", folder, code, "--out", out, "--url", url, "--json")
    assert done.returncode == 0, done.stderr
    (file,) = out.glob(f"{code}*.json")
    data = file.read_bytes()
    file.unlink()
    return data
