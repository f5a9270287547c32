"""The rest after wrong passwords: of whom, how long, what lifts it, and that no stranger lays it on others."""

import pytest
from sqlalchemy import func, select

from server.console import accounts
from server.office import tries
from server.office.passwords import hash_password
from server.store import sign_in_tables as t
from tests.console_by_hand import Street, Uptime


def test_an_account_rests_after_five_wrong_tries_and_even_the_right_password_waits(
    street: Street, uptime: Uptime
) -> None:
    browser = street.browser()
    for _ in range(accounts.PAIR_TRIES_MAX):
        assert browser.sign_in("C1", "wrong").status == 401
    told = browser.sign_in("C1")
    assert told.status == 429
    assert "15分钟" in told.text
    assert street.browser().sign_in("T1").status == 303  # others go on
    uptime.s += accounts.LOCKED_S
    assert browser.sign_in("C1").status == 303


def test_a_right_password_begins_the_count_anew(street: Street, uptime: Uptime) -> None:
    browser = street.browser()
    for _ in range(3):
        for _ in range(accounts.PAIR_TRIES_MAX - 1):
            browser.sign_in("C1", "wrong")
        assert browser.sign_in("C1").status == 303


def test_wrong_tries_long_ago_are_forgotten(street: Street, uptime: Uptime) -> None:
    browser = street.browser()
    for _ in range(accounts.PAIR_TRIES_MAX - 1):
        browser.sign_in("C1", "wrong")
    uptime.s += accounts.FORGOTTEN_S
    assert browser.sign_in("C1", "wrong").status == 401
    assert browser.sign_in("C1").status == 303


def test_an_address_rests_after_many_numbers_and_others_do_not(
    street: Street, uptime: Uptime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "NETWORK_TRIES_MAX", 4)
    browser = street.browser("10.1.1.1")
    assert [browser.sign_in(f"guess{n}", "wrong").status for n in range(5)] == [401] * 4 + [429]
    assert browser.sign_in("C1").status == 429
    assert street.browser("10.1.1.2").sign_in("C1").status == 303


def test_one_good_account_does_not_give_an_address_free_tries(
    street: Street, uptime: Uptime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "NETWORK_TRIES_MAX", 4)
    browser = street.browser("10.1.1.1")
    for n in range(3):
        assert browser.sign_in(f"guess{n}", "wrong").status == 401
        assert browser.sign_in("C1").status == 303
    assert browser.sign_in("guess9", "wrong").status == 401
    assert browser.sign_in("C1").status == 429


def test_a_restart_after_a_reboot_lets_no_lock_last_longer_than_a_whole_one(street: Street, uptime: Uptime) -> None:
    uptime.s = 9_000_000
    for _ in range(accounts.PAIR_TRIES_MAX):
        street.browser().sign_in("C1", "wrong")
    uptime.s = 10  # the machine was switched off and on
    street.begun_anew()
    assert street.browser().sign_in("C1").status == 429
    uptime.s = 10 + accounts.LOCKED_S
    assert street.browser().sign_in("C1").status == 303


def test_a_stranger_locks_nobody_out_who_signs_in_from_elsewhere(street: Street, uptime: Uptime) -> None:
    stranger = street.browser("198.51.100.7")
    for _ in range(4):  # an hour of it
        for _ in range(accounts.PAIR_TRIES_MAX + 1):
            stranger.sign_in("C1", "wrong")
        uptime.s += accounts.LOCKED_S
    assert stranger.sign_in("C1", "wrong").status == 401
    assert street.browser().sign_in("C1").status == 303


def test_an_account_that_is_tried_from_everywhere_rests_everywhere(
    street: Street, uptime: Uptime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "ACCOUNT_TRIES_MAX", 4)
    tried = [street.browser(f"198.51.100.{n}").sign_in("C1", "wrong").status for n in range(5)]
    assert tried == [401] * 4 + [429]
    assert street.browser().sign_in("C1").status == 429
    uptime.s += accounts.LOCKED_S
    assert street.browser().sign_in("C1").status == 303


def test_a_networks_computers_count_as_one_under_ipv6(
    street: Street, uptime: Uptime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "NETWORK_TRIES_MAX", 4)
    tried = [street.browser(f"2001:db8::{n:x}").sign_in(f"guess{n}", "wrong").status for n in range(5)]
    assert tried == [401] * 4 + [429]
    assert street.browser("2001:db8:0:1::1").sign_in("C1").status == 303


def test_the_advice_to_someone_locked_out_is_true(
    street: Street, uptime: Uptime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new password lifts the rest of the account; a network's rest it does not lift, and nobody says it would."""
    monkeypatch.setattr(accounts, "ACCOUNT_TRIES_MAX", 7)
    monkeypatch.setattr(accounts, "NETWORK_TRIES_MAX", 8)
    new, advice = "seven swans on the river", "设好就能登录"
    browser = street.browser()
    for _ in range(accounts.PAIR_TRIES_MAX):
        browser.sign_in("C1", "wrong")
    for n in range(2):
        street.browser(f"198.51.100.{n}").sign_in("C1", "wrong")
    assert advice in browser.sign_in("C1").text and advice in street.browser("198.51.100.1").sign_in("C1").text
    kept = hash_password(new, b"fedcba9876543210")
    street.set_password("C1", kept)
    assert browser.sign_in("C1", new).status == 303
    for n in range(8):
        browser.sign_in(f"guess{n}", "wrong")
    told = browser.sign_in("C1", new)
    assert told.status == 429 and advice not in told.text and "换一个网络" in told.text
    street.set_password("C1", kept)
    assert browser.sign_in("C1", new).status == 429
    assert street.browser("10.0.0.8").sign_in("C1", new).status == 303  # what is advised instead


def test_invented_numbers_fill_no_table_and_lift_no_lock(
    street: Street, uptime: Uptime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "ROWS_COUNT_MAX", 12)
    browser = street.browser()
    for _ in range(accounts.PAIR_TRIES_MAX):
        browser.sign_in("C1", "wrong")
    for n in range(20):
        uptime.s += 1
        street.browser(f"198.51.100.{n}").sign_in(f"guess{n}", "wrong")
    assert browser.sign_in("C1").status == 429
    counted = select(func.count()).select_from(t.wrong_try)
    assert street.house.writer.run(lambda journal: journal.connection.scalars(counted).one()) <= 12 + 3
