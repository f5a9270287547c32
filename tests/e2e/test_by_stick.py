"""By stick and by paper, with real processes only: what a courier brings is proved at home by the county's word."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.processes_by_hand import EXAMPLES, Kiosk, example, make_kiosk
from tests.running_by_hand import Server, command, enrol, running
from tests.server_by_hand import found

VILLAGE, TOWNSHIP = "331003001001", "331003001000"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return found(tmp_path / "county")


@pytest.fixture
def server(county: Path, tmp_path: Path) -> Iterator[Server]:
    with running(county, "--second-medium", tmp_path / "medium", "--allow-same-device") as one:
        yield one


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@contextmanager
def cut_after(url: str, up_bytes_max: int) -> Iterator[str]:
    """A line to `url` that breaks for good once so many bytes went up."""
    target = urlsplit(url).port
    listening = socket.create_server(("127.0.0.1", 0))
    left = [up_bytes_max]

    def carry(source: socket.socket, sink: socket.socket, upward: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4_096):
                left[0] -= len(data) if upward else 0
                if left[0] < 0:
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def listen() -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", target))
                for ends in ((near, far, True), (far, near, False)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()


def truths(kiosk: Kiosk, case: str) -> set[str]:
    found_truths: dict[str, Any] = kiosk.run("status", case).said["truths"]
    return {name for name, truth in found_truths.items() if truth}


def test_a_village_without_a_line_is_proved_by_stick_through_its_township(
    county: Path, server: Server, stick: Path, tmp_path: Path
) -> None:
    village = make_kiosk(tmp_path / "village", enrol(county, VILLAGE))  # its address leads nowhere
    township = make_kiosk(tmp_path / "township", enrol(county, TOWNSHIP, server.url))
    case = village.entrust(example()).said["case"]
    left = village.run("export", stick).said
    assert left["may_be_pulled"] and left["own_events"] >= 3
    taken = township.run("import", stick).said
    assert [(one["station"], one["taken"], one["apart"]) for one in taken["stations"]] == [
        (VILLAGE, left["own_events"], {})
    ]
    on = township.run("sync").said["handed_on"]
    assert on["proved"] == left["own_events"] and on["answers"] == 1
    assert township.run("export", stick).said["answers"] == {VILLAGE: 2}
    assert truths(village, case) == {"recorded", "left"}
    home = village.run("import", stick).said
    assert home["proved"]["recv"] >= 3 and home["catalogue_version"] > 1
    assert {"at_township", "at_county"} <= truths(village, case)
    village.verified()
    township.verified()


def test_a_photograph_begun_over_http_finishes_by_stick_at_the_county_itself(
    county: Path, server: Server, stick: Path, tmp_path: Path
) -> None:
    village = make_kiosk(tmp_path / "village", enrol(county, VILLAGE, server.url))
    village.entrust(example("entrustment"), *(EXAMPLES / name for name in ("application.jpg", "id-card.jpg")))

    def held() -> list[tuple[int, int]]:
        return [(a, b) for a, b in village.rows("SELECT at_county_bytes, total_bytes FROM attachment ORDER BY rowid")]

    for _ in range(10):
        with cut_after(server.url, 45_000) as url:
            village.run("sync", "--url", url)
        if any(0 < at_county < total for at_county, total in held()):
            break
    begun = held()
    assert any(0 < at_county < total for at_county, total in begun)
    left = village.run("export", stick).said
    assert 0 < left["own_pieces"] < sum(-(-total // 16_384) for _, total in begun)
    taken = command("import", county, stick, "--json")
    assert taken.returncode == 0, taken.stderr
    answered = command("export", county, stick, "--json")
    assert answered.returncode == 0 and "可以拔出" in command("export", county, stick).stdout
    village.run("import", stick)
    assert all(at_county == total for at_county, total in held())
    verified = command("verify", county, "--json")
    assert verified.returncode == 0, verified.stderr


def test_one_entrustment_travels_as_printed_codes(county: Path, server: Server, tmp_path: Path) -> None:
    village = make_kiosk(tmp_path / "village", enrol(county, VILLAGE))
    township = make_kiosk(tmp_path / "township", enrol(county, TOWNSHIP, server.url))
    case = village.entrust(example()).said["case"]
    written = village.run("paper", "write", case, "--out", tmp_path / "codes").said
    pictures = sorted((tmp_path / "codes").glob("*.png"), reverse=True)
    assert len(pictures) == written["parts"]
    assert township.run("paper", "read", *pictures[1:]).refusal == "PAPER_NOT_WHOLE"
    assert township.run("paper", "read", *pictures).said["stations"][0]["taken"] >= 3
    assert township.run("sync").said["handed_on"]["proved"] >= 3
    listed = command("cases", county, case, "--json")
    assert listed.returncode == 0 and case in listed.stdout


def test_a_folder_that_is_no_stick_is_refused_in_both_languages(county: Path, tmp_path: Path) -> None:
    village = make_kiosk(tmp_path / "village", enrol(county, VILLAGE))
    for deed in ("export", "import"):
        assert village.run(deed, tmp_path / "nowhere").refusal == "STICK_NOT_THERE"
        refused = command(deed, county, tmp_path / "nowhere")
        assert refused.returncode == 1 and "STICK_NOT_THERE" in refused.stderr
