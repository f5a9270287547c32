"""A township station's own word for what it took in custody: signed, informing, and permitting nothing (R-HASHACK).

It goes home on a stick like any answer. The village shows it as 乡镇已签收 and keeps everything until the county has it.
"""

from hashlib import sha256

from kiosk.core.carriage.acknowledgement import EXTRAS_COUNT_MAX, Acknowledgement, Extent, sign_acknowledgement
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.extent import START, advance
from kiosk.core.carriage.head import LOG_NAME_BYTES, NODE_BYTES
from kiosk.core.event import Level
from kiosk.desk.carrying import NOT_TAKEN, keep_answer
from kiosk.desk.station import Station

LOGS_COUNT_MAX = 3  # of one station: the newest; EXTRAS_COUNT_MAX of each keep the word under its bound
_COUNTER = "township_words"


def give_word(station: Station, reader: Identity) -> None:
    """Sign for what is in custody of `reader`, a station under this township, and keep it to go home."""
    node = station.identity.node
    if station.identity.level is not Level.TOWNSHIP or not reader.code.startswith(station.identity.prefix):
        return
    logs = station.store.all(
        f"SELECT log FROM carrying WHERE node = ? AND county <> {NOT_TAKEN} GROUP BY log "
        "ORDER BY MAX(rowid) DESC LIMIT ?",
        reader.node, LOGS_COUNT_MAX,
    )  # fmt: skip
    first = station.store.one("SELECT signed FROM event WHERE log = ? AND seq = 1", station.log_name)[0]
    with station.store.transaction() as connection:
        counter = station.store.number(_COUNTER) + 1
        station.store.remember(_COUNTER, counter)
        word = sign_acknowledgement(
            station.pen.key,
            Acknowledgement(
                issuer=node,
                incarnation=station.log_name[NODE_BYTES:LOG_NAME_BYTES],
                incarnation_number=station.epoch,
                counter=counter,
                at_ms=station.instruments.clock().wall_ms,
                level=station.identity.level,
                same_device=False,
                recv=tuple(sorted((_extent(station, log) for (log,) in logs), key=lambda extent: extent.log)),
            ),
        )
        frames = [Frame(FrameType.EVENT, first), Frame(FrameType.ACKNOWLEDGEMENT, word.signed)]
        batch = write_batch(node, frames)
        connection.execute("DELETE FROM carrying_answer WHERE node = ? AND sender = ?", (reader.node, node))
        keep_answer(connection, reader, node, batch, sha256(batch).digest())


def _extent(station: Station, log: bytes) -> Extent:
    rows = station.store.all(
        f"SELECT seq, prev, hash FROM carrying WHERE log = ? AND county <> {NOT_TAKEN} ORDER BY seq", log
    )
    reach = advance(START, rows)
    line = {h for seq, _, h in rows if seq <= reach.n}
    extras = [(seq, h) for seq, _, h in rows if seq > reach.n or h not in line]
    return Extent(log, reach.n, reach.hash, tuple(extras[-EXTRAS_COUNT_MAX:]))
