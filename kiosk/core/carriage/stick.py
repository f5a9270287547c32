"""A stick 存储盘: the folder DAIBAN/ of small files, and what of it may be believed, sans I/O.

    up-<node>-<digest>.batch      what a node sends up; its sender says that it has it, frames prove themselves
    down-<reader>-<digest>.batch  an answer for one node: acknowledgements, downward events, catalogue
    ask-<node>-<digest>.ask       a node's signed ask, so that whoever has a line puts it for that node

node: 16 hex digits; digest: the first 16 hex digits of the content's SHA-256. A `.batch` is the same bytes as over
HTTP, at most 4 MiB. A name is a hint and proves nothing: every frame is digested, every event and every word is signed.
A file whose content is not what its name says was torn or scratched; its whole frames are good all the same. What does
not bear such a name (somebody else's file, `.part` of a write that was pulled half-way) is not read.

A certificate event stands in a batch twice, first and last: without it nothing else could be verified, and so one bad
byte costs one frame wherever it lies.
"""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, Protocol

from .ask import ASK_BYTES_MAX, Ask
from .batch import BATCH_BYTES_MAX, Batch, Frame, FrameType, read_batch, split_event, write_batch
from .cbor import Malformed
from .head import NODE_BYTES, log_name, read_event
from .kinds import NODE_CERTIFIED
from .protocol import Offer

FOLDER = "DAIBAN"
UNFINISHED = ".part"
FILE_BYTES_MAX = BATCH_BYTES_MAX // 2
FILES_COUNT_MAX = 2_000  # of one stick: a courier's round of a county's villages
OFFER_BYTES_MAX = FILE_BYTES_MAX - 128 * 1024  # of a file before its certificates are repeated
STICK_BYTES_MAX = 512 * 2**20  # read from or written to one stick at once
STICK_SPARE_BYTES = 1 * 2**20  # left free on it: a full FAT file system loses its own tables first
ASK_BUDGET_BYTES = 2 * 2**20  # of an answer that comes home by stick: no airtime is paid for it
_DIGEST_CHARS = 16


class FileKind(StrEnum):
    """What a file of a stick is."""

    UP = "up"
    DOWN = "down"
    ASK = "ask"


_NAME = re.compile(rf"(?:(up|down)-([0-9a-f]{{16}})-([0-9a-f]{{{_DIGEST_CHARS}}})\.batch"
                   rf"|(ask)-([0-9a-f]{{16}})-([0-9a-f]{{{_DIGEST_CHARS}}})\.ask)", re.ASCII)  # fmt: skip


class FileName(NamedTuple):
    """What a name says. node: 8 bytes, who sends (for `DOWN`: who is to read); digest: 16 hex digits."""

    kind: FileKind
    node: bytes
    digest: str

    @property
    def text(self) -> str:
        """As it stands on the stick."""
        ending = "ask" if self.kind is FileKind.ASK else "batch"
        return f"{self.kind}-{self.node.hex()}-{self.digest}.{ending}"

    @property
    def bytes_max(self) -> int:
        """A larger file is not read. A batch of another's making may be as large as one over HTTP."""
        return ASK_BYTES_MAX if self.kind is FileKind.ASK else BATCH_BYTES_MAX


class Stick(Protocol):
    """A stick in hand. Every method raises a Refusal when the stick fails (`STICK_UNREADABLE`, `STICK_NOT_WRITTEN`)."""

    def names(self) -> list[str]:
        """Every file name in DAIBAN/; empty when there is no such folder."""

    def read(self, name: str, bytes_max: int) -> bytes:
        """A file's bytes, at most `bytes_max` + 1 of them."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole; returns once it is durable and was read back past every cache."""

    def remove(self, name: str) -> None:
        """Remove a file; none there is fine."""

    def free_bytes(self) -> int:
        """How much more it takes."""


def name_for(kind: FileKind, node: bytes, data: bytes) -> FileName:
    """The name of a file with that content."""
    assert len(node) == NODE_BYTES
    return FileName(kind, node, sha256(data).hexdigest()[:_DIGEST_CHARS])


def read_name(text: str) -> FileName | None:
    """What a name says; None when it is no file of ours. Case does not matter: FAT may shout."""
    match = _NAME.fullmatch(text.lower())
    if match is None:
        return None
    kind, node, digest = match.groups()[:3] if match[1] else match.groups()[3:]
    return FileName(FileKind(kind), bytes.fromhex(node), digest)


def is_whole(name: FileName, data: bytes) -> bool:
    """Whether the content is what the name says; a torn or scratched file is not."""
    return sha256(data).hexdigest().startswith(name.digest)


def listed(names: Iterable[str]) -> list[FileName]:
    """The files to read, in the order in which they are best read (words first, then what goes up, then asks), at most
    FILES_COUNT_MAX. Each once: a stick may list a name in two spellings."""
    order = {FileKind.DOWN: 0, FileKind.UP: 1, FileKind.ASK: 2}
    found = {name for text in names if (name := read_name(text)) is not None}
    return sorted(found, key=lambda name: (order[name.kind], name.node, name.digest))[:FILES_COUNT_MAX]


def unfinished(names: Iterable[str]) -> list[str]:
    """Files that a write which was broken off left behind."""
    return sorted(text for text in names if text.lower().endswith(UNFINISHED) and read_name(text[: -len(UNFINISHED)]))


def sturdy(offered: Offer) -> bytes:
    """The batch of an offer, its certificate events once more at its end."""
    batch = read_batch(offered.batch)
    again = [Frame(FrameType.EVENT, event.signed) for event in offered.events if event.head.kind == NODE_CERTIFIED]
    return write_batch(batch.sender, [*batch.frames, *again])


def brings_more(older: Batch, newer: Collection[Batch], ask: Ask) -> bool:
    """Whether an older answer brings an event or a document beyond newer answers to the same node and what its ask says
    that it holds. Acknowledgements do not count: the newest says all that the asker is not known to have proved."""
    there = {_payload_of(frame) for batch in newer for frame in batch.frames}
    held = {have.log: have.n for have in ask.down}
    for frame in older.frames:
        if frame.type is FrameType.ACKNOWLEDGEMENT or _payload_of(frame) in there:
            continue
        try:
            head = read_event(split_event(frame.payload)[0]).head if frame.type is FrameType.EVENT else None
        except Malformed:
            continue
        if head is None or head.seq > held.get(log_name(head), 0):
            return True
    return False


def _payload_of(frame: Frame) -> bytes:
    return sha256(frame.payload).digest()
