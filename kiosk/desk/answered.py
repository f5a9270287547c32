"""What was filled in for a case, for whoever is signed in and asks for it: like `contact`, nothing of it is masked."""

from kiosk.core.casework.permission import refusal_for
from kiosk.core.forms.answered import answered
from kiosk.core.forms.told import Part
from kiosk.core.refusal import Refusal
from kiosk.desk.casefile import entrusted_of
from kiosk.desk.deeds import case_of
from kiosk.desk.forms import SHELF
from kiosk.desk.journal import events_of_case
from kiosk.desk.opening import Opener
from kiosk.desk.station import Station


def answers_of(station: Station, number: str, language: str) -> tuple[Part, ...]:
    """The answers in their order, in the form's words in "zh" or "en"; () where the body is gone or does not open.

    Refusal UNLOCK_NEEDED, CASE_NOT_HERE; MANDATE_ENDED where the principal took back what let the agent read it (民法典
    173; domain F-2), unless this station is itself the authority that the papers lie before."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    case = case_of(station, number)
    level = station.identity.level
    if case.mandate_revoked is not None and level is case.station_level and level is not case.accept_tier:
        raise refusal_for("MANDATE_ENDED", case, level)
    entrusted = entrusted_of(events_of_case(station.store, case.number), case)
    body = Opener(station).body(entrusted.hash) if entrusted else None
    if entrusted is None or not body:
        return ()
    return answered(SHELF.held, entrusted, body, language)
