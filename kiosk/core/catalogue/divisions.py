"""The county's places: one tree by prefix, read from a sheet of official statistical division codes.

A village has 12 digits, its township the first 9, its county the first 6. A *station code* always
has 12: a township's own station is its 9 digits and "000". Names repeat, codes do not.
Source: 统计用区划代码 (six, nine and twelve digit prefixes).
"""

import msgspec

from kiosk.core.catalogue.rows import BrokenRow, read_rows
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal

COLUMNS = ["code", "level", "name", "parent"]
DIGITS = {Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
LEVELS = {"county": Level.COUNTY, "township": Level.TOWNSHIP, "village": Level.VILLAGE}
NAME_CHARS_MAX = 40
DIVISIONS_MAX = 5_000  # the largest county has some 1,000 villages; a province is not one kiosk's catalogue


class Division(msgspec.Struct, frozen=True):
    """One place. `code` has 6, 9 or 12 digits by `level`; `parent` is its prefix, "" for the county."""

    code: str
    level: Level
    name: str
    parent: str

    @property
    def station(self) -> str:
        """The 12-digit station code: a township's or county's digits are filled up with zeros."""
        return self.code.ljust(12, "0")


class Divisions:
    """One county's places in the order of their codes. Build it with `read_divisions` or `grow`."""

    def __init__(self, rows: tuple[Division, ...]) -> None:
        self.rows = rows
        self._by_code = {row.code: row for row in rows}
        self.county = rows[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Divisions) and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(self.rows)

    def of(self, code: str) -> Division:
        """The division of a 6, 9 or 12-digit code (station codes too); Refusal DIVISION_UNKNOWN."""
        found = self._by_code.get(code) or self._by_code.get(_shorten(code))
        if found is None:
            raise Refusal("DIVISION_UNKNOWN", division=code[:12])
        return found

    def station_name(self, station: str) -> str:
        """The full name people say: township and village, or the township alone, or the county."""
        place = self.of(station)
        if place.level is Level.VILLAGE:
            return self._by_code[place.parent].name + place.name
        return place.name

    def township_of(self, station: str) -> Division:
        """The township a village or township station belongs to; Refusal for the county itself."""
        place = self.of(station)
        if place.level is Level.COUNTY:
            raise Refusal("DIVISION_UNKNOWN", division=station[:12])
        return self._by_code[place.code[:9]]

    def under(self, prefix: str) -> tuple[Division, ...]:
        """Every division whose code begins with `prefix`, itself included, ordered by code."""
        return tuple(row for row in self.rows if row.code.startswith(prefix))


def _shorten(code: str) -> str:
    """A station code without its filling zeros: 331003000000 -> 331003, 331003100000 -> 331003100."""
    if len(code) != 12 or not code.endswith("000"):
        return code
    return code[:6] if code.endswith("000000") else code[:9]


def read_divisions(text: str) -> Divisions:
    """Read the sheet `code,level,name,parent` (UTF-8, header row, any order); Refusal DIVISION_ROW names the row.

    The header is row 1. Nothing is returned unless every row is right.
    """
    try:
        rows = read_rows(text)
    except BrokenRow as broken:
        raise _no(broken.row, "", "不是有效的CSV", "it is not CSV") from broken
    if rows[:1] != [COLUMNS]:
        raise _no(1, "", "表头应为 code,level,name,parent", "the header must be code,level,name,parent")
    found: list[tuple[int, Division]] = []
    for number, cells in enumerate(rows[1:], start=2):
        if not cells:
            continue
        if len(cells) != len(COLUMNS):
            raise _no(number, cells[0], "列数不对", f"it has {len(cells)} columns")
        code, level, name, parent = (cell.strip() for cell in cells)
        if level not in LEVELS:
            raise _no(number, code, "层级应为 county、township 或 village", "the level is county, township or village")
        found.append((number, Division(code, LEVELS[level], name, parent)))
    return _checked(found)


def grow(rows: list[Division]) -> Divisions:
    """Divisions of rows that came another way (the catalogue document); the same checks, rows counted from 1."""
    return _checked(list(enumerate(rows, start=1)))


def _checked(found: list[tuple[int, Division]]) -> Divisions:
    if len(found) > DIVISIONS_MAX:
        raise _no(DIVISIONS_MAX + 1, "", f"超过{DIVISIONS_MAX}行", f"there are more than {DIVISIONS_MAX} rows")
    seen: dict[str, Division] = {}
    for number, row in found:
        _check_row(number, row)
        if row.code in seen:
            raise _no(number, row.code, "代码重复", "the code stands in the sheet twice")
        seen[row.code] = row
    counties = [row for row in seen.values() if row.level is Level.COUNTY]
    if len(counties) != 1:
        raise _no(1, "", "应当恰有一个县", f"there must be one county, not {len(counties)}")
    for number, row in found:
        if row.level is not Level.COUNTY and row.parent not in seen:
            raise _no(number, row.code, f"上级{row.parent}不在表中", f"its parent {row.parent} is not in the sheet")
    return Divisions(tuple(sorted(seen.values(), key=lambda row: row.code)))


def _check_row(number: int, row: Division) -> None:
    digits = DIGITS[row.level]
    if len(row.code) != digits or not (row.code.isascii() and row.code.isdigit()):
        raise _no(number, row.code, f"该层级的代码应为{digits}位数字", f"a code of this level has {digits} digits")
    if row.level is not Level.COUNTY and row.code.endswith("000"):
        raise _no(
            number, row.code, "末三位000留给上级驻点", "000 at the end is kept for the station of the level above"
        )
    parent = {Level.COUNTY: "", Level.TOWNSHIP: row.code[:6], Level.VILLAGE: row.code[:9]}[row.level]
    if row.parent != parent and not (row.level is Level.COUNTY and row.code.startswith(row.parent)):
        raise _no(number, row.code, f"上级应为{parent}", f"its parent must be {parent}")
    if not row.name or len(row.name) > NAME_CHARS_MAX or not row.name.isprintable():
        raise _no(number, row.code, f"名称应为1至{NAME_CHARS_MAX}字", f"a name has 1 to {NAME_CHARS_MAX} characters")


def _no(row: int, code: str, reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("DIVISION_ROW", row=row, division=code[:20] or "-", reason_zh=reason_zh, reason_en=reason_en)
