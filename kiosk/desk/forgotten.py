"""A county that forgot what it said: its own word is shown to it again (R-EPOCH).

An older copy of the county (the image of a disk put back, a backup restored twice) cannot know that it is one. Whoever
it spoke to does: on its own road it says a lower incarnation, another log under the same number, or a counter that it
has passed before; on any road, a newer word of it says less of our log than an earlier one did. Then that word goes
back to it, in a batch, and a relay hands it on. It bears the county's own signature, so the county needs not believe
us: it begins another incarnation, above that word's.
"""

import sqlite3
from collections.abc import Sequence

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent, read_acknowledgement
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.desk.station import Station
from kiosk.desk.store import OWN

WORD = "county_word"  # in `meta`: the county's word with the highest counter of its highest incarnation
FORGOT = "county_forgot"  # in `meta`: the word that the county is to be shown, b"" for none
WORD_BYTES_MAX = 2_048  # a longer one is not kept: the next short one is as good


def remember_word(station: Station, connection: sqlite3.Connection, ack: Acknowledgement, direct: bool) -> None:
    """Keep a county's word, verified by the caller, if it is the newest; if it says less than it said before, note
    what it forgot. direct: it came straight from the county, and by no relay that hands on older words. Inside a
    transaction."""
    kept = station.store.meta(WORD)
    newest = read_acknowledgement(kept) if kept else None
    forgot = b""
    if newest is None or _comes_after(ack, newest):
        if len(ack.signed) <= WORD_BYTES_MAX:
            station.store.remember(WORD, ack.signed)
        forgot = _proof_of_more(station, connection, ack)
    elif direct and ack.hash != newest.hash:
        forgot = newest.signed
    if (direct or forgot) and forgot != (station.store.meta(FORGOT) or b""):
        station.store.remember(FORGOT, forgot)


def _comes_after(ack: Acknowledgement, newest: Acknowledgement) -> bool:
    if ack.incarnation_number == newest.incarnation_number:
        return ack.incarnation == newest.incarnation and ack.counter > newest.counter
    return ack.incarnation_number > newest.incarnation_number


def _proof_of_more(station: Station, connection: sqlite3.Connection, ack: Acknowledgement) -> bytes:
    """The county's earlier word, of this very incarnation, that it holds an event of ours beyond where it now says
    that our log ends; b"" where it says no less than it did."""
    for log in sorted({extent.log for extent in ack.recv} & set(station.log_names)):
        of_log = [extent for extent in ack.recv if extent.log == log]
        named = {place for extent in of_log for place in extent.extras}
        proved = connection.execute(
            "SELECT a.signed, e.seq, e.hash FROM event e JOIN mark m ON m.event = e.hash AND m.state = 'recv' "
            "JOIN acknowledgement a ON a.hash = m.acknowledgement WHERE e.log = ? AND e.seq > ? AND e.origin = ? "
            "AND m.incarnation_number = ? ORDER BY e.seq DESC",
            (log, _reach(connection, of_log), OWN, ack.incarnation_number),
        )
        for signed, *place in proved:  # what it took anew since stands among its extras, and hides nothing before it
            if tuple(place) not in named:
                return bytes(signed)
    return b""


def _reach(connection: sqlite3.Connection, of_log: Sequence[Extent]) -> int:
    """How far a word says that one log of ours is held. Of a log that is a twin's too it names several places: ours is
    the last that ends in an event of ours; where none does, the last of all."""
    ours = "SELECT 1 FROM event WHERE log = ? AND seq = ? AND hash = ? AND origin = ?"
    known = [x.n for x in of_log if connection.execute(ours, (x.log, x.n, x.hash, OWN)).fetchone()]
    return max(known or [x.n for x in of_log])


def is_direct(issuers: Sequence[Identity]) -> bool:
    """Whether the road of an exchange leads to the county itself: nobody in between hands on older words."""
    return len(issuers) == 1 and issuers[0].role is Role.COUNTY


def word_to_show(station: Station) -> bytes:
    """A batch with the word that the county forgot; b"" when there is none to show."""
    word = station.store.meta(FORGOT)
    return write_batch(station.identity.node, [Frame(FrameType.ACKNOWLEDGEMENT, word)]) if word else b""


def shown(station: Station) -> None:
    """It was: whatever the county makes of it, its next word tells."""
    with station.store.transaction():
        station.store.remember(FORGOT, b"")
