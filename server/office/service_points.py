"""What a village's people are told about their station: who serves there (A岗, B岗), by which telephone, when and in
what.

Of people only staff numbers are kept, so that a card always bears the name that the register has when it is printed;
one who has left serves nowhere, and no card is printed with them ([S002] 便民服务卡、便民电话; domain B-7).
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kiosk.core.casework.written_text import check_phone, check_text
from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.published import Published
from server.office.staff import Staff, require_staff
from server.store.journal import Journal
from server.store.point_tables import service_card, service_point
from server.store.sql import upsert

HOURS_CHARS_MAX = 40
ADDRESS_CHARS_MAX = 60
HOUSEHOLD_CHARS_MAX = 40
MATTERS_COUNT_MAX = 8  # two lines of a card
CARDS_LISTED_MAX = 1_000
ID_BYTES = 16
HOTLINE = re.compile(r"1[0-9]{4}", re.ASCII)  # 12345, 12388: rung without an area code


class ServicePoint(NamedTuple):
    """One station's. agent, stand_in: staff numbers; matters: codes, () for the common ones; "" for what is not set."""

    agent: str = ""
    phone: str = ""
    stand_in: str = ""
    stand_in_phone: str = ""
    hours: str = ""
    address: str = ""
    complaint_phone: str = ""
    matters: tuple[str, ...] = ()


def service_point_of(connection: Connection, county: str, station: str) -> ServicePoint:
    """What is set of a station; an empty one where nothing is."""
    c = service_point.c
    asked = select(*(c[name] for name in ServicePoint._fields)).where(c.county == county, c.station == station)
    found = connection.execute(asked).mappings().one_or_none()
    if found is None:
        return ServicePoint()
    return ServicePoint(**{**found, "matters": tuple(msgspec.json.decode(found["matters"]))})


def set_service_point(
    journal: Journal,
    instruments: Instruments,
    published: Published,
    station: str,
    changes: Mapping[str, str],
    who: str,
) -> ServicePoint:
    """Change what is given and keep the rest, with the line of the audit. changes: fields of `ServicePoint` as typed,
    matters with commas between. Refusals DIVISION_UNKNOWN, STAFF_UNKNOWN, AGENT_OF_ANOTHER_PLACE, MATTER_UNKNOWN,
    SERVICE_POINT_FACT and those of a text or a telephone."""
    document = published.in_force(journal.connection)
    place = document.divisions.of(station)
    if place.station != station:
        raise Refusal("SERVICE_POINT_FACT", reason_zh="站点代码应为12位", reason_en="a station has 12 digits")
    made = service_point_of(journal.connection, journal.county, station)._replace(**_read(changes))
    for number in filter(None, (made.agent, made.stand_in)):
        serving(journal.connection, journal.county, station, number)
    if made.agent and made.agent == made.stand_in:
        raise Refusal("SERVICE_POINT_FACT", reason_zh="A岗和B岗是同一人", reason_en="one person cannot stand in for themself")
    for code in made.matters:
        document.catalogue.matter(code)
    kept = {**made._asdict(), "matters": msgspec.json.encode(made.matters).decode()}
    row = {"county": journal.county, "station": station, "set_at_ms": instruments.clock().wall_ms, **kept}
    upsert(journal.connection, service_point, row)
    audit.write(journal, instruments, who, "station set", station, " ".join(sorted(changes)))
    return made


def serving(connection: Connection, county: str, station: str, number: str) -> Staff:
    """The person of that staff number, who works at that station; Refusals STAFF_UNKNOWN, AGENT_OF_ANOTHER_PLACE."""
    person = require_staff(connection, county, number)
    own = station[:9] if station.endswith("000") else station
    if person.level is Level.COUNTY or person.prefix != own:
        raise Refusal("AGENT_OF_ANOTHER_PLACE", number=number, prefix=person.prefix, station=station)
    return person


def note_card(journal: Journal, instruments: Instruments, station: str, household: str, agent: str) -> None:
    """That a card was given to a household today. Refusals of a text."""
    check_text("户", household, HOUSEHOLD_CHARS_MAX, required=True)
    row = {"county": journal.county, "id": instruments.draw(ID_BYTES), "station": station, "household": household}
    issued_at_ms = instruments.clock().wall_ms
    journal.connection.execute(service_card.insert().values(**row, agent=agent, issued_at_ms=issued_at_ms))


def cards_given(connection: Connection, county: str, station: str) -> list[tuple[str, str, int]]:
    """(household, staff number on the card, when), the latest first; at most CARDS_LISTED_MAX."""
    c = service_card.c
    asked = select(c.household, c.agent, c.issued_at_ms).where(c.county == county, c.station == station)
    latest = asked.order_by(c.issued_at_ms.desc(), c.id).limit(CARDS_LISTED_MAX)
    return [(household, agent, at_ms) for household, agent, at_ms in connection.execute(latest)]


def _read(changes: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: text.strip() for name, text in changes.items()}
    for name in ("phone", "stand_in_phone", "complaint_phone"):
        if found.get(name) and not (name == "complaint_phone" and HOTLINE.fullmatch(found[name])):
            check_phone(found[name])
    check_text("服务时间", found.get("hours", ""), HOURS_CHARS_MAX)
    check_text("地址", found.get("address", ""), ADDRESS_CHARS_MAX)
    if "matters" in found:
        codes = tuple(dict.fromkeys(filter(None, found["matters"].replace("，", ",").replace(" ", "").split(","))))
        if len(codes) > MATTERS_COUNT_MAX:
            raise Refusal(
                "SERVICE_POINT_FACT",
                reason_zh=f"卡上最多{MATTERS_COUNT_MAX}个事项",
                reason_en=f"a card bears at most {MATTERS_COUNT_MAX} matters",
            )
        found["matters"] = codes
    return found
