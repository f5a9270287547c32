"""What waits for over seven days is raised, for every reason there is to wait, and is never dropped."""

from pathlib import Path

from sqlalchemy import func, select, update

from server.store import tables as t
from server.store.overdue import AGAIN_MS, DAY_MS, raise_overdue
from tests.server_by_hand import NOW_MS, House, StationByHand, county, relay, station


def look(house: House, days: float) -> list[str]:
    house.writer.run(lambda journal: raise_overdue(journal, NOW_MS + int(days * DAY_MS)))
    return house.incidents()


def held(house: House) -> int:
    count = select(func.count()).select_from(t.event)
    return house.writer.run(lambda journal: journal.connection.scalars(count).one())


def test_a_body_whose_key_does_not_come_a_stranger_and_a_gap_are_raised_after_seven_days(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village, stranger = station(house), StationByHand(house.enrol("331003001002"), 8)
        village.say(case="")
        village.say(case="")
        house.receive(village.batch([village.written[0], *village.written[3:]]))  # no key, and number 2 is missing
        stranger.say()
        house.receive(stranger.batch(stranger.written[2:]))  # nobody knows who that is
        house.digest()
        before = held(house)
        assert look(house, 6.9) == []
        assert look(house, 7.1) == ["AUTHOR_UNKNOWN_OVER_7_DAYS", "AWAITING_OVER_7_DAYS", "GAP_OVER_7_DAYS"]
        assert held(house) == before, "nothing is dropped"
        house.receive(village.batch())
        house.receive(stranger.batch())
        house.digest()
        house.writer.run(lambda journal: journal.connection.execute(update(t.incident).values(closed_at_ms=NOW_MS)))
        assert look(house, 9) and open_ones(house) == [], "all of it has come"


def open_ones(house: House) -> list[str]:
    asked = select(t.incident.c.kind).where(t.incident.c.closed_at_ms.is_(None))
    return house.writer.run(lambda journal: list(journal.connection.scalars(asked)))


def test_what_was_seen_to_and_not_mended_comes_back_a_day_later_and_not_each_minute(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        house.receive(village.batch([village.written[0], village.written[2]]))
        assert look(house, 8) == ["GAP_OVER_7_DAYS"]
        house.writer.run(lambda journal: journal.connection.execute(update(t.incident).values(closed_at_ms=NOW_MS)))
        look(house, 8 + 0.9)
        assert open_ones(house) == []
        look(house, 8 + 1 + AGAIN_MS / DAY_MS)
        assert open_ones(house) == ["GAP_OVER_7_DAYS"]


def test_a_relay_raises_strangers_and_gaps_too(tmp_path: Path) -> None:
    with county(tmp_path / "c") as above, relay(tmp_path / "r", above, "331003001") as house:
        village = station(above)
        village.say()
        house.receive(village.batch([village.written[0], village.written[2]]))
        assert look(house, 8) == ["GAP_OVER_7_DAYS"]
