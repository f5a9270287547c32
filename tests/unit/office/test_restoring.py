"""A county put back from its backup: it reads its second medium first, then begins another incarnation; never half."""

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import Acknowledgement
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, split_event, write_batch
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.kinds import NODE_CERTIFIED, SENT
from kiosk.core.refusal import Refusal
from server.node import CARD_FILE, KEYS, holding, open_node, read_card, write_card
from server.office.backup import backup
from server.office.restoring import checked, renew, restore
from server.office.verification import verify
from server.store import tables as t
from server.store.database import DATABASE_FILE
from server.store.second_medium import SecondMedium, event_frame
from tests.office_by_hand import TOWNSHIP_STATION, VILLAGE, kinds
from tests.server_by_hand import House, StationByHand, relay, station
from tests.town_by_hand import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "c")


def told(house: House, village: StationByHand) -> Acknowledgement:
    return house.receive(village.batch(village.written[:1]))


def own_firsts(house: House) -> list[tuple[bytes, int]]:
    """(log, number) of every log that the county ever began."""
    e = t.event.c
    asked = select(e.signed).where(e.node == house.node.identity.node, e.kind == NODE_CERTIFIED, e.seq == 1)
    heads = [
        read_event(signed).head for signed in house.writer.run(lambda j: list(j.connection.scalars(asked)))
    ]
    return [(head.log, head.facts[2]) for head in heads]


def test_a_county_restored_from_yesterday_has_everything_that_its_second_medium_holds(town: Town) -> None:
    file = town.back_up()
    second = town.another_case(2)
    town.lose_database()
    done = restore(town.folder, file, town.instruments, "tester", town.medium)
    assert (done.number, done.back_events > 5) == (2, True)
    with town.open() as house:
        house.digest()
        assert kinds(house, second) == kinds(house, town.first)
        assert verify(house.node, house.engine, house.instruments, town.medium).wrong == ()
        assert house.incidents() == []


def test_its_words_carry_a_new_log_and_a_higher_number(town: Town) -> None:
    with town.open() as house:
        before = told(house, town.village)
    file = town.back_up()
    town.lose_database()
    restore(town.folder, file, town.instruments, "tester", town.medium)
    with town.open() as house:
        after = told(house, town.village)
    assert after.incarnation_number == before.incarnation_number + 1
    assert after.incarnation != before.incarnation


def test_one_old_backup_restored_twice_announces_no_number_twice(town: Town) -> None:
    """Whether the second medium or the card tells of the number between; both lost, see the station's own word."""
    file = town.back_up()
    for number in (2, 3):
        town.lose_database()
        assert restore(town.folder, file, town.instruments, "tester", town.medium).number == number
        with town.open() as house:
            town.keep(house)
    card = town.folder / KEYS / CARD_FILE
    kept = card.read_bytes()
    card.unlink()
    town.lose_database()
    assert restore(town.folder, file, town.instruments, "tester", town.medium).number == 4
    card.write_bytes(kept)
    town.lose_database()
    assert restore(town.folder, file, town.instruments, "tester").number == 4  # the card that was kept says 3


def test_no_place_of_a_log_begun_before_is_written_again(town: Town) -> None:
    file = town.back_up()
    with town.open() as house:
        before = {log for log, _ in own_firsts(house)}
        tips = {row.name: row.n for row in house.writer.run(lambda j: j.logs(t.log.c.node == j.own_node))}
    town.lose_database()
    restore(town.folder, file, town.instruments, "tester")
    town.another_case(2)
    with town.open() as house:
        firsts = own_firsts(house)
        rows = house.writer.run(lambda j: j.logs(t.log.c.node == j.own_node))
        assert {log for log, number in firsts if number == 2}.isdisjoint(before)
        assert len([1 for _, number in firsts if number == 2]) == len([1 for _, number in firsts if number == 1])
        assert {row.name: row.n for row in rows if row.name in tips} == tips


def test_a_station_hears_what_came_after_in_the_new_log_and_what_was_before_in_the_old(town: Town) -> None:
    file = town.back_up()
    town.lose_database()
    restore(town.folder, file, town.instruments, "tester")
    number = town.another_case(2)
    with town.open() as house:
        frames = read_batch(house.downlink.answer(town.village.ask(incarnation=1))).frames
        came = [read_event(split_event(f.payload)[0]).head for f in frames if f.type is FrameType.EVENT]
        reader = town.village.pen.node
        logs = {row.name: row.purpose for row in house.writer.run(lambda j: j.logs(t.log.c.reader == reader))}
        inner = {logs[log_name(head)]: set[str]() for head in came}
        for head in came:
            if head.kind == SENT:
                inner[logs[log_name(head)]].add(read_event(head.facts[1]).head.case)
        assert inner == {"retired": {town.first}, "down": {number}}


def test_keys_are_needed_and_must_fit(town: Town, tmp_path: Path) -> None:
    file = town.back_up()
    new = tmp_path / "new"
    with pytest.raises(Refusal, match="RESTORE_NEEDS_KEYS"):
        restore(new, file, town.instruments, "tester")
    (new / KEYS).mkdir(parents=True)
    shutil.copy(town.folder / KEYS / "signing.key", new / KEYS)
    with pytest.raises(Refusal, match=r"county\.secret") as lacking:
        restore(new, file, town.instruments, "tester")
    assert lacking.value.code == "RESTORE_NEEDS_KEYS"
    shutil.copytree(town.folder / KEYS, new / KEYS, dirs_exist_ok=True)
    (new / KEYS / "sealing.key").write_bytes(bytes(32))
    with pytest.raises(Refusal, match="KEYS_DO_NOT_FIT"):
        restore(new, file, town.instruments, "tester")
    assert not [*new.glob("node.db*")]
    shutil.copy(town.folder / KEYS / "sealing.key", new / KEYS)
    assert restore(new, file, town.instruments, "tester", town.medium).number == 2
    with pytest.raises(Refusal, match="FOLDER_NOT_EMPTY"):
        restore(new, file, town.instruments, "tester", town.medium)
    assert restore(new, file, town.instruments, "tester", town.medium, over=True).number == 3
    assert (new / "node.db.before-1").is_file()


def test_a_backup_of_another_county_is_refused(town: Town, tmp_path: Path) -> None:
    from server.office.founding import Sheets, found_county
    from tests.server_by_hand import COUNTY, asset

    file = town.back_up()
    sheets = Sheets(asset("divisions/331003.csv").decode(), asset("catalogue/catalogue.csv").decode())
    found_county(tmp_path / "other", COUNTY, sheets, town.instruments)
    before = (tmp_path / "other" / "node.db").read_bytes()
    with pytest.raises(Refusal, match="BACKUP_OF_ANOTHER"):
        restore(tmp_path / "other", file, town.instruments, "tester", over=True)
    assert (tmp_path / "other" / "node.db").read_bytes() == before


def test_a_damaged_backup_leaves_the_old_database_as_it_was(town: Town) -> None:
    file = town.back_up()
    whole = file.read_bytes()
    before = (town.folder / DATABASE_FILE).read_bytes()
    for at in (10, 700, 4_096, len(whole) // 2, len(whole) - 12_000):
        file.write_bytes(whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :])
        try:
            restore(town.folder, file, town.instruments, "tester", over=True)
        except Refusal as no:
            assert no.code in ("BACKUP_DAMAGED", "BACKUP_UNREADABLE")
        else:
            raise AssertionError(f"byte {at} was not missed")
        assert (town.folder / DATABASE_FILE).read_bytes() == before
        assert not [*town.folder.glob("*.restoring*")]


def test_a_backup_by_newer_software_is_refused_as_such_and_leaves_the_database_as_it_was(town: Town) -> None:
    database = town.folder / DATABASE_FILE
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    file = town.back_up()
    before = database.read_bytes()
    with pytest.raises(Refusal) as no:
        restore(town.folder, file, town.instruments, "tester", over=True)
    assert no.value.code == "DATABASE_NEWER" and database.read_bytes() == before
    assert not list(town.folder.glob("*.restoring*"))


def test_a_running_server_is_not_replaced(town: Town) -> None:
    file = town.back_up()
    with holding(town.folder), pytest.raises(Refusal, match="FOLDER_IN_USE"):
        restore(town.folder, file, town.instruments, "tester", over=True)


def test_a_crash_between_database_and_card_is_mended_by_the_next_start(town: Town) -> None:
    file = town.back_up()
    old = read_card(town.folder)
    restore(town.folder, file, town.instruments, "tester", over=True)
    new = read_card(town.folder)
    write_card(town.folder, old)
    with town.open() as house:
        node, why = checked(house.node, house.writer, house.instruments, None)
    assert (node.incarnation_number, why) == (new.incarnation_number, "")
    assert read_card(town.folder) == new


def test_an_old_database_put_back_by_hand_is_noticed_before_anything_is_written(town: Town, tmp_path: Path) -> None:
    shutil.copy(town.folder / DATABASE_FILE, tmp_path / "yesterday.db")
    second = town.another_case(2)
    town.lose_database()
    shutil.copy(tmp_path / "yesterday.db", town.folder / DATABASE_FILE)
    with town.open() as house:
        with pytest.raises(Refusal, match="DATABASE_OLDER_COPY"):
            checked(house.node, house.writer, house.instruments, town.medium, may_begin=False)
        node, why = checked(house.node, house.writer, house.instruments, town.medium)
        assert (node.incarnation_number, why) == (2, "medium")
        house.digest()
        assert kinds(house, second) == kinds(house, town.first)
        assert house.incidents() == ["DATABASE_OLDER_COPY"]
    assert open_node(town.folder).incarnation_number == 2


def test_a_sound_county_never_begins_another_incarnation(town: Town) -> None:
    for _ in range(2):
        with town.open() as house:
            assert checked(house.node, house.writer, house.instruments, town.medium) == (house.node, "")
            house.receive(town.village.batch())
            house.digest()
            town.keep(house)


def test_what_turned_out_forged_after_it_was_copied_is_no_sign_of_an_older_copy(town: Town) -> None:
    with town.open() as house:
        one = station(house, VILLAGE, 9)
        forged = bytearray(one.written[1].event.signed)
        forged[-1] ^= 1
        frame = Frame(FrameType.EVENT, bytes(forged))
        assert not house.receive(write_batch(one.identity.node, [frame])).quarantined, "its author is not known yet"
        town.keep(house)
        house.receive(one.batch(one.written[:1]))
        assert house.writer.run(lambda journal: journal.held(sha256(bytes(forged)).digest())) is None
        before = open_node(town.folder)
    with town.open() as house:
        assert checked(before, house.writer, house.instruments, town.medium) == (before, "")
        assert not verify(house.node, house.engine, house.instruments, town.medium).wrong


def test_a_database_put_back_by_its_own_tools_is_renewed_in_place(town: Town, tmp_path: Path) -> None:
    shutil.copy(town.folder / DATABASE_FILE, tmp_path / "dump.db")
    second = town.another_case(2)
    town.lose_database()
    shutil.copy(tmp_path / "dump.db", town.folder / DATABASE_FILE)
    assert renew(town.folder, "", town.instruments, "tester", town.medium).number == 2
    with town.open() as house:
        house.digest()
        assert kinds(house, second) == kinds(house, town.first)


def test_a_relay_is_backed_up_and_restored_in_the_same_way(town: Town, tmp_path: Path) -> None:
    with town.open() as house, relay(tmp_path / "r", house, TOWNSHIP_STATION[:9]) as township:
        before = township.receive(town.village.batch())
    backup(tmp_path / "r", "", tmp_path / "rb", town.instruments)
    (tmp_path / "r" / DATABASE_FILE).unlink()
    done = restore(tmp_path / "r", tmp_path / "rb", town.instruments, "tester")
    assert done.number == 2
    township = House(tmp_path / "r")
    try:
        after = township.receive(town.village.batch())
        assert after.incarnation_number == 2 and after.recv == before.recv
    finally:
        township.close()


def test_the_second_medium_of_another_county_tells_nothing_about_this_one(town: Town, tmp_path: Path) -> None:
    other = tmp_path / "other-medium"
    medium = SecondMedium(other, bytes(8), b"o" * 16)
    with town.open() as house:
        stranger = station(house, "331003001003", 9)
        stranger.say()
        medium.append(event_frame(w.event.signed, w.sealed) for w in stranger.written)
        medium.close()
        assert checked(house.node, house.writer, house.instruments, other) == (house.node, "")


def test_the_write_ahead_log_of_a_database_that_is_gone_spoils_nothing(town: Town) -> None:
    file = town.back_up()
    with town.open() as house:
        for _ in range(50):
            town.village.say()
        house.receive(town.village.batch())
        logs = {path: path.read_bytes() for path in town.folder.glob("node.db-*")}
    (town.folder / DATABASE_FILE).unlink()
    assert any(logs.values())
    for path, data in logs.items():
        path.write_bytes(data)
    assert restore(town.folder, file, town.instruments, "tester", town.medium).number == 2
    with town.open() as house:
        assert verify(house.node, house.engine, house.instruments, town.medium).wrong == ()
