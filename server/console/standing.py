"""What a case's page tells of how it stands beside its course: cards, materials that follow, promises, priority,
project, fees, visits, a mandate that was taken back.

Pure: everything but what was written follows from heads.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import CardColour, CheckOutcome
from kiosk.core.casework.days import china_date
from server.console.case_words import Names, coded, listed, material_name, money, rule_told
from server.console.words import Say
from server.console.words import mark as _
from server.office.dossier import Dossier
from server.office.steps import Step
from server.office.workbench import goes_first

_OUTCOMES: Mapping[CheckOutcome, tuple[str, str]] = {
    CheckOutcome.TRUE: ("good", "check"),
    CheckOutcome.FALSE: ("bad", "refused"),
    CheckOutcome.UNKNOWN: ("wait", "question"),
}


class CardTold(NamedTuple):
    """One card. is_red: red, else yellow; revoked: why, "" while it stands; reason: what the supervisor wrote."""

    serial: int
    is_red: bool
    rule: str
    due: datetime.date
    issued: datetime.date
    revoked: str
    reason: str


class Promised(NamedTuple):
    """告知承诺. tone, sign, outcome: a chip of the check, "" until there was one."""

    materials: str
    version: int
    tone: str
    sign: str
    outcome: str


class Visit(NamedTuple):
    """One visit of 跟踪服务. next: None where no further day was set."""

    on: datetime.date
    issue: str
    next: datetime.date | None


class Fees(NamedTuple):
    """Amounts in words; is_owed: something is still to be paid; items: (what, basis, amount) of every line billed."""

    billed: str
    paid: str
    owed: str
    is_owed: bool
    items: tuple[tuple[str, str, str], ...]


class Standing(NamedTuple):
    """All of it. priority: why, "" for none, until that day; goes_first: it counts today. follows: the materials that
    have not come yet, "" for none; until: their last day; mandate_ended: the day, None while the mandate stands;
    project: (code and name, place, what it waits for)."""

    priority: str
    priority_until: datetime.date | None
    goes_first: bool
    follows: str
    until: datetime.date | None
    left: int
    promised: Promised | None
    cards: tuple[CardTold, ...]
    fees: Fees | None
    project: tuple[str, str, str]
    visits: tuple[Visit, ...]
    mandate_ended: datetime.date | None


def standing_told(dossier: Dossier, names: Names, today: datetime.date, say: Say, language: str) -> Standing:
    """Of a case as it stands on the day `today`."""
    case = dossier.one.case
    took_effect = [step for step in dossier.steps if not step.set_aside and not step.waiting]
    follows = case.following.materials if case.following else ()
    return Standing(
        coded(case.priority.why, language) if case.priority else "",
        case.priority.until if case.priority else None,
        goes_first(case, today),
        listed((material_name(number, say, names.materials) for number in follows), language),
        case.following.until if case.following else None,
        (case.following.until - today).days if case.following else 0,
        _promised(case, names, say, language),
        _cards(case, took_effect, say, language),
        _fees(case, took_effect, say),
        _project(case, took_effect, say, language),
        _visits(took_effect),
        china_date(case.mandate_revoked.ms) if case.mandate_revoked else None,
    )


def _promised(case: Case, names: Names, say: Say, language: str) -> Promised | None:
    proofs = case.promised_proofs
    if proofs is None:
        return None
    tone, sign = _OUTCOMES[proofs.outcome] if proofs.outcome else ("", "")
    materials = listed((material_name(number, say, names.materials) for number in proofs.materials), language)
    return Promised(materials, proofs.version, tone, sign, coded(proofs.outcome, language) if proofs.outcome else "")


def _cards(case: Case, took_effect: Sequence[Step], say: Say, language: str) -> tuple[CardTold, ...]:
    reasons = {
        step.facts["card"]: dict(step.texts).get("reason", "") for step in took_effect if step.kind == "CardRevoked"
    }
    return tuple(
        CardTold(
            card.serial,
            card.colour is CardColour.RED,
            rule_told(card.rule, say),
            card.due,
            china_date(card.issued.ms),
            coded(card.revoked_for, language) if card.revoked_for else "",
            reasons.get(card.serial, ""),
        )
        for card in case.cards
    )


def _fees(case: Case, took_effect: Sequence[Step], say: Say) -> Fees | None:
    if not case.billed_fen:
        return None
    items = (item for step in took_effect if step.kind == "FeesBilled" for item in step.items)
    owed = case.billed_fen - case.paid_fen
    lines = tuple((_word(item, "item"), _word(item, "basis"), _amount(item, say)) for item in items)
    return Fees(money(case.billed_fen, say), money(case.paid_fen, say), money(owed, say), owed > 0, lines)


def _word(item: Mapping[str, Any], name: str) -> str:
    found = item.get(name)
    return found if isinstance(found, str) else ""


def _amount(item: Mapping[str, Any], say: Say) -> str:
    fen = item.get("fen")
    return money(fen, say) if type(fen) is int and fen >= 0 else "—"


def _project(case: Case, took_effect: Sequence[Step], say: Say, language: str) -> tuple[str, str, str]:
    if case.project is None:
        return ("", "", "")
    named = next((dict(step.texts).get("project_name", "") for step in took_effect if step.kind == "Linked"), "")
    return (
        " ".join(filter(None, (case.project.project, named))),
        say(_("第 {place} 件")).format(place=case.project.place),
        listed(map(str, case.project.after), language),
    )


def _visits(took_effect: Sequence[Step]) -> tuple[Visit, ...]:
    visits = (step for step in reversed(took_effect) if step.kind == "Visited")
    return tuple(
        Visit(china_date(step.at_ms), dict(step.texts).get("issue", ""), step.facts.get("next")) for step in visits
    )
