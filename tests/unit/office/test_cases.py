"""Looking at cases: lists, one case, and a relay that has heads alone."""

from pathlib import Path
from typing import Any

import pytest

from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.casework.codes import DeclinedFor, Tier, word
from kiosk.core.casework.days import china_minute
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from server.answers import case_lines
from server.office.cases import Looking, state_named
from server.store.shelf import LogPurpose
from tests.office_by_hand import NAME, OTHER_VILLAGE, TOWN, VILLAGE, do, entrust, forwarded_case, number, people
from tests.server_by_hand import NOW_MS, House, county, relay, station


def listed(house: House, state: str = "", prefix: str = "") -> list[dict[str, Any]]:
    looking = Looking(house.node, house.office.published, house.office.bodies if house.node.is_county else None)
    found = house.writer.run(lambda journal: looking.listed(journal.connection, NOW_MS, state, prefix))
    cases: list[dict[str, Any]] = found["cases"]
    return cases


def shown(house: House, case: str) -> dict[str, Any]:
    looking = Looking(house.node, house.office.published, house.office.bodies if house.node.is_county else None)
    return house.writer.run(lambda journal: looking.one(journal.connection, case, NOW_MS))


def test_the_list_is_filtered_by_state_and_by_prefix(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        first = forwarded_case(house, station(house, VILLAGE, 3))
        second = forwarded_case(house, station(house, OTHER_VILLAGE, 4))
        do(house, first, "accept", "T1")
        assert {one["case"] for one in listed(house)} == {first, second}
        assert [one["case"] for one in listed(house, state="受理")] == [first]
        assert [one["case"] for one in listed(house, state="forwarded")] == [second]
        assert [one["case"] for one in listed(house, prefix="331003101")] == [second]
        assert listed(house, prefix="331003%") == []


def test_one_case_shows_its_timeline_its_limits_and_a_masked_name(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE), decide_tier=Tier.COUNTY)
        do(house, case, "accept", "T1")
        [found] = shown(house, case)["found"]
    assert [step["kind"] for step in found["timeline"]] == ["Entrusted", "Forwarded", "Reached", "Accepted"]
    assert found["principal"] == "王*英" and NAME not in str(found)
    assert [limit["name"] for limit in found["limits"]] == ["T2", "T3", "T4"]
    assert found["sentence"]["zh"] == "已受理，由乡镇办理。"
    assert all(" " + china_minute(step["at_ms"]) + " " + step["zh"] in case_lines(found) for step in found["timeline"])
    assert {step["body"] for step in found["timeline"]} == {"open", "none"}


def test_a_declined_case_tells_its_reason(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))
        do(house, case, "decline", "T1", why="not-our-competence", reason="x", referral="y")
        [found] = shown(house, case)["found"]
    assert word(DeclinedFor.NOT_OUR_COMPETENCE) in found["sentence"]["zh"]


def test_a_state_that_does_not_exist_is_refused() -> None:
    assert state_named("awaiting-delivery") == State.AWAITING_DELIVERY.value
    with pytest.raises(Refusal) as no:
        state_named("happy")
    assert no.value.code == "STATE_UNKNOWN"


def test_a_case_nobody_has_is_unknown(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        with pytest.raises(Refusal) as no:
            shown(house, number(village))
    assert no.value.code == "CASE_UNKNOWN"


def test_a_relay_shows_the_same_state_from_heads_and_no_name(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, relay(tmp_path / "r", house, "331003001") as carrier:
        people(house, TOWN)
        village = station(house, VILLAGE)
        carrier.receive(village.batch())
        case = forwarded_case(house, village)
        carrier.receive(village.batch())
        assert [one["state"] for one in listed(carrier)] == [State.FORWARDED.value]
        do(house, case, "accept", "T1")
        down = house.writer.run(lambda j: j.rows(j.own_log(LogPurpose.DOWN, village.identity.node)))
        frames = [Frame(FrameType.EVENT, row.event.signed + row.sealed) for row in down]
        carrier.receive(write_batch(house.node.identity.node, frames))
        [one] = listed(carrier)
        [whole] = shown(carrier, case)["found"]
    assert (one["state"], one["principal"]) == ("受理", "")
    assert [step["kind"] for step in whole["timeline"]] == ["Entrusted", "Forwarded", "Reached", "Accepted"]


def test_a_case_whose_entrustment_has_not_come_is_not_listed(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        entrust(village, number(village))
        house.receive(village.batch(village.written[:2]))
        house.digest()
        assert listed(house) == []


def test_c_10_a_case_that_was_handed_over_still_names_who_took_it_in_first(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house))
        do(house, case, "hand-over", "T1", to="township", successor="T2")
        assert shown(house, case)["found"][0]["first_handler"] == "A1"
