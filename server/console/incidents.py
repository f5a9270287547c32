"""Incidents: what a person must look at, in plain words, and saying that it was seen to."""

from starlette.responses import Response

from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.console.entrance import own_path
from server.console.station_words import incident_told, place_name
from server.office.incidents import close_incident, incidents, incidents_counted

SHOWN_MAX = 60  # a page stays under 100 kB


def all_of_them(ask: Ask) -> Response:
    """The open ones under the person's prefix, or those seen to."""
    closed = ask.asked("closed") == "1"
    with ask.reading() as connection:
        county, prefix = ask.house.node.county_code, ask.person.prefix
        found = incidents(connection, county, prefix, closed, SHOWN_MAX)
        counted = incidents_counted(connection, county, prefix, closed)
        divisions = ask.house.published.in_force(connection).divisions
    return ask.show(
        "incidents.html",
        incidents=found,
        count=sum(counted.values()),
        closed=closed,
        divisions=divisions,
        incident_told=lambda incident: incident_told(incident, ask.say),
        place=lambda code: place_name(divisions, code),
        may_close=ask.may("/console/incidents/{incident}/close"),
    )


def close(ask: Ask) -> Response:
    """Seen to, and what was done. Refusals INCIDENT_WORD_MISSING, INCIDENT_UNKNOWN."""
    try:
        which = bytes.fromhex(ask.path["incident"])
    except ValueError as error:
        raise Refusal("INCIDENT_UNKNOWN") from error
    house, person, word = ask.house, ask.person, ask.typed("word")
    house.writer.run(lambda journal: close_incident(journal, house.instruments, which, person, word))
    return ask.go(own_path(ask.typed("back")) or "/console/incidents")
