"""Deeds at a station: every one by the case table, with a badge; a rating and a complaint with the query code."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import Entrusted, entrust
from kiosk.desk.lookup import check_code
from kiosk.desk.opening import Opener
from kiosk.desk.staffing import Issued, sign_out
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.kiosk_by_hand import (
    Wall,
    bare_example,
    instruments,
    opened,
    photographs,
)

VILLAGE_MATTER = files("assets").joinpath("examples/entrustment-village.json")
SIGNATURE = json.dumps(json.loads(bare_example())["signature"]).encode()


@pytest.fixture
def case(station: Station) -> Entrusted:
    return entrust(station, VILLAGE_MATTER.read_bytes())


def refused(station: Station, wanted: Wanted) -> str:
    before = station.store.all("SELECT hash FROM event")
    with pytest.raises(Refusal) as no:
        act(station, wanted)
    assert station.store.all("SELECT hash FROM event") == before
    return no.value.code


def test_a_matter_of_the_village_runs_to_its_rating_at_the_village(station: Station, case: Entrusted) -> None:
    number = case.receipt.number
    states = [
        act(station, wanted).case.state.value
        for wanted in (
            Wanted(number, "accept", {}),
            Wanted(number, "start", {}),
            Wanted(number, "step", {"step": "handled", "opinion": "同意"}),
            Wanted(number, "conclude", {"result": "granted"}),
            Wanted(number, "send-result", {}),
            Wanted(number, "deliver", {}, SIGNATURE),
            Wanted(number, "follow-up", {"way": "phone"}),
            Wanted(number, "rate", {"grade": "5"}, query_code=case.receipt.query_code),
        )
    ]
    assert states == ["受理", "在办", "在办", "办结", "待送达", "已送达", "已送达", "已送达"]
    assert verify(station).findings == ()


def test_nobody_rates_their_own_work(station: Station, case: Entrusted) -> None:
    assert station.signed_in is not None
    assert refused(station, Wanted(case.receipt.number, "rate", {"grade": "1"})) == "RATING_IS_THE_PRINCIPALS"


def test_delivery_needs_the_principals_signature(station: Station, case: Entrusted) -> None:
    number = case.receipt.number
    for command, fields in (("accept", {}), ("start", {}), ("conclude", {"result": "granted"}), ("send-result", {})):
        act(station, Wanted(number, command, fields))
    assert refused(station, Wanted(number, "deliver", {})) == "FIELD_MISSING"
    assert refused(station, Wanted(number, "deliver", {}, b"[[[1,1,0]]]")) == "SIGNATURE_NOT_VALID"
    assert refused(station, Wanted(number, "deliver", {}, b"scribble")) == "SIGNATURE_NOT_VALID"


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"entrust", "rate", "complain"}))
def test_without_a_badge_no_deed_is_done(station: Station, case: Entrusted, command: str) -> None:
    sign_out(station)
    assert refused(station, Wanted(case.receipt.number, command, {})) == "UNLOCK_NEEDED"


def test_a_complaint_needs_the_query_code_and_is_sealed_away_from_the_station(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        case = entrust(station, bare_example()).receipt
    with opened(folder) as station:
        said = {"complaint": "等了两周"}
        assert refused(station, Wanted(case.number, "complain", said)) == "UNLOCK_NEEDED"
        wrong = "000000" if case.query_code != "000000" else "000001"
        assert refused(station, Wanted(case.number, "complain", said, query_code=wrong)) == "QUERY_CODE_WRONG"
        done = act(station, Wanted(case.number, "complain", said, query_code=case.query_code))
        assert (done.event.head.kind, done.event.head.author) == (Kind.COMPLAINED, "")
    with opened(folder, issued) as station:
        assert Opener(station).body(done.event.hash) is None  # not even the agent reads it


def test_five_wrong_codes_lock_the_case_for_an_hour(folder: Path, issued: Issued) -> None:
    wall = Wall()
    with opened(folder, tools=instruments(4, wall)) as station:
        case = entrust(station, bare_example()).receipt
        wrong = "000000" if case.query_code != "000000" else "000001"
        for _ in range(5):
            with pytest.raises(Refusal, match="QUERY_CODE_WRONG"):
                check_code(station, case.number, wrong)
        with pytest.raises(Refusal, match="QUERY_CODE_LOCKED"):
            check_code(station, case.number, case.query_code)
        wall.uptime_s += 3_600
        check_code(station, case.number, case.query_code)


def test_one_operation_acts_once(station: Station, case: Entrusted) -> None:
    wanted = Wanted(case.receipt.number, "accept", {"note": "好"}, operation=b"\x01" * 8)
    first, second = act(station, wanted), act(station, wanted)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.event.hash == second.event.hash
    assert refused(station, wanted._replace(texts={"note": "不好"})) == "OPERATION_REPEATED"


def test_a_pending_one_is_received_by_the_agent_and_materials_follow(folder: Path, issued: Issued) -> None:
    with opened(folder) as station:
        number = entrust(station, bare_example()).receipt.number
    with opened(folder, issued) as station:
        assert act(station, Wanted(number, "receive", {})).case.state.value == "收件"
        added = act(station, Wanted(number, "add-material", {"materials": "3"}, attached=tuple(photographs()[:1])))
        body = Opener(station).body(added.event.hash)
        assert body is not None
        assert [(row["material"], row["size"]) for row in body["attachments"]] == [(3, "thumb"), (3, "full")]
        assert act(station, Wanted(number, "withdraw", {"reason": "不办了"})).case.state.value == "撤回"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("", "dance", {}), "COMMAND_UNKNOWN"),
        (Wanted("", "accept", {"colour": "red"}), "FIELD_UNKNOWN"),
        (Wanted("", "follow-up", {"way": "pigeon"}), "FIELD_NOT_VALID"),
        (Wanted("", "conclude", {"result": "granted"}), "NOT_IN_HANDLING"),
        (Wanted("", "entrust", {}), "ALREADY_ENTRUSTED"),
    ],
)
def test_a_deed_that_cannot_be_is_refused_by_name(station: Station, case: Entrusted, wanted: Wanted, code: str) -> None:
    assert refused(station, wanted._replace(case=case.receipt.number)) == code


@pytest.mark.parametrize("number", ["", "123", "331003001001202611220100015", "九" * 40])
def test_a_case_that_is_not_here_is_said_not_to_be_here(station: Station, number: str) -> None:
    assert refused(station, Wanted(number, "accept", {})) == "CASE_NOT_HERE"
