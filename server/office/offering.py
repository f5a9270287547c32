"""The buttons: which deeds this person may do on this case now, and what each form may offer.

The case table says what state and level permit, staff records which posts it takes; nothing else decides. A few
commands belong to a station's screen, where the principal stands, and are named in ELSEWHERE.
"""

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Result, Step
from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.decide import permitted_commands
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.deeds import check_post
from server.office.staff import Staff
from server.office.terms_differ import STILL_OPEN

# What is done at a station's screen and not here, and why.
ELSEWHERE = {
    "entrust": "the principal stands at a station",
    "receive": "the mandate is signed at a station",
    "add-material": "papers are photographed at a station",
    "forward": "the station that took it in sends it on",
    "resubmit": "what was missing is brought to a station",
    "deliver": "the principal signs on a station's screen",
    "withdraw": "the principal signs on a station's screen",
    "supply": "what follows is photographed at a station",
    "promise-proof": "the principal signs on a station's screen",
    "give-mandate": "the principal signs on a station's screen",
    "rate": "the principal's own",
}


def offered(
    staff: Staff,
    case: Case,
    differs: str,
    may_follow: tuple[int, ...] = (),
    barred: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The commands this person may do on `case` at this moment, in the order of COMMANDS. differs: of
    `terms_differ`; then only what may still be done with a case that is set aside as a whole. may_follow: the
    materials that the catalogue lets follow; where none may, nobody is asked which. barred: of `authority.barred`."""
    if staff.level is Level.VILLAGE or not case.station.startswith(staff.prefix):
        return ()
    permitted = permitted_commands(case, staff.level, staff.number, staff.powers)
    return tuple(
        name
        for name in COMMANDS
        if name in permitted
        and name not in ELSEWHERE
        and name not in barred
        and (name != "allow-later" or may_follow)
        and (not differs or name in STILL_OPEN)
        and _has_a_post_for(staff, case, name)
    )


def steps_for(staff: Staff) -> tuple[Step, ...]:
    """The steps inside handling that this person's posts may sign."""
    return tuple(step for step in Step if _post_fits(staff, "step", step=step))


def results_for(case: Case) -> tuple[Result, ...]:
    """How this case may be concluded where it stands."""
    if case.state is State.PASSED_UP:
        return (Result.PASSED_ON,)
    return (Result.GRANTED, Result.REFUSED, Result.RETURNED)


def override_for(staff: Staff, case: Case) -> bool:
    """Whether this person may ask again for what was asked before (R4): a supervisor, once there was a correction."""
    return case.corrections > 0 and _post_fits(staff, "correct", override=True)


def _has_a_post_for(staff: Staff, case: Case, name: str) -> bool:
    if name == "step":
        return bool(steps_for(staff))
    return _post_fits(staff, name) or (name == "correct" and override_for(staff, case))


def _post_fits(staff: Staff, command: str, **fields: object) -> bool:
    try:
        check_post(staff, command, fields)
    except Refusal:
        return False
    return True
