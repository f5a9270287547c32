"""Projects: which cases belong together, which waits for which, and what decides how long it takes (domain E-1, A-12).

A project is nothing but the cases that were linked into it (`act CASE link`). A case whose predecessors are not granted
cannot be started; where it stands and how long it still takes follow from its own limits.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Result, Unit
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import BadFacts, Kind, facts_unpack
from kiosk.core.casework.limits import deadline, working_days_between
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.project import Child, Plan, in_order, plan, waits
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.refusal import Refusal
from server.office.published import Published
from server.office.recorded import OVER, Recorded, cases_with, events_listed, recorded
from server.store.shelf import Row


def check_project(connection: Connection, county: str, case: Case, command: str, fields: Mapping[str, Any]) -> None:
    """Whether the project lets that be done: `start` waits for what comes before, `link` takes a free place and makes
    no circle. Refusals PREDECESSOR_OPEN, PLACE_TAKEN, PROJECT_CIRCLE."""
    if command == "start" and case.project is not None:
        project, after = case.project.project, case.project.after
        others = _by_place(_members(connection, county, project))
        if open_ones := waits(after, others):
            raise Refusal("PREDECESSOR_OPEN", project=project, places="、".join(map(str, open_ones)))
    if command == "link" and {"project", "place"} <= fields.keys():
        project, place = fields["project"], fields["place"]
        others = _by_place(_members(connection, county, project))
        if place in others and (others[place].granted or not others[place].ended):
            raise Refusal("PLACE_TAKEN", project=project, place=place, case=others[place].case)
        in_order(project, {**{p: child.after for p, child in others.items()}, place: fields.get("after", ())})


def shown(connection: Connection, published: Published, county: str, project: str, now_ms: int) -> dict[str, Any]:
    """The project as a list that reads like a Gantt chart: by place, what each waits for, from which working day to
    which it runs if all goes by its limits, and which are on the critical path. Refusal PROJECT_UNKNOWN."""
    members = _members(connection, county, project)
    if not members:
        raise Refusal("PROJECT_UNKNOWN", project=project[:16])
    calendar, today = published.calendar(connection), china_date(now_ms)
    days = {
        one.case.identity: _days_left(one, _terms(connection, published, one.case), today, calendar) for one in members
    }
    by_place = _by_place(members)
    by_case = {one.case.number: one for one in members}
    children = [child._replace(days=days[by_case[child.case].case.identity]) for child in by_place.values()]
    made: Plan = plan(project, children)
    return {
        "project": project,
        "days": made.days,
        "path": list(made.path),
        "agents": sorted({one.case.first_handler for one in members} - {""}),
        "children": [
            {
                "place": one.child.place,
                "case": one.child.case,
                "matter": by_case[one.child.case].case.matter,
                "state": by_case[one.child.case].state,
                "after": list(one.child.after),
                "waits": list(one.waits),
                "days": one.child.days,
                "begins": one.begins,
                "ends": one.ends,
                "critical": one.critical,
                "granted": one.child.granted,
            }
            for one in made.children
        ],
    }


def listed(connection: Connection, county: str) -> list[dict[str, Any]]:
    """Every project: its code, how many cases it has, how many of them are granted."""
    found: dict[str, list[Recorded]] = {}
    for one in cases_with(connection, county, Kind.LINKED):  # once over all: a county has hundreds of projects
        if one.case.project is not None:
            found.setdefault(one.case.project.project, []).append(one)
    return [
        {"project": project, "cases": len(children), "granted": sum(child.granted for child in children.values())}
        for project, children in ((project, _by_place(found[project])) for project in sorted(found))
    ]


def _members(connection: Connection, county: str, project: str) -> list[Recorded]:
    """Its cases, by number."""
    events = events_listed(connection, county, Kind.LINKED)
    numbers = [row.event.head.case for row in events if _project_of(row) == project]
    found = recorded(connection, county, numbers)
    return [one for one in found if one.case.project is not None and one.case.project.project == project]


def _project_of(row: Row) -> str:
    try:
        return str(facts_unpack(Kind.LINKED, row.event.head.facts)["project"])
    except BadFacts:
        return ""


def _by_place(members: list[Recorded]) -> dict[int, Child]:
    """The case that counts at each place: a granted one, else one that still runs, else the last that ended."""
    children = [_child(one) for one in members]
    children.sort(key=lambda child: (child.granted, not child.ended))
    return {child.place: child for child in children}


def _child(one: Recorded) -> Child:
    place = one.case.project
    assert place is not None, "a member"
    granted = one.case.result is Result.GRANTED
    return Child(place.place, one.case.number, place.after, 0, granted, one.case.state in OVER)


def _terms(connection: Connection, published: Published, case: Case) -> MatterTerms | None:
    return published.terms(connection, case.matter, case.catalogue_version)


def _days_left(one: Recorded, terms: MatterTerms | None, today: date, calendar: WorkCalendar) -> int:
    """Working days until the promise ends; before acceptance all that the matter is given, and at least one until
    it has ended."""
    if one.case.state in OVER:
        return 0
    promised = next((clock.due for clock in one.clocks if clock.name == "T2"), None)
    if promised is None and terms is not None:
        days, unit = (
            (terms.promised_days, terms.promised_unit)
            if terms.promised_days
            else (terms.statutory_days, terms.statutory_unit)
        )
        if unit is Unit.WORKING_DAYS:
            return max(1, days)
        promised = deadline(today, days, unit, calendar).date
    return max(1, working_days_between(today, promised, calendar)) if promised is not None else 1
