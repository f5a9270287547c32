"""The paper road at a desk: what a station wrote on one case, as codes to print; codes that were read, taken in as from
a stick.

What is printed is sealed as everything that travels: whoever finds the sheet reads which station and matter it is
about, and no name, number or answer. Photographs do not travel on paper; they follow by another road.
"""

from collections.abc import Iterable
from functools import partial

from kiosk.core.carriage.batch import read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CASE_KIND_MAX
from kiosk.core.carriage.paper import PAPER_BYTES_MAX, PARTS_COUNT_MAX, Part, join, parts_of, read_part
from kiosk.core.carriage.protocol import Held, Offer, offer
from kiosk.core.carriage.stick import FILE_BYTES_MAX
from kiosk.core.casework.case_number import plain
from kiosk.core.refusal import Refusal
from kiosk.desk.batches import note_taking
from kiosk.desk.offering import ROAD_PAPER, carried, companions_of
from kiosk.desk.station import Station
from kiosk.desk.stick_taking import TakenIn, take_batch
from kiosk.desk.sticks import sign_for
from kiosk.desk.store import OWN

TEXTS_COUNT_MAX = 4 * PARTS_COUNT_MAX  # codes may be photographed twice, and others lie beside them


def parts(station: Station, case: str) -> tuple[str, ...]:
    """The codes' texts, in order, for everything that this station wrote on a case, with its certificate and keys.
    Refusals CASE_NOT_HERE, PAPER_TOO_LARGE."""
    return parts_of(_offer(station, case).batch)


def printed(station: Station, case: str) -> None:
    """The codes are on paper: that much left here. Refusals as `parts`."""
    events = _offer(station, case).events
    carried(station, events, station.instruments.clock().wall_ms, ROAD_PAPER)


def _offer(station: Station, case: str) -> Offer:
    number = plain(case)
    rows = station.store.all(
        'SELECT signed, sealed FROM event WHERE "case" = ? AND origin = ? AND kind <= ? ORDER BY log, seq',
        number, OWN, CASE_KIND_MAX,
    )  # fmt: skip
    if not rows:
        raise Refusal("CASE_NOT_HERE", case=number[:27] or "-")
    events = [Held(read_event(signed), sealed) for signed, sealed in rows]
    offered = offer(station.identity.node, events, partial(companions_of, station), (), FILE_BYTES_MAX)
    if not {held.event.hash for held in events} <= {event.hash for event in offered.events}:
        raise Refusal("PAPER_TOO_LARGE", size_bytes=len(offered.batch), limit_bytes=PAPER_BYTES_MAX)
    return offered


def take(station: Station, texts: Iterable[str]) -> TakenIn:
    """Join codes that were read in any order, and take what they hold into custody. Texts that are no code of paper are
    passed over. Refusals PAPER_NOT_WHOLE (it names what is missing), PAPER_UNREADABLE."""
    found: list[Part] = []
    for text in list(texts)[:TEXTS_COUNT_MAX]:
        try:
            found.append(read_part(text))
        except Malformed:
            continue
    batch = join(found)
    try:
        read_batch(batch)
    except Malformed as error:
        raise Refusal("PAPER_UNREADABLE") from error
    taken = take_batch(station, batch)
    sign_for(station, taken)
    note_taking(station, ROAD_PAPER, taken)
    return taken
