"""Yellow and red cards 黄牌红牌: electronic supervision as facts that somebody can answer for (domain 3.4, H-10).

A card is an event that the county's own clock writes, once for each breach: the same limit, the same last day, the same
colour. It is never taken out; a supervisor revokes it with a reason, and revocations are counted by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework.codes import CardColour, CardRevokedFor, CardRule
from kiosk.core.casework.mark import Mark
from kiosk.core.event import Head, Level

if TYPE_CHECKING:
    from kiosk.core.casework.case import Case

Facts = Mapping[str, Any]
CARDS_A_CASE_MAX = 99


class Card(msgspec.Struct, frozen=True):
    """One card. serial: from 1 within its case; due: the last day of the limit that it is about; revoked_for: None
    while it stands."""

    serial: int
    colour: CardColour
    rule: CardRule
    due: date
    issued: Mark
    revoked_for: CardRevokedFor | None = None


def is_issued(case: Case, colour: CardColour, rule: CardRule, due: date) -> bool:
    """Whether that breach has its card of that colour, revoked or not."""
    return any((card.colour, card.rule, card.due) == (colour, rule, due) for card in case.cards)


def standing(case: Case, colour: CardColour) -> int:
    """How many cards of that colour nobody has taken back."""
    return sum(card.colour is colour and card.revoked_for is None for card in case.cards)


def issued_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Once for each breach, numbered without a gap."""
    if facts is None:
        return None
    if is_issued(case, facts["colour"], facts["rule"], facts["due"]):
        return "CARD_ISSUED_ALREADY"
    return None if facts["card"] == len(case.cards) + 1 else "CARD_UNKNOWN"


def revoked_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """A card that stands."""
    standing = {card.serial for card in case.cards if card.revoked_for is None}
    return None if (standing if facts is None else facts["card"] in standing) else "CARD_UNKNOWN"


def issued(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of CardIssued."""
    card = Card(facts["card"], facts["colour"], facts["rule"], facts["due"], mark)
    return {"cards": (*case.cards, card)}


def revoked(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of CardRevoked."""
    changed = (
        msgspec.structs.replace(card, revoked_for=facts["why"]) if card.serial == facts["card"] else card
        for card in case.cards
    )
    return {"cards": tuple(changed)}
