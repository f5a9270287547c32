"""What the events of a case add to its line of the ledger: who took it, what was paid, how it was asked back, and why
a line was put right 更正.

A line is never deleted. What was entered wrongly stands with its reason in 备注, and the right one has its own number.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Contentment, word
from kiosk.core.casework.days import china_minute
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.event import Event
from kiosk.desk.opening import Opener

TAKING = (Kind.ACCEPTED, Kind.CORRECTION_ASKED, Kind.DECLINED, Kind.RETURNED)
FEN_A_YUAN = 100
PUT_RIGHT = {
    Kind.VOIDED: "更正：作废",
    Kind.WITHDRAWN: "撤回",
    Kind.SUPPLY_LAPSED: "后补材料逾期未补",
    Kind.MANDATE_REVOKED: "撤销委托",
}


class Told(NamedTuple):
    """Columns of the ledger, "" where nothing is to be said."""

    taken_by: str
    fee_receipt: str
    followed_up: str
    remarks: tuple[str, ...]


def told_by(case: Case, events: Iterable[Event], opener: Opener) -> Told:
    """What those events of a case that had effect say, as far as their bodies open."""
    landed = [event for event in events if has_effect(case, event) and event.head.kind in _SAID]
    told = [(Kind(event.head.kind), event, opener.body(event.hash) or {}) for event in landed]
    return Told(
        next((_taker(event) for kind, event, _ in told if kind in TAKING and case.forwarded), ""),
        "、".join(_receipt(event, body) for kind, event, body in told if kind is Kind.FEES_PAID),
        next((_asked_back(event, body) for kind, event, body in reversed(told) if kind is Kind.FOLLOWED_UP), ""),
        tuple(_put_right(kind, event, body) for kind, event, body in told if kind in PUT_RIGHT),
    )


def has_effect(case: Case, event: Event) -> bool:
    """Whether an event landed on the case, and not aside."""
    return event.head.node + event.head.operation in case.effects and event.hash not in case.set_aside


_SAID = frozenset({*TAKING, *PUT_RIGHT, Kind.FEES_PAID, Kind.FOLLOWED_UP})


def _taker(event: Event) -> str:
    return f"{word(event.head.level)} {event.head.author}"


def _receipt(event: Event, body: dict[str, Any]) -> str:
    yuan, fen = divmod(facts_unpack(Kind.FEES_PAID, event.head.facts)["fen"], FEN_A_YUAN)
    return f"{body.get('receipt', '')}（{yuan}.{fen:02}元）"


def _asked_back(event: Event, body: dict[str, Any]) -> str:
    """When, how, and how content the principal was."""
    way = facts_unpack(Kind.FOLLOWED_UP, event.head.facts).get("way")
    outcome = body.get("outcome")
    content = word(Contentment(outcome)) if outcome in list(Contentment) else ""
    return " ".join(filter(None, (_when(event), word(way) if way else "", content)))


def _put_right(kind: Kind, event: Event, body: dict[str, Any]) -> str:
    why = facts_unpack(kind, event.head.facts).get("why")
    said = PUT_RIGHT[kind] + (f"（{word(why)}）" if why else "")
    return f"{_when(event)} {said}" + (f"：{reason}" if (reason := str(body.get("reason", ""))) else "")


def _when(event: Event) -> str:
    return china_minute(event.head.clock.wall_ms)
