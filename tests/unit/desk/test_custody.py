"""A relay's custody: what one relay took is no reason to keep it from another, from a restored one, or for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent, sign_acknowledgement
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.enrolment import read_enrolment
from kiosk.core.carriage.head import log_name
from kiosk.core.carriage.protocol import Offer
from kiosk.core.event import Event, Level
from kiosk.desk.casebook import status
from kiosk.desk.clock import powered
from kiosk.desk.custody import CUSTODY_S
from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import next_offer
from kiosk.desk.settling import Proved, settle_acknowledgement
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import NOW_MS, CountyByHand, places
from tests.kiosk_by_hand import Wall, example, instruments, make_station, opened, photographs

ALL_BYTES = 10**7


class RelayByHand:
    """A relay that takes whatever it is handed; `number`, `log`: its incarnation; `last`: how far it holds a log."""

    def __init__(self, county: CountyByHand) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(county.dice.randbytes(32))
        enrolment = read_enrolment(county.enrol(places()[0][:9], Role.RELAY))
        public = self.key.public_key().public_bytes_raw()
        self.identity: Identity = enrolment.certify(public, b"", county.dice.randbytes(32))
        self.number, self.log, self.counter = 1, b"relay  1", 0
        self.last: Event | None = None

    def take(self, station: Station, offered: Offer) -> Proved:
        """Its word on a whole log up to the last event that it was handed, settled at the station."""
        chunks = {c.attachment_id: c.total_bytes for c in offered.chunks}
        last = max([*offered.events, *([self.last] if self.last else [])], key=lambda event: event.head.seq)
        self.last = last
        self.counter += 1
        ack = Acknowledgement(
            self.identity.node, self.log, self.number, self.counter, NOW_MS, Level.TOWNSHIP, False,
            recv=(Extent(log_name(last.head), last.head.seq, last.hash),), attachments=tuple(sorted(chunks.items())),
        )  # fmt: skip
        handed = {event.hash for event in offered.events} | chunks.keys()
        signed = sign_acknowledgement(self.key, ack).signed
        return settle_acknowledgement(station, signed, (station.county, self.identity), handed)

    def lacks(self, station: Station) -> tuple[int, int]:
        """(events, pieces) that the station would offer it now."""
        offered = next_offer(station, self.identity, ALL_BYTES)
        return len(offered.events), len(offered.chunks)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def station(tmp_path: Path, county: CountyByHand, wall: Wall) -> Iterator[Station]:
    issued = make_station(tmp_path / "kiosk", county)
    with opened(tmp_path / "kiosk", issued, instruments(3, wall)) as one:
        entrust(one, example(), photographs())
        yield one


def test_what_one_relay_took_is_offered_to_another(station: Station, county: CountyByHand) -> None:
    burnt, new = RelayByHand(county), RelayByHand(county)
    everything = new.lacks(station)
    assert min(everything) > 0
    burnt.take(station, next_offer(station, burnt.identity, ALL_BYTES))
    assert burnt.lacks(station) == (0, 0)
    assert new.lacks(station) == everything


@pytest.mark.parametrize(("number", "log"), [(2, b"relay  2"), (1, b"relay 1b")], ids=["restored", "made again"])
def test_a_relay_that_began_anew_is_offered_everything_again(
    station: Station, county: CountyByHand, number: int, log: bytes
) -> None:
    relay = RelayByHand(county)
    whole = next_offer(station, relay.identity, ALL_BYTES)
    relay.take(station, whole)
    relay.number, relay.log, relay.last = number, log, None
    first = Offer(whole.batch, whole.events[:1], ())
    relay.take(station, first)  # its first word after that speaks of our first event only
    assert relay.lacks(station) == (len(whole.events) - 1, len(whole.chunks))


def test_the_word_of_a_relay_from_before_it_was_restored_counts_no_more(station: Station, county: CountyByHand) -> None:
    relay = RelayByHand(county)
    whole = next_offer(station, relay.identity, ALL_BYTES)
    relay.number = 2
    relay.take(station, Offer(whole.batch, whole.events[:1], ()))
    relay.number = 1
    assert relay.take(station, whole).new == {}
    assert relay.lacks(station)[0] == len(whole.events) - 1


def test_a_relay_that_says_it_holds_less_than_it_took_is_offered_the_rest_at_once(
    station: Station, county: CountyByHand
) -> None:
    relay = RelayByHand(county)
    whole = next_offer(station, relay.identity, ALL_BYTES)
    relay.take(station, whole)
    relay.last = None
    relay.take(station, Offer(whole.batch, whole.events[:2], ()))
    assert relay.lacks(station) == (len(whole.events) - 2, 0)


def test_custody_without_the_countys_word_ends_after_hours_of_power_and_begins_again_when_taken_again(
    station: Station, county: CountyByHand, wall: Wall
) -> None:
    relay = RelayByHand(county)
    whole = next_offer(station, relay.identity, ALL_BYTES)
    relay.take(station, whole)
    wall.uptime_s += CUSTODY_S - 1
    relay.take(station, Offer(whole.batch, whole.events[-1:], ()))  # it says that it holds all, handed one
    assert relay.lacks(station) == (0, 0)
    wall.uptime_s += 1
    assert relay.lacks(station) == (len(whole.events) - 1, len(whole.chunks))
    relay.take(station, next_offer(station, relay.identity, ALL_BYTES))
    assert relay.lacks(station) == (0, 0)


def test_what_was_at_the_township_stays_proved_when_it_is_offered_again(
    station: Station, county: CountyByHand, wall: Wall
) -> None:
    relay = RelayByHand(county)
    relay.take(station, next_offer(station, relay.identity, ALL_BYTES))
    wall.uptime_s += CUSTODY_S
    (number,) = station.store.one('SELECT number FROM "case"')
    assert status(station, number)["truths"]["at_township"]
    assert verify(station).findings == ()


def test_what_the_county_holds_is_not_offered_to_a_relay_again(
    station: Station, county: CountyByHand, wall: Wall
) -> None:
    relay = RelayByHand(county)
    whole = next_offer(station, relay.identity, ALL_BYTES)
    relay.take(station, whole)
    county.take(whole.batch)
    settle_acknowledgement(station, county.acknowledge().signed, (county.identity,))
    wall.uptime_s += CUSTODY_S
    assert relay.lacks(station) == (0, 0)


def test_time_without_power_and_a_boot_are_not_counted_as_time_with_power() -> None:
    assert powered(100, 50, 80) == 130
    assert powered(100, 50, 20) == 120
    assert powered(100, 50, 50) == 100
