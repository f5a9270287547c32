"""What a year came to, counted from folded cases: kinds of case, tiers, results, cards, what the clock did alone."""

from collections import Counter
from typing import Any

from kiosk.core.casework.cards import Card
from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import word
from kiosk.core.casework.handling_class import handling_class
from kiosk.core.casework.kinds import KINDS, Kind
from server.office.projection import FoldedCase

# What nobody did: the county's own clock.
BY_ITSELF = (
    Kind.LAPSED,
    Kind.DEEMED_ACCEPTED,
    Kind.CORRECTION_LAPSED,
    Kind.SUPPLY_LAPSED,
    Kind.OPINION_DEFAULTED,
)


class Counts:
    """Add each case once; `answer` says what it came to."""

    def __init__(self) -> None:
        self._cases = self._events = self._set_aside = 0
        self._kinds, self._tiers, self._states = Counter[str](), Counter[str](), Counter[str]()
        self._results, self._cards = Counter[str](), Counter[str]()
        self._alone, self._deeds = Counter[str](), Counter[str]()

    def add(self, one: FoldedCase, case_type_code: str) -> None:
        """One case more; case_type_code: its matter's national one."""
        case = one.case
        self._cases += 1
        self._events += len(one.folded.landed)
        self._set_aside += len(one.folded.set_aside)
        self._kinds[handling_class(case, case_type_code).value] += 1
        self._tiers[f"{word(case.accept_tier)}→{word(case.decide_tier)}"] += 1
        self._states[case.state.value] += 1
        self._results[_result(case)] += 1
        self._cards.update(_card(card) for card in case.cards)
        for event in one.folded.landed:
            kind = Kind(event.head.kind)
            (self._alone if kind in BY_ITSELF else self._deeds)[KINDS[kind].zh] += 1

    def answer(self) -> dict[str, Any]:
        """Everything, each count sorted with the largest first."""
        return {
            "cases": self._cases,
            "events": self._events,
            "set_aside": self._set_aside,
            "kinds": _sorted(self._kinds),
            "tiers": _sorted(self._tiers),
            "states": _sorted(self._states),
            "results": _sorted(self._results),
            "cards": _sorted(self._cards),
            "by_the_clock": _sorted(self._alone),
            "deeds": _sorted(self._deeds),
        }


def _result(case: Case) -> str:
    return word(case.result) if case.result is not None else "—"


def _card(card: Card) -> str:
    return ("撤销" if card.revoked_for is not None else "") + word(card.colour)


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
