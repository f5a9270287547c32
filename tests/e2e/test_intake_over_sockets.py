"""Real server processes on real sockets with real TLS: what a station may rely on."""

import http.client
import signal
import ssl
import time
from pathlib import Path

import pytest
import requests

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.batch import BATCH_BYTES_MAX
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.pin import may_carry_for
from kiosk.core.carriage.protocol import settle
from server.uplink.pinned import pinned_session
from tests.county_by_hand import CountyByHand
from tests.running_by_hand import DEADLINE_S, command, enrol, running
from tests.server_by_hand import StationByHand, found

VILLAGE, TOWNSHIP = "331003001001", "331003001"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return found(tmp_path / "county")


def test_a_batch_is_acknowledged_over_tls_and_survives_a_kill(county: Path, tmp_path: Path) -> None:
    village = StationByHand(enrol(county, VILLAGE))
    village.say()
    everything = {w.event.hash for w in village.written}
    with running(county, "--second-medium", tmp_path / "m", "--allow-same-device") as server:
        assert server.receive(village, village.batch()).recv == everything
        server.process.kill()
        server.process.wait(DEADLINE_S)
    with running(county, "--second-medium", tmp_path / "m", "--allow-same-device") as server:
        (ack,) = server.ask(village)
        assert ack.same_device
        settled = settle(ack, server.identity(village.enrolment.root), village.own)
        assert settled.recv == settled.safe == settled.open == everything


def test_without_a_second_medium_nothing_is_ever_safe(county: Path) -> None:
    village = StationByHand(enrol(county, VILLAGE))
    with running(county) as server:
        server.receive(village, village.batch())
        (ack,) = server.ask(village)
        assert ack.safe == () and ack.recv != () and not ack.same_device


def test_bad_input_is_refused_by_name_and_costs_nothing(county: Path) -> None:
    village = StationByHand(enrol(county, VILLAGE))
    village.say()
    stranger = StationByHand(CountyByHand(seed=77).enrol())
    with running(county) as server:
        batch = village.batch()
        flipped = bytearray(batch)
        flipped[len(batch) - 10] ^= 1
        refused = [
            server.post("/v1/batches", b"<html>login</html>"),
            server.post("/v1/batches", b""),
            server.post("/v1/batches", bytes(BATCH_BYTES_MAX + 1)),
            server.post("/v1/asks", b"what is new?"),
            server.post("/v1/asks", village.ask()),
            server.session.get(server.url + "/v1/batches"),
            server.session.get(server.url + "/v1/nothing"),
        ]
        assert [(r.status_code, r.json()["code"]) for r in refused] == [
            (400, "BATCH_UNREADABLE"),
            (400, "BATCH_UNREADABLE"),
            (413, "BATCH_TOO_LARGE"),
            (400, "ASK_UNREADABLE"),
            (403, "NODE_UNKNOWN"),
            (405, "ROUTE_UNKNOWN"),
            (404, "ROUTE_UNKNOWN"),
        ]
        assert {q[3] for q in read_acknowledgement(server.post("/v1/batches", stranger.batch()).content).quarantined}
        assert len(server.receive(village, bytes(flipped)).recv) == 2
        assert len(server.receive(village, batch[:-1]).recv) == 2
        assert len(server.receive(village, batch).recv) == 3
        assert len(server.receive(village, batch).recv) == 3


def test_a_body_without_its_length_is_not_read(county: Path) -> None:
    with running(county) as server:
        answer = server.session.post(server.url + "/v1/batches", data=iter([b"x" * 100]), timeout=DEADLINE_S)
        assert (answer.status_code, answer.json()["code"]) == (411, "REQUEST_LENGTH_MISSING")


def test_another_key_than_the_pinned_one_is_told_before_a_byte_is_sent(county: Path) -> None:
    with running(county) as server:
        with pytest.raises(requests.exceptions.SSLError):
            pinned_session(bytes(32)).get(server.url + "/v1/health", timeout=DEADLINE_S)
        assert server.session.get(server.url + "/v1/health", timeout=DEADLINE_S).json()["level"] == "county"


def test_the_key_of_the_connection_is_the_one_that_the_certificate_names(county: Path) -> None:
    village = StationByHand(enrol(county, VILLAGE))
    with running(county) as server:
        host, port = server.url.removeprefix("https://").split(":")
        context = ssl._create_unverified_context()
        line = http.client.HTTPSConnection(host, int(port), context=context, timeout=DEADLINE_S)
        line.connect()
        assert isinstance(line.sock, ssl.SSLSocket)
        from kiosk.core.carriage.pin import pin_of_certificate

        shown = pin_of_certificate(line.sock.getpeercert(binary_form=True) or b"")
        line.close()
        identity = server.identity(village.enrolment.root)
        assert identity.role is Role.COUNTY and may_carry_for(identity, shown, VILLAGE)
        assert not may_carry_for(identity, bytes(32), VILLAGE)


def test_two_servers_never_run_on_one_folder(county: Path) -> None:
    with running(county):
        second = command("run", county, "--port", "0")
        assert (second.returncode, "FOLDER_IN_USE" in second.stderr) == (1, True)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--level", "township"], "LEVEL_DOES_NOT_FIT"),
        (["--insecure-http", "--host", "0.0.0.0"], "INSECURE_ADDRESS"),
        (["--tls-cert", "/dev/null"], "TLS_KEY_NOT_CERTIFIED"),
    ],
)
def test_a_server_that_would_be_of_no_use_does_not_start(county: Path, options: list[str], code: str) -> None:
    done = command("run", county, "--port", "0", *options)
    assert (done.returncode, code in done.stderr) == (1, True)


def test_told_to_end_it_ends_well_and_leaves_one_file_of_data(county: Path) -> None:
    with running(county) as server:
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(DEADLINE_S) == 0
    assert not (county / "control.sock").exists()


def test_a_relay_has_custody_at_once_and_the_county_s_word_once_the_line_is_up(county: Path, tmp_path: Path) -> None:
    with running(county) as above:
        port = above.url.rsplit(":", 1)[1]
        village = StationByHand(enrol(county, VILLAGE))
        village.say()
        everything = {w.event.hash for w in village.written}
        file = tmp_path / "relay.json"
        file.write_bytes(enrol(county, TOWNSHIP, above.url))
        done = command("init", tmp_path / "relay", "--enrol", file)
        assert done.returncode == 0, done.stderr
        above.process.terminate()
        above.process.wait(DEADLINE_S)
        with running(tmp_path / "relay", "--level", "township", "--upstream", above.url) as relay:
            settled = relay.receive(village, village.batch())
            assert (settled.custody, settled.recv) == (everything, frozenset())
            assert relay.ask(village) == []
        with running(county, "--port", port) as above, running(tmp_path / "relay") as relay:
            identity = above.identity(village.enrolment.root)
            recv: frozenset[bytes] = frozenset()
            last = time.monotonic() + 90.0
            while recv != everything and time.monotonic() < last:
                for ack in relay.ask(village):
                    recv |= settle(ack, identity, village.own).recv
                time.sleep(0.2)
            assert recv == everything
