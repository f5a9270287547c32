"""At the desk the answers of a case are read in their form's words, by whoever is signed in and asks."""

from typing import Any

import pytest

from kiosk.core.forms.answered import answered
from kiosk.core.forms.told import Table, Told
from kiosk.core.refusal import Refusal
from kiosk.desk.answered import answers_of
from kiosk.desk.entrusting import entrust
from kiosk.desk.forms import SHELF
from kiosk.desk.journal import events_of_case
from kiosk.desk.station import Station
from tests.kiosk_by_hand import bare_example


def test_a_case_s_answers_are_read_with_labels_options_and_rows_in_both_languages(station: Station) -> None:
    case = entrust(station, bare_example()).receipt.number
    zh, en = answers_of(station, case, "zh"), answers_of(station, case, "en")
    assert Told("own_health", "您身体怎么样？", "有长年的慢性病", "您自己") in zh
    assert Told("own_health", "How is your health?", "A long-standing illness", "You yourself") in en
    family = next(part for part in zh if isinstance(part, Table))
    assert [cell and cell.shown for cell in family.rows[0]][:2] == ["丁大海", "老伴（丈夫或妻子）"]


def test_nobody_reads_them_who_is_not_signed_in(station: Station) -> None:
    case = entrust(station, bare_example()).receipt.number
    station.signed_in = None
    with pytest.raises(Refusal) as no:
        answers_of(station, case, "zh")
    assert no.value.code == "UNLOCK_NEEDED"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"answers": ["x"]}, ()),
        ({"answers": {"a": 1}, "form": ["MZ-01"]}, (Told("a", "a", "1"),)),
        ({"answers": {"none": []}}, ()),
        ({"answers": {"a": "b"}, "principal": "x", "form": {"id": "MZ-01", "version": []}}, (Told("a", "a", "b"),)),
    ],
)
def test_a_body_whose_writer_kept_to_nothing_is_read_as_far_as_it_goes(
    station: Station, body: dict[str, Any], shown: tuple[Told, ...]
) -> None:
    case = entrust(station, bare_example()).receipt.number
    (entrusted,) = events_of_case(station.store, case)
    assert answered(SHELF.held, entrusted, body, "zh") == shown
