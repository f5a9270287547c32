"""Ratings as the digest meets them: a bad one is noted once, for the list of what is to be put right (`rectifying`)."""

from typing import Any

from sqlalchemy import delete

from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.rectifying import is_bad
from server.office.bodies import Bodies, Opened, read_json
from server.office.projection import FoldedCase, settled_ms
from server.store.journal import Journal
from server.store.rating_tables import bad_rating as table
from server.store.sql import insert_missing


def note_ratings(journal: Journal, one: FoldedCase, bodies: Bodies, county_node: bytes) -> None:
    """Note the case's ratings of the two worst grades; one that is noted stays as it is."""
    if not one.case.ratings:
        return
    instants = settled_ms(one.rows.values(), county_node)
    records: list[dict[str, Any]] = []
    for event in one.folded.landed:
        row = one.rows[event.hash]
        if event.head.kind != Kind.RATED or event.hash in one.folded.set_aside or not row.sealed:
            continue
        opened = bodies.open(journal.connection, row)
        grade = read_json(opened.plain).get("grade") if isinstance(opened, Opened) else None
        if isinstance(grade, int) and is_bad(grade):
            records.append(
                {
                    "county": journal.county,
                    "id": event.hash,
                    "case_no": one.case.number,
                    "station": one.case.station,
                    "grade": grade,
                    "rated_at_ms": max(0, instants[event.hash]),
                    "put_right_by": "",
                    "note": "",
                }
            )
    insert_missing(journal.connection, table, records)


def forget_ratings(journal: Journal, number: str) -> None:
    """The bodies of the case were erased: what was read in them goes with them."""
    journal.connection.execute(delete(table).where(table.c.county == journal.county, table.c.case_no == number))
