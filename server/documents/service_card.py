"""The card 便民服务卡 that every household is given: who serves here, by which telephone, when, what for (domain B-7).

Wallet size, 85.6 × 54 mm as a bank card (ISO/IEC 7810 ID-1), ten to a sheet of A4 with lines to cut along. Made from
what is in force when it is printed, and never kept: a card printed after the agent changed bears the new name.
"""

import json
from importlib.resources import files
from typing import NamedTuple

import typst
from sqlalchemy import Connection

from kiosk.core.casework.receipt import TO_BE_CONFIRMED
from kiosk.core.catalogue.matters import Catalogue, Matter
from kiosk.core.refusal import Refusal
from server.documents.typesetting import fonts
from server.office.drawn_code import drawn_code
from server.office.published import Published
from server.office.service_points import MATTERS_COUNT_MAX, service_point_of, serving

CARDS_A_SHEET = 10
NAME_CHARS_MAX = 14  # of a matter; longer names lose what stands in brackets, then their end


class ServiceCard(NamedTuple):
    """What stands on it. stand_in: (name, telephone), both "" where nobody else serves; code: the QR's text."""

    station: str
    agent: str
    phone: str
    stand_in: tuple[str, str]
    hours: str
    address: str
    matters: tuple[str, ...]
    complaint_phone: str
    code: str


def service_card(connection: Connection, published: Published, county: str, station: str, url: str) -> ServiceCard:
    """The station's card by what is in force now. url: of the county's public pages, "" for none; then the QR holds
    the agent as a contact. Refusals DIVISION_UNKNOWN, SERVICE_POINT_NOT_SET, STAFF_UNKNOWN when somebody on it has
    left, AGENT_OF_ANOTHER_PLACE."""
    document = published.in_force(connection)
    name = document.divisions.station_name(station)
    point = service_point_of(connection, county, station)
    if not (point.agent and point.phone and point.hours):
        raise Refusal("SERVICE_POINT_NOT_SET", station=name)
    agent = serving(connection, county, station, point.agent).name
    other = serving(connection, county, station, point.stand_in).name if point.stand_in else ""
    matters = [document.catalogue.matter(code) for code in point.matters] or _common(document.catalogue)
    return ServiceCard(
        station=f"{name}便民服务站",
        agent=agent,
        phone=point.phone,
        stand_in=(other, point.stand_in_phone),
        hours=point.hours,
        address=point.address,
        matters=tuple(_short(one) for one in matters[:MATTERS_COUNT_MAX]),
        complaint_phone=point.complaint_phone or TO_BE_CONFIRMED,
        code=f"{url.rstrip('/')}/progress" if url else f"MECARD:N:{agent};TEL:{point.phone};NOTE:{name}代办员;;",
    )


def card_pdf(told: dict[str, object]) -> bytes:
    """A sheet of CARDS_A_SHEET of one card, as PDF. told: `ServiceCard` as a mapping."""
    data = json.dumps({**told, "cards": CARDS_A_SHEET, "svg": str(drawn_code(str(told["code"])))}, ensure_ascii=False)
    template = files("server.documents").joinpath("service_card.typ").read_bytes()
    return typst.compile(template, font_paths=fonts(), sys_inputs={"data": data}, format="pdf", timestamp=0)


def _common(catalogue: Catalogue) -> list[Matter]:
    """The first matter of each office that an agent may do for everybody."""
    ready = [one for one in catalogue.matters if one.core_set and one.agent_allowed == "Y"]
    first = {one.code.partition("-")[0]: one for one in reversed(ready)}
    return [one for one in ready if first[one.code.partition("-")[0]] is one]


def _short(matter: Matter) -> str:
    name = matter.name.partition("（")[0]
    return name if len(name) <= NAME_CHARS_MAX else name[: NAME_CHARS_MAX - 1] + "…"
