"""The sync protocol, sans I/O: what one node offers, what the other answers, what both conclude.

One exchange, from a village that holds events 1..3 of its log L (certificate, key, entrustment):

    village                                    county (or, with custody instead of decision, a relay)
    offer(...)      -- batch: 3 EVENT frames -->  examine, store raw, COMMIT
                    <-- ACKNOWLEDGEMENT ---------  recv [[L, 3, hash of event 3, []]]
    settle(...)        "county has it": event 3's hash is ours, so 1..3 are theirs
    ask             -- Sign1 ask --------------->  opens the body, folds the case, writes L' downward
                    <-- batch: ACKNOWLEDGEMENT, EVENT frames of L', DOCUMENT
    absorb(...)        recv, safe, open (with proof) settled; Sent events folded; newer catalogue kept

The rules, each by its name in the design:
* R-RAW      whoever receives stores first and understands later; one bad frame is set apart alone.
* R-HASHACK  an acknowledgement names bytes; `settle` believes it only for events whose hash is ours,
             under the county's key, and believes `open` only when the proof over our own witnesses
             agrees. Which incarnation is current is the caller's to know: it keeps the highest number.
* R-LANE     acknowledgements, then events, then attachments in 16 KB pieces.
* R-BOUND    an offer is bounded by bytes; whatever does not fit goes with the next one.
* R-TRUTH    nothing here turns a transport's success into a claim; only `settle` makes claims.

Any road (HTTP, LAN, stick, simulation) carries the bytes; all of them call these functions. The ask stands in
`ask`; to absorb an answer is `read_batch`, `examine` and `settle`, put together where a node keeps its events.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..event import Event
from .acknowledgement import Acknowledgement, Extent, covers, verify_acknowledgement
from .attachment import Chunk, write_chunk
from .batch import FRAME_OVERHEAD_BYTES, Frame, FrameType, write_batch
from .cbor import Malformed
from .certificate import Identity, Role
from .sealing import open_proof

OFFER_BYTES_START = 16 * 1024  # a poor line's first batch; adapts to the rate measured
OFFER_BYTES_MAX = 512 * 1024
_HEADER_BYTES = 32


class Held(NamedTuple):
    """An event we hold, with its sealed body (b"" when it has none or it is erased)."""

    event: Event
    sealed: bytes


class Offer(NamedTuple):
    """A batch to hand over (b"" when there is nothing) and what of ours it holds."""

    batch: bytes
    events: tuple[Event, ...]
    chunks: tuple[Chunk, ...]


def offer(
    sender: bytes,
    events: Iterable[Held],
    companions: Callable[[Event], Sequence[Held]],
    chunks: Iterable[Chunk],
    bytes_max: int,
    acknowledgements: Iterable[bytes] = (),
) -> Offer:
    """The next batch of at most about `bytes_max` bytes (one event always fits).

    events: what the receiver is not known to hold, in (log, seq) order; companions: the certificate
    and key events that an event needs and that the receiver is not known to hold, even if sent
    before; chunks: pieces of attachments, after all events."""
    frames: list[Frame] = [Frame(FrameType.ACKNOWLEDGEMENT, ack) for ack in acknowledgements]
    size = _HEADER_BYTES + sum(len(f.payload) + FRAME_OVERHEAD_BYTES for f in frames)
    taken: dict[bytes, Event] = {}
    full = False
    for held in events:
        group = [h for h in (*companions(held.event), held) if h.event.hash not in taken]
        group_bytes = sum(len(h.event.signed) + len(h.sealed) + FRAME_OVERHEAD_BYTES for h in group)
        if taken and size + group_bytes > bytes_max:
            full = True
            break
        for h in group:
            frames.append(Frame(FrameType.EVENT, h.event.signed + h.sealed))
            taken[h.event.hash] = h.event
        size += group_bytes
    carried: list[Chunk] = []
    for chunk in () if full else chunks:
        payload = write_chunk(chunk)
        if frames and size + len(payload) + FRAME_OVERHEAD_BYTES > bytes_max:
            break
        frames.append(Frame(FrameType.CHUNK, payload))
        carried.append(chunk)
        size += len(payload) + FRAME_OVERHEAD_BYTES
    if not frames:
        return Offer(b"", (), ())
    return Offer(write_batch(sender, frames), tuple(taken.values()), tuple(carried))


class Settled(NamedTuple):
    """What an acknowledgement proves of our own events, by hash. `custody` is a relay's recv;
    `attachments`: attachment id -> bytes held; `apart`: hash -> reason, for events set apart;
    `safe_attachments`: ids that the county has whole on a second medium too."""

    issuer: Identity
    recv: frozenset[bytes]
    safe: frozenset[bytes]
    open: frozenset[bytes]
    custody: frozenset[bytes]
    attachments: dict[bytes, int]
    apart: dict[bytes, int]
    safe_attachments: frozenset[bytes] = frozenset()


class Own(NamedTuple):
    """One event of ours as `settle` needs it: witness is b"" when it has no body."""

    log: bytes
    seq: int
    hash: bytes
    witness: bytes


def settle(ack: Acknowledgement, issuer: Identity, own: Mapping[bytes, Sequence[Own]]) -> Settled:
    """What `ack` proves. Malformed when it is not `issuer`'s word.

    own: log name (node ‖ log) -> our events of it (at least those not yet proved, and the one at each extent's n)."""
    if ack.issuer != issuer.node or ack.level != issuer.level:
        raise Malformed("an acknowledgement of another node")
    verify_acknowledgement(issuer.verifier(), ack)
    recv, safe = _covered(ack.recv, own), _covered(ack.safe, own)
    attachments, apart = dict(ack.attachments), {q[2]: q[3] for q in ack.quarantined}
    nothing: frozenset[bytes] = frozenset()
    if issuer.role is not Role.COUNTY:
        return Settled(issuer, nothing, nothing, nothing, recv, attachments, apart)
    opened = frozenset(e.hash for e in proved_open(ack, own)) | {
        e.hash for events in own.values() for e in events if e.hash in recv and not e.witness
    }
    return Settled(issuer, recv, safe, opened, nothing, attachments, apart, frozenset(ack.safe_attachments))


def proved_open(ack: Acknowledgement, own: Mapping[bytes, Sequence[Own]]) -> list[Own]:
    """Our events that `ack` proves to be opened: all that it lists, or none when the proof disagrees."""
    if not ack.open:
        return []
    listed: list[Own] = []
    held = {log: {e.seq: e for e in events} for log, events in own.items()}
    before = (b"", 0)
    for r in sorted(ack.open, key=lambda r: (r.log, r.first)):
        if (r.log, r.first) <= before:
            return []  # ranges that overlap: an event has one place in the proof
        before = (r.log, r.last)
        by_seq = held.get(r.log, {})
        for seq in range(r.first, r.last + 1):
            if seq not in by_seq:
                return []  # about an event we do not know: the proof cannot be checked
            if by_seq[seq].witness:
                listed.append(by_seq[seq])
    return listed if open_proof([e.witness for e in listed]) == ack.proof else []


def _covered(extents: tuple[Extent, ...], own: Mapping[bytes, Sequence[Own]]) -> frozenset[bytes]:
    found = set()
    for log, events in own.items():
        hash_at = {e.seq: e.hash for e in events}
        found |= {e.hash for e in events if covers(extents, log, e.seq, e.hash, hash_at)}
    return frozenset(found)
