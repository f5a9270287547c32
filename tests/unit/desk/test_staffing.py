"""R-SEAL: what opens a station, what does not, and what a wrong try costs."""

from pathlib import Path

import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust
from kiosk.desk.opening import Opener
from kiosk.desk.staffing import (
    Issued,
    add_staff,
    list_staff,
    remove_staff,
    sign_in_with_card,
    sign_in_with_passphrase,
)
from kiosk.desk.unlocking import PHRASE_WORDS, make_passphrase, wait_left_s
from kiosk.devices.badge import Badge
from tests.kiosk_by_hand import (
    PIN,
    Wall,
    cheap_wraps,
    example,
    instruments,
    opened,
    photographs,
)


def refusal_of(station: object, badge: Badge, pin: str) -> tuple[str, str]:
    with pytest.raises(Refusal) as refused:
        sign_in_with_card(station, badge, pin)  # type: ignore[arg-type]
    return refused.value.code, refused.value.text("zh")


def test_the_pending_key_ends_with_the_first_staff_member(folder: Path, issued: Issued) -> None:
    assert not (folder / "keys" / "pending.key").exists()


def test_card_and_pin_open_and_so_does_the_passphrase(folder: Path, issued: Issued) -> None:
    with opened(folder) as station:
        assert sign_in_with_card(station, issued.badge, PIN).number == "V001"
        assert sign_in_with_passphrase(station, issued.passphrase).number == "V001"
        assert sign_in_with_passphrase(station, issued.passphrase.split(" ", 1)[1]).name == "张代办"


def test_a_wrong_pin_a_wrong_card_and_an_unknown_person_are_told_apart_by_nobody(folder: Path, issued: Issued) -> None:
    with opened(folder) as station:
        told = {
            refusal_of(station, issued.badge, "314159"),
            refusal_of(station, Badge("V001", bytes(16)), PIN),
            refusal_of(station, Badge("V999", issued.badge.secret), PIN),
        }
    assert len(told) == 1
    assert next(iter(told))[0] == "UNLOCK_REFUSED"


def test_after_five_wrong_tries_even_the_right_pin_waits(folder: Path, issued: Issued) -> None:
    wall = Wall(uptime_s=5_000)
    with opened(folder, tools=instruments(3, wall)) as station:
        for _ in range(5):
            refusal_of(station, issued.badge, "314159")
        assert refusal_of(station, issued.badge, PIN)[0] == "UNLOCK_WAIT"
    wall.uptime_s += 61
    with opened(folder, tools=instruments(3, wall)) as station:
        assert sign_in_with_card(station, issued.badge, PIN).number == "V001"


def test_a_restart_does_not_shorten_the_wait() -> None:
    assert wait_left_s(5, 9_000, 9_030) == 30
    assert wait_left_s(5, 9_000, 20) == 40  # the kiosk was restarted 20 s ago
    assert wait_left_s(50, 0, 0) == 3_600


def test_a_later_person_needs_somebody_signed_in(folder: Path, issued: Issued) -> None:
    with opened(folder) as station, cheap_wraps():
        with pytest.raises(Refusal) as refused:
            add_staff(station, "V002", "161803")
        assert refused.value.code == "UNLOCK_NEEDED"
        sign_in_with_card(station, issued.badge, PIN)
        second = add_staff(station, "V002", "161803")
        done = entrust(station, example(), photographs())
    with opened(folder) as station:
        sign_in_with_card(station, second.badge, "161803")
        assert Opener(station).body(done.event_hash) is not None


def test_a_removed_person_opens_nothing_and_the_last_one_stays(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station, cheap_wraps():
        second = add_staff(station, "V002", "161803")
        remove_staff(station, "V002")
        assert [person.number for person in list_staff(station)] == ["V001"]
        assert refusal_of(station, second.badge, "161803")[0] == "UNLOCK_REFUSED"
        with pytest.raises(Refusal) as refused:
            remove_staff(station, "V001")
        assert refused.value.code == "LAST_STAFF_MEMBER"


@pytest.mark.parametrize("pin", ["12345", "111111", "12345a", "", "1234567890123"])
def test_a_pin_too_weak_to_guard_a_card_is_refused(folder: Path, issued: Issued, pin: str) -> None:
    with opened(folder, issued) as station, pytest.raises(Refusal) as refused:
        add_staff(station, "V003", pin)
    assert refused.value.code == "PIN_NOT_VALID"


def test_a_passphrase_is_five_of_1024_words() -> None:
    from importlib.resources import files

    first, second = files("assets").joinpath("passphrase/words.txt").read_text("utf-8").split()
    assert len(set(first)) == len(set(second)) == 32
    dice = instruments(1).draw
    phrases = [make_passphrase(dice).split(" ") for _ in range(400)]
    assert {len(phrase) for phrase in phrases} == {PHRASE_WORDS}
    assert len({word for phrase in phrases for word in phrase}) > 800  # of 1024: all ten bits of a word are used


def test_the_station_key_lies_nowhere_in_the_folder_unwrapped(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        assert station.signed_in is not None
        key = station.signed_in.key.private_bytes_raw()
    assert all(key not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
