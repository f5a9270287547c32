"""Taking a batch apart: which events are authentic, which wait, which are set apart and why (R-RAW).

Pure and alone per event: one that cannot be read never touches its neighbours. Signature checks are
the cost (130 µs each), so the caller hands in how to run them (`map`, or a pool of threads).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..event import Event
from .acknowledgement import Acknowledgement, Quarantine, read_acknowledgement
from .attachment import Chunk, read_chunk
from .batch import Batch, FrameType, split_event
from .cbor import Malformed
from .certificate import Identity, Role, verify_chain
from .head import log_name, read_event, verify_event
from .kinds import NODE_CERTIFIED, PURGED
from .let_go import let_go_before


class Taken(NamedTuple):
    """An event to keep, its sealed body (b"" when erased or harmed), and what it waits for, if anything.

    AWAITING_CERTIFICATE: its author is not yet known, so it is kept and acknowledged as bytes, without effect."""

    event: Event
    sealed: bytes
    awaiting: Quarantine | None = None


class Apart(NamedTuple):
    """Bytes that are not an authentic event: what can be read of its place, why, and the raw frame."""

    log: bytes
    seq: int
    hash: bytes
    reason: Quarantine
    raw: bytes


class Examined(NamedTuple):
    """A batch after examination; `identities`: log name -> identity, for the certificates that came with it."""

    taken: tuple[Taken, ...]
    apart: tuple[Apart, ...]
    identities: dict[bytes, Identity]
    acknowledgements: tuple[Acknowledgement, ...]
    documents: tuple[bytes, ...]
    chunks: tuple[Chunk, ...]


Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


def examine(
    batch: Batch, known: Mapping[bytes, Identity], root_public: bytes, prefix: str = "", run: Run = map
) -> Examined:
    """Judge every frame of `batch`.

    known: log name -> identity of the logs whose first event we hold; prefix: what we may take (a relay
    takes its township's stations and the county's own events; "" takes all)."""
    read: list[tuple[Event, bytes]] = []
    apart: list[Apart] = []
    acks: list[Acknowledgement] = []
    documents: list[bytes] = []
    chunks: list[Chunk] = []
    for frame in batch.frames:
        try:
            if frame.type is FrameType.EVENT:
                signed, sealed = split_event(frame.payload)
                read.append((read_event(signed), sealed))
            elif frame.type is FrameType.ACKNOWLEDGEMENT:
                acks.append(read_acknowledgement(frame.payload))
            elif frame.type is FrameType.DOCUMENT:
                documents.append(frame.payload)
            elif frame.type is FrameType.CHUNK:
                chunks.append(read_chunk(frame.payload))
        except Malformed:
            apart.append(Apart(b"", 0, sha256(frame.payload).digest(), Quarantine.BAD_HEAD, frame.payload))

    identities: dict[bytes, Identity] = {}
    certified: dict[bytes, Identity] = {}  # by the hash of the event that says so
    foreign: set[bytes] = set()  # hashes of events that begin, or go on from, a chain under another root
    for event, _ in read:
        head = event.head
        if head.kind == NODE_CERTIFIED and head.seq == 1:
            identity = certified_by(event, root_public)
            if identity is None:
                foreign.add(event.hash)
            else:
                certified[event.hash] = identity
                if log_name(head) not in known:
                    identities.setdefault(log_name(head), identity)
        elif head.prev in foreign:
            foreign.add(event.hash)

    def judge(item: tuple[Event, bytes]) -> Taken | Apart:
        event, sealed = item
        head = event.head
        name = log_name(head)
        # A first event speaks for itself, so that a second one under another key shows itself as a branch.
        identity = certified.get(event.hash) or identities.get(name) or known.get(name)

        def refuse(reason: Quarantine) -> Apart:
            return Apart(name, head.seq, event.hash, reason, event.signed + sealed)

        if identity is None and event.hash in foreign:
            return refuse(Quarantine.FOREIGN)
        no = fault_of(event, identity, prefix) or _fault_of_body(event, sealed, identity)
        if no is not None:
            return refuse(no)
        return Taken(event, sealed, Quarantine.AWAITING_CERTIFICATE if identity is None else None)

    taken: list[Taken] = []
    for judged in run(judge, read):
        (taken if isinstance(judged, Taken) else apart).append(judged)
    excused = _excused(taken, apart)
    taken += (Taken(event, b"") for event in excused.values())
    apart = [one for one in apart if one.hash not in excused or one.reason is not Quarantine.BODY_MISSING]
    return Examined(tuple(taken), tuple(apart), identities, tuple(acks), tuple(documents), tuple(chunks))


def _excused(taken: Sequence[Taken], apart: Sequence[Apart]) -> dict[bytes, Event]:
    """By hash, what came without its body and before its author's own Purged in the same batch."""
    words = [x.event for x in taken if x.event.head.kind == PURGED and x.awaiting is None]
    if not words:
        return {}
    bare = [read_event(one.raw) for one in apart if one.reason is Quarantine.BODY_MISSING]
    excused: dict[bytes, Event] = {}
    for node, case in {(word.head.node, word.head.case) for word in words}:
        mine = [word for word in words if (word.head.node, word.head.case) == (node, case)]
        of_case = [event for event in (*(x.event for x in taken), *bare) if event.head.case == case]
        gone = let_go_before(mine, of_case)
        excused |= {event.hash: event for event in bare if event.head.node == node and event.hash in gone}
    return excused


def certified_by(event: Event, root_public: bytes) -> Identity | None:
    """The identity that a NodeCertified event proves; None when its chain is under another root or its
    own signature is not by the certified key."""
    chain = event.head.facts.get(1)
    try:
        identity = verify_chain(tuple(chain) if type(chain) is list else (), root_public)
    except Malformed:
        return None
    if identity.node != event.head.node or not _verified(event, identity.verifier()):
        return None
    return identity


def fault_of(event: Event, identity: Identity | None, prefix: str = "") -> Quarantine | None:
    """Why `event` may not stand in a log of `identity` (None: not yet known, so nothing can be said), or None.

    Besides the signature: a station writes at its own tier, on cases under its own prefix, and a relay on
    none. The fold reads tier and case from heads and could not tell; whoever holds the certificate can."""
    if identity is None:
        return None
    head = event.head
    if identity.node != head.node or not _verified(event, identity.verifier()):
        return Quarantine.BAD_SIGNATURE
    if identity.role is Role.COUNTY:
        return None
    if not identity.code.startswith(prefix) or not (head.case or identity.prefix).startswith(identity.prefix):
        return Quarantine.OUTSIDE_ITS_PREFIX
    if head.level is not identity.level or (identity.role is Role.RELAY and head.case):
        return Quarantine.OUTSIDE_ITS_LEVEL
    return None


def _fault_of_body(event: Event, sealed: bytes, identity: Identity | None) -> Quarantine | None:
    """A body must be the one that the head names. One that is not there is believed to be erased of the county's
    own events alone: anybody can take a body off another's event, and whoever keeps the rest would never miss it.
    (Unless its own author says that it let go of it: `examine` looks for a later Purged in the same batch.)"""
    named = event.head.sealed_sha256
    if sealed:
        return None if sha256(sealed).digest() == named else Quarantine.BAD_BODY_HASH
    if not named or (identity is not None and identity.role is Role.COUNTY):
        return None
    return Quarantine.BODY_MISSING


def _verified(event: Event, key: Ed25519PublicKey) -> bool:
    try:
        verify_event(key, event)
    except Malformed:
        return False
    return True
