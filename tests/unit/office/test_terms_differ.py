"""A case that is bound to other terms than the county published is set aside whole (搁置) until a supervisor voids it."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.core.casework.codes import Result, T1Policy, Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.cases import Looking
from server.office.staff import Staff
from server.office.terms_differ import SET_ASIDE
from server.office.verification import verify
from server.store import tables as t
from tests.office_by_hand import (
    CLERK,
    TOWNSHIP_STATION,
    VILLAGE,
    deed,
    do,
    entrust,
    forwarded_case,
    kinds,
    number,
    people,
    row,
)
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station

SUPERVISOR = Staff("S1", "督办", Level.COUNTY, "331003", ("supervisor",))
PROMISE = {"promised_days": 5, "promised_unit": 1, "statutory_days": 20, "statutory_unit": 1}
COUNTY_MATTER = "MZ-01"  # accepted by the township, decided by the county


def village_decides(house: House, village: StationByHand, conclude: bool = True) -> str:
    """A village takes a county's matter for its own, as far as it goes."""
    entrust(village, case := number(village), COUNTY_MATTER, Level.VILLAGE, Tier.VILLAGE)
    if conclude:
        deed(village, Kind.ACCEPTED, case, PROMISE, {})
        deed(village, Kind.HANDLING_STARTED, case, {})
        deed(village, Kind.CONCLUDED, case, {"result": Result.GRANTED}, {})
    house.receive(village.batch())
    house.digest()
    return case


def look(house: House, case: str) -> dict[str, Any]:
    looking = Looking(house.node, house.office.published, house.office.bodies)
    return house.writer.run(lambda journal: looking.one(journal.connection, case, house.wall.ms)["found"][0])


def sent_down(house: House) -> int:
    return house.writer.run(lambda journal: len(journal.connection.execute(t.sent.select()).all()))


def test_a_village_that_decides_a_countys_matter_concludes_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = village_decides(house, station(house, VILLAGE))
        found = row(house, case)
        assert (found["state"], found["due"]) == (SET_ASIDE, 0)
        assert house.incidents() == ["TERMS_DIFFER"]
        assert len(kinds(house, case)) == 4  # kept, every one
        shown = look(house, case)
        assert shown["state"] == SET_ASIDE and "搁置" in shown["sentence"]["zh"] and not shown["limits"]


def test_the_county_writes_nothing_of_its_own_on_it_and_sends_it_to_no_station(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        town = station(house, TOWNSHIP_STATION, 4)
        house.receive(town.batch())
        house.digest()
        case = village_decides(house, station(house, VILLAGE, 3), conclude=False)
        assert kinds(house, case) == [Kind.ENTRUSTED]  # a village that may accept has it at once: Reached is due
        house.wall.ms += 60 * 86_400_000
        house.writer.run(house.office.tick)
        assert kinds(house, case) == [Kind.ENTRUSTED] and sent_down(house) == 0


@pytest.mark.parametrize(
    "terms",
    [
        {"matter": "MZ-05", "accept_tier": Level.COUNTY},
        {"matter": "MZ-05", "decide_tier": Tier.COUNTY},
        {"matter": "MZ-05", "t1_policy": T1Policy.FIVE_DAYS_DEEMED},
        {"matter": "XX-99"},
        {"matter": "MZ-05", "catalogue_version": 7, "decide_tier": Tier.VILLAGE},
    ],
    ids=["accept tier", "decide tier", "what silence means", "a matter nobody published", "a version of its own"],
)
def test_every_term_that_a_station_states_is_compared(tmp_path: Path, terms: dict[str, Any]) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house, VILLAGE), **terms)
        assert row(house, case)["state"] == SET_ASIDE and "TERMS_DIFFER" in house.incidents()


def test_terms_as_published_pass_and_so_do_those_of_a_version_the_county_has_lost(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        as_published = forwarded_case(house, village)
        lost = forwarded_case(house, village, 2, catalogue_version=7)
        assert {row(house, case)["state"] for case in (as_published, lost)} == {State.FORWARDED.value}
        assert house.incidents() == []


def test_a_township_station_that_takes_in_a_villages_matter_states_its_own_tier(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        town = station(house, TOWNSHIP_STATION)
        entrust(town, taken := number(town), "MZ-06", Level.TOWNSHIP, Tier.COUNTY)  # accepted by villages
        entrust(town, grabbed := number(town, 2), "RS-12", Level.TOWNSHIP, Tier.VILLAGE)  # and decided by them
        house.receive(town.batch())
        house.digest()
        assert row(house, taken)["state"] == State.RECEIVED.value
        assert row(house, grabbed)["state"] == SET_ASIDE


def test_only_a_supervisor_moves_it_by_voiding_and_then_the_stations_hear_of_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK, SUPERVISOR)
        town = station(house, TOWNSHIP_STATION, 4)
        house.receive(town.batch())
        house.digest()
        case = forwarded_case(house, station(house, VILLAGE), decide_tier=Tier.COUNTY, accept_tier=Level.COUNTY,
                              matter="MZ-05")  # fmt: skip
        with pytest.raises(Refusal) as no:
            do(house, case, "accept", "C1")
        assert no.value.code == "CASE_SET_ASIDE"
        assert do(house, case, "void", "S1", why="void", reason="受理级与目录不符").state == "归档"
        assert row(house, case)["state"] == State.ARCHIVED.value and sent_down(house) > 0


def test_cases_set_aside_are_listed_by_that_word(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = village_decides(house, station(house, VILLAGE))
        looking = Looking(house.node, house.office.published, house.office.bodies)

        def listed(state: str) -> list[str]:
            found = house.writer.run(lambda journal: looking.listed(journal.connection, NOW_MS, state))
            return [line["case"] for line in found["cases"]]

        assert listed(SET_ASIDE) == listed("set-aside") == [case] and listed("办结") == []


def test_verify_rebuilds_a_case_that_is_set_aside(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = village_decides(house, station(house, VILLAGE))
        assert verify(house.node, house.engine, house.instruments).wrong == ()
        assert "MZ-01" in msgspec.json.decode(row(house, case)["folded"])["terms_differ"]
