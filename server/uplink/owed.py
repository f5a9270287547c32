"""What a relay still owes the county, and what it asks for: read from the journal, for the pure protocol."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select

from kiosk.core.carriage.ask import LOGS_COUNT_MAX, Have, Proved
from kiosk.core.carriage.attachment import Chunk
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.protocol import Held
from kiosk.core.event import Event
from server.store import tables as t
from server.store.sql import pieces

EVENTS_COUNT_MAX = 1_000  # looked at for one batch
SHARE_COUNT = 100  # of them from one log, as long as others owe too
CHUNKS_COUNT_MAX = 64
SAFE_ASKED_COUNT_MAX = 20  # attachments asked about at once whether they are safe, 34 bytes each
NOT_YET_SAFE_COUNT_MAX = 5_000


class Turn:
    """Whose turn it is: what was handed over since the last full round is not offered again before its end, vouched
    for or not, and each batch begins with another log. So nothing that the county never vouches for stands in the
    way of others. In memory only: a new process begins a new round."""

    def __init__(self) -> None:
        self._last_log = b""
        self.beyond: dict[bytes, tuple[int, bytes]] = {}  # log name -> place of the last event handed over
        self.passed: set[bytes] = set()  # attachments that the county took nothing of

    def handed_over(self, events: Iterable[Event]) -> None:
        """These were answered, in the order in which they were offered."""
        for event in events:
            self._last_log = log_name(event.head)
            place = (event.head.seq, event.hash)
            self.beyond[self._last_log] = max(place, self.beyond.get(self._last_log, place))

    def begin_anew(self) -> None:
        """A round is over, or the county has forgotten us: everything owed may be offered."""
        self.beyond, self.passed = {}, set()

    def ordered(self, logs: Sequence[bytes]) -> list[bytes]:
        """`logs`, sorted by name, from the one after the last that had its turn."""
        here = bisect_right(logs, self._last_log)
        return [*logs[here:], *logs[:here]]


def owed_events(connection: Connection, county: str, turn: Turn) -> list[Held]:
    """Events in custody without the county's word for them, log by log as it is their turn, in order of seq so that
    a log's certificate and keys go before what needs them. Those whose author is not known stay: the county could
    not know him either."""
    e = t.event.c
    logs = turn.ordered(_owing_logs(connection, county))
    found: list[Held] = []
    for name in logs:
        asked = select(e.signed, e.sealed).where(e.county == county, t.EVENT_IS_OWED, e.log_name == name)
        if (place := turn.beyond.get(name)) is not None:
            asked = asked.where((e.seq > place[0]) | ((e.seq == place[0]) & (e.hash > place[1])))
        share = min(EVENTS_COUNT_MAX if len(logs) == 1 else SHARE_COUNT, EVENTS_COUNT_MAX - len(found))
        rows = connection.execute(asked.where(e.awaiting.is_(None)).order_by(e.seq, e.hash).limit(share))
        found += [Held(read_event(signed), sealed) for signed, sealed in rows]
        if len(found) >= EVENTS_COUNT_MAX:
            break
    return found


def _owing_logs(connection: Connection, county: str) -> list[bytes]:
    """Their names in order, each found by one step in the index: their events may be many."""
    e = t.event.c
    names: list[bytes] = []
    while len(names) < LOGS_COUNT_MAX:
        last = names[-1] if names else b""
        asked = select(e.log_name).where(e.county == county, t.EVENT_IS_OWED, e.log_name > last)
        name = connection.scalars(asked.order_by(e.log_name).limit(1)).one_or_none()
        if name is None:
            break
        names.append(name)
    return names


def still_owed(connection: Connection, county: str, hashes: Sequence[bytes]) -> int:
    """How many of these events the county has not vouched for."""
    e = t.event.c
    asked = select(func.count()).where(e.county == county, e.owed.is_(True))
    return sum(connection.scalars(asked.where(e.hash.in_(piece))).one() for piece in pieces(hashes))


def owed_chunks(connection: Connection, county: str, turn: Turn) -> list[Chunk]:
    """Pieces of attachments in custody from where the county's word ends."""
    a, c = t.attachment.c, t.chunk.c
    asked = (
        select(c.attachment, c.offset, a.total_bytes, c.data)
        .join(t.chunk, (c.county == a.county) & (c.attachment == a.id))
        .where(a.county == county, t.ATTACHMENT_IS_OWED, c.offset >= a.offered_bytes, c.offset < a.held_bytes)
        .where(a.id.not_in(turn.passed))
    )
    return [Chunk(*row) for row in connection.execute(asked.order_by(a.id, c.offset).limit(CHUNKS_COUNT_MAX))]


def not_yet_safe(connection: Connection, county: str, chance: float) -> tuple[bytes, ...]:
    """Attachments that the county has whole and has not said to lie on two devices: a few at each ask, beginning
    anywhere (`chance` in [0, 1)), so that none is asked for ever and none never."""
    a = t.attachment.c
    asked = select(a.id).where(a.county == county, a.county_word.is_not(None), a.county_safe_word.is_(None))
    ids = list(connection.scalars(asked.order_by(a.id).limit(NOT_YET_SAFE_COUNT_MAX)))
    begin = int(chance * len(ids))
    return tuple(sorted({*(ids + ids)[begin : begin + SAFE_ASKED_COUNT_MAX]}))


def untouched(connection: Connection, county: str, chunks: Sequence[Chunk]) -> set[bytes]:
    """Of the attachments that `chunks` belong to those of which the county's word still ends where they begin."""
    began: dict[bytes, int] = {}
    for chunk in chunks:
        began.setdefault(chunk.attachment_id, chunk.offset)
    a = t.attachment.c
    asked = select(a.id, a.offered_bytes).where(a.county == county, t.ATTACHMENT_IS_OWED, a.id.in_(began))
    return {which for which, offered_bytes in connection.execute(asked) if offered_bytes <= began[which]}


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
