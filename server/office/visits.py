"""跟踪服务: which cases a leader has promised to come back to, and by when (domain E-10; [S000] “深入到项目一线进行跟踪服务”)."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind, facts_unpack
from server.office.bodies import Bodies, Opened, read_json
from server.office.projection import settled_ms
from server.office.recorded import OVER, cases_with, events_listed
from server.store.shelf import Row


def visits_due(connection: Connection, bodies: Bodies, county: str, county_node: bytes, until: date) -> dict[str, Any]:
    """The cases whose latest visit named a next day not after `until`, the earliest first: when it was, by whom, what
    the issue was ("" while the body is closed), and how often somebody came."""
    cases = [one for one in cases_with(connection, county, Kind.VISITED) if one.case.state not in OVER]
    visits = {_effect(row): row for row in events_listed(connection, county, Kind.VISITED)}
    lines = []
    for one in cases:
        # By the order in which the case had them: instants are of a clock that may have been set back in between.
        row = next((visits[effect] for effect in reversed(one.case.effects) if effect in visits), None)
        if row is None:  # a visit of its number that is not this case's: a twin's, or set aside
            continue
        due = facts_unpack(Kind.VISITED, row.event.head.facts).get("next")
        if due is not None and due <= until:
            visited = china_date(settled_ms([row], county_node)[row.event.hash])
            lines.append(
                {
                    "case": one.case.number,
                    "next": due.isoformat(),
                    "visited": visited.isoformat(),
                    "by": row.event.head.author,
                    "issue": _issue(connection, bodies, row),
                    "visits": one.case.visits,
                }
            )
    lines.sort(key=lambda line: (line["next"], line["case"]))
    return {"until": until.isoformat(), "visits": lines, "count": len(lines)}


def _effect(row: Row) -> bytes:
    return row.event.head.node + row.event.head.operation


def _issue(connection: Connection, bodies: Bodies, row: Row) -> str:
    opened = bodies.open(connection, row) if row.sealed else None
    found = read_json(opened.plain).get("issue") if isinstance(opened, Opened) else None
    return found if isinstance(found, str) else ""
