"""Taking a batch apart: which events are authentic, which wait, which are set apart and why (R-RAW).

Pure and alone per event: one that cannot be read never touches its neighbours. Signature checks are
the cost (130 µs each), so the caller hands in how to run them (`map`, or a pool of threads).
"""

from collections.abc import Callable, Iterable, Mapping
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
from .kinds import NODE_CERTIFIED


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
    foreign: set[bytes] = set()
    for event, _ in read:
        if event.head.kind == NODE_CERTIFIED and event.head.seq == 1 and log_name(event.head) not in known:
            identity = certified_by(event, root_public)
            if identity is None:
                foreign.add(log_name(event.head))
            else:
                identities[log_name(event.head)] = identity

    def judge(item: tuple[Event, bytes]) -> Taken | Apart:
        event, sealed = item
        head = event.head
        name = log_name(head)
        identity = known.get(name) or identities.get(name)

        def refuse(reason: Quarantine) -> Apart:
            return Apart(name, head.seq, event.hash, reason, event.signed + sealed)

        if identity is None:
            return refuse(Quarantine.FOREIGN) if name in foreign else _awaiting(event, sealed, refuse)
        if identity.node != head.node or not _verified(event, identity.verifier()):
            return refuse(Quarantine.BAD_SIGNATURE)
        if prefix and identity.role is not Role.COUNTY and not identity.code.startswith(prefix):
            return refuse(Quarantine.OUTSIDE_ITS_PREFIX)
        if head.sealed_sha256 and sealed and sha256(sealed).digest() != head.sealed_sha256:
            return refuse(Quarantine.BAD_BODY_HASH)
        if sealed and not head.sealed_sha256:
            return refuse(Quarantine.BAD_BODY_HASH)
        return Taken(event, sealed)

    taken: list[Taken] = []
    for judged in run(judge, read):
        (taken if isinstance(judged, Taken) else apart).append(judged)
    return Examined(tuple(taken), tuple(apart), identities, tuple(acks), tuple(documents), tuple(chunks))


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


def _awaiting(event: Event, sealed: bytes, refuse: Callable[[Quarantine], Apart]) -> Taken | Apart:
    if sealed and sha256(sealed).digest() != event.head.sealed_sha256:
        return refuse(Quarantine.BAD_BODY_HASH)
    return Taken(event, sealed, Quarantine.AWAITING_CERTIFICATE)


def _verified(event: Event, key: Ed25519PublicKey) -> bool:
    try:
        verify_event(key, event)
    except Malformed:
        return False
    return True
