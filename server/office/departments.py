"""The register of departments that are asked for an opinion: a code, a name, and the limit each has published
(domain E-1, E-4).

Who is silent past its published limit is taken as consenting, so nobody is asked who is not registered, and nobody is
given less time than it published. A department is never struck off: cases name it for good.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from kiosk.core.casework.coded import CODE_PATTERN
from kiosk.core.casework.kinds import OPINION_DAYS_MAX
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office import audit
from server.store.joint_tables import department
from server.store.journal import Journal
from server.store.sql import upsert

NAME_CHARS_MAX = 60


class Department(NamedTuple):
    """opinion_days: the working days that it has published for an opinion, 1 to 45."""

    code: str
    name: str
    opinion_days: int


def read_department(code: str, name: str, days: int) -> Department:
    """A department as typed. Refusal DEPARTMENT_FACT_WRONG."""
    code, name = code.strip().upper(), name.strip()
    if not CODE_PATTERN.fullmatch(code):
        raise _no(code, "代码应为1至16位大写字母、数字或横线", "a code is 1 to 16 of A-Z 0-9 -")
    if not name or len(name) > NAME_CHARS_MAX or not name.isprintable():
        raise _no(code, f"名称应为1至{NAME_CHARS_MAX}字", f"a name has 1 to {NAME_CHARS_MAX} characters")
    if not 1 <= days <= OPINION_DAYS_MAX:
        raise _no(code, f"意见时限应为1至{OPINION_DAYS_MAX}个工作日", f"the limit is 1 to {OPINION_DAYS_MAX} working days")
    return Department(code, name, days)


def set_department(journal: Journal, instruments: Instruments, one: Department, who: str) -> None:
    """Register it, or change its name or limit for what is asked from now on; with the line of the audit."""
    record = {
        "county": journal.county,
        "code": one.code,
        "name": one.name,
        "opinion_days": one.opinion_days,
        "set_at_ms": instruments.clock().wall_ms,
    }
    upsert(journal.connection, department, record)
    audit.write(journal, instruments, who, "departments set", one.code, f"{one.name} {one.opinion_days}")


def list_departments(connection: Connection, county: str) -> list[Department]:
    """All of them, by code."""
    c = department.c
    asked = select(c.code, c.name, c.opinion_days).where(c.county == county).order_by(c.code)
    return [Department(*row) for row in connection.execute(asked)]


def department_names(connection: Connection, county: str) -> dict[str, str]:
    """Code -> name."""
    return {one.code: one.name for one in list_departments(connection, county)}


def require_department(connection: Connection, county: str, code: str) -> Department:
    """That one, its code in any case of letters. Refusal DEPARTMENT_UNKNOWN."""
    c, code = department.c, code.strip().upper()
    asked = select(c.code, c.name, c.opinion_days).where(c.county == county, c.code == code)
    found = connection.execute(asked).one_or_none()
    if found is None:
        raise Refusal("DEPARTMENT_UNKNOWN", department=code[:16])
    return Department(*found)


def with_department(connection: Connection, county: str, command: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a command that names a department, which must be registered; `ask-opinion` gets the name that
    stands in the register and, unless it gives a longer one, the limit that was published. Refusals DEPARTMENT_UNKNOWN,
    OPINION_DAYS_SHORT."""
    if "department" not in fields:
        return dict(fields)
    one = require_department(connection, county, fields["department"])
    if command != "ask-opinion":
        return dict(fields)
    days = fields.get("days", one.opinion_days)
    if days < one.opinion_days:
        raise Refusal("OPINION_DAYS_SHORT", department=one.name, published=one.opinion_days, days=days)
    return {**fields, "department_name": one.name, "days": days}


def _no(code: str, reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("DEPARTMENT_FACT_WRONG", department=code[:16] or "-", reason_zh=reason_zh, reason_en=reason_en)
