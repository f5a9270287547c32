"""Secondary instances: tables that a form looks things up in, inside it or in a file beside it.

Source: secondary instances, internal and external, of the ODK XForms specification. A CSV file becomes
`<root><item><column>value</column>…</item>…</root>`; so does a GeoJSON FeatureCollection, each feature with its
`geometry` and its properties.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.document import plain_copy, read_document

FILE_BYTES_MAX = 8 * 1024 * 1024
ROWS_MAX = 50_000
COLUMNS_MAX = 200
DELIMITERS = ",;\t|"
LAST_SAVED = "jr://instance/last-saved"  # a kiosk keeps nothing of the visitor before: always empty
_NAME = re.compile(r"[^\W\d][\w.-]*")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_instance(element: etree._Element, files: Mapping[str, bytes]) -> etree._Element:
    """The root of a secondary instance: what stands in `element`, else the file that its `src` names.

    Raises Refusal FORM_FILE for a file that is not among `files` or cannot be read.
    """
    source = element.get("src")
    inside = next(iter(element), None)
    if source is None or inside is not None or source == LAST_SAVED:
        return etree.Element("root") if inside is None else plain_copy(inside)
    name = source.rpartition("/")[2]
    if name not in files:
        raise _no(name, "没有这个文件", "there is no such file")
    return read_file(name, files[name])


def read_file(name: str, content: bytes) -> etree._Element:
    """A file as the root of an instance; its name's ending tells what it is. Raises Refusal FORM_FILE or FORM_XML."""
    if len(content) > FILE_BYTES_MAX:
        raise _no(name, f"超过{FILE_BYTES_MAX}字节", f"it is over {FILE_BYTES_MAX} bytes")
    kind = name.rpartition(".")[2].lower()
    if kind == "xml":
        return plain_copy(read_document(content, name))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise _no(name, "不是UTF-8编码", "it is not UTF-8") from broken
    if kind == "csv":
        return _table(_rows(name, text))
    if kind in ("geojson", "json"):
        return _table(_features(name, text))
    raise _no(name, "只支持CSV、XML和GeoJSON", "only CSV, XML and GeoJSON are known")


def _no(name: str, zh: str, en: str) -> Refusal:
    return Refusal("FORM_FILE", name=name, reason_zh=zh, reason_en=en)


def _table(rows: Iterable[Iterable[tuple[str, str]]]) -> etree._Element:
    root = etree.Element("root")
    for row in rows:
        item = etree.SubElement(root, "item")
        for name, value in row:
            etree.SubElement(item, name).text = _NO_XML.sub("", value)
    return root


def _rows(name: str, text: str) -> Iterator[list[tuple[str, str]]]:
    text = text.replace("\n\r", "\n").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    header, _, _ = text.partition("\n")
    delimiter = max(DELIMITERS, key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as broken:
        raise _no(name, "不是有效的CSV", f"it is not CSV ({broken})") from broken
    columns = rows[0] if rows else []
    if not columns or len(columns) > COLUMNS_MAX or len(rows) > ROWS_MAX:
        raise _no(name, "没有表头或行列过多", "it has no header, or too many rows or columns")
    wrong = next((column for column in columns if not _is_name(column)), None)
    if wrong is not None:
        raise _no(name, f"列名“{wrong}”不能用", f"“{wrong}” cannot be the name of a column")
    for number, row in enumerate(rows[1:], 2):
        if not row:
            continue
        if any(row[len(columns) :]):
            raise _no(name, f"第{number}行的格数多于表头", f"row {number} has more cells than the header")
        yield [(column, row[place] if place < len(row) else "") for place, column in enumerate(columns)]


def _is_name(text: str) -> bool:
    """Whether XML allows it as the name of an element: it has fewer letters than Unicode, no ² for one."""
    try:
        return _NAME.fullmatch(text) is not None and bool(etree.QName(text))
    except ValueError:
        return False


def _features(name: str, text: str) -> Iterator[list[tuple[str, str]]]:
    try:
        collection = json.loads(text)
        features = collection["features"]
        if collection["type"] != "FeatureCollection" or len(features) > ROWS_MAX:
            raise ValueError("no FeatureCollection")
        yield from [_feature(feature) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise _no(name, "不是点、线、面的GeoJSON", "it is no GeoJSON of points, lines and areas") from broken


def _feature(feature: Any) -> list[tuple[str, str]]:
    properties = dict(feature.get("properties") or {})
    own = properties.pop("id", None)
    number = feature.get("id", own)
    cells = [("geometry", _geometry(feature["geometry"]))]
    if number is not None:
        cells.append(("id", _written(number)))
    cells += [(str(key), _written(value)) for key, value in properties.items() if _is_name(str(key))]
    return cells


def _geometry(geometry: Any) -> str:
    coordinates, kind = geometry["coordinates"], geometry["type"]
    if kind == "Point":
        return _place(coordinates)
    if kind == "Polygon" and len(coordinates) <= 1:
        coordinates = coordinates[0] if coordinates else []
    elif kind != "LineString":
        raise ValueError("no supported geometry")
    return "; ".join(_place(pair) for pair in coordinates)


def _place(pair: Any) -> str:
    longitude, latitude = pair
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in (longitude, latitude)):
        raise ValueError("no numbers")
    return f"{_written(latitude)} {_written(longitude)} 0 0"


def _written(value: object) -> str:
    """A value of JSON as JavaScript's String() writes it, which is what forms made for other engines expect."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
