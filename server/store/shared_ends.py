"""Up to where a log is also somebody else's: what two copies of one node share, when each went its own way.

An acknowledgement names a log by its last event, and whoever does not hold that event is proved nothing by it. A cloned
card holds another event there, a card put back from an older copy holds none. Both share the log up to a place: where
the other's branch leaves it (R-BRANCH), or just before, where the first of that branch was never taken, or where the
node itself says, in the first event of the log that it began instead, that its copy ends (R-EPOCH), or where the
batch at hand ends, so that of a log that forked too whatever is handed over and is held is vouched for, and to a relay
whatever it holds of a log whose end came by another road. Each such place is one extent more, as exact as any
(R-HASHACK).
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, exists, func, select

from kiosk.core.carriage.acknowledgement import Extent
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import NODE_CERTIFIED

from . import tables as t
from .sql import pieces

ENDS_COUNT_MAX = 20  # of one log: who is copied more often is told of the places nearest to its end
CUT_OFF_COUNT_MAX = 3  # places told before a branch that hangs in the air: so many of its first were never taken
FOLLOWERS_COUNT_MAX = 100  # logs of one node: as many as there are terminal numbers


def shared_ends(
    connection: Connection,
    county: str,
    whole: Extent,
    others: Sequence[bytes],
    handed: Collection[bytes] = (),
    by_another: bool = False,
) -> list[Extent]:
    """The places before the end of a log's line that others hold too, the last first. whole: the log's extent, which
    names its branches; others: names of the node's other logs; handed: hashes of the events of the batch at hand;
    by_another: it is not the log's author who hands it over."""
    found: set[tuple[int, bytes]] = set()
    if others:
        found |= set(_said(connection, county, whole.log, others))
    if whole.extras:
        found |= {*_forks(connection, county, whole.log), *_cut_off(connection, county, whole)}
    if found or by_another or (whole.extras and handed and _has_branches(connection, county, whole.log)):
        found |= set(_handed(connection, county, whole.log, handed))
    places = sorted((place for place in found if place[0] < whole.n), reverse=True)
    return [Extent(whole.log, seq, end) for seq, end in places[:ENDS_COUNT_MAX]]


def _forks(connection: Connection, county: str, log_name: bytes) -> list[tuple[int, bytes]]:
    line, branch = t.event.alias(), t.event.alias()
    joined = line.join(branch, (branch.c.county == line.c.county) & (branch.c.prev == line.c.hash))
    asked = select(line.c.seq, line.c.hash).distinct().select_from(joined)
    asked = asked.where(branch.c.county == county, branch.c.log_name == log_name, branch.c.branch.is_(True))
    asked = asked.where(line.c.log_name == log_name, line.c.branch.is_(False))
    return [(seq, end) for seq, end in connection.execute(asked.order_by(line.c.seq.desc()).limit(ENDS_COUNT_MAX))]


def _cut_off(connection: Connection, county: str, whole: Extent) -> list[tuple[int, bytes]]:
    """The nearest places before a branch whose first events are not to be had: one that its station's broken program
    wrote on another's case is never taken, nor one that rotted there. Nobody can tell where exactly the two parted."""
    e, before = t.event.c, t.event.alias()
    in_log = (e.county == county, e.log_name == whole.log)
    is_held = exists().where(before.c.county == county, before.c.hash == e.prev)
    out_of_line = e.branch.is_(True) | (e.seq > whole.n)
    hangs = connection.scalars(select(func.min(e.seq)).where(*in_log, out_of_line, e.seq > 1, ~is_held)).one()
    if hangs is None or hangs > whole.n + 1:
        return []  # what is missing is the line's own next
    asked = select(e.seq, e.hash).where(*in_log, e.branch.is_(False), e.seq < hangs - 1)
    return [(seq, end) for seq, end in connection.execute(asked.order_by(e.seq.desc()).limit(CUT_OFF_COUNT_MAX))]


def _has_branches(connection: Connection, county: str, log_name: bytes) -> bool:
    e = t.event.c
    asked = select(e.seq).where(e.county == county, e.log_name == log_name, e.branch.is_(True))
    return connection.execute(asked.limit(1)).one_or_none() is not None


def _handed(
    connection: Connection, county: str, log_name: bytes, handed: Collection[bytes]
) -> Iterator[tuple[int, bytes]]:
    e = t.event.c
    asked = select(e.seq, e.hash).where(e.county == county, e.log_name == log_name, e.branch.is_(False))
    for piece in pieces(sorted(handed)):
        last = connection.execute(asked.where(e.hash.in_(piece)).order_by(e.seq.desc()).limit(1)).one_or_none()
        if last is not None:
            yield last.seq, last.hash


def _said(
    connection: Connection, county: str, log_name: bytes, others: Sequence[bytes]
) -> Iterator[tuple[int, bytes]]:
    e = t.event.c
    for follower in others[:FOLLOWERS_COUNT_MAX]:
        asked = select(e.signed).where(e.county == county, e.log_name == follower, e.seq == 1, e.kind == NODE_CERTIFIED)
        for signed in connection.scalars(asked).all():
            for seq, end in _ends_in(signed, log_name):
                here = select(e.seq).where(e.county == county, e.hash == end, e.seq == seq, e.log_name == log_name)
                if connection.execute(here.where(e.branch.is_(False))).one_or_none() is not None:
                    yield seq, end


def _ends_in(signed: bytes, log_name: bytes) -> Iterator[tuple[int, bytes]]:
    try:
        earlier = read_event(signed).head.facts.get(3)
    except Malformed:
        return
    for one in earlier if type(earlier) is list else ():
        if type(one) is list and len(one) == 3 and one[0] == log_name and type(one[1]) is int and type(one[2]) is bytes:
            yield one[1], one[2]
