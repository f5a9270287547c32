"""Electronic supervision 电子监察."""

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Tier
from kiosk.core.casework.transitions import State

_NOT_OUR_TURN = frozenset(
    {
        State.PENDING,  # the principal signs
        State.IN_CORRECTION,  # the applicant brings
        State.SUSPENDED,  # for a reason that the law lists
        State.DELIVERED,
        State.ARCHIVED,
        State.WITHDRAWN,
        State.VOIDED,
    }
)


def waits_for_the_office(case: Case) -> bool:
    """Whether somebody of the county's three tiers has to do the next thing (domain D-9: a backlog is theirs)."""
    if case.state is State.PASSED_UP and case.decide_tier is Tier.OUTSIDE:
        return False
    return case.state not in _NOT_OUR_TURN
