"""The six kinds of case 六件制 beside the national codes ([S000] “六公开、六件制管理”; domain C-1).

The national code (GB/T 39046 A.6: 1 即办件, 2 承诺件, 9 其他) is the matter's and never changes; how this one case is
handled follows from its heads, so that a locked kiosk, a relay and the county say the same.
"""

from enum import StrEnum

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Result
from kiosk.core.casework.transitions import State

ON_THE_SPOT_CODE = "1"  # GB/T 39046 A.6


class HandlingClass(StrEnum):
    """As the window says it. 补办件: accepted while a material may still follow (容缺)."""

    ON_THE_SPOT = "即办件"
    PROMISED = "承诺件"
    JOINT = "联办件"
    PASSED_UP = "上报件"
    SUPPLEMENTED = "补办件"
    RETURNED = "退回件"


def handling_class(case: Case, case_type_code: str) -> HandlingClass:
    """The kind of a case as it stands; case_type_code: the matter's national one, "" where it is not known.

    What was sent back without a decision is 退回件, whatever it was before; what was taken in with a material to follow
    stays 补办件, also once it has come; then joint review and passing up count."""
    if was_sent_back(case):
        return HandlingClass.RETURNED
    if case.following is not None:
        return HandlingClass.SUPPLEMENTED
    if case.joint is not None:
        return HandlingClass.JOINT
    if case.passed_up is not None:
        return HandlingClass.PASSED_UP
    return HandlingClass.ON_THE_SPOT if case_type_code == ON_THE_SPOT_CODE else HandlingClass.PROMISED


def was_sent_back(case: Case) -> bool:
    """Whether it ended without acceptance, or its result was to return it: declined, returned, never corrected."""
    if case.state is State.DECLINED or case.result in (Result.RETURNED, Result.NOT_CORRECTED):
        return True
    return case.delivered is not None and case.accepted is None  # only what was declined is delivered unaccepted
