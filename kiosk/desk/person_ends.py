"""Until when a person may do what here: the county's word in the signed catalogue, judged by this station's own day, so
that it holds without a line (domain F-3, F-7).
"""

from datetime import date

from kiosk.core.refusal import Refusal
from kiosk.desk.clock import plausible_day
from kiosk.desk.station import Station


def check_working(station: Station, number: str) -> None:
    """Refusal STAFF_TERM_ENDED once that person's term is over."""
    until = station.document.person(number).until
    if until is not None and _today(station) > until:
        raise Refusal("STAFF_TERM_ENDED", number=number, until=until)


def check_trained(station: Station) -> None:
    """Refusal TRAINING_ENDED where whoever is signed in may open no new case; who is alone at the station still may."""
    until = station.document.person(station.author).trained_until if station.signed_in else None
    if until is not None and _today(station) > until:
        raise Refusal("TRAINING_ENDED", number=station.author, until=until)


def _today(station: Station) -> date:
    return plausible_day(station.now().wall_ms, station.store.number("enrolled_ms"))
