"""Whatever bytes come, a reader answers with its thing or with a Refusal, never with another exception."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import cbor2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.casework.entrustment import read_entrustment
from kiosk.core.catalogue.divisions import read_divisions
from kiosk.core.catalogue.document import CatalogueDocument, Wording, decode_document, encode_document
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import prepare
from kiosk.devices.badge import read_badge, read_badge_text

ASSETS = files("assets")
SHEET = ASSETS.joinpath("catalogue/catalogue.csv").read_bytes()
PLACES = ASSETS.joinpath("divisions/331003.csv").read_bytes()
FEW = b"".join(SHEET.splitlines(keepends=True)[:4])
NEAR = b"".join(PLACES.splitlines(keepends=True)[:20]) + b"".join(PLACES.splitlines(keepends=True)[21:22])
DOCUMENT = encode_document(
    CatalogueDocument(
        version=1,
        issued_at_ms=0,
        divisions=read_divisions("code,level,name,parent\n999901,county,演示县,\n999901101,township,演示镇,999901\n"),
        matters=read_catalogue(FEW.decode(), 1)[0].matters,
        notices=(Wording(1, "告知", "notice"),),
        mandates=(Wording(1, "委托书", "mandate"),),
    )
)
READERS: dict[str, tuple[Callable[[bytes], Any], bytes]] = {
    "document": (decode_document, DOCUMENT),
    "entrustment": (read_entrustment, ASSETS.joinpath("examples/entrustment.json").read_bytes()),
    "divisions": (lambda data: read_divisions(data.decode("utf-8", "replace")), NEAR),
    "sheet": (lambda data: read_catalogue(data.decode("utf-8", "replace"), 1), FEW),
    "photograph": (lambda data: prepare(data, "a"), ASSETS.joinpath("examples/id-card.jpg").read_bytes()[:20_000]),
    "badge picture": (read_badge, b"\x89PNG\r\n\x1a\n" + bytes(64)),
    "badge text": (
        lambda data: read_badge_text(data.decode("utf-8", "replace")),
        b"DBADGE1:A:AAAAAAAAAAAAAAAAAAAAAAAAAA:AAAA",
    ),
}


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_reader_takes_hostile_bytes_or_refuses_them(reader: str, data: st.DataObject) -> None:
    read, good = READERS[reader]
    wrong = bytearray(good)
    for place in data.draw(st.lists(st.integers(0, len(good) - 1), max_size=6)):
        wrong[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(wrong)), st.integers(0, len(wrong))))
    try:
        read(bytes(wrong[:cut]))
    except Refusal as no:
        assert no.text("zh")
        assert no.text("en")


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    )
)
def test_any_other_cbor_is_refused_as_a_document(value: object) -> None:
    with pytest.raises(Refusal):
        decode_document(cbor2.dumps(value, canonical=True))
