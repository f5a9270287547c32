"""Writing one's own log: the next event after a tip, its body sealed, its witness kept.

Pure: key, clock reading, nonce and tip are handed in; the caller commits what comes back in one
transaction together with every projection (journal rule: sequence number, event, outbox and
receipt number, or none of them).
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..event import ClockReading, Event, Head, Level
from .cbor import Malformed
from .certificate import Identity
from .head import NO_HASH, SEALED_BYTES_MAX, sign_event
from .kinds import KEY_SHARED, NODE_CERTIFIED
from .sealing import (
    CONTENT_KEY_AGE_MAX_MS,
    CONTENT_KEY_BODIES_MAX,
    ContentKey,
    make_content_key,
    open_witness,
    seal,
    share_facts,
)


class Tip(NamedTuple):
    """The last event of a log: its number and hash; `Tip(0, NO_HASH)` before the first."""

    seq: int
    hash: bytes


EMPTY = Tip(0, NO_HASH)


class Pen(NamedTuple):
    """What a node writes with: its id, its log of this incarnation, its signing key, its tier."""

    node: bytes
    log: bytes
    key: Ed25519PrivateKey
    level: Level


class Wording(NamedTuple):
    """What is to be written: operation id, kind code, case number or "", coded facts, who, and what was folded."""

    operation: bytes
    kind: int
    case: str
    facts: dict[int, Any]
    author: str = ""
    after: tuple[bytes, ...] = ()
    level: Level | None = None  # a township clerk in the county's server writes at township level; None: the pen's


class Body(NamedTuple):
    """A body ready to seal: the plain bytes, the same compressed, the dictionary's id, key and 12-byte nonce."""

    plain: bytes
    compressed: bytes
    dictionary_id: bytes
    key: ContentKey
    nonce: bytes


class Written(NamedTuple):
    """One event of ours: with its sealed body and witness w (both b"" without a body)."""

    event: Event
    sealed: bytes
    witness: bytes

    @property
    def tip(self) -> Tip:
        """The log's tip once this is written."""
        return Tip(self.event.head.seq, self.event.hash)


def write(pen: Pen, tip: Tip, wording: Wording, clock: ClockReading, body: Body | None = None) -> Written:
    """The event after `tip`. Malformed when it would be over a bound (our caller checked input before)."""
    head = Head(
        node=pen.node,
        log=pen.log,
        seq=tip.seq + 1,
        operation=wording.operation,
        kind=wording.kind,
        case=wording.case,
        prev=tip.hash,
        after=tuple(sorted(set(wording.after))),
        level=wording.level or pen.level,
        author=wording.author,
        clock=clock,
        facts=wording.facts,
        key_id=body.key.key_id if body else b"",
    )
    if body is None:
        return Written(sign_event(pen.key, head), b"", b"")
    sealed = seal(body.key, body.nonce, body.compressed, head)
    if len(sealed) > SEALED_BYTES_MAX:
        raise Malformed(f"a sealed body of {len(sealed)} bytes, at most {SEALED_BYTES_MAX}")
    head = msgspec.structs.replace(
        head, sealed_sha256=sha256(sealed).digest(), sealed_bytes=len(sealed), dictionary_id=body.dictionary_id
    )
    event = sign_event(pen.key, head)
    return Written(event, sealed, open_witness(body.key, event.hash, body.plain))


def first_wording(
    identity: Identity, incarnation_number: int, operation: bytes, earlier: Sequence[tuple[bytes, Tip]] = ()
) -> Wording:
    """The first event of a log: the certificates of the node that writes it. earlier: (log name, tip as it holds it)
    of the logs that this one follows, so that whoever holds more of them knows what the node has lost (R-EPOCH)."""
    facts: dict[int, Any] = {1: list(identity.chain), 2: incarnation_number}
    if earlier:
        facts[3] = [[log, tip.seq, tip.hash] for log, tip in earlier]
    return Wording(operation, NODE_CERTIFIED, "", facts)


def share_wording(key: ContentKey, recipients: tuple[bytes, ...], pen: Pen, suite: int, operation: bytes) -> Wording:
    """The KeyShared event that must stand in or before the transaction that first uses `key`."""
    return Wording(operation, KEY_SHARED, "", share_facts(key, recipients, suite, pen.node, pen.log))


class KeyRing:
    """This process's content keys, one an audience. Never written anywhere.

    A key counts as shared only after the transaction with its KeyShared event was committed
    (`committed`); until then `current` hands out the same key marked as unshared."""

    def __init__(self) -> None:
        self._keys: dict[tuple[bytes, ...], tuple[ContentKey, int, int]] = {}
        self._shared: set[bytes] = set()

    def current(self, recipients: tuple[bytes, ...], now_ms: int, secret: bytes) -> tuple[ContentKey, bool]:
        """The key for these X25519 public keys and whether it is already shared. `secret`: 32 fresh
        random bytes, used if a new key is due (24 h, 2**20 bodies, or a clock that went backwards)."""
        audience = tuple(sorted(set(recipients)))
        self._forget_old(now_ms)
        held = self._keys.get(audience)
        if held is not None:
            key, born_ms, bodies = held
            if bodies < CONTENT_KEY_BODIES_MAX:
                self._keys[audience] = (key, born_ms, bodies + 1)
                return key, key.key_id in self._shared
            self._shared.discard(key.key_id)
        key = make_content_key(secret, recipients)
        self._keys[audience] = (key, now_ms, 1)
        return key, False

    def _forget_old(self, now_ms: int) -> None:
        """No key outlives its day, whether or not its audience is written to again."""
        for audience, (key, born_ms, _) in list(self._keys.items()):
            if not 0 <= now_ms - born_ms < CONTENT_KEY_AGE_MAX_MS:
                del self._keys[audience]
                self._shared.discard(key.key_id)

    def committed(self, key: ContentKey) -> None:
        """The KeyShared event of `key` is durable."""
        self._shared.add(key.key_id)
