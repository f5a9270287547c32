"""Whether a case is bound to the terms that the county published, and what becomes of one that is not.

Tiers and the meaning of silence stand in the facts of Entrusted, so that everybody folds a case from heads alone
(R-FOLD); but a station writes them, and an altered one could take a county's matter for its own. So the county
compares them with its signed catalogue. Where they differ the case is set aside as a whole (搁置): kept and shown,
while the county writes nothing of its own on it, sends it to no station and lets a supervisor alone end it.
"""

from sqlalchemy import Connection

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import word
from kiosk.core.casework.decide import bound_terms
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from server.office.published import Published

SET_ASIDE = "搁置"
SET_ASIDE_EN = "set-aside"
STILL_OPEN = ("void", "complain")  # what may be done with such a case
_ENDED = (State.VOIDED, State.WITHDRAWN, State.ARCHIVED)  # without a decision; the county alone archives


def terms_differ(published: Published, connection: Connection, case: Case) -> str:
    """What the case states and what was published, in coded words; "" when they agree or the case has ended without
    a decision. A version that the county does not hold (it may have been restored) is compared with the newest."""
    if case.state in _ENDED:
        return ""
    about = f"{case.matter} v{case.catalogue_version}"
    terms = published.terms(connection, case.matter, case.catalogue_version)
    if terms is None:
        return f"{about}: not a matter of this county"
    try:
        right = bound_terms(terms, case.station_level)
    except Refusal as no:
        return f"{about}: {no.code}"
    stated = {"accept_tier": case.accept_tier, "decide_tier": case.decide_tier, "t1_policy": case.t1_policy}
    wrong = [f"{name} {word(code)}, 目录 {word(right[name])}" for name, code in stated.items() if code != right[name]]
    return f"{about}: {'; '.join(wrong)}" if wrong else ""


def shown_state(case: Case, differs: str) -> str:
    """The state that lists and pages name."""
    return SET_ASIDE if differs else case.state.value
