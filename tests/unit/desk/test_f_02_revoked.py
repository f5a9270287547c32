"""F-2 撤销委托: taken back by the hand that gave it, at once; the open step is the principal's own again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.casework.days import china_minute
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from kiosk.desk.answered import answers_of
from kiosk.desk.casefile import casefile, contact
from kiosk.desk.deeds import Done, Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.opening import Opener
from kiosk.desk.station import Station
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import Wall, bare_example, instruments, make_station, opened

STROKES = json.dumps(json.loads(bare_example())["signature"]).encode()
MINUTE_MS = 60_000
THREE_MS = 1_795_417_200_000  # 2026-11-23 15:00 in China


@pytest.fixture
def wall() -> Wall:
    return Wall(THREE_MS - 60 * MINUTE_MS)


@pytest.fixture
def station(tmp_path: Path, wall: Wall) -> Iterator[Station]:
    tools = instruments(5, wall)
    issued = make_station(tmp_path / "kiosk", CountyByHand(), tools=tools)
    with opened(tmp_path / "kiosk", issued, tools) as one:
        yield one


@pytest.fixture
def number(station: Station) -> str:
    return entrust(station, bare_example()).receipt.number


def do(station: Station, number: str, command: str, signature: bytes = b"", **texts: str) -> Done:
    return act(station, Wanted(number, command, texts, signature))


def refused(station: Station, number: str, command: str, **texts: str) -> str:
    with pytest.raises(Refusal) as no:
        do(station, number, command, **texts)
    return no.value.code


def test_f_02_revoked_at_15_00_the_agent_loses_access_at_once_and_the_open_step_returns_to_the_villager(
    station: Station, number: str, wall: Wall
) -> None:
    assert "forward" in casefile(station, number).deeds and answers_of(station, number, "zh")
    wall.ms = THREE_MS
    done = do(station, number, "revoke-mandate", STROKES, reason="自己有空了")
    assert done.case.mandate_revoked is not None and china_minute(done.case.mandate_revoked.ms) == "2026-11-23 15:00"
    body = Opener(station).body(done.event.hash)
    assert body is not None and body["signature"] == json.loads(STROKES), "the principal's own hand"
    wall.ms += 1
    assert refused(station, number, "forward") == "MANDATE_ENDED"
    assert refused(station, number, "add-material", materials="1") == "MANDATE_ENDED"
    with pytest.raises(Refusal) as no:
        answers_of(station, number, "zh")
    assert no.value.code == "MANDATE_ENDED"
    file = casefile(station, number)
    assert file.case.state is State.RECEIVED and file.task == "", "nobody at this station has a step to take"
    assert {"give-mandate", "withdraw"} <= set(file.deeds) and not {"forward", "add-material"} & set(file.deeds)
    assert contact(station, number).phone, "the result is still handed to the principal, who has to be reached"


def test_f_02_a_mandate_given_anew_needs_the_principals_hand_and_the_agent_goes_on(
    station: Station, number: str
) -> None:
    assert refused(station, number, "give-mandate") == "MANDATE_STANDS"
    do(station, number, "revoke-mandate", STROKES)
    assert refused(station, number, "revoke-mandate") == "MANDATE_ENDED", "once"
    assert refused(station, number, "give-mandate") == "FIELD_MISSING"
    assert do(station, number, "give-mandate", STROKES).case.mandate_revoked is None
    assert do(station, number, "forward").case.state is State.FORWARDED
    assert answers_of(station, number, "zh")
