"""The command `supervise`, as the desk does it (`desk.COMMANDS`)."""

from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework.cards import Card
from kiosk.core.casework.codes import word
from kiosk.core.refusal import Refusal
from server.office.supervising import Month, supervised

if TYPE_CHECKING:
    from server.office.desk import Desk


class Supervise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """station: only cases under this prefix of a station code, "" for the county's."""

    station: str = ""


def supervise_by_command(desk: "Desk", asked: Supervise, os_user: str) -> dict[str, Any]:
    """`server supervise`: what the county's clock owes today is written first, then the lists are read."""
    if not desk.node.is_county:
        raise Refusal("COUNTY_ONLY", command="supervise")
    more = desk.writer.run(desk.office.tick)
    while more:
        more = desk.writer.run(desk.office.digest)
    now_ms, prefix = desk.instruments.clock().wall_ms, asked.station or desk.node.county_code
    found = desk.writer.run(
        lambda journal: supervised(journal.connection, desk.office.published, journal.county, prefix, now_ms)
    )
    return {
        "day": found.day.isoformat(),
        "carded": [{**one._asdict(), "cards": [_card(card) for card in one.cards]} for one in found.carded],
        "untouched": [one._asdict() for one in found.untouched],
        "still_open": [{**one._asdict(), "day": one.day.isoformat()} for one in found.still_open],
        "months": [_month(one) for one in found.months],
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "card": card.serial,
        "colour": card.colour.name.lower(),
        "rule": card.rule.name.lower(),
        "zh": f"{word(card.rule)}{word(card.colour)}",
        "due": card.due.isoformat(),
        "revoked": "" if card.revoked_for is None else word(card.revoked_for),
    }


def _month(month: Month) -> dict[str, Any]:
    return {
        **month._asdict(),
        "corrected_percent": month.corrected_percent,
        "complaints_a_thousand": month.complaints_a_thousand,
    }
