"""Whatever a village, a township and a county do to one case, and however little they have heard of each other: it is
heard before it is archived, an officer decides it, no clock runs backwards, no breach is carded twice, and in the end
all see the same case and the same dates. Each of these is seen to fail where the rule behind it is switched off."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from kiosk.core.casework import clocks, effect, fold, permission
from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Result
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import Deadline, PausedDays, deadline
from kiosk.core.casework.mark import Mark, mark_of
from kiosk.core.event import Event
from tests.property.casework.worked_case import WorkedCase

KINDS_REACHED_MIN = 32  # of 54; a run of a hundred cases reaches 39 to 46
WORKED = settings(
    max_examples=100,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
LOOKED_FOR = settings(
    WORKED, max_examples=1_500, derandomize=True, database=None, phases=[Phase.generate], report_multiple_bugs=False
)


def test_f_01_e_04_d_01_h_10_however_a_case_is_worked_it_is_heard_decided_by_an_officer_and_seen_alike() -> None:
    WorkedCase.reached.clear()
    run_state_machine_as_test(WorkedCase, settings=WORKED)
    assert len(WorkedCase.reached) >= KINDS_REACHED_MIN, sorted(set(Kind) - set(WorkedCase.reached))


def archived_unheard(case: Case, facts: Any, level: Any) -> None:
    """F-1 off: whatever was delivered may be archived."""


def deemed_and_granted(case: Case, head: Any, facts: Any, mark: Any) -> dict[str, Any]:
    """Rule 7 off: who is silent grants."""
    return {"accepted": case.reached, "promise": effect._promise(facts), "result": Result.GRANTED}


def carded_again(case: Case, facts: Any, level: Any) -> None:
    """H-10 off: a card whenever one is written."""


def paused_from_the_day_itself(
    start: date, days: int, unit: Any, calendar: Any, pauses: Sequence[PausedDays] = ()
) -> Deadline:
    """One day more for every pause."""
    longer = [PausedDays(date.fromordinal(pause.since.toordinal() - 1), pause.until) for pause in pauses]
    return deadline(start, days, unit, calendar, longer)


def shortened(case: Case, head: Any, facts: Any, mark: Any) -> dict[str, Any]:
    """An extension that takes days away."""
    return {"extended_days": -facts["days"]}


def as_it_came(ready: dict[int, list[bytes]], case: Case | None) -> bytes:
    """R-FOLD off: among what is ready, whatever comes."""
    return random.choice([heap for heap in ready.values() if heap]).pop()


def believed(event: Event) -> Mark:
    """R-TIME off: every clock is taken for a compared one."""
    return mark_of(event)._replace(firm=True)


def table(module: Any, name: str, kind: Kind, fault: Any) -> Callable[[pytest.MonkeyPatch], None]:
    """That kind's row of that table, changed."""
    return lambda patch: patch.setitem(getattr(module, name), kind, fault)


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "archived after": table(permission, "RULES", Kind.ARCHIVED, archived_unheard),
    "GRANTED by|silence decided": table(effect, "EFFECTS", Kind.DEEMED_ACCEPTED, deemed_and_granted),
    "twice for one breach": table(permission, "RULES", Kind.CARD_ISSUED, carded_again),
    "are the law's": lambda patch: patch.setattr(clocks, "deadline", paused_from_the_day_itself),
    "went back by extend": table(effect, "EFFECTS", Kind.EXTENDED, shortened),
    "another order, another case|sees another case": lambda patch: patch.setattr(fold, "_take", as_it_came),
    "; county:|went back by": lambda patch: patch.setattr(effect, "mark_of", believed),
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_planted_fault_is_found(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[said](monkeypatch)
    with pytest.raises(AssertionError, match=said):
        run_state_machine_as_test(WorkedCase, settings=LOOKED_FOR)
