"""What is told of a case: its limits and the sentence of state and next step, the same for lists, pages and phones."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.core.casework.clocks import RunningClock, opinion_clock
from kiosk.core.casework.codes import DeclinedFor
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.casework.lamps import Lamp, lamp
from kiosk.core.casework.slip import due_line, sentence, slip_for
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office.projection import FoldedCase, Rules, running_clocks, settled_ms
from server.office.published import Published, calendar_of
from server.office.terms_differ import terms_differ

LANGUAGES = ("zh", "en")


class OpinionLimit(NamedTuple):
    """The limit of one department's opinion; lamp: OFF once it has answered or was taken as consenting."""

    clock: RunningClock
    lamp: Lamp


class Told(NamedTuple):
    """differs: why the case is set aside as a whole, "" when it is not; running: its limits, none then; lamps: of each
    limit by its name; sentence and due: by language, the limit's line "" where none runs; opinions: of each department
    that was asked, the limit it had or has."""

    differs: str
    running: tuple[RunningClock, ...]
    sentence: Mapping[str, str]
    due: Mapping[str, str]
    lamps: Mapping[str, Lamp] = {}
    opinions: Mapping[str, OpinionLimit] = {}


def tell(connection: Connection, node: Node, published: Published, one: FoldedCase, now_ms: int) -> Told:
    """What is told of a case at `now_ms`, by the calendar and limits in force."""
    differs = terms_differ(published, connection, one.case)
    if differs:
        aside = Refusal("CASE_SET_ASIDE")
        return Told(differs, (), {tongue: aside.text(tongue) for tongue in LANGUAGES}, dict.fromkeys(LANGUAGES, ""))
    document = published.in_force(connection)
    calendar, today = calendar_of(document), china_date(now_ms)
    rules = Rules(calendar, document.limits, node.county.node)
    running = running_clocks(one, rules, now_ms)
    slip = slip_for(one.case, one.changed_at_ms, running, declined_for(one))
    names = published.material_names(connection, one.case.matter, one.case.catalogue_version)
    return Told(
        "",
        running,
        {tongue: sentence(slip, tongue, names) for tongue in LANGUAGES},
        {tongue: due_line(slip, tongue) for tongue in LANGUAGES},
        {clock.name: lamp(clock, today, calendar) for clock in running},
        _opinions(one, rules, now_ms),
    )


def _opinions(one: FoldedCase, rules: Rules, now_ms: int) -> dict[str, OpinionLimit]:
    settled, found = settled_ms(one.rows.values(), rules.county_node), {}
    for asked in one.case.opinions:
        clock = opinion_clock(one.case, asked, rules.calendar, now_ms, rules.limits, settled)
        shines = lamp(clock, china_date(now_ms), rules.calendar) if asked.is_open else Lamp.OFF
        found[asked.department] = OpinionLimit(clock, shines)
    return found


def declined_for(one: FoldedCase) -> int:
    """The coded reason of its Declined, 0 when it was not declined."""
    for event in reversed(one.folded.landed):
        if event.head.kind == Kind.DECLINED and event.hash not in one.folded.set_aside:
            return int(DeclinedFor(facts_unpack(Kind.DECLINED, event.head.facts)["why"]))
    return 0
