"""Entrusting at a kiosk: what is refused leaves no trace, what is accepted is stored exactly, twice is once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.casework.case_number import parse
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import ClockQuality
from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust, gather, submit
from kiosk.desk.material import Taken
from kiosk.desk.opening import Opener
from kiosk.desk.photograph import open_photograph
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import (
    Wall,
    example,
    instruments,
    opened,
    photographs,
)

ID_GOOD = "999901195509100123"


def refusal_of(station: Station, file: bytes, attached: list[Any]) -> str:
    with pytest.raises(Refusal) as no:
        entrust(station, file, attached)
    return no.value.code


def journal(station: Station) -> list[Any]:
    return station.store.all("SELECT hash FROM event ORDER BY position")


def principal(**changes: str) -> dict[str, str]:
    return {**json.loads(example())["principal"], **changes}


def without(field: str) -> bytes:
    fields = json.loads(example())
    del fields[field]
    return json.dumps(fields).encode()


WRONG_CHECK_DIGIT = ID_GOOD[:17] + ("0" if ID_GOOD[17] != "0" else "1")

REFUSED = {
    "ID_CHECK_DIGIT": example(principal=principal(id_number=WRONG_CHECK_DIGIT)),
    "ID_BIRTH_DATE": example(principal=principal(id_number="999901195502300126")),
    "ID_FIFTEEN_DIGITS": example(principal=principal(id_number="999901550910012")),
    "MATERIAL_MISSING": example(materials=[]),
    "TEXT_TOO_LONG": example(principal=principal(address="路" * 101)),
    "NAME_NOT_ALLOWED": example(principal=principal(name="王秀英😀")),
    "MATTER_UNKNOWN": example(matter="ZZ-99"),
    "MANDATE_MISSING": without("mandate"),
    "SIGNATURE_MISSING": example(signature=[]),
    "ENTRUSTMENT_MALFORMED": b'{"matter": ',
    "ENTRUSTMENT_TOO_LARGE": b" " * 200_000,
    "ATTACHMENT_MISSING": example(),
}


@pytest.mark.parametrize(("code", "file"), REFUSED.items(), ids=REFUSED)
def test_bad_input_is_refused_by_name_and_the_journal_is_unchanged(station: Station, code: str, file: bytes) -> None:
    before = journal(station)
    attached = [] if code == "ATTACHMENT_MISSING" or code == "MATERIAL_MISSING" else photographs()
    with pytest.raises(Refusal) as refused:
        entrust(station, file, attached)
    assert refused.value.code == code
    assert refused.value.text("zh") and refused.value.text("en")
    assert journal(station) == before
    assert verify(station).findings == ()


def test_a_photograph_of_80_megabytes_and_a_text_named_jpg_are_refused(station: Station, tmp_path: Path) -> None:
    before = journal(station)
    huge, text = tmp_path / "application.jpg", tmp_path / "text" / "application.jpg"
    with huge.open("wb") as file:
        file.truncate(80_000_000)
    text.parent.mkdir()
    text.write_text("这不是照片", "utf-8")
    card = next(path for path in photographs() if path.name == "id-card.jpg")
    for path, code in ((huge, "PHOTO_TOO_LARGE"), (text, "NOT_A_PHOTO")):
        with pytest.raises(Refusal) as refused:
            entrust(station, example(), [path, card])
        assert refused.value.code == code
    assert journal(station) == before


def test_before_the_first_staff_member_nothing_is_entrusted(folder: Path) -> None:
    from kiosk.desk.enrolling import enrol
    from kiosk.settings import Settings

    enrol(folder, CountyByHand().enrol(), instruments(), Settings(free_disk_bytes_min=0))
    assert folder.stat().st_mode & 0o077 == 0, "nobody else on the machine looks into a station's folder"
    with opened(folder) as station, pytest.raises(Refusal) as refused:
        entrust(station, example(), photographs())
    assert refused.value.code == "STATION_HAS_NO_STAFF"


@pytest.mark.parametrize("name", ["䶮小明", "㐂多", "阿布都·热合曼", "𠮷田"])
def test_a_rare_character_in_a_name_is_stored_exactly(station: Station, name: str) -> None:
    done = entrust(station, example(principal=principal(name=name)), photographs())
    body = Opener(station).body(done.event_hash)
    assert body is not None and body["principal"]["name"] == name


def test_a_resident_alone_makes_one_that_waits_for_the_agent(folder: Path, issued: Issued) -> None:
    with opened(folder) as station:
        done = entrust(station, without("mandate"), photographs())
        row = station.store.one('SELECT state FROM "case" WHERE number = ?', done.receipt.number)
        assert row[0] == "委托待签"
        assert done.receipt.state == "已登记，待代办员确认"
        assert Opener(station).body(done.event_hash) is None


def test_with_a_badge_it_is_received_and_the_author_is_that_person(station: Station) -> None:
    from kiosk.core.carriage.head import read_event

    done = entrust(station, example(), photographs())
    head = read_event(station.store.one("SELECT signed FROM event WHERE hash = ?", done.event_hash)[0]).head
    assert (head.author, head.kind) == ("V001", Kind.ENTRUSTED)
    body = Opener(station).body(done.event_hash)
    assert body is not None
    assert body["mandate"]["agent"] == "V001"
    assert body["query_code"] == done.receipt.query_code
    assert {(a["file"], a["size"]) for a in body["attachments"]} == {
        (name, size) for name in ("application.jpg", "id-card.jpg") for size in ("thumb", "full")
    }


def test_two_submits_of_one_operation_have_one_effect_and_the_same_receipt(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        first = entrust(station, example(operation="ab" * 8), photographs())
    with opened(folder, issued, instruments(12)) as station:
        before = journal(station)
        second = entrust(station, example(operation="ab" * 8), photographs())
        assert second.receipt == first.receipt
        assert (first.repeated, second.repeated) == (False, True)
        assert journal(station) == before


def test_another_entrustment_under_a_used_operation_id_is_refused(station: Station) -> None:
    entrust(station, example(operation="ab" * 8), photographs())
    with pytest.raises(Refusal) as refused:
        entrust(station, example(operation="ab" * 8, principal=principal(name="李四")), photographs())
    assert refused.value.code == "OPERATION_REPEATED"


def test_numbers_rise_by_one_and_are_never_used_again(station: Station) -> None:
    numbers = [parse(entrust(station, example(), photographs()).receipt.number) for _ in range(3)]
    assert [number.sequence for number in numbers] == [1, 2, 3]


@pytest.mark.parametrize(
    ("wall_ms", "year"), [(0, 2026), (4_102_444_800_000, 2026)], ids=["a clock at 1970", "a clock at 2100"]
)
def test_a_wrong_clock_neither_stops_a_submit_nor_dates_the_number(
    folder: Path, issued: Issued, wall_ms: int, year: int
) -> None:
    from kiosk.core.carriage.head import read_event

    with opened(folder, issued, instruments(5, Wall(wall_ms))) as station:
        done = entrust(station, example(), photographs())
        head = read_event(station.store.one("SELECT signed FROM event WHERE hash = ?", done.event_hash)[0]).head
        assert (head.clock.wall_ms, head.clock.quality) == (wall_ms, ClockQuality.UNSET)
        assert parse(done.receipt.number).date.year == year
        assert verify(station).findings == ()


def test_a_day_with_the_clock_at_2097_leaves_the_numbers_at_the_countys_date(folder: Path, issued: Issued) -> None:
    wall = Wall(4_020_000_000_000)
    with opened(folder, issued, instruments(5, wall)) as station:
        wrong = parse(entrust(station, example(), photographs()).receipt.number)
        wall.ms = Wall().ms + 86_400_000
        right = parse(entrust(station, example(), photographs()).receipt.number)
        word = china_date(station.document.issued_at_ms)
    assert (wrong.date, wrong.sequence) == (word, 1)
    assert (right.date, right.sequence) == (date(2026, 11, 23), 1)


def test_a_clock_set_back_keeps_the_date_of_the_last_number(folder: Path, issued: Issued) -> None:
    wall = Wall()
    with opened(folder, issued, instruments(5, wall)) as station:
        first = parse(entrust(station, example(), photographs()).receipt.number)
        wall.ms -= 5 * 86_400_000
        second = parse(entrust(station, example(), photographs()).receipt.number)
    assert first.date == second.date == date(2026, 11, 22)
    assert second.sequence == first.sequence + 1


def test_no_personal_detail_lies_readable_in_the_folder(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        entrust(station, example(), photographs())
        files = [path for path in folder.rglob("*") if path.is_file()]
        said = principal()
        for path in files:
            data = path.read_bytes()
            for word in (said["name"], said["id_number"], said["phone"], said["address"]):
                assert word.encode() not in data, path.name


def test_a_submit_walks_no_table_from_end_to_end(station: Station) -> None:
    """What a submit costs does not grow with the journal: each of its statements finds its rows by an index."""
    gathered = gather(station, example(), photographs())
    statements: list[str] = []
    station.store.connection.set_trace_callback(statements.append)
    submit(station, gathered)
    station.store.connection.set_trace_callback(None)
    asked = [said for said in statements if said.startswith(("SELECT", "INSERT", "DELETE"))]
    assert len(asked) > 5
    for said in asked:
        plan = station.store.all(f"EXPLAIN QUERY PLAN {said}")
        assert not [row[3] for row in plan if row[3].startswith("SCAN") and "CONSTANT ROW" not in row[3]], said


def test_photographs_that_lie_in_memory_alone_are_sealed_as_files_are(station: Station) -> None:
    taken = [Taken(path.name, open_photograph(path)) for path in photographs()]
    from_memory = entrust(station, example(), taken)
    from_files = entrust(station, example(), photographs())
    opener = Opener(station)
    said = [opener.body(done.event_hash) for done in (from_memory, from_files)]
    assert said[0] is not None and said[1] is not None
    digests = [[row["sha256"] for row in body["attachments"]] for body in said]
    assert digests[0] == digests[1] and len(digests[0]) == 4
    assert refusal_of(station, example(), [taken[0], taken[0], *taken[1:]]) == "ATTACHMENT_UNNAMED"


def test_a_receipt_names_the_station_the_agent_and_each_material_by_its_number(station: Station) -> None:
    lines = entrust(station, example(), photographs()).receipt.lines()
    place = station.document.divisions.station_name(station.code)
    assert f"登记地点：{place}便民服务站" in lines and "代办员：张代办（工号V001）" in lines
    assert [line[:4] for line in lines if line.startswith("材料")] == [
        "材料1：",
        "材料2：",
        "材料3：",
        "材料4：",
        "材料5：",
        "材料6：",
    ]
    assert any("居民身份证" in line and line.endswith("（复印件1份）") for line in lines)
    assert not any(word in "".join(lines) for word in ("王秀英", "13857600001", "999901195509100123"))


def test_a_resident_alone_is_told_which_agent_will_confirm_it(folder: Path, issued: Issued) -> None:
    with opened(folder) as locked:
        receipt = entrust(locked, example(), photographs()).receipt
    assert receipt.title == "登记回执" and receipt.agent == "张代办（工号V001）"
