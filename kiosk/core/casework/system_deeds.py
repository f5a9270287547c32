"""What the county's node does by itself: it lapses, deems, archives, and authors `Reached`. Events by system are
authored by the county alone, with no staff number.

Silence has meaning in exactly one way here: no answer at intake within T1 is acceptance, where the matter's policy
says so (行政许可法 32(4)). Nothing is ever granted by silence.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import clocks, opinion_clock
from kiosk.core.casework.codes import DefaultedFor, PurgedFor, T1Policy
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import Draft, draft, promise_facts
from kiosk.core.casework.joint import may_default
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import ONE_DAY, CountyLimits
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.permission import permitted_deed
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal


def system_deeds(
    case: Case,
    now_ms: int,
    calendar: WorkCalendar,
    limits: CountyLimits,
    terms: MatterTerms | None = None,
    corrected_ms: Mapping[bytes, int] | None = None,
) -> tuple[Draft, ...]:
    """What is due for `case` at `now_ms`: Lapsed, DeemedAccepted, CorrectionLapsed, SupplyLapsed, OpinionDefaulted,
    Archived; at most one.

    A limit is over at 00:00 in China after its last day. A provisional limit ends nothing: it waits for the
    county-corrected instant (`corrected_ms`: event hash -> ms) or for the year's calendar. terms: the matter's,
    for T2 and T3 of a deemed acceptance; Refusal MATTER_TERMS_MISSING when that is due without them.
    """
    if permitted_deed(case, Kind.ARCHIVED, {}, Level.COUNTY, "") is None:
        return (draft(case.number, Kind.ARCHIVED, {}, None),)
    today = china_date(now_ms)
    over = {
        clock.name
        for clock in clocks(case, calendar, now_ms, limits, corrected_ms)
        if not clock.provisional and not clock.paused and clock.due < today
    }
    defaults = _defaults(case, now_ms, calendar, limits, corrected_ms)
    if defaults:
        return defaults
    if "T12" in over:
        return (draft(case.number, Kind.SUPPLY_LAPSED, {}, None),)
    if "PENDING" in over:
        return (draft(case.number, Kind.LAPSED, {}, None),)
    if "T7" in over:
        return (draft(case.number, Kind.CORRECTION_LAPSED, {}, None),)
    if "T1" in over and case.reached and case.t1_policy is not T1Policy.ONCE_NO_DEEMING:
        if terms is None or terms.code != case.matter:
            raise Refusal("MATTER_TERMS_MISSING", matter=case.matter)
        facts = {**promise_facts(terms), "on": china_date(case.reached.ms)}
        return (draft(case.number, Kind.DEEMED_ACCEPTED, facts, None),)
    return ()


def absent_since(case: Case) -> date | None:
    """The day after the gathering that a department stayed away from, which may be taken as its consent; None where
    none did. Nobody has stayed away from what is still to be held."""
    if case.state is not State.IN_JOINT_REVIEW:
        return None
    absent = any(may_default(case, one.department, DefaultedFor.ABSENT) for one in case.opinions)
    return case.gatherings[-1].on + ONE_DAY if absent else None


def _defaults(
    case: Case, now_ms: int, calendar: WorkCalendar, limits: CountyLimits, corrected_ms: Mapping[bytes, int] | None
) -> tuple[Draft, ...]:
    """The first department that is taken as consenting, by silence or by absence: it binds that department and carries
    no signature; the lead department still decides (domain E-4, E-5)."""
    if case.state is not State.IN_JOINT_REVIEW:
        return ()
    today, held = china_date(now_ms), absent_since(case)
    for one in case.opinions:
        absent = held is not None and held <= today and may_default(case, one.department, DefaultedFor.ABSENT)
        why = DefaultedFor.ABSENT if absent else None
        if why is None and one.is_open:
            clock = opinion_clock(case, one, calendar, now_ms, limits, corrected_ms)
            why = DefaultedFor.SILENT if clock.due < today and not clock.provisional else None
        if why is not None:
            return (draft(case.number, Kind.OPINION_DEFAULTED, {"department": one.department, "why": why}, None),)
    return ()


def reached(case: Case, at_ms: int) -> Draft | None:
    """The county's `Reached`, once per entry into 收件 or 已上报; None where T1 does not start, or has started.

    at_ms: the county-corrected instant, milliseconds UTC, at which the accept tier had it. For 已上报 the caller
    holds the accept tier's signed acknowledgement, or the county's own intake.
    """
    facts = {"at_ms": at_ms}
    if permitted_deed(case, Kind.REACHED, facts, Level.COUNTY, "") is not None:
        return None
    return draft(case.number, Kind.REACHED, facts, None)


def purged(case: Case, row: dict[str, Any]) -> Draft:
    """A kiosk's own `Purged`: `row` is the ledger row that stays, sealed to the station (R-SAFE)."""
    return draft(case.number, Kind.PURGED, {"why": PurgedFor.SAFE_AND_OPEN}, row)
