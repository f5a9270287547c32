"""Tables beside a form: CSV, XML and GeoJSON, within bounds."""

import json

import pytest

from kiosk.core.xforms.instances import read_file
from tests.unit.xforms.paper import refusal_of


def _cells(name: str, content: bytes) -> list[dict[str, str]]:
    return [{str(cell.tag): cell.text or "" for cell in item} for item in read_file(name, content)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r"])
def test_a_table_is_read_whatever_divides_its_cells_and_rows(delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in (("name", "label"), ("a", "东村"), ("b", ""))) + end
    rows = [{"name": "a", "label": "东村"}, {"name": "b", "label": ""}]
    assert _cells("t.csv", b"\xef\xbb\xbf" + text.encode()) == rows


def test_cells_in_quotation_marks_hold_anything_and_blank_lines_are_passed_over() -> None:
    assert _cells("t.csv", b'name,label\n\na,"x, ""y""\nz"\nb\n') == [
        {"name": "a", "label": 'x, "y"\nz'},
        {"name": "b", "label": ""},
    ]


def test_places_are_read_from_geojson_with_their_properties() -> None:
    def feature(kind: str, coordinates: object, **properties: object) -> dict[str, object]:
        geometry = {"type": kind, "coordinates": coordinates}
        return {"type": "Feature", "geometry": geometry, "properties": properties}

    features = [
        feature("Point", [102, 0.5], id="p", full=True),
        feature("LineString", [[1, 2], [3, 4]]),
        feature("Polygon", [[[1, 2], [3, 4], [1, 2]]]),
    ]
    assert _cells("t.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()) == [
        {"geometry": "0.5 102 0 0", "id": "p", "full": "true"},
        {"geometry": "2 1 0 0; 4 3 0 0"},
        {"geometry": "2 1 0 0; 4 3 0 0; 2 1 0 0"},
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", b""),
        ("t.csv", b"name,la bel\na,b"),
        ("t.csv", b"name\na,b"),
        ("t.csv", "面积m²\n1".encode()),
        ("t.csv", b"\xff\xfe"),
        ("t.csv", b"n\n" + b"a\n" * 50_001),
        ("t.csv", b"n" * (8 * 1024 * 1024 + 1)),
        ("t.xlsx", b"PK"),
        ("t.geojson", b"{}"),
        ("t.geojson", b"[" * 100_000),
        ("t.geojson", b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "MultiPoint"}}]}'),
        ("t.geojson", b'{"type": "FeatureCollection", "features": [1]}'),
    ],
)
def test_a_file_that_is_no_table_is_refused(name: str, content: bytes) -> None:
    assert refusal_of(lambda: read_file(name, content)) == "FORM_FILE"


def test_xml_is_taken_as_it_stands_and_refused_when_torn() -> None:
    assert [str(item.tag) for item in read_file("t.xml", b"<root><item/><item/></root>")] == ["item", "item"]
    assert refusal_of(lambda: read_file("t.xml", b"<root>")) == "FORM_XML"
