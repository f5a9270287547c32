"""扎口收费: what was paid on one day, for the cashier's close (domain E-8).

One line a payment, from the journal; the receipt's number lies in the body. A receipt's number that stands twice is
marked, because nothing else would show it.
"""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import Connection

from kiosk.core.casework.days import china_date, start_of_day_ms
from kiosk.core.casework.kinds import Kind, facts_unpack
from server.office.bodies import Bodies, Opened, read_json
from server.office.projection import settled_ms
from server.office.recorded import events_listed, has_effect, recorded
from server.store.shelf import Row


def paid_on(connection: Connection, bodies: Bodies, county: str, county_node: bytes, day: date) -> dict[str, Any]:
    """Every payment of that day (by the instant that limits are counted from), its receipt "" while the body is closed,
    and the sum in fen. Lines are in the order in which the county had them."""
    rows = [
        row
        for row in events_listed(connection, county, Kind.FEES_PAID, start_of_day_ms(day))
        if china_date(settled_ms([row], county_node)[row.event.hash]) == day
    ]
    rows.sort(key=lambda row: (row.received_at_ms, row.event.head.case))
    cases = recorded(connection, county, {row.event.head.case for row in rows})
    counted = [row for row in rows if any(has_effect(one, row) for one in cases)]
    receipts = {row.event.hash: _receipt(connection, bodies, row) for row in counted}
    often = Counter(receipts.values())
    lines = [
        {
            "case": row.event.head.case,
            "fen": facts_unpack(Kind.FEES_PAID, row.event.head.facts)["fen"],
            "receipt": receipts[row.event.hash],
            "author": row.event.head.author,
            "twice": bool(receipts[row.event.hash]) and often[receipts[row.event.hash]] > 1,
        }
        for row in counted
    ]
    return {"day": day.isoformat(), "lines": lines, "count": len(lines), "fen": sum(line["fen"] for line in lines)}


def _receipt(connection: Connection, bodies: Bodies, row: Row) -> str:
    opened = bodies.open(connection, row) if row.sealed else None
    found = read_json(opened.plain).get("receipt") if isinstance(opened, Opened) else None
    return found if isinstance(found, str) else ""
