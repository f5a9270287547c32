"""The county's people: who may act, at which level, under which prefix, in which posts.

A staff number is short ASCII and stands as `author` in signed heads. Roles (posts): clerk 经办, reviewer 审核,
approver 批准 (办结 authority), head 部门负责人, supervisor 督办, administrator 系统管理员.
"""

import csv
import io
import re
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select, update

from kiosk.core.casework.commands import Power
from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office import audit
from server.store import tables as t
from server.store.journal import Journal

ROLES = ("clerk", "reviewer", "approver", "head", "supervisor", "administrator")
NAME_CHARS_MAX = 60
ROWS_COUNT_MAX = 5_000
COLUMNS = ["number", "name", "level", "prefix", "roles"]
LEVELS = {level.name.lower(): level for level in Level}
_DIGITS = {Level.VILLAGE: 12, Level.TOWNSHIP: 9, Level.COUNTY: 6}
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}", re.ASCII)
_POWERS = {"approver": Power.CONCLUDE, "head": Power.DEPARTMENT_HEAD, "supervisor": Power.SUPERVISOR}


class Staff(NamedTuple):
    """One person. prefix: the digits they see and act under; roles: from ROLES."""

    number: str
    name: str
    level: Level
    prefix: str
    roles: tuple[str, ...]

    @property
    def powers(self) -> frozenset[Power]:
        """What the roles add beyond the level."""
        return frozenset(_POWERS[role] for role in self.roles if role in _POWERS)


def read_staff(number: str, name: str, level: str, prefix: str, roles: str, county: str) -> Staff:
    """A person as typed: level village, township or county; roles with commas or spaces between. Refusal
    STAFF_FACT_WRONG. A township station's people may give its 12 digits; the prefix is then its 9."""
    number, name, level, prefix = number.strip(), name.strip(), level.strip().lower(), prefix.strip()
    if not _NUMBER.fullmatch(number):
        raise _no(number, "工号应为1至16位字母、数字、点、横线或下划线", "a number is 1 to 16 letters, digits, . - _")
    if not name or len(name) > NAME_CHARS_MAX or not name.isprintable():
        raise _no(number, f"姓名应为1至{NAME_CHARS_MAX}字", f"a name has 1 to {NAME_CHARS_MAX} characters")
    if level not in LEVELS:
        raise _no(number, "级别应为 village、township 或 county", "the level is village, township or county")
    if len(prefix) == 12 and prefix.endswith("000") and LEVELS[level] is Level.TOWNSHIP:
        prefix = prefix[:9]
    digits = _DIGITS[LEVELS[level]]
    if not re.fullmatch(rf"[0-9]{{{digits}}}", prefix) or not prefix.startswith(county):
        raise _no(number, f"该级别的范围应为本县的{digits}位代码", f"at this level the prefix is {digits} digits of this county")
    found = tuple(dict.fromkeys(re.split(r"[,;，；、\s|]+", roles.strip()))) if roles.strip() else ()
    unknown = [role for role in found if role not in ROLES]
    if unknown or not found:
        raise _no(number, f"岗位应为 {' '.join(ROLES)}", f"roles are {' '.join(ROLES)}")
    return Staff(number, name, LEVELS[level], prefix, found)


def read_sheet(text: str, county: str) -> list[Staff]:
    """The people of a sheet `number,name,level,prefix,roles` (UTF-8, header row 1). Refusal STAFF_ROW names the first
    wrong row; all or nothing."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if next(lines, []) != COLUMNS:
        raise _row(1, "-", f"表头应为 {','.join(COLUMNS)}", f"the header is {','.join(COLUMNS)}")
    found: list[Staff] = []
    numbers: set[str] = set()
    for row, cells in enumerate(lines, start=2):
        if not cells:
            continue
        if len(found) == ROWS_COUNT_MAX:
            raise _row(row, "-", f"超过{ROWS_COUNT_MAX}行", f"there are more than {ROWS_COUNT_MAX} rows")
        if len(cells) != len(COLUMNS):
            raise _row(row, cells[0], "列数不对", f"it has {len(cells)} columns")
        try:
            staff = read_staff(cells[0], cells[1], cells[2], cells[3], cells[4], county)
        except Refusal as no:
            raise _row(row, cells[0], str(no.params["reason_zh"]), str(no.params["reason_en"])) from None
        if staff.number in numbers:
            raise _row(row, staff.number, "工号重复", "the number stands in the sheet twice")
        numbers.add(staff.number)
        found.append(staff)
    return found


def add_staff(journal: Journal, instruments: Instruments, staff: Staff, who: str) -> None:
    """Register one person in the name of `who`, with the line of the audit; Refusal STAFF_ALREADY_KNOWN. A number once
    used is never given to another person."""
    s = t.staff.c
    held = select(s.number).where(s.county == journal.county, s.number == staff.number)
    if journal.connection.scalars(held).one_or_none() is not None:
        raise Refusal("STAFF_ALREADY_KNOWN", number=staff.number)
    journal.connection.execute(
        t.staff.insert().values(
            county=journal.county,
            number=staff.number,
            name=staff.name,
            level=int(staff.level),
            prefix=staff.prefix,
            duties=msgspec.json.encode(staff.roles).decode(),
            added_at_ms=instruments.clock().wall_ms,
        )
    )
    audit.write(journal, instruments, who, "staff add", staff.number, " ".join(staff.roles))


def import_staff(journal: Journal, instruments: Instruments, people: list[Staff], who: str) -> int:
    """Register all of a sheet or none (the transaction is the caller's); Refusal STAFF_ROW. How many."""
    for row, staff in enumerate(people, start=2):
        try:
            add_staff(journal, instruments, staff, who)
        except Refusal:
            raise _row(row, staff.number, "工号已经登记", "the number is registered already") from None
    return len(people)


def list_staff(connection: Connection, county: str, prefix: str = "") -> list[Staff]:
    """Everybody who is not removed and whose prefix begins with `prefix`, by number."""
    s = t.staff.c
    asked = select(s.number, s.name, s.level, s.prefix, s.duties).where(s.county == county, s.removed_at_ms.is_(None))
    found = connection.execute(asked.where(s.prefix.startswith(prefix, autoescape=True)).order_by(s.number))
    return [_staff(*row) for row in found]


class Record(NamedTuple):
    """A person with what is kept beside. removed_at_ms: None while they work here."""

    person: Staff
    has_password: bool
    added_at_ms: int
    removed_at_ms: int | None


def staff_records(connection: Connection, county: str, prefix: str, number: str = "") -> list[Record]:
    """Everybody who ever was registered under `prefix` (or only `number`), by number; those who left are last."""
    s = t.staff.c
    kept = (s.password_hash.is_not(None), s.added_at_ms, s.removed_at_ms)
    asked = select(s.number, s.name, s.level, s.prefix, s.duties, *kept)
    asked = asked.where(s.county == county, s.prefix.startswith(prefix, autoescape=True))
    asked = asked.where(s.number == number) if number else asked
    found = connection.execute(asked.order_by(s.removed_at_ms.is_not(None), s.number))
    return [Record(_staff(*row[:5]), bool(row[5]), row[6], row[7]) for row in found]


def stop_staff(journal: Journal, number: str, by: Staff, now_ms: int) -> Staff:
    """A person works here no more: nothing of them is deleted, and the number is never given to another. Refusals
    STAFF_UNKNOWN, STAFF_ONESELF (also the only administrator: nobody else could be)."""
    person = require_staff(journal.connection, journal.county, number)
    if person.number == by.number:
        raise Refusal("STAFF_ONESELF")
    s = t.staff.c
    mine = (s.county == journal.county, s.number == person.number)
    journal.connection.execute(update(t.staff).where(*mine).values(removed_at_ms=now_ms))
    return person


def require_staff(connection: Connection, county: str, number: str) -> Staff:
    """That person; Refusal STAFF_UNKNOWN."""
    s = t.staff.c
    asked = select(s.number, s.name, s.level, s.prefix, s.duties)
    asked = asked.where(s.county == county, s.number == number, s.removed_at_ms.is_(None))
    found = connection.execute(asked).one_or_none()
    if found is None:
        raise Refusal("STAFF_UNKNOWN", number=number[:16])
    return _staff(*found)


def _staff(number: str, name: str, level: int, prefix: str, duties: str) -> Staff:
    return Staff(number, name, Level(level), prefix, tuple(msgspec.json.decode(duties, type=list[str])))


def _no(number: str, reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("STAFF_FACT_WRONG", number=number[:16] or "-", reason_zh=reason_zh, reason_en=reason_en)


def _row(row: int, number: str, reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("STAFF_ROW", row=row, number=number[:16] or "-", reason_zh=reason_zh, reason_en=reason_en)
