"""The regular meeting's list (联审例会, domain E-3): what is stuck today, gathered from the projection."""

from typing import Any

from sqlalchemy import Connection

from kiosk.core.casework.agenda import TAKEN_UP, blocked_since, regular_day, stuck
from kiosk.core.casework.days import china_date
from server.office.departments import department_names
from server.office.published import Published
from server.office.recorded import recorded_in


def agenda(connection: Connection, published: Published, county: str, now_ms: int, prefix: str = "") -> dict[str, Any]:
    """The next regular day, and every case under that prefix that is red or was blocked for more than three days: why,
    since when it is blocked, and which departments have not answered. The longest blocked first."""
    today, calendar = china_date(now_ms), published.calendar(connection)
    names = department_names(connection, county)
    lines = []
    for one in recorded_in(connection, county, [state.value for state in TAKEN_UP], prefix):
        why = stuck(one.case, one.clocks, today, calendar)
        if why:
            since = blocked_since(one.case)
            open_ones = [opinion.department for opinion in one.case.opinions if opinion.is_open]
            lines.append(
                {
                    "case": one.case.number,
                    "matter": one.case.matter,
                    "state": one.state,
                    "why": [str(reason) for reason in why],
                    "blocked_since": since.isoformat() if since else "",
                    "waits_for": [names.get(code, code) for code in open_ones],
                    "principal": one.principal,
                }
            )
    lines.sort(key=lambda line: (str(line["blocked_since"]) or "9", str(line["case"])))
    return {"on": regular_day(today, calendar).isoformat(), "cases": lines, "count": len(lines)}
