"""Which of the county's words concern an asker: downward logs, and on a relay the acknowledgements it keeps."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.ask import LOGS_COUNT_MAX, Proved
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.sealing import recipient_id
from server.store import tables as t
from server.store.journal import Journal
from server.store.sql import pieces
from server.store.station_keys import all_of
from server.store.vouching import COUNTY_INCARNATION, COUNTY_WORD

WORDS_COUNT_MAX = 200  # acknowledgements handed on in one answer; the next ask brings more


def downward_logs(journal: Journal, asker: Identity) -> list[bytes]:
    """Names of the county's logs that speak to `asker`, or, for a relay, to the stations under its prefix."""
    if journal.role is not Role.COUNTY:
        return _shared_with(journal, asker)
    c, r = t.log.c, t.enrolment.c
    asked = select(c.log_name).where(c.county == journal.county, c.reader.is_not(None))
    if asker.role is Role.STATION:
        asked = asked.where(c.reader == asker.node)
    else:
        under = select(r.node).where(r.county == journal.county, r.code.startswith(asker.prefix, autoescape=True))
        asked = asked.where(c.reader.in_(under))
    return list(journal.connection.scalars(asked.order_by(c.log_name).limit(LOGS_COUNT_MAX)))


def _shared_with(journal: Journal, asker: Identity) -> list[bytes]:
    """On a relay: the county's logs in which a key is shared with the asker. Nothing else names a log's reader. Of one
    whose beginning has not come it would not believe a word: its certificate is there."""
    k, c = t.shared_key.c, t.log.c
    shown = {i.sealing_key for i in journal.book.identities_of(asker.node) if i.sealing_key}
    keys = {recipient_id(key) for key in shown | all_of(journal.connection, journal.county, asker.node)}
    asked = (
        select(k.log_name)
        .distinct()
        .join(t.log, (c.county == k.county) & (c.log_name == k.log_name))
        .where(k.county == journal.county, k.recipient.in_(keys), c.role == int(Role.COUNTY), c.n > 0)
    )
    return list(journal.connection.scalars(asked.order_by(k.log_name).limit(LOGS_COUNT_MAX)))


def words_of_the_county(
    journal: Journal, own: Iterable[Proved], attachments: Sequence[bytes] = (), incarnation_number: int = 0
) -> list[bytes]:
    """The county's kept acknowledgements that say more of these logs than is proved already, or that it holds one
    of these attachments, or holds it twice. First the newest word of what is received and safe, which says all that
    older ones said; of a log with a hole also what it names beyond that, at every ask: no number tells how much of it
    was heard. Last, and from the oldest on, those that prove more opened. Who has not heard that the county began
    another incarnation (incarnation_number: of the last one heard) hears that first, and everything again."""
    began: list[bytes] = []
    if incarnation_number < int(journal.note(COUNTY_INCARNATION) or b"0"):
        own = [Proved(proved.log, 0, 0, 0) for proved in own]
        began = [word] if (word := journal.note(COUNTY_WORD)) else []
    a, k, v = t.attachment.c, t.acknowledgement.c, t.vouched.c
    newest: dict[bytes, int] = {}
    opened: dict[bytes, int] = {}
    for proved in own:
        said = select(v.acknowledgement, v.counter).where(v.county == journal.county, v.log_name == proved.log)
        for n, known in ((v.recv_n, proved.recv), (v.safe_n, proved.safe)):
            furthest = said.where(n > known).order_by(n.desc(), v.counter.desc()).limit(1)
            newest.update((which, counter) for which, counter in journal.connection.execute(furthest))
        newest.update(_beyond_a_hole(journal, proved))
        beyond = said.where(v.open_n > proved.open).order_by(v.open_n, v.counter).limit(WORDS_COUNT_MAX)
        opened.update((which, counter) for which, counter in journal.connection.execute(beyond))
    proving = (a.county_word == k.hash) | (a.county_safe_word == k.hash)
    held = select(k.hash, k.counter).join(t.attachment, (a.county == k.county) & proving)
    for piece in pieces(attachments):
        rows = journal.connection.execute(held.where(a.county == journal.county, a.id.in_(piece)))
        newest.update((which, counter) for which, counter in rows)
    order = sorted(newest, key=lambda which: newest[which])
    order += [which for which in sorted(opened, key=lambda which: opened[which]) if which not in newest]
    words = began
    for which in order[:WORDS_COUNT_MAX]:
        signed = select(k.signed).where(k.county == journal.county, k.hash == which)
        words += list(journal.connection.scalars(signed))
    return words


def _beyond_a_hole(journal: Journal, proved: Proved) -> dict[bytes, int]:
    """The newest kept word of this log, hash and counter, if it names events beyond what is proved of it: behind one
    that never comes the county holds events, and its numbers stay where they are."""
    k, v = t.acknowledgement.c, t.vouched.c
    said = (
        select(k.hash, k.counter, k.signed)
        .join(t.vouched, (v.county == k.county) & (v.acknowledgement == k.hash))
        .where(v.county == journal.county, v.log_name == proved.log)
    )
    row = journal.connection.execute(said.order_by(v.counter.desc()).limit(1)).one_or_none()
    if row is None:
        return {}
    word = read_acknowledgement(row.signed)
    extents = [*((x, proved.recv) for x in word.recv), *((x, proved.safe) for x in word.safe)]
    named = any(x.log == proved.log and any(seq > known for seq, _ in x.extras) for x, known in extents)
    return {row.hash: row.counter} if named else {}
