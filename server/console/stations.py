"""The stations' pages: the tree of levels, and one station with its devices."""

from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from kiosk.core.catalogue.divisions import Divisions
from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.console.incidents import SHOWN_MAX
from server.console.station_words import (
    REASONS,
    STANDINGS,
    ago,
    clock_off,
    finding_told,
    incident_told,
    place_name,
    room,
)
from server.office.incidents import incidents, incidents_counted, stands_at
from server.office.staff import list_staff
from server.office.stations import (
    InForce,
    Standing,
    Station,
    branches,
    matching,
    stations,
    tally,
)

ROWS_MAX = 60  # of a search; a page stays under 100 kB
MISSING_RUNS_MAX = 20  # named one by one


def tree(ask: Ask) -> Response:
    """Townships with how their stations stand; one of them unfolded, or what a search finds."""
    text, standing = ask.asked("q"), ask.asked("standing")
    with ask.reading() as connection:
        divisions, found = _found(ask, connection, ask.person.prefix)
    all_branches = branches(found, divisions)
    searched = bool(text or standing)
    hits = matching(found, divisions, text, standing) if searched else ()
    opened = ask.asked("township") or (all_branches[0].own.place.code if len(all_branches) == 1 else "")
    return ask.show(
        "stations.html",
        divisions=divisions,
        branches=all_branches,
        opened=opened,
        hits=hits[:ROWS_MAX],
        hits_count=len(hits),
        searched=searched,
        text=text,
        chosen=standing,
        tally=tally(found),
        count=len(found),
        **_sayings(ask),
    )


def station(ask: Ask) -> Response:
    """One station: what holds of it and what to do, its devices with their logs, incidents, people."""
    code = ask.path["station"]
    with ask.reading() as connection:
        divisions, found = _found(ask, connection, code[:9] if code.endswith("000") else code)
        here = [one for one in found if one.code == code]
        if not here:
            raise Refusal("PAGE_UNKNOWN")
        prefix = code[:9] if code.endswith("000") else code
        people = list_staff(connection, ask.house.node.county_code, prefix)
        county = ask.house.node.county_code
        open_ones = incidents(connection, county, prefix, count_max=SHOWN_MAX, station=code)
        counted = incidents_counted(connection, county, prefix)
    return ask.show(
        "station.html",
        divisions=divisions,
        station=here[0],
        people=[person for person in people if person.prefix == prefix],
        incidents=open_ones,
        incidents_count=sum(counted.get(one, 0) for one in stands_at(code)),
        incident_told=lambda incident: incident_told(incident, ask.say),
        place=lambda code: place_name(divisions, code),
        may_close=ask.may("/console/incidents/{incident}/close"),
        runs_max=MISSING_RUNS_MAX,
        **_sayings(ask),
    )


def _found(ask: Ask, connection: Connection, prefix: str) -> tuple[Divisions, tuple[Station, ...]]:
    document = ask.house.published.in_force(connection)
    in_force = InForce(document.version, document.issued_at_ms, ask.now_ms)
    county = ask.house.node.county_code
    return document.divisions, stations(connection, county, document.divisions, prefix, in_force)


def _sayings(ask: Ask) -> dict[str, Any]:
    return {
        "told": lambda finding: finding_told(finding, ask.say),
        "standings": {
            standing: (tone, sign, ask.say(word)) for standing, (tone, sign, word) in STANDINGS.items()
        },
        "standing_order": list(Standing),
        "ago": lambda at_ms: ago(at_ms, ask.now_ms, ask.say),
        "clock_off": lambda offset_ms: clock_off(offset_ms, ask.say),
        "room": room,
        "reason": lambda code: ask.say(REASONS[code]),
    }
