"""The county's words that a relay keeps for its stations: no more than prove everything once.

`recv` and `safe` of a newer word say all that an older one said. `open` does not: a word proves exactly
the events it lists, all or none, so one goes only when a newer one lists all of them. The relay asks the
county beyond `log.open_n`, which stops at the first gap: a body that is opened late is in the next answer.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, select, update

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent, read_acknowledgement

from . import tables as t
from .sql import insert_missing, pieces

if TYPE_CHECKING:
    from .journal import Journal

Runs = list[tuple[int, int]]


def keep(journal: "Journal", ack: Acknowledgement) -> None:
    """Keep `ack`, the county's own and verified, unless it says nothing; let go of what it says again."""
    recv, safe = _furthest(ack.recv), _furthest(ack.safe)
    opened = {x.log: _runs(ack, x.log) for x in ack.open}
    names = recv.keys() | safe.keys() | opened.keys()
    if not names and not ack.attachments:
        return
    record = {
        "county": journal.county,
        "hash": ack.hash,
        "issuer": ack.issuer,
        "incarnation_number": ack.incarnation_number,
        "counter": ack.counter,
        "at_ms": ack.at_ms,
        "signed": ack.signed,
    }
    insert_missing(journal.connection, t.acknowledgement, [record])
    v = t.vouched.c
    replaced: set[bytes] = set()
    for name in names:
        older = (
            v.county == journal.county,
            v.log_name == name,
            v.counter < ack.counter,
            v.recv_n <= recv.get(name, 0),
            v.safe_n <= safe.get(name, 0),
        )
        said_again = _said_again(journal, name, older, opened.get(name, []))
        for piece in pieces(said_again):
            journal.connection.execute(delete(t.vouched).where(*older, v.acknowledgement.in_(piece)))
        replaced |= set(said_again)
        _reach(journal, name, opened.get(name, []))
    vouched = [
        {
            "county": journal.county,
            "log_name": name,
            "acknowledgement": ack.hash,
            "recv_n": recv.get(name, 0),
            "safe_n": safe.get(name, 0),
            "open_n": max((last for _, last in opened.get(name, [])), default=0),
            "counter": ack.counter,
        }
        for name in sorted(names)
    ]
    insert_missing(journal.connection, t.vouched, vouched)
    _let_go_unused(journal, replaced)


def _furthest(extents: Iterable[Extent]) -> dict[bytes, int]:
    """Log name -> how far it is held: a log that forked has an extent more for each fork."""
    reach: dict[bytes, int] = {}
    for extent in extents:
        reach[extent.log] = max(extent.n, reach.get(extent.log, 0))
    return reach


def _runs(ack: Acknowledgement, name: bytes) -> Runs:
    return sorted((x.first, x.last) for x in ack.open if x.log == name)


def _said_again(journal: "Journal", name: bytes, older: tuple[ColumnElement[bool], ...], runs: Runs) -> list[bytes]:
    """Those older words of this log that list nothing as opened but what `runs` lists too."""
    v, k = t.vouched.c, t.acknowledgement.c
    first, last = (runs[0][0], runs[-1][1]) if runs else (0, 0)
    near = (v.open_n == 0) | ((v.open_n >= first) & (v.open_n <= last))
    asked = (
        select(v.acknowledgement, v.open_n, k.signed)
        .join(t.acknowledgement, (k.county == v.county) & (k.hash == v.acknowledgement))
        .where(*older, near)
    )
    return [
        which
        for which, open_n, signed in journal.connection.execute(asked)
        if not open_n or _within(_runs(read_acknowledgement(signed), name), runs)
    ]


def _within(inner: Runs, outer: Runs) -> bool:
    return all(any(first <= a and b <= last for first, last in outer) for a, b in inner)


def _reach(journal: "Journal", name: bytes, runs: Runs) -> None:
    c = t.log.c
    here = (c.county == journal.county, c.log_name == name)
    before = journal.connection.scalars(select(c.open_n).where(*here)).one_or_none()
    if before is None:
        return
    n = before
    for first, last in runs:
        n = max(n, last) if first <= n + 1 else n
    if n != before:
        journal.connection.execute(update(t.log).where(*here).values(open_n=n))


def _let_go_unused(journal: "Journal", replaced: set[bytes]) -> None:
    a, k, v = t.attachment.c, t.acknowledgement.c, t.vouched.c
    for piece in pieces(sorted(replaced)):
        still = select(v.acknowledgement).where(v.county == journal.county, v.acknowledgement.in_(piece))
        of_attachments = select(a.county_word).where(a.county == journal.county, a.county_word.in_(piece))
        of_safe = select(a.county_safe_word).where(a.county == journal.county, a.county_safe_word.in_(piece))
        unused = (k.hash.not_in(still), k.hash.not_in(of_attachments), k.hash.not_in(of_safe))
        gone = (k.county == journal.county, k.hash.in_(piece), *unused)
        journal.connection.execute(delete(t.acknowledgement).where(*gone))
