"""The catalogue document as it is carried to the kiosks."""

import hashlib
from datetime import date
from importlib.resources import files

import cbor2
import msgspec
import pytest

from kiosk.core.casework.codes import T1Policy
from kiosk.core.catalogue.divisions import read_divisions
from kiosk.core.catalogue.document import (
    DOCUMENT_BYTES_MAX,
    CatalogueDocument,
    PersonTerms,
    SealingKey,
    Wording,
    decode_document,
    encode_document,
)
from kiosk.core.catalogue.set_by_county import Contact, Extract, StepLimit
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.refusal import Refusal

ASSETS = files("assets")
COUNTY = SealingKey("county", "", b"\1" * 32)
RECOVERY = SealingKey("recovery", "", b"\2" * 32)
TOWNSHIP = SealingKey("station", "331003205000", b"\3" * 32)
VILLAGE = SealingKey("station", "331003205224", b"\4" * 32)
OTHER = SealingKey("station", "331003205223", b"\5" * 32)
DOCUMENT = CatalogueDocument(
    version=3,
    issued_at_ms=1_795_000_000_000,
    divisions=read_divisions(ASSETS.joinpath("divisions/331003.csv").read_text(encoding="utf-8")),
    matters=read_catalogue(ASSETS.joinpath("catalogue/catalogue.csv").read_text(encoding="utf-8"), 3)[0].matters,
    notices=(Wording(1, "告知", "notice"),),
    mandates=(Wording(1, "委托书", "mandate"),),
    dictionary=ASSETS.joinpath("catalogue/entrustment.dict").read_bytes(),
    calendar={"2027-02-08": False, "2027-02-14": True},
    sealing_keys=(COUNTY, RECOVERY, TOWNSHIP, VILLAGE, OTHER),
)
DATA = encode_document(DOCUMENT)


def with_value(name: str, value: object) -> bytes:
    return cbor2.dumps(cbor2.loads(DATA) | {name: value}, canonical=True)


def refused(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        decode_document(data)
    return caught.value


def test_a_document_comes_back_as_it_went() -> None:
    assert decode_document(DATA) == DOCUMENT
    assert len(DATA) < DOCUMENT_BYTES_MAX // 4


def test_the_same_document_has_the_same_bytes_whatever_the_order_of_its_days() -> None:
    turned = msgspec.structs.replace(DOCUMENT, calendar=dict(reversed(DOCUMENT.calendar.items())))
    assert encode_document(turned) == DATA


def test_the_dictionary_is_named_by_its_hash() -> None:
    assert DOCUMENT.dictionary_id == hashlib.sha256(DOCUMENT.dictionary).digest()
    assert msgspec.structs.replace(DOCUMENT, dictionary=b"").dictionary_id == b""


def test_a_case_is_sealed_to_county_recovery_its_township_and_its_station() -> None:
    assert DOCUMENT.case_recipients("331003205224") == (COUNTY, RECOVERY, TOWNSHIP, VILLAGE)
    assert DOCUMENT.case_recipients("331003205000") == (COUNTY, RECOVERY, TOWNSHIP)


def test_a_township_without_a_kiosk_is_left_out() -> None:
    alone = msgspec.structs.replace(DOCUMENT, sealing_keys=(COUNTY, RECOVERY, VILLAGE))
    assert alone.case_recipients("331003205224") == (COUNTY, RECOVERY, VILLAGE)


def test_a_rating_is_sealed_to_county_and_recovery_only() -> None:
    assert DOCUMENT.county_recipients() == (COUNTY, RECOVERY)


def test_a_fact_a_newer_county_adds_is_passed_over() -> None:
    assert decode_document(with_value("something_new", [1, 2])) == DOCUMENT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", 2),
        ("version", 0),
        ("version", "3"),
        ("issued_at_ms", -1),
        ("matters", []),
        ("matters", cbor2.loads(DATA)["matters"][:1] * 2),
        ("matters", [cbor2.loads(DATA)["matters"][0] | {"accept_tier": 4}]),
        ("matters", [cbor2.loads(DATA)["matters"][0] | {"decide_tier": 5}]),
        ("matters", [cbor2.loads(DATA)["matters"][0] | {"agent_allowed": "maybe"}]),
        ("matters", [cbor2.loads(DATA)["matters"][0] | {"materials": [{"number": 2, "name": "甲", "necessity": 1}]}]),
        ("notices", []),
        ("notices", [{"version": 1, "zh": "甲", "en": "a"}] * 2),
        ("notices", [{"version": 1, "zh": "甲" * 5_001, "en": "a"}]),
        ("dictionary", b"x" * (128 * 1024 + 1)),
        ("calendar", {"2027-2-8": True}),
        ("calendar", {"20270208": True}),
        ("calendar", {"2027-02-30": True}),
        ("calendar", {"2027-02-08": 1}),
        ("sealing_keys", [{"role": "county", "station": "", "public_key": b"short"}]),
        ("sealing_keys", [{"role": "station", "station": "110105001001", "public_key": b"k" * 32}]),
        ("sealing_keys", [{"role": "county", "station": "331003205224", "public_key": b"k" * 32}]),
        ("sealing_keys", [{"role": "stranger", "station": "", "public_key": b"k" * 32}]),
        ("limits", {"correction_days": 0}),
    ],
)
def test_a_document_with_one_wrong_value_is_refused(name: str, value: object) -> None:
    assert refused(with_value(name, value)).code == "CATALOGUE_DOCUMENT"


def test_a_document_with_a_wrong_place_is_refused() -> None:
    assert (
        refused(with_value("divisions", [{"code": "33", "level": 3, "name": "甲", "parent": ""}])).code
        == "DIVISION_ROW"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\xa1",
        DATA[:-1],
        DATA + b"\0",
        cbor2.dumps([1]),
        b"\x81" * 100_000,
        b"\x9b" + b"\xff" * 8,
        b"\x5b\x7f" + b"\xff" * 7,
        b"\xd9\x01\x00",
    ],
    ids=range(10),
)
def test_damaged_bytes_are_refused(data: bytes) -> None:
    assert refused(data).code == "CATALOGUE_DOCUMENT"


def test_bytes_in_another_order_of_keys_are_refused() -> None:
    plain = cbor2.loads(DATA)
    assert refused(cbor2.dumps(dict(reversed(plain.items())))).code == "CATALOGUE_DOCUMENT"


def test_a_document_over_two_mebibytes_is_refused_unread() -> None:
    assert str(DOCUMENT_BYTES_MAX) in refused(b"\0" * (DOCUMENT_BYTES_MAX + 1)).text("zh")


def test_a_document_of_before_has_no_optional_keys_and_still_reads() -> None:
    plain = cbor2.loads(DATA)
    before = {key: value for key, value in plain.items() if key != "people"}
    before["matters"] = [
        {key: value for key, value in matter.items() if key not in ("steps", "t1_policy", "contact")}
        for matter in plain["matters"]
    ]
    before["limits"] = {key: value for key, value in plain["limits"].items() if key != "promise_percent_max"}
    read = decode_document(cbor2.dumps(before, canonical=True))
    assert (read.people, read.limits) == ((), DOCUMENT.limits)
    assert read.matters[0] == DOCUMENT.matters[0]


def test_what_a_county_added_to_a_matter_travels_with_it() -> None:
    first = DOCUMENT.matters[0]
    materials = tuple(msgspec.structs.replace(one, promise=one.number == 5) for one in first.materials)
    grown = msgspec.structs.replace(
        first,
        materials=materials,
        steps=(StepLimit(1), StepLimit(5, "综合股", "张三"), StepLimit(2)),
        t1_policy=T1Policy.ON_SPOT_DEEMED,
        intake_from=date(2026, 3, 1),
        intake_to=date(2026, 3, 31),
        fee_note="已清理取消",
        contact=Contact("县残联", "84220001", "县前街1号"),
        extracts=(Extract("医保", (1,), ("name",)),),
    )
    people = (PersonTerms("V001", trained_until=date(2026, 12, 31)), PersonTerms("V002", until=date(2027, 1, 1)))
    document = msgspec.structs.replace(DOCUMENT, matters=(grown, *DOCUMENT.matters[1:]), people=people)
    assert decode_document(encode_document(document)) == document
    assert document.person("V001").trained_until == date(2026, 12, 31)
    assert document.person("V009") == PersonTerms("V009")
