"""The control socket: the running server does what a command asks, for the folder's owner alone."""

import os
import socket
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.refusal import Refusal
from server import control
from server.control import Control, ask, user_name
from server.node import COMMAND_BYTES_MAX, CONTROL
from server.office.desk import Desk
from tests.office_by_hand import TOWN, VILLAGE, forwarded_case, people
from tests.server_by_hand import county, station


def echo(command: str, arguments: Mapping[str, Any], os_user: str) -> dict[str, Any]:
    if command == "no":
        raise Refusal("STAFF_UNKNOWN", number="T7")
    if command == "fall":
        raise RuntimeError("our own mistake")
    return {"command": command, "arguments": dict(arguments), "user": os_user}


@pytest.fixture
def listening(tmp_path: Path):  # type: ignore[no-untyped-def]
    running = Control(tmp_path, echo)
    running.start()
    yield tmp_path
    running.stop()


def test_a_command_is_done_in_the_name_of_the_user_the_kernel_names(listening: Path) -> None:
    assert ask(listening, "cases", {"state": "受理"}) == {
        "command": "cases",
        "arguments": {"state": "受理"},
        "user": user_name(os.getuid()),
    }


def test_a_refusal_comes_through_with_its_code_and_words(listening: Path) -> None:
    with pytest.raises(Refusal) as no:
        ask(listening, "no", {})
    assert no.value.code == "STAFF_UNKNOWN" and "T7" in no.value.text("zh")


def test_our_own_mistake_answers_and_the_next_command_is_done(
    listening: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refusal) as no:
        ask(listening, "fall", {})
    assert no.value.code == "CONTROL_UNANSWERED" and "our own mistake" in capsys.readouterr().err
    assert ask(listening, "cases", {}) is not None


def test_another_user_is_not_served(listening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "peer_uid", lambda line: os.getuid() + 1)
    with pytest.raises(Refusal) as no:
        ask(listening, "cases", {})
    assert no.value.code == "NOT_THE_OWNER"


def test_the_socket_is_its_owners_alone_and_gone_afterwards(tmp_path: Path) -> None:
    running = Control(tmp_path, echo)
    running.start()
    assert stat.S_IMODE((tmp_path / CONTROL).stat().st_mode) == 0o600
    running.stop()
    assert not (tmp_path / CONTROL).exists() and ask(tmp_path, "cases", {}) is None


def test_a_socket_left_by_a_dead_process_is_replaced(tmp_path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    dead.bind(str(tmp_path / CONTROL))
    dead.close()
    assert ask(tmp_path, "cases", {}) is None
    running = Control(tmp_path, echo)
    running.start()
    assert ask(tmp_path, "cases", {}) is not None
    running.stop()


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b'{"command": 7, "arguments": {}}\n', b'["cases"]\n', b"\xff\n"])
def test_a_malformed_question_is_refused_and_answered(listening: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.connect(str(listening / CONTROL))
        caller.sendall(line)
        assert b"CONTROL_MALFORMED" in caller.recv(10_000)


def test_a_question_too_long_is_not_sent(listening: Path) -> None:
    with pytest.raises(Refusal) as no:
        ask(listening, "cases", {"state": "x" * COMMAND_BYTES_MAX})
    assert no.value.code == "CONTROL_MALFORMED"


def test_a_folder_deeper_than_the_kernels_limit_is_listened_in_all_the_same(tmp_path: Path) -> None:
    deep = tmp_path / ("村" * 60) / ("站" * 60)
    deep.mkdir(parents=True)
    running = Control(deep, echo)
    running.start()
    assert ask(deep, "cases", {}) is not None
    running.stop()


def test_the_desk_checks_the_shape_of_what_comes_by_the_socket(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))
        desk = Desk(house.node, house.office, house.writer, house.instruments)
        for command, arguments in (
            ("shutdown", {}),
            ("act", {"case": case}),
            ("act", {"case": case, "command": "accept", "staff": "T1", "fields": {"a": 1}}),
            ("cases", {"count_max": "many"}),
            ("staff-list", {"prefix": "", "drop": "table"}),
        ):
            with pytest.raises(Refusal) as no:
                desk.do(command, arguments, "tester")
            assert no.value.code == "CONTROL_MALFORMED"
        done = desk.do("act", {"case": case, "command": "accept", "staff": "T1"}, "tester")
    assert done["state"] == "受理"
