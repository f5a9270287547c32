"""Leafing through the ledger 台账: one light leaf a case, so that 10,000 cases open as fast as ten.

A leaf needs no body and no fold. Names lie in sealed bodies; they are opened a few hundred at a time, are kept in
memory alone while somebody is signed in (`Station.opened_names`), and are forgotten at sign-out: no index of people
lies on a kiosk (R-SEAL). Lists show names masked; searching compares whole ones.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from kiosk.core.casework.case_number import plain
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.masking import mask_name
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from kiosk.desk.opening import Opener
from kiosk.desk.station import Station
from kiosk.desk.store import OWN

OPENED_COUNT_MAX = 200  # bodies opened at one go: some 40 ms on a small machine, so that a submit never waits longer
QUERY_CHARS_MAX = 40
NO_NAME = ""  # a body that does not open: erased, or sealed before this station could read


class Leaf(NamedTuple):
    """One case as a list shows it. identity: node and operation of its Entrusted, joined; state: the office's word;
    handler: level number of who acts next; day: of its number, YYYYMMDD."""

    number: str
    identity: bytes
    state: str
    matter: str
    handler: int
    day: str


def leaves(station: Station) -> tuple[Leaf, ...]:
    """Every case held, the newest first; Refusal UNLOCK_NEEDED."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    rows = station.store.all(
        "SELECT c.number, c.node, c.operation, c.state, c.matter, c.handler, "
        '(SELECT MIN(position) FROM event e WHERE e."case" = c.number) AS first FROM "case" c '
        "ORDER BY first DESC, c.number, c.node, c.operation"
    )
    return tuple(
        Leaf(number, node + operation, state, matter, handler, number[12:20])
        for number, node, operation, state, matter, handler, _ in rows
    )


class Named(Protocol):
    """What has a number and an identity: a leaf, or a folded case."""

    @property
    def number(self) -> str:
        """Its case number."""

    @property
    def identity(self) -> bytes:
        """Node and operation of its Entrusted."""


def open_names(station: Station, wanted: Iterable[Named], count_max: int = OPENED_COUNT_MAX) -> bool:
    """Open the names of `wanted` that are not open yet, at most `count_max`; whether none is left."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    opener, known = Opener(station), station.opened_names
    left = [leaf for leaf in wanted if leaf.identity not in known]
    for leaf in left[:count_max]:
        known[leaf.identity] = _name(station, opener, leaf)
    return len(left) <= count_max


def masked_name(station: Station, identity: bytes) -> str:
    """The principal's name for a list; "" while it is not open."""
    return mask_name(station.opened_names.get(identity, NO_NAME))


def search(
    station: Station,
    held: Sequence[Leaf],
    query: str = "",
    states: Collection[str] = (),
) -> tuple[Leaf, ...]:
    """The leaves that a query names, by part of the number, of the matter or of a name that is open; in their order.

    states: office words; () for every state."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    said = "".join(unicodedata.normalize("NFKC", query[:QUERY_CHARS_MAX]).split()).casefold()
    digits = plain(said) if said and not any(letter.isalpha() for letter in said) else ""
    matters = {matter.code: f"{matter.code} {matter.name}".casefold() for matter in station.document.matters}
    names = station.opened_names

    def fits(leaf: Leaf) -> bool:
        if states and leaf.state not in states:
            return False
        if not said:
            return True
        if digits and digits in leaf.number:
            return True
        return said in matters.get(leaf.matter, leaf.matter.casefold()).replace(" ", "") or (
            said in names.get(leaf.identity, NO_NAME).casefold()
        )

    return tuple(leaf for leaf in held if fits(leaf))


# What an agent leafs for, in the order of a case's life; every state stands in one group.
GROUPS: Mapping[str, tuple[State, ...]] = {
    "pending": (State.PENDING,),
    "received": (State.RECEIVED,),
    "correction": (State.IN_CORRECTION,),
    "above": (
        State.FORWARDED, State.ACCEPTED, State.DEEMED_ACCEPTED, State.PASSED_UP, State.IN_HANDLING, State.SUSPENDED,
        State.IN_JOINT_REVIEW,
    ),
    "result": (State.CONCLUDED, State.AWAITING_DELIVERY, State.DECLINED),
    "delivered": (State.DELIVERED,),
    "ended": (State.ARCHIVED, State.WITHDRAWN, State.VOIDED),
}  # fmt: skip


def group_counts(held: Iterable[Leaf]) -> dict[str, int]:
    """How many cases stand in each of `GROUPS`."""
    counts = states_held(held)
    return {group: sum(counts.get(state.value, 0) for state in states) for group, states in GROUPS.items()}


def states_held(held: Iterable[Leaf]) -> dict[str, int]:
    """How many cases stand in each state that occurs."""
    counts: dict[str, int] = {}
    for leaf in held:
        counts[leaf.state] = counts.get(leaf.state, 0) + 1
    return counts


def _name(station: Station, opener: Opener, leaf: Named) -> str:
    rows = station.store.all(
        'SELECT hash, operation, log FROM event WHERE "case" = ? AND kind = ?', leaf.number, Kind.ENTRUSTED
    )
    for event_hash, operation, log in rows:
        if log[: len(leaf.identity) - len(operation)] + operation == leaf.identity:
            body = opener.body(event_hash) or {}
            found = str((body.get("principal") or {}).get("name", NO_NAME))
            return found or _kept_name(station, opener, leaf)
    return NO_NAME


def _kept_name(station: Station, opener: Opener, leaf: Named) -> str:
    """The masked name in the ledger row that a purge of ours kept: it is all that is left to search by."""
    rows = station.store.all(
        'SELECT hash FROM event WHERE "case" = ? AND kind = ? AND origin = ? ORDER BY position',
        leaf.number, Kind.PURGED, OWN,
    )  # fmt: skip
    kept = (body for (event_hash,) in rows if (body := opener.body(event_hash)) is not None)
    return next((str(body.get("principal", NO_NAME)) for body in kept), NO_NAME)
