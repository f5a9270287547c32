"""A backup 备份: one file that holds named parts behind a signed manifest.

A tar archive, so that on the day when nothing of ours runs any tar shows what is in it. Its first member is
`manifest.cose`, a Sign1 by the node over JSON: who made it and when, with which log and number, and name, length and
SHA-256 of every part; the parts follow in that order and nothing else. What differs from the manifest is refused.

The streams are handed in. Nothing here is a wire form: a backup speaks to its own node alone.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from tarfile import GNU_FORMAT, REGTYPE, HeaderError, TarInfo
from typing import BinaryIO, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..refusal import Refusal
from .cbor import Malformed
from .certificate import Identity, verify_chain
from .cose import payload_of, sign1, verify1

BACKUP_PURPOSE = b"daiban-backup-1"
BACKUP_FORMAT = 1
MANIFEST = "manifest.cose"
MANIFEST_BYTES_MAX = 64 * 1024
PARTS_COUNT_MAX = 16
PART_BYTES_MAX = 2**42
PIECE_BYTES = 1 << 20
_BLOCK_BYTES = 512


class Part(msgspec.Struct, frozen=True):
    """One file of a backup: its name, length in bytes, SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup is. code: of the station, relay or county; root, chain: whose it is; log, number: the 8-byte log
    and the incarnation that the node wrote in when it was made; made_at_ms by that node's clock."""

    format: int
    software: str
    made_at_ms: int
    code: str
    root: bytes
    chain: tuple[bytes, ...]
    log: bytes
    number: int
    parts: tuple[Part, ...] = ()


class Source(NamedTuple):
    """A part to be written: its stream is read twice, from its beginning."""

    name: str
    stream: BinaryIO


def backup_name(code: str, at_ms: int) -> str:
    """The name of a backup's file where none was given: whose it is and when it was made (UTC)."""
    return f"{code}-{datetime.fromtimestamp(at_ms / 1_000, UTC):%Y%m%dT%H%M%SZ}.backup"


def write_backup(out: BinaryIO, key: Ed25519PrivateKey, manifest: Manifest, sources: Sequence[Source]) -> Manifest:
    """Write a backup; the manifest as it was signed, with its parts. OSError is the stream's."""
    parts = tuple(_measured(source) for source in sources)
    manifest = msgspec.structs.replace(manifest, parts=parts)
    signed = sign1(key, msgspec.json.encode(manifest), BACKUP_PURPOSE)
    assert len(parts) <= PARTS_COUNT_MAX and len(signed) <= MANIFEST_BYTES_MAX
    out.write(_header(MANIFEST, len(signed), manifest.made_at_ms) + signed + _padding(len(signed)))
    for part, source in zip(parts, sources, strict=True):
        out.write(_header(part.name, part.bytes, manifest.made_at_ms))
        source.stream.seek(0)
        left = part.bytes
        while left:
            piece = source.stream.read(min(PIECE_BYTES, left))
            if not piece:
                raise OSError("a part became shorter while it was copied")
            out.write(piece)
            left -= len(piece)
        out.write(_padding(part.bytes))
    out.write(bytes(2 * _BLOCK_BYTES))
    return manifest


def read_manifest(stream: BinaryIO, root_public: bytes = b"") -> tuple[Manifest, Identity]:
    """The manifest, and who signed it; the stream then stands at the first part. root_public: the root that it must
    lie under (b"": its own word for it, as where nothing else is known). Refusal BACKUP_UNREADABLE."""
    try:
        name, size = _read_header(stream)
        if name != MANIFEST or size > MANIFEST_BYTES_MAX:
            raise Malformed("no manifest")
        signed = _read_exactly(stream, size)
        _read_exactly(stream, len(_padding(size)))
        manifest = msgspec.json.decode(payload_of(signed), type=Manifest)
        if manifest.format != BACKUP_FORMAT or len(manifest.parts) > PARTS_COUNT_MAX:
            raise Malformed("a backup of another format")
        identity = verify_chain(manifest.chain, root_public or manifest.root)
        verify1(identity.verifier(), signed, BACKUP_PURPOSE)
    except (Malformed, msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise Refusal("BACKUP_UNREADABLE") from error
    return manifest, identity


def read_parts(stream: BinaryIO, manifest: Manifest, take: Callable[[str], AbstractContextManager[BinaryIO]]) -> None:
    """Copy every part into the stream that `take` opens for its name, after `read_manifest`. Refusal BACKUP_DAMAGED
    names the first part that is not what the manifest says; what was copied until then is worth nothing."""
    for part in manifest.parts:
        try:
            name, size = _read_header(stream)
        except (Malformed, OSError) as error:
            raise Refusal("BACKUP_DAMAGED", part=part.name) from error
        if (name, size) != (part.name, part.bytes) or size > PART_BYTES_MAX:
            raise Refusal("BACKUP_DAMAGED", part=part.name)
        digest, left = sha256(), size
        with take(part.name) as kept:
            while left:
                piece = stream.read(min(PIECE_BYTES, left))
                if not piece:
                    raise Refusal("BACKUP_DAMAGED", part=part.name)
                digest.update(piece)
                kept.write(piece)
                left -= len(piece)
        if digest.hexdigest() != part.sha256:
            raise Refusal("BACKUP_DAMAGED", part=part.name)
        stream.read(len(_padding(size)))


def _measured(source: Source) -> Part:
    source.stream.seek(0)
    digest, size = sha256(), 0
    while piece := source.stream.read(PIECE_BYTES):
        digest.update(piece)
        size += len(piece)
    return Part(source.name, size, digest.hexdigest())


def _header(name: str, size: int, at_ms: int) -> bytes:
    info = TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, max(0, at_ms // 1_000)
    return info.tobuf(GNU_FORMAT)


def _read_header(stream: BinaryIO) -> tuple[str, int]:
    try:
        info = TarInfo.frombuf(_read_exactly(stream, _BLOCK_BYTES), "utf-8", "strict")
    except (HeaderError, ValueError) as error:
        raise Malformed("no header of a part") from error
    if info.type != REGTYPE or info.size < 0:
        raise Malformed("a part that is no plain file")
    return info.name, info.size


def _read_exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise Malformed("the file ends early")
    return data


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK_BYTES)
