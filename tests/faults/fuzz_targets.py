"""Every reader of bytes that come from outside, as something to be fuzzed: what may come in, and what must hold.

A reader may give a value or say no in the way that its docstring promises (Malformed or a Refusal). Anything else that
it raises is a fault, and so is what lasts too long or takes too much memory, which `fuzz` bounds. Where a value can be
written again it must be the same bytes: there is one spelling of everything.
"""

import datetime
import gzip
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lxml import etree
from msgspec import structs
from starlette.requests import Request

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.ask import read_ask
from kiosk.core.carriage.attachment import open_attachment, read_chunk, seal_attachment, write_chunk
from kiosk.core.carriage.backup import read_manifest, read_parts
from kiosk.core.carriage.batch import read_batch, split_event
from kiosk.core.carriage.cbor import Malformed, pack, unpack
from kiosk.core.carriage.certificate import CERTIFICATE_PURPOSE, certify_county, verify_chain
from kiosk.core.carriage.cose import payload_of, sign1
from kiosk.core.carriage.document import DOCUMENT_PURPOSE, sign_document, verify_document
from kiosk.core.carriage.enrolment import read_enrolment
from kiosk.core.carriage.enrolment_code import read_invitation
from kiosk.core.carriage.examine import examine
from kiosk.core.carriage.head import decode_head, read_event
from kiosk.core.carriage.paper import join, parts_of, read_part
from kiosk.core.carriage.revocation import REVOCATIONS_PURPOSE, verify_revocations
from kiosk.core.carriage.sealing import BODY_BYTES_MAX, Dictionary
from kiosk.core.carriage.shares import read_share
from kiosk.core.carriage.stick import read_name
from kiosk.core.carriage.upload import read_leave
from kiosk.core.casework.case_number import parse
from kiosk.core.casework.entrustment import read_entrustment
from kiosk.core.casework.receipt import QR_PREFIX, read_receipt_code
from kiosk.core.casework.slip import NotASlip, unpack_slip
from kiosk.core.catalogue.divisions import read_divisions
from kiosk.core.catalogue.document import decode_document, encode_document
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import read_definition
from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from kiosk.devices.badge import Badge, badge_text, read_badge_text
from server.api.tus import _metadata, _number
from server.forms.workbook import read_workbook
from tests.county_by_hand import COUNTY_CODE, CountyByHand, _plain_document

VECTORS = Path(__file__).parents[1] / "vectors"
ASSETS = Path(str(files("assets").joinpath("")))
SEED_BYTES_MAX = 60_000
PIECE_SEED_BYTES_MAX = 4_000
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
ROOT = PUBLIC.public_bytes_raw()
Reader = Callable[[bytes], object]


class Target(NamedTuple):
    """One reader. read: takes any bytes; seeds: what it takes well, to begin from; bytes_max: as long as inputs get."""

    read: Reader
    seeds: Callable[[], Iterator[bytes]]
    bytes_max: int = 8_192


@cache
def _strings() -> tuple[str, ...]:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                walk(one)

    for path in sorted(VECTORS.glob("*.json")):
        walk(json.loads(path.read_bytes()))
    return tuple(found)


def frozen() -> Iterator[bytes]:
    """Every hexadecimal of the frozen vectors."""
    for text in _strings():
        if len(text) >= 8 and len(text) % 2 == 0 and set(text) <= set("0123456789abcdef"):
            yield bytes.fromhex(text)[:SEED_BYTES_MAX]


def payloads() -> Iterator[bytes]:
    """What the signed ones among them say, without their signatures."""
    for data in frozen():
        if data.startswith(b"\xd2\x84\x43\xa1\x01\x27\xa0") and len(data) > 80:
            inner = data[7:-66]
            yield inner[2:] if inner[:1] == b"\x58" else inner[3:]


def texts() -> Iterator[bytes]:
    """Every text of the vectors that is none."""
    yield from (text.encode() for text in _strings() if len(text) < PIECE_SEED_BYTES_MAX)


def assets(*names: str) -> Callable[[], Iterator[bytes]]:
    """Shipped files."""
    return lambda: ((ASSETS / name).read_bytes() for name in names)


def spelt_once(value: object, data: bytes) -> None:
    """What was read writes itself again as it came."""
    assert value == data, "read, and written otherwise"


def _cbor(data: bytes) -> None:
    spelt_once(pack(unpack(data, 8_192)), data)


def _batch(data: bytes) -> None:
    batch = read_batch(data)
    assert sum(len(frame.payload) for frame in batch.frames) <= len(data)
    examine(batch, {}, ROOT)


def _event(data: bytes) -> None:
    event = read_event(data)
    assert event.hash == sha256(data).digest()


def _head(data: bytes) -> None:
    decode_head(data)


def _frame(data: bytes) -> None:
    signed, sealed = split_event(data)
    assert len(signed) + len(sealed) <= len(data) + 7


def _certificate(data: bytes) -> None:
    verify_chain((sign1(KEY, data, CERTIFICATE_PURPOSE),), ROOT)


def _document(data: bytes) -> None:
    verify_document(PUBLIC, sign1(KEY, data, DOCUMENT_PURPOSE))


def _revocations(data: bytes) -> None:
    verify_revocations(PUBLIC, sign1(KEY, data, REVOCATIONS_PURPOSE))


def _chunk(data: bytes) -> None:
    spelt_once(write_chunk(read_chunk(data)), data)


def _attachment(data: bytes) -> None:
    open_attachment(bytes(32), data)


def _stick(data: bytes) -> None:
    name = read_name(_text(data))
    assert name is None or read_name(name.text) == name


def _paper(data: bytes) -> None:
    join([read_part(line) for line in _text(data).split("\n")])


def _expression(data: bytes) -> None:
    """Compiled, and evaluated at a question of a small form; what it takes is bounded by `fuzz`."""
    try:
        compile_expression(_text(data)).evaluate(Scope(_FORM[1], _SURROUNDINGS))
    except ExpressionError as no:
        raise Malformed(no.code) from no


_FORM = etree.fromstring("<data><a>3</a><b>x y</b><c>2026-11-22</c><r><d>1</d></r><r><d>2</d></r><e/></data>")
_SURROUNDINGS = Surroundings(lambda: datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC), lambda: 0.5, lambda: "u")


def _share(data: bytes) -> None:
    read_share(_text(data))


def _catalogue(data: bytes) -> None:
    read_catalogue(_text(data), 1)


@contextmanager
def _nowhere(_: str) -> Iterator[BytesIO]:
    yield BytesIO()


def _backup(data: bytes) -> None:
    stream = BytesIO(data)
    manifest, _ = read_manifest(stream)
    read_parts(stream, manifest, _nowhere)


def _tus(data: bytes) -> None:
    lines = data.split(b"\n")
    headers = [(b"upload-metadata", lines[0]), (b"upload-length", lines[1] if len(lines) > 1 else b"")]
    request = Request({"type": "http", "method": "POST", "path": "/", "headers": headers})
    found: dict[str, bytes] = {}
    try:
        found = _metadata(request)
    finally:
        assert 0 <= _number(request, "upload-length") < 10**12
    if "leave" in found:
        read_leave(found["leave"])


@cache
def _dictionary() -> Dictionary:
    return Dictionary((ASSETS / "catalogue" / "entrustment.dict").read_bytes())


def _body(data: bytes) -> None:
    assert len(_dictionary().decompress(data)) <= BODY_BYTES_MAX


def _bodies() -> Iterator[bytes]:
    examples = sorted((ASSETS / "examples").glob("*.json"))
    yield from (_dictionary().compress(path.read_bytes()) for path in examples)


def _certificates() -> Iterator[bytes]:
    yield from payloads()
    key, sealing = bytes(range(32)), CountyByHand().identity.sealing_key
    yield payload_of(certify_county(KEY, ROOT, sealing, sealing, key, COUNTY_CODE))


def _documents() -> Iterator[bytes]:
    yield from payloads()
    yield pack([1, 5, b"content"])


def _attachments() -> Iterator[bytes]:
    yield from (seal_attachment(bytes(32), bytes(size)) for size in (1, 16_368, 20_000))


def _entrustments() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted((ASSETS / "examples").glob("entrustment*.json")))


def _papers() -> Iterator[bytes]:
    yield from ("\n".join(parts_of(data[:900])).encode() for data in frozen() if data)


def _enrolments() -> Iterator[bytes]:
    county = CountyByHand()
    county.document = sign_document(county.signing, 1, b"catalogue")
    yield county.enrol()


def _catalogues() -> Iterator[bytes]:
    whole = _plain_document(1)
    yield encode_document(structs.replace(whole, matters=whole.matters[:3], dictionary=b""))


def _slips() -> Iterator[bytes]:
    yield pack([2, 1, 1_795_312_800_000, 20_261_201, False, 2, [2]])


def _receipts() -> Iterator[bytes]:
    yield f"{QR_PREFIX}:331003001001202611220100015:123456:{'0F' * 8}".encode()
    yield from texts()


def _badges() -> Iterator[bytes]:
    yield badge_text(Badge("V001", bytes(16))).encode()


def _numbers() -> Iterator[bytes]:
    yield b"331003001001202611220100015"
    yield from texts()


def _expressions() -> Iterator[bytes]:
    with gzip.open(Path(__file__).parents[1] / "conformance" / "odk" / "xpath_cases.json.gz") as cases:
        yield from sorted({case["expression"].encode() for case in json.load(cases)["cases"]})


def _uploads() -> Iterator[bytes]:
    for data in frozen():
        which, leave = b64encode(data[:32].hex().encode()), b64encode(b64encode(data[:600]))
        yield b"id %s,leave %s\n40000" % (which, leave)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


TARGETS: dict[str, Target] = {
    "cbor": Target(_cbor, payloads),
    "batch": Target(_batch, frozen, SEED_BYTES_MAX),
    "frame": Target(_frame, frozen),
    "event": Target(_event, frozen),
    "head": Target(_head, payloads),
    "acknowledgement": Target(read_acknowledgement, frozen),
    "ask": Target(read_ask, frozen),
    "leave": Target(read_leave, frozen),
    "certificate": Target(_certificate, _certificates),
    "document": Target(_document, _documents),
    "catalogue document": Target(decode_document, _catalogues, 120_000),
    "revocations": Target(_revocations, payloads),
    "enrolment": Target(read_enrolment, _enrolments, SEED_BYTES_MAX),
    "invitation": Target(lambda data: read_invitation(_text(data)), texts),
    "chunk": Target(_chunk, frozen, 20_000),
    "attachment": Target(_attachment, _attachments, 40_000),
    "sealed body": Target(_body, _bodies),
    "slip": Target(lambda data: unpack_slip(unpack(data, 8_192)), _slips),
    "stick": Target(_stick, texts),
    "paper": Target(_paper, _papers),
    "share": Target(_share, texts),
    "backup": Target(_backup, frozen, SEED_BYTES_MAX),
    "entrustment": Target(read_entrustment, _entrustments, 30_000),
    "catalogue sheet": Target(_catalogue, assets("catalogue/catalogue.csv"), 120_000),
    "divisions": Target(lambda data: read_divisions(_text(data)), assets("divisions/331003.csv"), 30_000),
    "receipt": Target(lambda data: read_receipt_code(_text(data)), _receipts),
    "case number": Target(lambda data: parse(_text(data)), _numbers),
    "badge": Target(lambda data: read_badge_text(_text(data)), _badges),
    "tus headers": Target(_tus, _uploads),
    "expression": Target(_expression, _expressions, 4_000),
    "form": Target(read_definition, assets("catalogue/forms/MZ-01.xml", "catalogue/forms/NY-01.xml"), 120_000),
    "workbook": Target(read_workbook, assets("catalogue/forms/MZ-01.xlsx"), 60_000),
}


def together() -> Target:
    """Every reader in one: the first byte says which."""
    every = list(TARGETS.values())

    def read(data: bytes) -> None:
        if data:
            one = every[data[0] % len(every)]
            one.read(data[1 : one.bytes_max])

    def seeds() -> Iterator[bytes]:
        for number, one in enumerate(every):
            yield from (bytes([number]) + seed for seed in one.seeds())

    return Target(read, seeds, SEED_BYTES_MAX)


def _planted(data: bytes) -> None:
    if data[:2] == b"DB":
        raise KeyError("planted")


PLANTED = Target(
    _planted, lambda: iter([b"DAIBAN"])
)  # what the fuzzer is to find, so that finding nothing says something


def try_it(target: Target, data: bytes) -> bool:
    """Whether the reader took these bytes; raises what it may not raise."""
    try:
        target.read(data)
    except (Malformed, Refusal, NotASlip):
        return False
    return True
