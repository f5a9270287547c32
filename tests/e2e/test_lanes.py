"""R-LANE on a poor line in virtual time: text first and proved first, photographs where they broke off."""

import random
from collections.abc import Iterator
from itertools import accumulate, count
from pathlib import Path

import pytest

from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.station import Station
from kiosk.desk.sticks import export
from server.sticks.folder import StickFolder
from server.sticks.taking import take_from
from tests.kiosk_by_hand import bare_example, example, opened, photographs
from tests.line_by_hand import UP_BYTES_PER_S, Clock, Line, attach_bulk, road_over, settle_up, village, web_of
from tests.server_by_hand import House
from tests.server_by_hand import county as county_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county_house(tmp_path / "county") as one:
        yield one


@pytest.fixture
def station(tmp_path: Path, house: House) -> Iterator[Station]:
    issued = village(tmp_path / "kiosk", house)
    with opened(tmp_path / "kiosk", issued) as one:
        yield one


def unproved(station: Station) -> int:
    """Own case events that the county is not known to hold."""
    asked = "SELECT COUNT(*) FROM outbox o JOIN event e ON e.hash = o.event WHERE e.kind < 64"
    return int(station.store.one(asked)[0])


def photographs_unproved(station: Station) -> int:
    return int(station.store.one("SELECT COUNT(*) FROM attachment WHERE at_county_bytes < total_bytes")[0])


def test_sixty_days_of_text_are_proved_before_the_first_photograph_leaves(station: Station, house: House) -> None:
    for day in range(60):
        entrust(station, bare_example(operation=f"{day + 1:032x}"))
        if day % 12 == 0:
            entrust(station, example(operation=f"{day + 1_001:032x}"), photographs())
    waiting = station.store.one("SELECT SUM(length(signed) + length(sealed)) FROM event")[0]
    clock = Clock()
    line = Line(web_of(house), clock)
    text_safe_s = 0.0
    with road_over(line, house, clock) as road:
        begin = road.begin_upload

        def first_photograph(leave: bytes, attachment_id: bytes, total_bytes: int) -> bytes:
            nonlocal text_safe_s
            text_safe_s = text_safe_s or clock()
            assert unproved(station) == 0
            return begin(leave, attachment_id, total_bytes)

        road.begin_upload = first_photograph  # type: ignore[method-assign]
        exchange(station, road, clock, Exchanged())
    paths = [path.split("/")[2] for path, _ in line.wire]
    assert paths.index("attachments") > paths.index("asks")
    assert "batches" not in paths[paths.index("attachments") :]
    assert 0 < text_safe_s < 1.15 * waiting / UP_BYTES_PER_S + 4
    assert photographs_unproved(station) == 0
    sizes = dict(station.store.all("SELECT lower(hex(id)), lane FROM attachment"))
    lanes = [sizes[path.rsplit("/", 1)[1]] for path, _ in line.wire if path.count("/") == 3]
    assert lanes == sorted(lanes)


def test_text_that_comes_up_while_photographs_go_is_not_kept_waiting(station: Station, house: House) -> None:
    entrust(station, example(), photographs())
    clock = Clock()
    line = Line(web_of(house), clock)
    with road_over(line, house, clock) as road:
        go_on, pieces = road.go_on, count()

        def and_meanwhile(attachment_id: bytes, offset: int, data: bytes) -> bytes:
            if next(pieces) == 1:
                entrust(station, bare_example(operation="00" * 16))
            return go_on(attachment_id, offset, data)

        road.go_on = and_meanwhile  # type: ignore[method-assign]
        exchange(station, road, clock, Exchanged())
    paths = [path.split("/")[2] for path, _ in line.wire]
    second = len(paths) - 1 - paths[::-1].index("batches")
    assert paths[second - 1] == "attachments" and "attachments" in paths[second:]
    assert unproved(station) == photographs_unproved(station) == 0


def test_a_batch_that_failed_is_followed_by_one_of_half_its_size(station: Station, house: House) -> None:
    for number in range(120):
        entrust(station, bare_example(operation=f"{number + 1:032x}"))
    clock = Clock()
    line = Line(web_of(house), clock, [12.0])
    settle_up(station, house, line, clock, 3)
    assert line.cut_count == 1 and unproved(station) == 0
    batches = [size for path, size in line.wire if path == "/v1/batches"]
    assert batches[0] <= 16 * 1024 and batches[1] > 1.5 * batches[0]
    assert batches[2] <= batches[1] + 2_000  # the one that broke had twice this bound
    assert max(batches) <= 8_000 * 8 + 1_000


def test_a_line_that_breaks_in_the_middle_of_a_piece_costs_less_than_that_piece(station: Station, house: House) -> None:
    done = entrust(station, bare_example())
    attach_bulk(station, done.event_hash, 2_000_000, 400_000)
    dice = random.Random(3)
    clock = Clock()
    cuts = accumulate(dice.uniform(30.0, 90.0) for _ in range(200))
    line = Line(web_of(house), clock, cuts, lambda: dice.random() < 0.3)
    settle_up(station, house, line, clock, 200)
    assert line.cut_count and line.lost_count
    assert photographs_unproved(station) == 0
    assert line.sent_bytes <= 1.1 * 2_000_000 + CHUNK_BYTES_MAX


def test_a_photograph_begun_over_http_ends_by_stick_and_the_other_way_round(
    station: Station, house: House, tmp_path: Path
) -> None:
    done = entrust(station, bare_example())
    attach_bulk(station, done.event_hash, 400_000, 400_000)
    clock = Clock()
    with pytest.raises(AssertionError):  # the line breaks in the photograph, for good
        settle_up(station, house, Line(web_of(house), clock, [20.0]), clock, 1)
    held = station.store.one("SELECT at_county_bytes FROM attachment")[0]
    assert 0 < held < 400_000 and held % CHUNK_BYTES_MAX == 0
    stick = tmp_path / "stick"
    stick.mkdir()
    export(station, stick)
    on_it = sum(file.stat().st_size for file in stick.rglob("*") if file.is_file())
    assert on_it < 400_000 - held + 20_000  # only what is not known to be there
    take_from(house.node, house.writer, house.instruments, StickFolder(stick))
    clock, line = Clock(), Line(web_of(house), Clock())
    settle_up(station, house, line, clock, 1)
    assert photographs_unproved(station) == 0 and line.sent_bytes < CHUNK_BYTES_MAX

    attach_bulk(station, done.event_hash, 400_000, 400_000, seed=2)
    export(station, stick)
    file = max(stick.rglob("*"), key=lambda one: one.stat().st_size if one.is_file() else 0)
    file.write_bytes(file.read_bytes()[:200_000])  # pulled too early
    take_from(house.node, house.writer, house.instruments, StickFolder(stick))
    line = Line(web_of(house), clock)
    settle_up(station, house, line, clock, 1)
    assert photographs_unproved(station) == 0 and line.sent_bytes < 250_000
