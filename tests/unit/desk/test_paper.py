"""The paper road between two desks: printed, photographed in any order, carried on, proved at the county."""

import random

import pytest

from kiosk.core.carriage.paper import parts_of
from kiosk.core.refusal import Refusal
from kiosk.desk import paper
from kiosk.desk.casebook import status
from kiosk.desk.station import Station
from kiosk.devices.code_picture import draw_code, read_codes
from tests.courier_by_hand import VILLAGES, HouseRoad, entrusted, pictured, synchronise
from tests.server_by_hand import House


def test_an_entrustment_printed_as_codes_reaches_the_county_through_another_kiosk(
    house: House, village: Station, township: Station
) -> None:
    case = entrusted(village)
    texts = list(paper.parts(village, case))
    assert len(texts) <= 15 and not status(village, case)["truths"]["left"]
    paper.printed(village, case)
    assert status(village, case)["truths"]["left"]["road"] == 4
    pictures = [draw_code(text) for text in texts]
    random.Random(8).shuffle(pictures)
    read = [text for picture in [*pictures, *pictures[:3]] for text in read_codes(picture)]
    taken = paper.take(township, ["a poster beside them", *read])
    assert [(one.station, one.apart) for one in taken.stations] == [(VILLAGES[0], {})]
    _, on = synchronise(township, HouseRoad(house))
    assert on.proved == taken.stations[0].taken
    house.digest()
    assert house.writer.run(lambda journal: journal.unfolded()) == [] and house.incidents() == []
    assert paper.take(township, read).stations[0].taken == 0


def test_missing_codes_are_named_and_nothing_is_taken(village: Station, township: Station) -> None:
    texts = paper.parts(village, entrusted(village))
    with pytest.raises(Refusal, match="3"):
        paper.take(township, [text for number, text in enumerate(texts, 1) if number != 3])
    assert township.store.one("SELECT COUNT(*) FROM carrying")[0] == 0


def test_codes_that_hold_no_batch_are_refused(township: Station) -> None:
    with pytest.raises(Refusal, match="PAPER_UNREADABLE"):
        paper.take(township, parts_of(b"no batch of anybody's"))
    with pytest.raises(Refusal, match="PAPER_UNREADABLE"):
        paper.take(township, ["https://example.org"])


def test_photographs_stay_for_another_road(village: Station) -> None:
    case = pictured(village)
    assert len(paper.parts(village, case)) <= 20
    assert village.store.one("SELECT COUNT(*) FROM attachment")[0] > 0


def test_only_what_was_written_here_is_printed(village: Station) -> None:
    with pytest.raises(Refusal, match="CASE_NOT_HERE"):
        paper.parts(village, "331003001001202611220100015")
