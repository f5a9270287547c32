"""The parts of docs/protocol.md that are told from code and frozen vectors.

`python -m tests.vectors.telling` writes them into the document between their marks, and a test compares, so that the
document cannot drift from the wire."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.core.carriage import (
    acknowledgement,
    ask,
    attachment,
    batch,
    certificate,
    document,
    enrolment_code,
    head,
    revocation,
    sealing,
    shares,
)
from kiosk.core.carriage.batch import FRAME_OVERHEAD_BYTES, FrameType
from kiosk.core.carriage.cbor import pack, unpack
from kiosk.core.carriage.cose import SIGN1_START, payload_of
from kiosk.core.carriage.kinds import KIND_NAMES
from kiosk.core.casework.kinds import KINDS, Kind
from tests.vectors.exchange import frozen

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
ROW_BYTES = 24
Line = tuple[bytes, str]

HEAD = (
    "suite",
    "node",
    "log",
    "seq",
    "operation",
    "kind",
    "case",
    "prev: hash of the event before",
    "after: events folded",
    "level",
    "author: staff number",
    "clock: wall ms, uptime s, quality",
    "facts",
    "sealed_sha256",
    "sealed_bytes",
    "key_id",
    "dictionary_id",
)
CERTIFICATES = {
    1: ("county certificate", "node", "signing key", "sealing key", "recovery key", "TLS pin", "county code"),
    2: ("enrolment certificate", "node", "enrolment key", "role: 2 relay, 3 station", "code", "terminal", "serial"),
    3: ("node certificate", "node", "signing key", "sealing key", "TLS pin (none: a station)"),
}
ACKNOWLEDGEMENT = (
    "format",
    "issuer",
    "incarnation log",
    "incarnation number",
    "counter",
    "at_ms",
    "level",
    "same_device",
    "recv",
    "safe",
    "open",
    "proof",
    "quarantined",
    "attachments",
)
ASK = (
    "format",
    "node",
    "log",
    "wall_ms",
    "county incarnation number",
    "catalogue version",
    "own: [log, recv, safe, open]",
    "down: [log, n, hash]",
    "report",
    "budget bytes",
    "attachments not yet proved",
)


def array(payload: bytes, labels: Sequence[str]) -> Iterator[Line]:
    """A deterministic CBOR array, a line an item."""
    items = unpack(payload, len(payload))
    start = pack([None] * len(items))[: -len(items)]
    yield start, f"array of {len(items)}"
    for item, label in zip(items, labels, strict=False):
        yield pack(item), label


def sign1(signed: bytes, labels: Sequence[str], left_out: bool = False) -> Iterator[Line]:
    """A Sign1: its start, its payload's length, the payload's items, the signature."""
    payload = payload_of(signed)
    if not left_out:
        yield SIGN1_START, "tag 18, array of 4, protected {1: -8} EdDSA, unprotected {}"
    length = pack(payload)[: -len(payload)]
    yield length, f"payload of {len(payload)} bytes"
    yield from array(payload, labels)
    yield signed[-66:-64], "signature of 64 bytes"
    yield signed[-64:], "Ed25519 over [\"Signature1\", h'a10127', purpose, payload]"


def encrypt0(sealed: bytes) -> Iterator[Line]:
    """A sealed body."""
    yield sealed[:10], "tag 16, array of 3, protected {1: 24} ChaCha20-Poly1305, unprotected {5: 12 bytes}"
    yield sealed[10:22], "nonce"
    rest = sealed[22:]
    start = 1 if rest[0] < 0x58 else 2 if rest[0] == 0x58 else 3
    yield rest[:start], f"ciphertext of {len(rest) - start} bytes"
    yield rest[start:-16], "the compressed body, sealed"
    yield rest[-16:], "tag of the seal"


def frames(data: bytes) -> Iterator[tuple[str, list[Line]]]:
    """Each frame of a whole batch: its title and its lines."""
    at = 0
    while at < len(data):
        kind = FrameType(data[at + 1])
        length = int.from_bytes(data[at + 2 : at + 5], "big")
        payload = data[at + 9 : at + 9 + length]
        lines: list[Line] = [
            (data[at : at + 2], f"start of a frame, type {kind.value} {kind.name}"),
            (data[at + 2 : at + 5], f"{length} bytes of payload"),
            (data[at + 5 : at + 9], "first 4 bytes of SHA-256(type ‖ payload)"),
        ]
        if kind is FrameType.HEADER:
            lines += array(payload, ("format", "sender", "frames that follow"))
        elif kind is FrameType.EVENT:
            signed, sealed = batch.split_event(SIGN1_START + payload)
            lines += sign1(signed, HEAD, left_out=True)
            lines += encrypt0(sealed) if sealed else ()
        elif kind is FrameType.ACKNOWLEDGEMENT:
            lines += sign1(payload, ACKNOWLEDGEMENT)
        elif kind is FrameType.DOCUMENT:
            lines += sign1(payload, ("format", "version", "content"))
        assert b"".join(part for part, _ in lines) == data[at : at + FRAME_OVERHEAD_BYTES + length]
        yield f"{kind.name} frame at byte {at}", lines
        at += FRAME_OVERHEAD_BYTES + length


def dump(lines: Sequence[Line], at: int = 0) -> str:
    """Offset, bytes and meaning, in a code block."""
    rows = []
    for part, meaning in lines:
        for i in range(0, max(1, len(part)), ROW_BYTES):
            row = part[i : i + ROW_BYTES].hex()
            rows.append(f"{at + i:5}  {row:<{2 * ROW_BYTES}}  {meaning if i == 0 else ''}".rstrip())
        at += len(part)
    return "\n".join(["```", *rows, "```"])


def whole(data: bytes, lines: Iterator[Line]) -> str:
    """A dump that is all of `data`."""
    listed = list(lines)
    assert b"".join(part for part, _ in listed) == data
    return dump(listed)


def told_batch(data: bytes) -> str:
    parts, at = [], 0
    for title, lines in frames(data):
        parts.append(f"{title}:\n\n{dump(lines, at)}")
        at += sum(len(part) for part, _ in lines)
    return "\n\n".join(parts)


def exchange() -> str:
    """The worked exchange."""
    sent, answer = bytes.fromhex(frozen("batch")["batch"]), bytes.fromhex(frozen("answer")["batch"])
    event, wrap = frozen("event"), frozen("wrap")
    ack, question = bytes.fromhex(frozen("acknowledgement")["signed"]), bytes.fromhex(frozen("ask")["signed"])
    custody = bytes.fromhex(frozen("relay_acknowledgement")["signed"])
    own, enrolment, county = (bytes.fromhex(one) for one in frozen("certificates")["station"])
    return "\n\n".join(
        [
            f"#### 1. The village posts its batch ({len(sent)} bytes)",
            told_batch(sent),
            "The certificates inside fact 1 of the first event, one by one:",
            *(whole(one, sign1(one, CERTIFICATES[n])) for n, one in ((3, own), (2, enrolment), (1, county))),
            (
                f"The third event's hash is `{event['hash']}`. Its body before sealing is "
                f"`{bytes.fromhex(event['plain']).decode()}`, compressed `{event['compressed']}`; "
                f"the external_aad of its seal is "
                f"`{event['external_aad']}`; its witness is `{event['witness']}`. "
                f"The content key that the second event wraps is "
                f"`{wrap['content_key']}`."
            ),
            f"#### 2. A relay in between takes custody ({len(custody)} bytes)",
            whole(custody, sign1(custody, ACKNOWLEDGEMENT)),
            f"#### 3. The county acknowledges ({len(ack)} bytes)",
            whole(ack, sign1(ack, ACKNOWLEDGEMENT)),
            f"#### 4. The village asks ({len(question)} bytes)",
            whole(question, sign1(question, ASK)),
            f"#### 5. The county answers ({len(answer)} bytes)",
            told_batch(answer),
        ]
    )


def limits() -> str:
    """Every limit of the wire, from the code."""
    rows = ["| Limit | Value | Module |", "|---|---|---|"]
    for module in (
        head, sealing, batch, acknowledgement, ask, attachment, document, certificate, revocation, shares,
        enrolment_code,
    ):  # fmt: skip
        name = module.__name__.rpartition(".")[2]
        for limit in sorted(vars(module)):
            value = getattr(module, limit)
            own = limit.endswith("_MAX") and not limit.startswith("_") and type(value) is int
            if own and re.search(rf"^{limit}\b.* = ", Path(str(module.__file__)).read_text("utf-8"), re.MULTILINE):
                rows.append(f"| `{limit}` | {value:,} | `{name}.py` |")
    for kind in FrameType:
        rows.append(
            f"| payload of a frame of type {kind.value} {kind.name} | {batch._PAYLOAD_BYTES_MAX[kind]:,} | `batch.py` |"
        )
    return "\n".join(rows)


def kinds() -> str:
    """Every kind of event and its facts."""
    rows = ["| Code | Kind | Facts | Body |", "|---|---|---|---|"]
    for kind in Kind:
        row = KINDS[kind]
        facts = ", ".join(
            f"{f.key} {name}{' (may be left out)' if f.optional else ''}" for name, f in row.facts.items()
        )
        rows.append(f"| {int(kind)} | {row.name} {row.zh} | {facts or '–'} | {row.audience if row.body else '–'} |")
    rows += [f"| {code} | {name} | see `kinds.py` | – |" for code, name in KIND_NAMES.items()]
    rows += [f"| reason {int(q)} | quarantine: {q.name} | | |" for q in acknowledgement.Quarantine]
    return "\n".join(rows)


TOLD = {"limits": limits, "kinds": kinds, "exchange": exchange}


def told(text: str) -> str:
    """The document with every told part as it is to be."""
    for name, tell in TOLD.items():
        marks = rf"(<!-- told: {name} -->\n)(.*?)(<!-- told end -->)"
        assert re.search(marks, text, re.DOTALL), f"docs/protocol.md lacks the mark of {name}"
        part = tell()
        text = re.sub(marks, lambda found, part=part: f"{found[1]}\n{part}\n\n{found[3]}", text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(told(DOCUMENT.read_text("utf-8")), "utf-8")
