"""A visit begins at the station and is handed in there: the two ends of a `Visit` that touch the journal."""

from typing import NamedTuple

import msgspec

from kiosk.core.casework.entrustment import Entrustment, write_entrustment
from kiosk.core.refusal import Refusal
from kiosk.desk.clock import plausible_day
from kiosk.desk.entrusting import Entrusted, gather, submit
from kiosk.desk.filled import forms_of
from kiosk.desk.journal import new_operation
from kiosk.desk.material import Taken
from kiosk.desk.station import Station
from kiosk.desk.visit import Beginning, Visit

SEED_BYTES = 16


def begin(station: Station) -> Beginning:
    """What a visit stands on: the day, the wordings in force, the village's name, the forms."""
    document = station.document
    day = plausible_day(station.now().wall_ms, station.store.number("enrolled_ms"))
    try:
        place = document.divisions.county.name + document.divisions.station_name(station.code)
    except Refusal:
        place = ""  # a station younger than the catalogue it holds
    return Beginning(
        day,
        max(notice.version for notice in document.notices),
        max(mandate.version for mandate in document.mandates),
        place,
        station.settings.mark,
        forms_of(station, station.instruments.draw(SEED_BYTES)),
    )


class Handed(NamedTuple):
    """A visit as it stood when 提交 was touched, so that nothing that happens meanwhile changes what is recorded."""

    visit: Visit
    entrustment: Entrustment
    attached: tuple[Taken, ...]


def handed(visit: Visit) -> Handed:
    """Everything checked once more; raises the Refusal of the first thing lacking."""
    gaps = visit.gaps()
    if gaps:
        raise gaps[0].refusal
    return Handed(visit, visit.entrustment(), visit.attached)


def hand_in(station: Station, paper: Handed) -> Entrusted:
    """Gather and submit, under one operation id a visit: handed in twice it is one case with one receipt."""
    visit = paper.visit
    if not visit.operation:
        visit.operation = new_operation(station)
    written = write_entrustment(msgspec.structs.replace(paper.entrustment, operation=visit.operation.hex()))
    return submit(station, gather(station, written, paper.attached))
