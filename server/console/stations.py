"""The stations' pages: the tree of levels, and one station with its devices."""

from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from kiosk.core.carriage.enrolment_code import URL_CHARS_MAX, picture_text, shown
from kiosk.core.catalogue.divisions import Divisions
from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.console.incidents import SHOWN_MAX
from server.console.station_words import (
    KEPT,
    REASONS,
    REVOKED_FOR,
    STANDINGS,
    ago,
    came_by,
    clock_off,
    finding_told,
    incident_told,
    left_word,
    place_name,
    room,
)
from server.office.drawn_code import drawn_code
from server.office.incidents import incidents, incidents_counted, stands_at
from server.office.inviting import Invited, invite_station
from server.office.keeping import keeping
from server.office.staff import list_staff
from server.office.stations import (
    InForce,
    Standing,
    Station,
    branches,
    carried_by,
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
        kept = keeping(connection, ask.house.node.county_code)
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
        kept=kept,
        kept_told=tuple(ask.say(part) for part in KEPT[kept.medium]),
        **_sayings(ask),
    )


def station(ask: Ask) -> Response:
    """One station: what holds of it and what to do, its devices with their logs, incidents, people."""
    return show_station(ask)


def enrolment(ask: Ask) -> Response:
    """A one-time code for one more device of this station, shown in this one answer and nowhere else. Whoever asks
    shows once more who they are. Refusals of `invite_station` as the page's."""
    house, code, url = ask.house, ask.path["station"], ask.typed("url")
    try:
        house.accounts.check(ask.person.number, ask.form.get("own", [""])[-1], ask.address)
        plain = url.isascii() and url.isprintable() and len(url) <= URL_CHARS_MAX
        if url and not (plain and url.startswith("https://")):
            raise Refusal("ADDRESS_WRONG", limit_chars=URL_CHARS_MAX)
        who = f"console/{ask.person.number}"
        published = house.office.published  # the writer's own: this runs in its thread
        invited = house.writer.run(
            lambda journal: invite_station(journal, house.node, published, house.instruments, code, url, who)
        )
    except Refusal as no:
        return show_station(ask, no=no)
    return show_station(ask, invited)


def show_station(
    ask: Ask, invited: Invited | None = None, no: Refusal | None = None, revoking: str = ""
) -> Response:
    """The page of the address's station. invited: a code to show once; no: what a form of it was refused with;
    revoking: the terminal whose revocation that was."""
    code = ask.path["station"]
    with ask.reading() as connection:
        prefix = code[:9] if code.endswith("000") else code
        divisions, found = _found(ask, connection, prefix)
        here = [one for one in found if one.code == code]
        if not here:
            raise Refusal("PAGE_UNKNOWN")
        county = ask.house.node.county_code
        people = list_staff(connection, county, prefix)
        open_ones = incidents(connection, county, prefix, count_max=SHOWN_MAX, station=code)
        counted = incidents_counted(connection, county, prefix)
    return ask.show(
        "station.html",
        no.status if no else 200,
        divisions=divisions,
        station=here[0],
        people=[person for person in people if person.prefix == prefix],
        incidents=open_ones,
        incidents_count=sum(counted.get(one, 0) for one in stands_at(code)),
        incident_told=lambda incident: incident_told(incident, ask.say),
        place=lambda code: place_name(divisions, code),
        may_close=ask.may("/console/incidents/{incident}/close"),
        may_enrol=ask.may("/console/stations/{station}/enrolment"),
        may_revoke=ask.may("/console/stations/{station}/revocation"),
        revoking=revoking,
        typed=ask.typed,
        whys=[(str(int(why)), ask.say(word)) for why, word in REVOKED_FOR.items()],
        invited=invited,
        code_shown=shown(invited.invitation.code) if invited else "",
        code_drawn=drawn_code(picture_text(invited.invitation)) if invited else "",
        said=no.text(ask.language) if no else "",
        runs_max=MISSING_RUNS_MAX,
        carried=carried_by(found, code),
        came=lambda log: came_by(log, divisions, ask.say),
        left=lambda one: left_word(one, ask.say),
        revoked_for=lambda why: ask.say(REVOKED_FOR[why]),
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
