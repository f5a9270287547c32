"""What a case's page tells of joint review 联审: one table of the departments that were asked (一表制), what was called and
who came, what was found on the spot.

Pure: the codes and days are the case's, which follows from heads; names, places and reasons stand in opened bodies.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.codes import Attendance, OpinionGiven
from kiosk.core.casework.days import china_date
from kiosk.core.casework.joint import Called, Opinion
from kiosk.core.casework.lamps import Lamp
from server.console.case_words import Names, coded, days_in, default_told, listed
from server.console.words import Say
from server.console.words import mark as _
from server.office.dossier import Dossier
from server.office.steps import Step

_LOOKS: Mapping[OpinionGiven, tuple[str, str]] = {
    OpinionGiven.CONSENT: ("good", "check"),
    OpinionGiven.CONDITIONS: ("wait", "edit"),
    OpinionGiven.OBJECT: ("bad", "refused"),
}


class Asked(NamedTuple):
    """One row of the table. limit: None where the case is set aside; left: calendar days from today to its last day;
    tone, sign, answer: a chip, "" while it is open; on: when it answered or was taken as consenting."""

    department: str
    asked: datetime.date
    limit: RunningClock | None
    length: str
    left: int
    lamp: Lamp
    tone: str
    sign: str
    answer: str
    reason: str
    on: datetime.date | None


class Gathered(NamedTuple):
    """One meeting, survey or completion that was called. signed: who signed for the notice, by whose hand; waits:
    departments that were asked and have not signed; came: (how, who, reasons)."""

    what: str
    on: datetime.date
    place: str
    called: str
    signed: str
    waits: str
    came: tuple[tuple[str, str], ...]


class Surveyed(NamedTuple):
    """One survey record. trip: "" for a journey that was made for this case alone."""

    what: str
    on: datetime.date
    trip: str
    people: str
    findings: str


class Joint(NamedTuple):
    """All of it; empty where nothing of the kind has happened. summary: how many answered; defaulted: whether anybody
    was taken as consenting."""

    asked: tuple[Asked, ...]
    gathered: tuple[Gathered, ...]
    surveyed: tuple[Surveyed, ...]
    summary: str
    defaulted: bool
    began: bool


def joint_told(dossier: Dossier, names: Names, today: datetime.date, say: Say, language: str) -> Joint:
    """Of a case as it stands on the day `today`."""
    case = dossier.one.case
    took_effect = [step for step in dossier.steps if not step.set_aside and not step.waiting]
    asked = tuple(_asked(dossier, one, names, today, took_effect, say, language) for one in case.opinions)
    return Joint(
        asked,
        _gathered(case.gatherings, case.opinions, names, took_effect, say, language),
        _surveyed(took_effect, say, language),
        _summary(case.opinions, say),
        any(one.defaulted is not None for one in case.opinions),
        bool(case.joint or case.gatherings or case.surveys),
    )


def _asked(
    dossier: Dossier,
    one: Opinion,
    names: Names,
    today: datetime.date,
    took_effect: Sequence[Step],
    say: Say,
    language: str,
) -> Asked:
    department = names.departments.get(one.department, one.department)
    tone, sign, answer = "", "", ""
    if one.given is not None:
        (tone, sign), answer = _LOOKS[one.given], _begins(one.given, language)
    elif one.defaulted is not None:
        tone, sign, answer = "wait", "clock", default_told(one.defaulted, department, say)
    limit = dossier.opinions.get(one.department)
    clock = limit.clock if limit else None
    return Asked(
        department,
        china_date(one.asked.ms),
        clock,
        days_in(clock.days, clock.unit, language) if clock else "",
        (clock.due - today).days if clock else 0,
        limit.lamp if limit else Lamp.OFF,
        tone,
        sign,
        answer,
        _written(took_effect, "OpinionGiven", one.department, "reason"),
        china_date(one.answered.ms) if one.answered else None,
    )


def _gathered(
    gatherings: Sequence[Called],
    opinions: Sequence[Opinion],
    names: Names,
    took_effect: Sequence[Step],
    say: Say,
    language: str,
) -> tuple[Gathered, ...]:
    """Each with the steps that followed it, up to the next that was called."""
    begins = [index for index, step in enumerate(took_effect) if step.kind == "GatheringCalled"]
    found = []
    for called, begin, end in zip(gatherings, begins, [*begins[1:], None], strict=False):
        steps = took_effect[begin:end]
        told = dict(steps[0].texts)
        signed = (_with(names, code, _written(steps, "NoticeSigned", code, "signatory"), say) for code in called.signed)
        notified = told.get("departments", "")  # whom the notice names; where it names nobody it goes to all
        unsigned = (names.departments.get(one.department, one.department) for one in opinions
                    if one.department not in called.signed)  # fmt: skip
        waits = (name for name in unsigned if not notified or name in notified)
        came = []
        for attendance in Attendance:
            codes = [code for code, how in called.attended.items() if how is attendance]
            if codes:
                who = (_with(names, code, _written(steps, "AttendanceNoted", code, "reason"), say) for code in codes)
                came.append((_begins(attendance, language), listed(who, language)))
        found.append(
            Gathered(
                _begins(called.sort, language),
                called.on,
                told.get("place", ""),
                told.get("departments", ""),
                listed(signed, language),
                listed(waits, language),
                tuple(came),
            )
        )
    return tuple(found)


def _surveyed(took_effect: Sequence[Step], say: Say, language: str) -> tuple[Surveyed, ...]:
    return tuple(
        Surveyed(
            _begins(step.facts["sort"], language),
            china_date(step.at_ms),
            str(step.facts.get("trip", "")),
            dict(step.texts).get("people", ""),
            dict(step.texts).get("findings", ""),
        )
        for step in took_effect
        if step.kind == "Surveyed"
    )


def _begins(code: object, language: str) -> str:
    """The word of a code as it begins a line."""
    return coded(code, language).capitalize()


def _summary(opinions: Sequence[Opinion], say: Say) -> str:
    if not opinions:
        return ""
    given = sum(one.given is not None for one in opinions)
    defaulted = sum(one.defaulted is not None for one in opinions)
    said = say(_("问了 {all} 个部门：{given} 个答复，{defaulted} 个按默认，{left} 个还没有"))
    return said.format(all=len(opinions), given=given, defaulted=defaulted, left=len(opinions) - given - defaulted)


def _written(steps: Sequence[Step], kind: str, department: str, text: str) -> str:
    """What was last written about a department in such a step; "" where nothing was, or the body is closed."""
    found = (step for step in reversed(steps) if step.kind == kind and step.facts.get("department") == department)
    step = next(found, None)
    return dict(step.texts).get(text, "") if step else ""


def _with(names: Names, code: str, written: str, say: Say) -> str:
    """水利局（王建国）"""
    name = names.departments.get(code, code)
    return say(_("{name}（{written}）")).format(name=name, written=written) if written else name
