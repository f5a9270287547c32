"""One full exchange over one road: batches until nothing is left, then asks until nothing new comes.

The road is anything that takes a batch and answers, takes an ask and answers; this room knows no HTTP.
Nothing is concluded from a hand-over that succeeded: only `settling` makes claims, from signed words.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from kiosk.core.carriage.backoff import (
    RATE_START_BYTES_PER_S,
    next_offer_bytes,
    smoothed,
)
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.protocol import OFFER_BYTES_MAX, OFFER_BYTES_START, Offer
from kiosk.core.refusal import Refusal
from kiosk.desk.offering import ROAD_COUNTY, ROAD_RELAY, carried, held_there, make_ask, next_offer
from kiosk.desk.settling import Proved, absorb, reason_name, settle_acknowledgement
from kiosk.desk.station import Station

ROUNDS_COUNT_MAX = 4  # a new incarnation found by asking makes us offer again; more than this is a fault
BATCHES_COUNT_MAX = 10_000
ASKS_COUNT_MAX = 500
SECONDS_MIN = 0.001


class Road(Protocol):
    """A way to a node whose certificate was verified. Both calls raise a Refusal when the road fails."""

    @property
    def identity(self) -> Identity:
        """Whom it leads to."""

    def post_batch(self, batch: bytes) -> bytes:
        """Hand over a batch; the answer's bytes, whatever they are."""

    def ask(self, ask: bytes) -> bytes:
        """Put an ask; the answer's bytes, whatever they are."""


class Exchanged(msgspec.Struct):
    """What one exchange did and what it proved. Counts; `acknowledgements` are hex hashes in order; `refused`:
    hex hash of an event of ours that is not taken as it is, and why (the name of a `Quarantine`); `new_epoch`: the
    number of the log begun because this folder proved to be an older copy of itself (0: none; R-EPOCH)."""

    batches: int = 0
    events_left: int = 0
    bytes_left: int = 0
    chunks_left: int = 0
    proved: dict[str, int] = {}
    acknowledgements: list[str] = []
    events_down: int = 0
    cases_touched: list[str] = []
    catalogue_version: int = 0
    new_incarnation: bool = False
    set_apart: int = 0
    refused: dict[str, str] = {}
    new_epoch: int = 0

    def count(self, proved: Proved) -> None:
        """Add what one acknowledgement proved."""
        for state, number in proved.new.items():
            self.proved[state] = self.proved.get(state, 0) + number
        if proved.new and proved.acknowledgement.hex() not in self.acknowledgements:
            self.acknowledgements.append(proved.acknowledgement.hex())
        for event_hash, reason in proved.refused.items():
            self.refused[event_hash.hex()] = reason_name(reason)
        self.new_epoch = proved.new_epoch or self.new_epoch
        self.new_incarnation = self.new_incarnation or proved.new_incarnation


def exchange(station: Station, road: Road, stopwatch: Callable[[], float], done: Exchanged) -> None:
    """Carry and ask until both sides have nothing new. `done` is filled as it goes, so that a road that breaks
    half-way still tells what was proved before."""
    for _ in range(ROUNDS_COUNT_MAX):
        _carry(station, road, stopwatch, done)
        again = _ask(station, road, done)
        station.store.settle_down()
        if not again:
            return


def _carry(station: Station, road: Road, stopwatch: Callable[[], float], done: Exchanged) -> None:
    bytes_max, rate = OFFER_BYTES_START, RATE_START_BYTES_PER_S
    passed_over: set[bytes] = set()  # said once in an exchange: whatever is not taken would not be taken again
    for _ in range(BATCHES_COUNT_MAX):
        offered = next_offer(station, road.identity, bytes_max, passed_over=passed_over)
        if not offered.batch:
            return
        pieces = {chunk.attachment_id for chunk in offered.chunks}
        before = held_there(station, road.identity, pieces)
        started = stopwatch()
        if _hand_over(station, road, offered, done).new_incarnation:
            passed_over.clear()
        else:
            passed_over |= {event.hash for event in offered.events}
            after = held_there(station, road.identity, pieces)
            passed_over |= {identity for identity, held in after.items() if held <= before.get(identity, 0)}
        rate = smoothed(rate, len(offered.batch) / max(SECONDS_MIN, stopwatch() - started))
        bytes_max = next_offer_bytes(bytes_max, True, rate, OFFER_BYTES_START, OFFER_BYTES_MAX)


def _hand_over(station: Station, road: Road, offered: Offer, done: Exchanged) -> Proved:
    at_ms = station.instruments.clock().wall_ms
    answer = road.post_batch(offered.batch)
    carried(station, offered.events, at_ms, ROAD_COUNTY if road.identity.role is Role.COUNTY else ROAD_RELAY)
    done.batches += 1
    done.events_left += len(offered.events)
    done.bytes_left += len(offered.batch)
    done.chunks_left += len(offered.chunks)
    handed = {event.hash for event in offered.events} | {chunk.attachment_id for chunk in offered.chunks}
    try:
        proved = settle_acknowledgement(station, answer, _issuers(station, road), handed)
    except Malformed as error:
        raise Refusal("CAPTIVE_PORTAL") from error
    done.count(proved)
    return proved


def _ask(station: Station, road: Road, done: Exchanged) -> bool:
    """Ask until nothing new comes; whether there is something to carry again."""
    introduced = False
    began = False
    for _ in range(ASKS_COUNT_MAX):
        try:
            answer = road.ask(make_ask(station).signed)
        except Refusal as no:
            if no.params.get("peer_code") != "NODE_UNKNOWN" or introduced:
                raise
            introduced = True  # a county restored from before our time: show our certificate again
            shown = next_offer(station, road.identity, OFFER_BYTES_START, introduce=True)
            if _hand_over(station, road, shown, done).new_epoch:
                return True
            continue
        try:
            absorbed = absorb(station, answer, _issuers(station, road))
        except Refusal as error:
            raise Refusal("CAPTIVE_PORTAL") from error
        for proved in absorbed.proved:
            done.count(proved)
            began = began or proved.new_incarnation or proved.new_epoch > 0
        done.events_down += absorbed.events
        done.cases_touched = sorted({*done.cases_touched, *absorbed.cases})
        done.catalogue_version = absorbed.catalogue_version or done.catalogue_version
        done.set_apart += absorbed.apart
        if not absorbed.events and not absorbed.catalogue_version and not began:
            break
        if began:
            return True
    return introduced


def _issuers(station: Station, road: Road) -> tuple[Identity, ...]:
    return (station.county,) if road.identity.role is Role.COUNTY else (station.county, road.identity)
