"""A person leaves: the station is sealed to with a new key at once, those who remain open old and new, nobody else."""

from pathlib import Path

import pytest

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import KEY_SHARED, SEALING_KEY_CHANGED
from kiosk.core.carriage.sealing import recipient_id, unwrap
from kiosk.core.carriage.station_key import is_proved, read_change
from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust
from kiosk.desk.opening import Opener
from kiosk.desk.staffing import Issued, add_staff, remove_staff, sign_in_with_card, sign_in_with_passphrase
from kiosk.desk.station import Station
from kiosk.desk.station_keys import is_change_awaited
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import PIN, bare_example, cheap_wraps, opened

OTHER = "161803"


def with_two(station: Station, *more: str) -> list[Issued]:
    with cheap_wraps():
        return [add_staff(station, number, OTHER) for number in ("V002", *more)]


def last_share(station: Station) -> list[bytes]:
    row = station.store.one(f"SELECT signed FROM event WHERE kind = {KEY_SHARED} ORDER BY position DESC LIMIT 1")
    return [wrap[0] for wrap in read_event(row[0]).head.facts[2]]


def test_who_remains_opens_bodies_of_before_and_after_by_card_and_by_passphrase(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        (third,) = with_two(station)
        before = entrust(station, bare_example()).event_hash
        remove_staff(station, "V002")
        after = entrust(station, bare_example(operation="")).event_hash
        assert all(Opener(station).body(one) for one in (before, after))
    for by_card in (True, False):
        with opened(folder) as station:
            if by_card:
                sign_in_with_card(station, issued.badge, PIN)
            else:
                sign_in_with_passphrase(station, issued.passphrase)
            assert all(Opener(station).body(one) for one in (before, after))
    with opened(folder) as station, pytest.raises(Refusal):
        sign_in_with_card(station, third.badge, OTHER)


def test_the_key_that_the_one_who_left_could_have_kept_opens_nothing_new(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        with_two(station)
        entrust(station, bare_example())
        assert station.signed_in is not None
        kept = station.signed_in.key
        remove_staff(station, "V002")
        entrust(station, bare_example(operation=""))
        head = read_event(
            station.store.one(f"SELECT signed FROM event WHERE kind = {KEY_SHARED} ORDER BY position DESC LIMIT 1")[0]
        ).head
        assert unwrap(head, kept) is None and unwrap(head, station.signed_in.key) is not None
        assert recipient_id(kept.public_key().public_bytes_raw()) not in last_share(station)


def test_the_events_proof_holds_for_the_county_alone_and_for_these_keys_alone(
    folder: Path, issued: Issued, county: CountyByHand
) -> None:
    with opened(folder, issued) as station:
        with_two(station)
        remove_staff(station, "V002")
        row = station.store.one(f"SELECT signed FROM event WHERE kind = {SEALING_KEY_CHANGED}")
        change = read_change(read_event(row[0]).head)
        assert (change.old, change.new) == (station.identity.sealing_key, station.sealing_public)
        assert is_proved(change, county.sealing) and not is_proved(change, county.recovery)
        for wrong in (
            change._replace(new=change.old), change._replace(node=bytes(8)), change._replace(proof=bytes(32)),
            change._replace(old=bytes(32)),
        ):  # fmt: skip
            assert not is_proved(wrong, county.sealing)
        head = read_event(row[0]).head
        head.facts[2] = bytes(32)  # a point to which nothing can be sealed
        with pytest.raises(Malformed):
            read_change(head)


def test_several_changes_and_people_of_different_times_open_everything(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        with_two(station, "V003")
        done = [entrust(station, bare_example()).event_hash]
        for number in ("V002", "V003"):
            remove_staff(station, number)
            done.append(entrust(station, bare_example(operation="")).event_hash)
        with cheap_wraps():
            late = add_staff(station, "V004", OTHER)
    with opened(folder) as station:
        signed_in = sign_in_with_card(station, late.badge, OTHER)
        assert len(signed_in.keys) == 3 and all(Opener(station).body(one) for one in done)
        remove_staff(station, "V001")
        assert Opener(station).body(done[0])


def test_who_removes_themselves_is_signed_out(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        with_two(station)
        remove_staff(station, "V001")
        assert station.signed_in is None
        with pytest.raises(Refusal):
            remove_staff(station, "V002")


def test_the_change_is_awaited_until_the_county_is_seen_to_use_it(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        assert not is_change_awaited(station)
        with_two(station)
        remove_staff(station, "V002")
        assert is_change_awaited(station)


def test_no_key_of_a_person_or_the_station_lies_unwrapped_after_a_change(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        (leaver,) = with_two(station)
        remove_staff(station, "V002")
        assert station.signed_in is not None
        secrets = [key.private_bytes_raw() for key in station.signed_in.keys]
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not any(secret in data for secret in (*secrets, leaver.badge.secret) for data in files)
