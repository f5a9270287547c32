"""Joint handling of one case as its page and its JSON tell it: who was asked and what came of it, what was called and
who came, which surveys there were (domain E-1 to E-7).

The sentence of a default stands here in the words of domain E-4: it binds the department, and the lead still decides.
"""

from typing import Any

from sqlalchemy import Connection

from kiosk.core.casework.clocks import opinion_clock
from kiosk.core.casework.codes import word
from kiosk.core.casework.days import china_date
from kiosk.core.casework.joint import Opinion
from kiosk.core.casework.surveys import three_visits
from server.office.departments import department_names
from server.office.projection import FoldedCase, Rules, settled_ms

# Whose three visits to a house are shown by name (三到场, domain E-7), also those that have not been.
VISITED_THRICE = frozenset({"ZR-01", "ZJ-03"})


def joint_told(connection: Connection, county: str, one: FoldedCase, rules: Rules, now_ms: int) -> dict[str, Any]:
    """opinions: in the order they were asked; gatherings: who signed for the notice and who came; surveys: with the
    trip's number, 0 for one alone; visits: of a house, the three by name, "" for one that has not been."""
    names = department_names(connection, county)
    case, settled = one.case, settled_ms(one.rows.values(), rules.county_node)

    def day(event: bytes, ms: int) -> str:
        return china_date(settled.get(event, ms)).isoformat()

    opinions = []
    for opinion in case.opinions:
        clock = opinion_clock(case, opinion, rules.calendar, now_ms, rules.limits, settled)
        name = names.get(opinion.department, opinion.department)
        opinions.append(
            {
                "department": opinion.department,
                "name": name,
                "asked": clock.started.isoformat(),
                "due": clock.due.isoformat(),
                "answer": answer(opinion, name),
                "answered": day(opinion.answered.event, opinion.answered.ms) if opinion.answered else "",
            }
        )
    made = {survey: day(survey.made.event, survey.made.ms) for survey in case.surveys}
    found: dict[str, Any] = {
        "opinions": opinions,
        "gatherings": [
            {
                "sort": word(called.sort),
                "on": called.on.isoformat(),
                "signed": [names.get(code, code) for code in called.signed],
                "attended": {names.get(code, code): word(how) for code, how in called.attended.items()},
            }
            for called in case.gatherings
        ],
        "surveys": [{"sort": word(survey.sort), "trip": survey.trip, "on": on} for survey, on in made.items()],
    }
    if case.matter in VISITED_THRICE:
        visits = three_visits(case.surveys)
        found["visits"] = {name: made[survey] if survey else "" for name, survey in visits.items()}
    return found


def answer(opinion: Opinion, name: str) -> str:
    """What came of the question, in the office's words; "" while it is open."""
    if opinion.defaulted is not None:
        return f"{word(opinion.defaulted)}，责任由{name}承担"
    return word(opinion.given) if opinion.given is not None else ""
