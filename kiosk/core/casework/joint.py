"""Joint handling 联审联办: one lead department, opinions side by side, meetings and surveys (domain E-1 to E-7).

Silence and absence bind departments, never licences: a department that does not answer within its own limit, or signs
for a notice and stays away without a reason that holds, is recorded as consenting (超时默认, 缺席默认) and carries the
responsibility. The lead department still decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework.codes import Attendance, DefaultedFor, Gathering, OpinionGiven
from kiosk.core.casework.days import china_date
from kiosk.core.casework.mark import Mark
from kiosk.core.event import Head, Level

if TYPE_CHECKING:
    from kiosk.core.casework.case import Case

Facts = Mapping[str, Any]
OPINIONS_A_CASE_MAX = 30
GATHERINGS_A_CASE_MAX = 30  # the longest procedure of the catalogue has three (选址 放线 竣工)


class Opinion(msgspec.Struct, frozen=True):
    """What one department was asked: `days` are its own working days from `asked`. At most one of `given` and
    `defaulted` is set, at `answered`; while neither is, it is open."""

    department: str
    days: int
    asked: Mark
    given: OpinionGiven | None = None
    defaulted: DefaultedFor | None = None
    answered: Mark | None = None

    @property
    def is_open(self) -> bool:
        """Whether the department still has to answer."""
        return self.given is None and self.defaulted is None


class Called(msgspec.Struct, frozen=True):
    """A meeting or survey that was called. signed: departments that signed for the notice; attended: who came, who did
    not, and whose reason holds."""

    sort: Gathering
    on: date
    called: Mark
    signed: tuple[str, ...] = ()
    attended: dict[str, Attendance] = {}


class Survey(msgspec.Struct, frozen=True):
    """One survey record of the case. trip: the number of the journey, one for all its cases; 0 for one alone."""

    sort: Gathering
    trip: int
    made: Mark


def opinion_of(case: Case, department: str) -> Opinion | None:
    """What that department was asked in this case."""
    return next((one for one in case.opinions if one.department == department), None)


def may_default(case: Case, department: str, why: DefaultedFor) -> bool:
    """Whether a department may be taken as consenting. By absence only when it was asked before that day, signed for
    the latest notice and was noted as absent without a reason that holds; that a silent one's limit is over, and that
    the day of the gathering is, is for the clock to say."""
    one = opinion_of(case, department)
    if one is None or not one.is_open:
        return False
    if why is DefaultedFor.SILENT:
        return True
    latest = case.gatherings[-1] if case.gatherings else None
    return (
        latest is not None
        and china_date(one.asked.ms) <= latest.on
        and department in latest.signed
        and latest.attended.get(department) is Attendance.ABSENT
    )


def asked_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Each department once."""
    if facts is not None and opinion_of(case, facts["department"]) is not None:
        return "OPINION_ASKED_ALREADY"
    return "OPINIONS_TOO_MANY" if len(case.opinions) >= OPINIONS_A_CASE_MAX else None


def given_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Only what was asked can be answered, once; nobody answers once their silence has been taken."""
    if facts is None:
        return None if any(one.is_open for one in case.opinions) else "OPINION_NOT_ASKED"
    one = opinion_of(case, facts["department"])
    if one is None:
        return "OPINION_NOT_ASKED"
    return None if one.is_open else "OPINION_ANSWERED"


def defaulted_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """See `may_default`."""
    if facts is None:
        return None
    return None if may_default(case, facts["department"], facts["why"]) else "DEFAULT_NOT_POSSIBLE"


def called_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """A case is no endless meeting."""
    return "GATHERINGS_TOO_MANY" if len(case.gatherings) >= GATHERINGS_A_CASE_MAX else None


def surveyed_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Nor an endless survey."""
    return "GATHERINGS_TOO_MANY" if len(case.surveys) >= GATHERINGS_A_CASE_MAX else None


def notice_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """What was called can be signed for, and attended."""
    return None if case.gatherings else "NOTHING_CALLED"


def attendance_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Who never signed for the notice was not told, and cannot have stayed away (宜春办法 3, 4 in domain E-5)."""
    if not case.gatherings:
        return "NOTHING_CALLED"
    if facts is None or facts["attendance"] is not Attendance.ABSENT:
        return None
    return None if facts["department"] in case.gatherings[-1].signed else "NOTICE_NOT_SIGNED"


def closed_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """The gate: every opinion is given or defaulted (domain C-4)."""
    return "OPINIONS_OPEN" if any(one.is_open for one in case.opinions) else None


def asked(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of OpinionAsked."""
    return {"opinions": (*case.opinions, Opinion(facts["department"], facts["days"], mark))}


def given(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of OpinionGiven."""
    return _answered(case, facts["department"], given=facts["opinion"], answered=mark)


def defaulted(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of OpinionDefaulted."""
    return _answered(case, facts["department"], defaulted=facts["why"], answered=mark)


def called(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of GatheringCalled."""
    return {"gatherings": (*case.gatherings, Called(facts["sort"], facts["on"], mark))}


def signed(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of NoticeSigned: for what was called last."""
    *before, last = case.gatherings
    names = tuple(sorted({*last.signed, facts["department"]}))
    return {"gatherings": (*before, msgspec.structs.replace(last, signed=names))}


def attended(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of AttendanceNoted: at what was called last."""
    *before, last = case.gatherings
    names = {**last.attended, facts["department"]: facts["attendance"]}
    return {"gatherings": (*before, msgspec.structs.replace(last, attended=dict(sorted(names.items()))))}


def surveyed(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of Surveyed."""
    return {"surveys": (*case.surveys, Survey(facts["sort"], facts.get("trip", 0), mark))}


def _answered(case: Case, department: str, **changes: Any) -> dict[str, Any]:
    return {
        "opinions": tuple(
            msgspec.structs.replace(one, **changes) if one.department == department else one for one in case.opinions
        )
    }
