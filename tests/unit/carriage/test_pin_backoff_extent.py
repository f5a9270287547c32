"""Pins, waits and how far a log is held."""

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.carriage import backoff
from kiosk.core.carriage.backoff import Again
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.extent import START, Reach, advance, ranges
from kiosk.core.carriage.pin import is_pinned, may_carry_for, pin_of_certificate
from tests.carriage_by_hand import COUNTY, NEIGHBOUR, THE_COUNTY, TOWNSHIP, VILLAGE, village_log

RELAY = THE_COUNTY.enrol("relay", TOWNSHIP, Role.RELAY)


def certificate(number: int, year: int = 1999) -> bytes:
    key = ec.derive_private_key(number, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "any")])
    begins = datetime.datetime(year, 1, 1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + datetime.timedelta(1))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_a_pin_is_of_the_key_and_not_of_names_or_dates() -> None:
    """R-TIME: a certificate long past its day is as good as any while its key is the pinned one."""
    assert is_pinned(certificate(7, 2099), pin_of_certificate(certificate(7, 1999)))
    assert not is_pinned(certificate(8), pin_of_certificate(certificate(7)))


@pytest.mark.parametrize("shown", [b"", b"no certificate", bytes(20_000), certificate(7)[:-1]])
def test_what_is_no_certificate_is_never_pinned(shown: bytes) -> None:
    assert not is_pinned(shown, pin_of_certificate(certificate(7)))


@pytest.mark.parametrize("oid", ["1.2.840.10045.3.1.7", "1.2.840.10045.2.1"])
def test_a_key_of_an_unknown_sort_is_malformed_and_no_crash(oid: str) -> None:
    """A hostile server chooses its certificate; ours must not fall over it."""
    encoded = {"1.2.840.10045.3.1.7": "06082a8648ce3d030107", "1.2.840.10045.2.1": "06072a8648ce3d0201"}[oid]
    known = bytes.fromhex(encoded)
    harmed = certificate(7).replace(known, known[:-1] + b"\x63", 1)
    assert harmed != certificate(7)
    with pytest.raises(Malformed):
        pin_of_certificate(harmed)


def test_an_empty_pin_trusts_nothing() -> None:
    assert not is_pinned(certificate(7), b"")


def test_only_the_county_or_a_relay_above_may_carry_for_a_station() -> None:
    assert may_carry_for(RELAY, RELAY.tls_pin, VILLAGE) and may_carry_for(
        THE_COUNTY.identity, THE_COUNTY.identity.tls_pin, VILLAGE
    )
    assert not may_carry_for(RELAY, RELAY.tls_pin, NEIGHBOUR)
    assert not may_carry_for(RELAY, THE_COUNTY.identity.tls_pin, VILLAGE)
    assert not may_carry_for(RELAY, b"", VILLAGE)
    assert not may_carry_for(village_log().identity, b"", VILLAGE) and COUNTY


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True), st.none() | st.floats(-10, 10**9))
def test_r_herd_every_wait_is_jittered_and_at_most_ten_minutes(
    failures: int, chance: float, asked: float | None
) -> None:
    wait = backoff.wait_s(failures, chance, asked)
    assert 0 < wait <= 600
    assert wait >= min(600.0, asked or 0)


def test_r_herd_a_crowd_is_spread() -> None:
    assert backoff.boot_wait_s(0.0) == 0 and 59 < backoff.boot_wait_s(0.999) < 60
    assert backoff.wait_s(9, 0.0) == 256.0 and backoff.wait_s(9, 0.999) > 500
    assert backoff.wait_s(1, 0.5, 60) == 63


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("30", 30),
        (" 7 ", 7),
        ("-1", None),
        ("Wed, 21 Oct 2015", None),
        ("9" * 400, 999_999),
        ("３", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_not_at_all(header: str | None, seconds: float | None) -> None:
    assert backoff.retry_after_s(header) == seconds


@pytest.mark.parametrize(
    ("status", "again"),
    [
        (200, Again.DONE),
        (301, Again.LATER),
        (400, Again.NEVER),
        (404, Again.NEVER),
        (413, Again.NEVER),
        (408, Again.LATER),
        (429, Again.LATER),
        (500, Again.LATER),
        (507, Again.LATER),
    ],
)
def test_r_herd_a_permanent_refusal_is_never_tried_again(status: int, again: Again) -> None:
    assert backoff.after_status(status) is again


def test_time_outs_grow_with_size_and_stay_bounded() -> None:
    assert backoff.timeout_s(0) == 10 and backoff.timeout_s(534_000) > 200 and backoff.timeout_s(10**9) == 1_800
    assert backoff.timeout_s(16_384, 0.3, 0.0) < 60


def test_an_offer_doubles_while_it_passes_and_halves_when_it_fails() -> None:
    assert backoff.next_offer_bytes(16_384, True, 1e9, 16_384, 2**19) == 32_768
    assert backoff.next_offer_bytes(2**19, True, 4_000, 16_384, 2**19) == 32_000
    assert backoff.next_offer_bytes(20_000, False, 1e9, 16_384, 2**19) == 16_384
    assert backoff.smoothed(4, 8) == 5


def test_a_log_is_held_as_far_as_each_event_names_the_one_before() -> None:
    log = village_log()
    for _ in range(4):
        log.write()
    places = [(w.event.head.seq, w.event.head.prev, w.event.hash) for w in log.all]
    assert advance(START, places[::-1]) == (5, places[4][2])
    assert advance(START, places[:2] + places[3:]) == (2, places[1][2])
    assert advance(Reach(2, places[1][2]), places[3:]) == (2, places[1][2])
    assert advance(Reach(2, bytes(32)), places) == (2, bytes(32))  # not our third event's predecessor


def test_ranges_are_runs_of_numbers() -> None:
    assert ranges([5, 1, 2, 3, 3, 7, 6]) == [(1, 3), (5, 7)] and ranges([]) == []
