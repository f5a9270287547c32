"""The commands about papers and cards, as the desk does them (`server.office.desk`): they answer with data, and whoever
asked draws it. Papers name people in full, so each asking is audited, and only the owner of the folder asks."""

from typing import Any

import msgspec

from kiosk.core.casework.days import china_date
from kiosk.core.refusal import Refusal
from server.documents.printing import papers, subject_of
from server.documents.service_card import ServiceCard, service_card
from server.documents.typesetting import plain
from server.office import audit
from server.office.deeds import find_case
from server.office.desk import Commands, Desk
from server.office.dossier import Dossiers
from server.office.service_points import ServicePoint, cards_given, note_card, service_point_of, set_service_point
from server.store.journal import Journal


class Papers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """case: 27 digits, with /1 or /2 where a number stands twice."""

    case: str


class StationSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """station: 12 digits; changes: fields of `ServicePoint` as typed, none to look."""

    station: str
    changes: dict[str, str] = {}


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """household: whom it is given to, "" for a sheet that is only printed; given: list them instead."""

    station: str
    url: str = ""
    household: str = ""
    given: bool = False


def papers_by_command(desk: Desk, asked: Papers, os_user: str) -> dict[str, Any]:
    """`server papers`: every paper of a case, as data."""
    _county_only(desk, "papers")
    published, node = desk.office.published, desk.node

    def read(journal: Journal) -> dict[str, Any]:
        find_case(desk.office, journal, asked.case)
        reader = Dossiers(node, published, desk.office.bodies)
        dossier = reader.one(journal.connection, asked.case, desk.instruments.clock().wall_ms)
        subject = subject_of(journal.connection, published, node.county_code, dossier)
        found = papers(dossier, subject)
        codes = " ".join(one.number[len(subject.number) :] for one in found)
        audit.write(journal, desk.instruments, os_user, "print papers", dossier.number, codes)
        return {"case": dossier.number, "papers": [plain(one) for one in found]}

    return desk.writer.run(read)


def station_by_command(desk: Desk, asked: StationSet, os_user: str) -> dict[str, Any]:
    """`server station set` and `show`: who serves at a station, by which telephone, when."""
    _county_only(desk, "station set")

    def done(journal: Journal) -> ServicePoint:
        if not asked.changes:
            return service_point_of(journal.connection, journal.county, asked.station)
        published = desk.office.published
        return set_service_point(journal, desk.instruments, published, asked.station, asked.changes, os_user)

    return {"station": asked.station, **desk.writer.run(done)._asdict()}


def card_by_command(desk: Desk, asked: Card, os_user: str) -> dict[str, Any]:
    """`server card`: a station's card as data, and the note that a household was given it; or who was given one."""
    _county_only(desk, "card")
    if asked.given:
        given = desk.writer.run(lambda journal: cards_given(journal.connection, journal.county, asked.station))
        return {"given": [(household, agent, china_date(at_ms).isoformat()) for household, agent, at_ms in given]}

    def made(journal: Journal) -> ServiceCard:
        published, connection = desk.office.published, journal.connection
        card = service_card(connection, published, journal.county, asked.station, asked.url)
        if asked.household:
            agent = service_point_of(connection, journal.county, asked.station).agent
            note_card(journal, desk.instruments, asked.station, asked.household, agent)
        given = "household" if asked.household else ""  # and not whose: that stands in the list of cards given
        audit.write(journal, desk.instruments, os_user, "print card", asked.station, given)
        return card

    return {"card": desk.writer.run(made)._asdict()}


def _county_only(desk: Desk, command: str) -> None:
    if not desk.node.is_county:
        raise Refusal("COUNTY_ONLY", command=command)


PAPER_COMMANDS: Commands = {
    "papers": (Papers, papers_by_command),
    "station": (StationSet, station_by_command),
    "card": (Card, card_by_command),
}
