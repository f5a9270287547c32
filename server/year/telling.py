"""After the year: every case read once from the journal, counted, and written out for whoever reckons after us."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import select

from server.office.projection import cases_of
from server.store import tables as t
from server.store.journal import Journal
from server.year.counting import Counts
from server.year.heads import lines
from server.year.playing import County

ROW = ("state", "due")  # of the projection, as it stands at the year's end


def tell(county: County, journal: Journal, write: Callable[[str], object] | None) -> dict[str, Any]:
    """What the year came to. write: takes each line of `heads`, None where nobody asked for them."""
    document = county.office.published.in_force(journal.connection)
    types = {matter.code: matter.case_type_code for matter in document.matters}
    rules, counts, c = county.office.rules(journal), Counts(), t.case_row.c
    asked = select(c.case_no, *(c[name] for name in ROW)).where(c.county == journal.county).order_by(c.case_no)
    for number, *row in journal.connection.execute(asked).all():
        for one in cases_of(journal.events_of_case(number)):
            counts.add(one, types[one.case.matter])
            if write is not None:
                for line in lines(one, dict(zip(ROW, row, strict=True)), rules):
                    write(msgspec.json.encode(line).decode() + "\n")
    i = t.incident.c
    incidents = journal.connection.scalars(select(i.kind).where(i.county == journal.county).order_by(i.kind)).all()
    return {**counts.answer(), "incidents": sorted(set(incidents))}
