"""What a relay still owes the county, and what it asks for: read from the journal, for the pure protocol."""

from sqlalchemy import Connection, func, select

from kiosk.core.carriage.ask import LOGS_COUNT_MAX, Have, Proved
from kiosk.core.carriage.attachment import Chunk
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.protocol import Held
from server.store import tables as t

EVENTS_COUNT_MAX = 1_000  # looked at for one batch
CHUNKS_COUNT_MAX = 64


def owed_events(connection: Connection, county: str) -> list[Held]:
    """Events in custody without the county's word for them, in (log, seq) order, so that a log's certificate and
    keys go before what needs them. Those whose author is not known stay: the county could not know him either."""
    e = t.event.c
    asked = select(e.signed, e.sealed).where(e.county == county, t.EVENT_IS_OWED, e.awaiting.is_(None))
    found = connection.execute(asked.order_by(e.log_name, e.seq, e.hash).limit(EVENTS_COUNT_MAX))
    return [Held(read_event(signed), sealed) for signed, sealed in found]


def owed_chunks(connection: Connection, county: str) -> list[Chunk]:
    """Pieces of attachments in custody from where the county's word ends."""
    a, c = t.attachment.c, t.chunk.c
    asked = (
        select(c.attachment, c.offset, a.total_bytes, c.data)
        .join(t.chunk, (c.county == a.county) & (c.attachment == a.id))
        .where(a.county == county, t.ATTACHMENT_IS_OWED, c.offset >= a.offered_bytes, c.offset < a.held_bytes)
    )
    return [Chunk(*row) for row in connection.execute(asked.order_by(a.id, c.offset).limit(CHUNKS_COUNT_MAX))]


def proved_logs(connection: Connection, county: str) -> tuple[Proved, ...]:
    """How far the county's kept words go, for every log in custody: those not fully opened first."""
    c, v = t.log.c, t.vouched.c
    said = (
        select(
            v.log_name,
            func.max(v.recv_n).label("recv"),
            func.max(v.safe_n).label("safe"),
        )
        .where(v.county == county)
        .group_by(v.log_name)
        .subquery()
    )
    asked = (
        select(c.log_name, func.coalesce(said.c.recv, 0), func.coalesce(said.c.safe, 0), c.open_n)
        .outerjoin(said, said.c.log_name == c.log_name)
        .where(c.county == county, c.role != int(Role.COUNTY))
        .order_by(c.open_n >= c.n, c.first_heard_at_ms.desc())
        .limit(LOGS_COUNT_MAX)
    )
    return tuple(Proved(*row) for row in connection.execute(asked))


def downward_held(connection: Connection, county: str) -> tuple[Have, ...]:
    """How far the county's downward logs are held."""
    c = t.log.c
    asked = select(c.log_name, c.n, c.hash).where(c.county == county, c.role == int(Role.COUNTY))
    return tuple(Have(*row) for row in connection.execute(asked.order_by(c.log_name).limit(LOGS_COUNT_MAX)))
