"""One full exchange over one road: text until nothing is left, asks until nothing new comes, then photographs.

The road is anything that takes a batch and answers, takes an ask and answers; this room knows no HTTP.
Nothing is concluded from a hand-over that succeeded: only `settling` makes claims, from signed words.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, runtime_checkable

import msgspec

from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX
from kiosk.core.carriage.backoff import Again, after_status
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.pace import SECONDS_MIN as SECONDS_MIN
from kiosk.core.carriage.pace import Pace
from kiosk.core.carriage.protocol import OFFER_BYTES_START, Offer
from kiosk.core.refusal import Refusal
from kiosk.desk.county_keys import learn_county
from kiosk.desk.forgotten import shown, word_to_show
from kiosk.desk.offering import (
    ROAD_COUNTY,
    ROAD_RELAY,
    bytes_of,
    carried,
    held_there,
    make_ask,
    make_leave,
    next_attachment,
    next_offer,
)
from kiosk.desk.refusing import not_taken, note_not_taken
from kiosk.desk.revoking import refuse_revoked
from kiosk.desk.settling import Proved, absorb, reason_name, settle_acknowledgement
from kiosk.desk.station import Station

ROUNDS_COUNT_MAX = 4  # a new incarnation found by asking makes us offer again; more than this is a fault
BATCHES_COUNT_MAX = 10_000
ASKS_COUNT_MAX = 500
ASK_EVERY_S = 60.0  # while photographs go up for hours, the county's word still comes down
TOO_MANY = 429  # the other side has no room for more attachments now
BEGIN_AGAIN = (404, 409)  # it forgot this upload, or is further on, or less far


class Road(Protocol):
    """A way to a node whose certificate was verified. Both calls raise a Refusal when the road fails."""

    @property
    def identity(self) -> Identity:
        """Whom it leads to."""

    def post_batch(self, batch: bytes) -> bytes:
        """Hand over a batch; the answer's bytes, whatever they are."""

    def ask(self, ask: bytes) -> bytes:
        """Put an ask; the answer's bytes, whatever they are."""


@runtime_checkable
class UploadingRoad(Road, Protocol):
    """A road that takes attachments by themselves, beside batches (tus over HTTP). On any other they go in batches."""

    def begin_upload(self, leave: bytes, attachment_id: bytes, total_bytes: int) -> bytes:
        """Ask how far an attachment is held there, begun now if it was not; the answer's bytes."""

    def go_on(self, attachment_id: bytes, offset: int, data: bytes) -> bytes:
        """Hand over its bytes from `offset` on; the answer's bytes."""


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
    half-way still tells what was proved before. Refusals PEER_REVOKED, PEER_NOT_TRUSTED: nothing was handed over."""
    refuse_revoked(station, road.identity)
    learn_county(station, (road.identity,))
    if road.identity.node == station.county.node and road.identity.generation < station.county.generation:
        raise Refusal("PEER_NOT_TRUSTED")  # who shows keys that the county has laid down
    under_way = _Exchange(station, road, stopwatch, done)
    under_way.show_what_was_forgotten()
    for _ in range(ROUNDS_COUNT_MAX):
        under_way.carry()
        again = under_way.ask() or under_way.carry_attachments()
        station.store.settle_down()
        if not again:
            return


class _Exchange:
    """One exchange under way. All text goes, and is asked about, before the first piece of a photograph (R-LANE); text
    that comes up later goes before the next piece."""

    def __init__(self, station: Station, road: Road, stopwatch: Callable[[], float], done: Exchanged) -> None:
        self._station, self._road, self._stopwatch, self._done = station, road, stopwatch, done
        self._pace = station.paces.setdefault(road.identity.node, Pace())
        # Said once: whatever is not taken would not be taken again, now or (what was set apart) in the next exchange.
        self._passed_over = not_taken(station, road.identity.node)
        self._asked_s = stopwatch()

    def show_what_was_forgotten(self) -> None:
        """The county's own word, where it spoke as if it had never said it (R-EPOCH); a relay hands it on."""
        word = word_to_show(self._station)
        if word:
            self._settle(self._road.post_batch(word), ())
            shown(self._station)

    def carry(self, pieces: bool = False) -> None:
        """Batches until nothing is left; with `pieces`, those of attachments too."""
        for _ in range(BATCHES_COUNT_MAX):
            offered = next_offer(
                self._station, self._road.identity, self._pace.bytes_max, passed_over=self._passed_over, pieces=pieces
            )
            if not offered.batch:
                return
            begun = {chunk.attachment_id for chunk in offered.chunks}
            before = held_there(self._station, self._road.identity, begun)
            if self._hand_over(offered).new_incarnation:
                self._passed_over.clear()
            else:
                self._passed_over |= {event.hash for event in offered.events}
                self._note_unmoved(before)

    def carry_attachments(self) -> bool:
        """Thumbnails, then photographs; whether there is something to carry again."""
        if not isinstance(self._road, UploadingRoad):
            self.carry(pieces=True)
            return False
        begun: dict[bytes, bool] = {}
        for _ in range(BATCHES_COUNT_MAX):
            waiting = next_attachment(self._station, self._road.identity, self._passed_over)
            if waiting is None:
                return False
            self.carry()
            if self._stopwatch() - self._asked_s >= ASK_EVERY_S and self.ask():
                return True
            if not self._upload(self._road, begun, *waiting):
                return False
        return False

    def _upload(self, road: UploadingRoad, begun: dict[bytes, bool], which: bytes, held: int, total: int) -> bool:
        """One request about one attachment: how far it is held there, and then piece by piece. False when the other
        side takes no more now. begun: attachments begun in this exchange, False where it must be begun once more."""
        station, going_on = self._station, begun.get(which, False)
        try:
            if going_on:
                data = bytes_of(station, which, held, self._pace.piece_bytes)
                self._done.bytes_left += len(data)
                answer = self._timed(len(data), lambda: road.go_on(which, held, data))
                self._done.chunks_left += -(-len(data) // CHUNK_BYTES_MAX)
            else:
                answer = road.begin_upload(make_leave(station, which, total), which, total)
        except Refusal as no:
            status = no.params.get("peer_status")
            if not isinstance(status, int):
                raise
            if after_status(status) is not Again.NEVER:
                if status == TOO_MANY:
                    return False
                raise
            if going_on and status in BEGIN_AGAIN:
                begun[which] = False
            else:
                self._passed_over.add(which)
            return True
        self._settle(answer, {which})
        if going_on or which in begun:  # whatever moved nothing would move nothing again
            self._note_unmoved({which: held})
        begun[which] = True
        return True

    def _note_unmoved(self, before: Mapping[bytes, int]) -> None:
        after = held_there(self._station, self._road.identity, before)
        self._passed_over |= {which for which, held in after.items() if held <= before.get(which, 0)}

    def _timed(self, size_bytes: int, call: Callable[[], bytes]) -> bytes:
        """A hand-over by which the pace is found."""
        started = self._stopwatch()
        try:
            answer = call()
        except Refusal:
            self._pace.failed()
            raise
        self._pace.passed(size_bytes, self._stopwatch() - started)
        return answer

    def _hand_over(self, offered: Offer) -> Proved:
        station, done = self._station, self._done
        at_ms = station.instruments.clock().wall_ms
        answer = self._timed(len(offered.batch), lambda: self._road.post_batch(offered.batch))
        by_road = ROAD_COUNTY if self._road.identity.role is Role.COUNTY else ROAD_RELAY
        carried(station, offered.events, at_ms, by_road)
        done.batches += 1
        done.events_left += len(offered.events)
        done.bytes_left += len(offered.batch)
        done.chunks_left += len(offered.chunks)
        handed = {event.hash for event in offered.events} | {chunk.attachment_id for chunk in offered.chunks}
        return self._settle(answer, handed)

    def _settle(self, answer: bytes, handed: Collection[bytes]) -> Proved:
        try:
            proved = settle_acknowledgement(self._station, answer, self._issuers, handed)
        except Malformed as error:
            raise Refusal("CAPTIVE_PORTAL") from error
        self._count(proved)
        return proved

    def _count(self, proved: Proved) -> None:
        self._done.count(proved)
        if proved.new_incarnation:
            self._station.not_taken.clear()
        note_not_taken(self._station, self._road.identity.node, proved.refused)

    def ask(self) -> bool:
        """Ask until nothing new comes; whether there is something to carry again."""
        station, done = self._station, self._done
        introduced = False
        began = False
        for _ in range(ASKS_COUNT_MAX):
            self._asked_s = self._stopwatch()
            try:
                answer = self._road.ask(make_ask(station).signed)
            except Refusal as no:
                if no.params.get("peer_code") != "NODE_UNKNOWN" or introduced:
                    raise
                introduced = True  # a county restored from before our time: show our certificate again
                shown = next_offer(station, self._road.identity, OFFER_BYTES_START, introduce=True)
                if self._hand_over(shown).new_epoch:
                    return True
                continue
            try:
                absorbed = absorb(station, answer, self._issuers)
            except Refusal as error:
                raise Refusal("CAPTIVE_PORTAL") from error
            for proved in absorbed.proved:
                self._count(proved)
                began = began or proved.new_incarnation or proved.new_epoch > 0
            done.events_down += absorbed.events
            done.cases_touched = sorted({*done.cases_touched, *absorbed.cases})
            done.catalogue_version = absorbed.catalogue_version or done.catalogue_version
            done.set_apart += absorbed.apart
            if began:
                self._passed_over.clear()
                return True
            if not absorbed.events and not absorbed.catalogue_version:
                break
        return introduced

    @property
    def _issuers(self) -> tuple[Identity, ...]:
        """Whose word counts on this road."""
        county, met = self._station.county, self._road.identity
        return (county,) if met.role is Role.COUNTY else (county, met)
