"""A downward log that a station holds otherwise than we do: an older copy of us wrote, or lost, the rest of it.

What a station says of its own downward log proves nothing about us, so no incarnation begins by it (that takes our own
signed word, `store.incarnation`). But it costs little to believe it as far as it goes: the log is given up, another
begins, and everything goes down to that station once more. It keeps what it holds, and passes over what comes twice.

So it is with a log that we retired, too. Who holds more of it than we do may hold all of ours, when we only lost the
rest; or we went on in it as an older copy before we knew, and what we wrote there counts as sent and never came. The
two look alike from here. A county that read its whole second medium back lacks nothing of its logs, and gives up none.
"""

from sqlalchemy import delete, select, update

from kiosk.core.carriage.ask import Have
from kiosk.core.carriage.certificate import Role
from server.store import shelf
from server.store import tables as t
from server.store.journal import LAST_IN_LINE_MS, Journal
from server.store.shelf import LogPurpose

GIVEN_UP_COUNT_MAX = 20  # downward logs of one station: a station that lies wears out nobody but itself


def start_of(journal: Journal, name: bytes, have: Have | None) -> int:
    """From which event on the log `name` is to be sent to somebody who holds it so far; 0 for nothing of it."""
    if have is None or not have.n:
        return 1
    row = journal.book.row(name)
    assert row is not None
    found = shelf.rows(journal.connection, journal.county, name, have.n, 2)
    there = [held.event.hash for held in found if held.event.head.seq == have.n]
    # What came home to us from beyond our own end was written by another copy of us: holding it proves nothing of ours.
    is_ours = journal.role is not Role.COUNTY or have.n <= row.n
    if is_ours and there == [have.hash]:
        return have.n + 1
    _give_up(journal, row.name, row.reader)
    return 0


def _give_up(journal: Journal, name: bytes, reader: bytes | None) -> None:
    if journal.role is not Role.COUNTY or reader is None:
        return
    if journal.rise(f"given_up {reader.hex()}") > GIVEN_UP_COUNT_MAX:
        return
    c, s, k = t.log.c, t.sent.c, t.case_row.c
    here = (c.county == journal.county, c.log_name == name)
    journal.connection.execute(update(t.log).where(*here).values(purpose=LogPurpose.RETIRED.value, reader=None))
    journal.connection.execute(delete(t.sent).where(s.county == journal.county, s.reader == reader))
    station = journal.book.reader_of(reader)
    if station is not None:
        under = (k.station >= station.prefix, k.station < station.prefix + ":")
        cases = select(k.case_no).distinct().where(k.county == journal.county, *under)
        journal.note_unfolded(journal.connection.scalars(cases), LAST_IN_LINE_MS)
