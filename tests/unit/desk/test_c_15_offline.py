"""C-15: what is taken in without a line counts as what is taken in with one."""

import pytest
from sqlalchemy import select

from kiosk.core.casework.case_number import parse
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import ledger
from kiosk.desk.deeds import Wanted, act, case_of
from kiosk.desk.station import Station
from server.store import tables as t
from tests.courier_by_hand import HouseRoad, entrusted, proved, synchronise
from tests.kiosk_by_hand import Wall
from tests.server_by_hand import House

HOUR_MS, HOUR_S = 3_600_000, 3_600


def test_c_15_a_kiosk_offline_for_six_hours_numbers_its_cases_locally_and_syncs_later_without_renumbering(
    village: Station, house: House
) -> None:
    clock = village.instruments.clock
    assert isinstance(clock, Wall)
    road = HouseRoad(house)
    first = entrusted(village)
    synchronise(village, road)
    road.cut = True
    away = []
    for _ in range(6):
        clock.ms += HOUR_MS
        clock.uptime_s += HOUR_S
        away.append(entrusted(village))
        act(village, Wanted(away[-1], "forward", {}))
        with pytest.raises(Refusal) as no:
            synchronise(village, road)
        assert no.value.code == "ROAD_CLOSED"
    numbers = [first, *away]
    assert [parse(number).sequence for number in numbers] == [1, 2, 3, 4, 5, 6, 7], "by the kiosk alone, in order"
    assert proved(village) == 1 and [case_of(village, number).state for number in away] == [State.FORWARDED] * 6
    road.cut = False
    synchronise(village, road)
    assert proved(village) == 1 + 2 * len(away)
    with house.engine.connect() as connection:
        held = connection.execute(select(t.case_row.c.case_no).order_by(t.case_row.c.case_no)).scalars().all()
    assert held == numbers, "the county has the very numbers that the receipts bear"
    assert [line["number"] for line in ledger(village)] == numbers
