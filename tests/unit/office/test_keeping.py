"""How the county keeps its records twice: told from what it noted, never guessed."""

from pathlib import Path

from server.office.keeping import Medium, keeping
from server.store.database import reading
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import SecondMedium
from tests.server_by_hand import NOW_MS, House, county, station


def how(house: House) -> tuple[Medium, int, int]:
    with reading(house.engine) as connection:
        found = keeping(connection, "331003")
    return found.medium, found.waiting, found.since_ms


def test_without_a_second_medium_everything_waits_and_nothing_is_called_kept_twice(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        before = how(house)[1]
        house.receive(station(house).batch())
        medium, waiting, since_ms = how(house)
        assert medium is Medium.NONE and waiting > before and since_ms


def test_one_device_for_both_is_said_and_what_is_copied_waits_no_more(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        house.receive(station(house).batch())
        second = SecondMedium(tmp_path / "medium", house.node.identity.node, bytes(16))
        for same_device, told in ((True, Medium.SAME_DEVICE), (False, Medium.APART)):
            house.writer.run(lambda journal, same=same_device: use_medium(journal, second, same, NOW_MS))
            assert how(house)[0] is told
        while keep_safe(house.engine, house.writer, second, "331003", NOW_MS):
            pass
        assert how(house) == (Medium.APART, 0, 0)
