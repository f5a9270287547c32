"""Asks, signed documents and enrolment files."""

from typing import Any

import msgspec
import pytest

from kiosk.core.carriage.ask import ASK_PURPOSE, Ask, Have, Proved, Report, read_ask, sign_ask, verify_ask
from kiosk.core.carriage.cbor import Malformed, pack, unpack
from kiosk.core.carriage.certificate import Role, certify_enrolment
from kiosk.core.carriage.cose import payload_of, sign1
from kiosk.core.carriage.document import DOCUMENT_BYTES_MAX, DOCUMENT_PURPOSE, sign_document, verify_document
from kiosk.core.carriage.enrolment import ENROLMENT_FORMAT, Enrolment, read_enrolment, write_enrolment
from kiosk.core.refusal import Refusal
from tests.carriage_by_hand import AT_MS, THE_COUNTY, VILLAGE, County, public, signing, village_log

LOG = village_log()
ASK = Ask(
    LOG.pen.node,
    LOG.pen.log,
    AT_MS,
    1,
    3,
    (Proved(LOG.name, 3, 2, 1),),
    (Have(b"d" * 16, 4, b"h" * 32),),
    Report("0.1", 10**9, None, 60, 5),
    65_536,
    (b"a" * 32,),
)
WRONG: dict[str, tuple[int, Any]] = {
    "another format": (0, 2),
    "a short node": (1, b""),
    "a short log": (2, b""),
    "a clock in words": (3, ""),
    "a negative incarnation": (4, -1),
    "a negative version": (5, -1),
    "logs as a map": (6, {}),
    "a log of 8 bytes": (6, [[bytes(8), 0, 0, 0]]),
    "too many logs": (6, [[bytes(16), 0, 0, 0]] * 2_001),
    "a number past 32 bits": (6, [[bytes(16), 2**32, 0, 0]]),
    "a short hash": (7, [[bytes(16), 0, bytes(31)]]),
    "a report of four": (8, ["", 0, None, 0]),
    "long software": (8, ["v" * 41, 0, None, 0, 0]),
    "an offset in words": (8, ["", 0, "", 0, 0]),
    "a negative budget": (9, -1),
    "attachments as a map": (10, {}),
    "a short attachment id": (10, [bytes(31)]),
    "too many attachments": (10, [bytes(32)] * 201),
}


def test_an_ask_comes_back_and_verifies_with_its_nodes_key_alone() -> None:
    signed = sign_ask(LOG.pen.key, ASK)
    assert read_ask(signed.signed) == signed
    verify_ask(LOG.identity.verifier(), signed)
    with pytest.raises(Malformed):
        verify_ask(signing("neighbour").public_key(), signed)
    with pytest.raises(Malformed):
        verify_ask(LOG.identity.verifier(), msgspec.structs.replace(ASK, signed=LOG.all[0].event.signed))


@pytest.mark.parametrize("name", WRONG)
def test_a_field_of_an_ask_out_of_its_bounds_is_refused(name: str) -> None:
    place, value = WRONG[name]
    fields = unpack(payload_of(sign_ask(LOG.pen.key, ASK).signed), 10_000)
    fields[place] = value
    with pytest.raises(Malformed):
        read_ask(sign1(LOG.pen.key, pack(fields), ASK_PURPOSE))


def test_a_document_is_the_countys_or_nobodys() -> None:
    document = sign_document(THE_COUNTY.key, 7, b"content")
    assert verify_document(THE_COUNTY.key.public_key(), document.signed) == document
    for key, signed in (
        (signing("village"), document.signed),
        (THE_COUNTY.key, document.signed[:-1] + b"\x00"),
        (THE_COUNTY.key, sign1(THE_COUNTY.key, pack([1, 7, b"content"]), b"daiban-event-1")),
        (THE_COUNTY.key, sign1(THE_COUNTY.key, pack([1, 0, b"content"]), DOCUMENT_PURPOSE)),
        (THE_COUNTY.key, sign1(THE_COUNTY.key, pack([1, 7, b""]), DOCUMENT_PURPOSE)),
    ):
        with pytest.raises(Malformed):
            verify_document(key.public_key(), signed)
    with pytest.raises(Malformed):
        sign_document(THE_COUNTY.key, 1, bytes(DOCUMENT_BYTES_MAX))


def enrolment(**changes: Any) -> Enrolment:
    one_time = signing("village enrolment")
    chain = (certify_enrolment(THE_COUNTY.key, public(one_time), Role.STATION, VILLAGE, 1, 1), THE_COUNTY.certificate)
    plain = Enrolment(
        ENROLMENT_FORMAT,
        VILLAGE,
        "村",
        int(Role.STATION),
        1,
        "",
        THE_COUNTY.root_public,
        chain,
        one_time.private_bytes_raw(),
        1,
        sign_document(THE_COUNTY.key, 1, b"catalogue").signed,
    )
    return msgspec.structs.replace(plain, **changes)


def test_an_enrolment_file_makes_a_node_that_its_county_knows() -> None:
    read = read_enrolment(write_enrolment(enrolment()))
    identity = read.certify(public(signing("village")), b"", b"")
    assert identity.node == LOG.identity.node and read.county == THE_COUNTY.identity


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "another"},
        {"station": "999902001201"},
        {"role": int(Role.RELAY)},
        {"role": 9},
        {"enrolment_key": bytes(31)},
        {"enrolment_key": bytes(32)},
        {"root": County("foreign").root_public},
        {"root": b"short"},
        {"chain": ()},
        {"chain": (b"", b"")},
        {"catalogue": b""},
        {"catalogue": sign_document(signing("village"), 1, b"catalogue").signed},
    ],
)
def test_an_enrolment_file_that_was_changed_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="NOT_AN_ENROLMENT"):
        read_enrolment(write_enrolment(enrolment(**changes)))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b"\xff", b"<html>", b'{"format":"daiban-enrolment-1"}', b"[" * 100_000]
)
def test_a_foreign_file_is_no_enrolment(data: bytes) -> None:
    with pytest.raises(Refusal, match="NOT_AN_ENROLMENT"):
        read_enrolment(data)
