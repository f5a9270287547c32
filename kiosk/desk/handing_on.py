"""Handing on what we carry for others, over whatever road is open: their events and pieces, then their asks.

The county's word ends custody; its answers are kept to go home on any stick that passes. A relay's word ends nothing:
what it took is offered to it again when some hours on the county has not spoken. What the county answered and did not
vouch for is not offered to it again sooner either.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice

import msgspec

from kiosk.core.carriage.acknowledgement import read_acknowledgement, verify_acknowledgement
from kiosk.core.carriage.ask import read_ask
from kiosk.core.carriage.attachment import Chunk
from kiosk.core.carriage.batch import read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.examine import examine
from kiosk.core.carriage.pace import Pace
from kiosk.core.carriage.protocol import Offer, offer
from kiosk.core.carriage.stick import brings_more
from kiosk.core.refusal import Refusal
from kiosk.desk.carrying import (
    answered,
    asks_carried,
    carried_event,
    carried_events,
    carried_pieces,
    companions_carried,
    county_answers,
    keep_answer,
    relay_took,
    settle_for_others,
    was_offered,
)
from kiosk.desk.exchanging import Road
from kiosk.desk.settling import known_logs
from kiosk.desk.station import Station

_PIECES_AT_ONCE = 32  # looked at for one batch: 512 KB


class HandedOn(msgspec.Struct):
    """What went on for other stations and what came for them. proved: events that the county newly vouched for;
    answers: stations for which an answer is kept to go home; failed: the code of why it stopped before its end."""

    batches: int = 0
    events: int = 0
    pieces: int = 0
    proved: int = 0
    answers: int = 0
    failed: str = ""


def hand_on(station: Station, road: Road, stopwatch: Callable[[], float], done: HandedOn) -> None:
    """Everything that we carry and this road takes; `done` is filled as it goes, and says why it stopped: what is
    others' never makes our own exchange fail. Refusals DISK_FULL and JOURNAL_DAMAGED alone; what was proved before
    stays proved."""
    try:
        _hand_on(station, road, stopwatch, done)
    except Refusal as no:
        if no.code in ("DISK_FULL", "JOURNAL_DAMAGED"):
            raise
        done.failed = no.code


def _hand_on(station: Station, road: Road, stopwatch: Callable[[], float], done: HandedOn) -> None:
    to = road.identity
    line = _Line(station, road, stopwatch, done)
    line.events(carried_events(station, to))
    line.pieces(carried_pieces(station, to))
    asks = asks_carried(station, "" if to.role is Role.COUNTY else to.prefix)
    known = known_logs(station) if asks else {}
    nodes = {one.node: one for one in known.values()}
    for node, ask in asks:
        if node in nodes:
            _ask_for(station, road, nodes[node], ask, known, done)


class _Line:
    """One road while batches go over it; each at most as large as the pace found on it allows."""

    def __init__(self, station: Station, road: Road, stopwatch: Callable[[], float], done: HandedOn) -> None:
        self._station, self._road, self._stopwatch, self._done = station, road, stopwatch, done
        self._pace = station.paces.setdefault(road.identity.node, Pace())

    def events(self, hashes: Sequence[bytes]) -> None:
        """Each is offered once in an exchange: what is not taken would not be taken again."""
        station, at = self._station, 0
        companions = partial(companions_carried, station)
        while at < len(hashes):
            rest = filter(None, (carried_event(station, event_hash) for event_hash in islice(hashes, at, None)))
            offered = offer(station.identity.node, rest, companions, (), self._pace.bytes_max)
            if not offered.batch:
                return
            self._post(offered)
            here = {event.hash for event in offered.events}
            while at < len(hashes) and (hashes[at] in here or carried_event(station, hashes[at]) is None):
                at += 1

    def pieces(self, pieces: Iterable[Chunk]) -> None:
        """The same for pieces."""
        source, waiting = iter(pieces), deque[Chunk]()
        while True:
            waiting.extend(islice(source, _PIECES_AT_ONCE - len(waiting)))
            if not waiting:
                return
            offered = offer(self._station.identity.node, (), lambda event: (), tuple(waiting), self._pace.bytes_max)
            self._post(offered)
            for _ in offered.chunks:
                waiting.popleft()

    def _post(self, offered: Offer) -> None:
        station = self._station
        began = self._stopwatch()
        try:
            answer = self._road.post_batch(offered.batch)
        except Refusal:
            self._pace.failed()
            raise
        self._pace.passed(len(offered.batch), self._stopwatch() - began)
        self._done.batches += 1
        self._done.events += len(offered.events)
        self._done.pieces += len(offered.chunks)
        try:
            ack = read_acknowledgement(answer)
            if ack.issuer != self._road.identity.node:
                raise Malformed("another node's acknowledgement")
            verify_acknowledgement(self._road.identity.verifier(), ack)
            with station.store.transaction() as connection:
                if self._road.identity.role is Role.COUNTY:
                    self._done.proved += settle_for_others(station, connection, ack)
                    was_offered(station, connection, ack.issuer, offered.events)
                else:
                    relay_took(station, connection, ack, self._road.identity)
        except Malformed as error:
            raise Refusal("CAPTIVE_PORTAL") from error


def _ask_for(
    station: Station, road: Road, reader: Identity, ask: bytes, known: Mapping[bytes, Identity], done: HandedOn
) -> None:
    """Put another station's ask, unchanged, and keep the answer for it when it is the county's word."""
    try:
        answer = road.ask(ask)
    except Refusal as no:
        if no.code != "PEER_REFUSED":
            raise
        return  # that station is not known there (yet); ours goes on
    try:
        batch = read_batch(answer)
    except Malformed as error:
        raise Refusal("CAPTIVE_PORTAL") from error
    examined = examine(batch, known, station.root)
    words = [ack for ack in examined.acknowledgements if ack.issuer == station.county.node]
    if not words and not examined.taken and not examined.documents:
        return
    with station.store.transaction(2 * len(answer)) as connection:
        for ack in words:
            try:
                done.proved += settle_for_others(station, connection, ack)
            except Malformed:
                return  # somebody between us and the county makes things up
        for position, kept in county_answers(station, connection, reader.node):
            if not brings_more(read_batch(kept), [batch], read_ask(ask)):
                connection.execute("DELETE FROM carrying_answer WHERE position = ?", (position,))
        keep_answer(connection, reader, batch.sender, answer, sha256(answer).digest())
        answered(station, connection, reader.node)
    done.answers += 1
