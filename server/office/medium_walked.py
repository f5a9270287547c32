"""Verify's walk over the second medium: what is called safe lies there as it is held, what was erased does not."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.core.carriage.acknowledgement import Quarantine
from server.office.bodies_walked import readable_erased_of
from server.office.verified import Finding, event_at
from server.store import tables as t
from server.store.carriage_tables import erasure
from server.store.second_medium import read_events

NOT_ITS_AUTHORS = (Quarantine.BAD_SIGNATURE, Quarantine.OUTSIDE_ITS_PREFIX, Quarantine.OUTSIDE_ITS_LEVEL)


def events_on(folder: Path) -> dict[bytes, bytes]:
    """Hash of each event on the medium -> SHA-256 of a body that lies there, b"" where none does."""
    found: dict[bytes, bytes] = {}
    for signed, sealed in read_events(folder):
        event_hash = sha256(signed).digest()
        found[event_hash] = sha256(sealed).digest() if sealed else found.get(event_hash, b"")
    return found


def wrong_on_medium(connection: Connection, county: str, on_medium: dict[bytes, bytes]) -> Iterator[Finding]:
    """What does not agree with the journal."""
    x, e = erasure.c, t.event.c
    cases = set(connection.scalars(select(x.case_no).where(x.county == county)))
    erased = {one for case_no in sorted(cases) for one in readable_erased_of(connection, county, case_no).events}
    held: set[bytes] = set()
    asked = select(e.hash, e.sealed, e.safe_at_ms, e.log_name, e.seq).where(e.county == county)
    for event_hash, sealed, safe_at_ms, name, seq in connection.execute(asked):
        held.add(event_hash)
        lies = on_medium.get(event_hash)
        if lies is None:
            if safe_at_ms is not None:
                yield event_at("MEDIUM_LACKS", name, seq)
        elif lies and event_hash in erased:
            yield event_at("MEDIUM_KEPT_ERASED", name, seq)
        elif sealed and safe_at_ms is not None and lies != sha256(sealed).digest():
            yield event_at("MEDIUM_DIFFERS", name, seq)
    # Copied while its author was not known, and not its author's to write as its certificate told (`examine.fault_of`):
    # set apart, and nothing is lacking.
    a = t.apart.c
    refused = select(a.hash).where(a.county == county, a.reason.in_([int(reason) for reason in NOT_ITS_AUTHORS]))
    for event_hash in sorted(on_medium.keys() - held - set(connection.scalars(refused))):
        yield Finding("MEDIUM_KNOWS_MORE", {"id": event_hash.hex()})
