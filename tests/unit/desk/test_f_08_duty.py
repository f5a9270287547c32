"""F-8 八小时内外找得到人: who is on duty now, by the hours that the station keeps itself."""

import json
from pathlib import Path

import pytest

from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.masking import mask_phone
from kiosk.core.refusal import Refusal
from kiosk.desk.duty import DUTY_FILE, Duty, OnDuty, on_duty_now, read_duty, write_duty
from kiosk.desk.station import Station
from tests.kiosk_by_hand import Wall
from tests.unit.casework.history import date

DAY, NIGHT = OnDuty("张某", "13911110000"), OnDuty("李某", "13800000000")
MIDNIGHT_MS = start_of_day_ms(date(2026, 11, 23))
MINUTE_MS = 60_000


def at(hour: int, minute: int = 0) -> int:
    """An hour in China on 2026-11-23, ms UTC."""
    return MIDNIGHT_MS + (hour * 60 + minute) * MINUTE_MS


def test_f_08_at_20_00_the_kiosk_shows_the_night_duty_phone(station: Station) -> None:
    clock = station.instruments.clock
    assert isinstance(clock, Wall)
    write_duty(station.folder, Duty(DAY, NIGHT))
    clock.ms = at(20)
    shown = on_duty_now(station)
    assert shown is not None and (shown.name, mask_phone(shown.phone)) == ("李某", "138****0000")
    clock.ms = at(10)
    assert on_duty_now(station) == DAY


@pytest.mark.parametrize(
    ("hour", "minute", "who"),
    [(0, 0, NIGHT), (8, 29, NIGHT), (8, 30, DAY), (17, 29, DAY), (17, 30, NIGHT), (23, 59, NIGHT)],
)
def test_f_08_a_turn_begins_with_its_minute(hour: int, minute: int, who: OnDuty) -> None:
    assert Duty(DAY, NIGHT).at(at(hour, minute)) == who


def test_f_08_a_station_that_has_said_nothing_shows_nobody(station: Station) -> None:
    assert read_duty(station.folder) is None and on_duty_now(station) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"day": {"name": "", "phone": "13911110000"}},
        {"night": {"name": "李某", "phone": "<script>"}},
        {"begins": "8:30"},
        {"begins": "24:00"},
        {"begins": "17:30"},
        {"noon": {}},
    ],
)
def test_f_08_what_is_wrong_is_refused_and_leaves_the_rest_of_the_page(
    station: Station, changed: dict[str, object]
) -> None:
    write_duty(station.folder, Duty(DAY, NIGHT))
    file = station.folder / DUTY_FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | changed, ensure_ascii=False))
    with pytest.raises(Refusal) as no:
        read_duty(station.folder)
    assert no.value.code == "DUTY_WRONG" and on_duty_now(station) is None


def test_f_08_nothing_wrong_is_ever_kept(tmp_path: Path) -> None:
    write_duty(tmp_path, Duty(DAY, NIGHT))
    with pytest.raises(Refusal):
        write_duty(tmp_path, Duty(DAY, OnDuty("", "")))
    assert read_duty(tmp_path) == Duty(DAY, NIGHT)
