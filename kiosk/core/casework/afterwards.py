"""What an applicant may still bring after acceptance: 容缺, a material that follows by a day, and 告知承诺, a proof that a
written promise stands for until somebody has checked it.

容缺 (domain C-6): the window accepts at once and says in writing what follows by when; what does not come by then ends
the case as returned. 告知承诺 (domain C-12; 优化营商环境条例 40): no proof is demanded, the promise is checked afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework.codes import CheckOutcome, Result
from kiosk.core.casework.mark import Mark
from kiosk.core.casework.transitions import State
from kiosk.core.event import Head, Level

if TYPE_CHECKING:
    from kiosk.core.casework.case import Case

Facts = Mapping[str, Any]


class Following(msgspec.Struct, frozen=True):
    """容缺: `materials` are the numbers that have not come yet, `until` the last day for them, `allowed` when it was
    said."""

    materials: tuple[int, ...]
    until: date
    allowed: Mark


class PromisedProofs(msgspec.Struct, frozen=True):
    """告知承诺: materials whose proof the promise of that wording's version stands for; outcome: of the check."""

    materials: tuple[int, ...]
    version: int
    promised: Mark
    outcome: CheckOutcome | None = None


def allowed_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """One date for all that follows: it is allowed once."""
    return "SUPPLY_ALLOWED_ALREADY" if case.following is not None else None


def supplied_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Only what was allowed to follow can follow."""
    if case.following is None or not case.following.materials:
        return "NOTHING_FOLLOWS"
    if facts is not None and not set(facts["materials"]) <= set(case.following.materials):
        return "NOTHING_FOLLOWS"
    return None


def lapsed_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Nothing lapses that has come."""
    return None if case.following is not None and case.following.materials else "NOTHING_FOLLOWS"


def promised_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """One promise, of one wording, for all the proofs that it stands for."""
    return "PROOF_PROMISED_ALREADY" if case.promised_proofs is not None else None


def checked_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """What was promised is checked once it was accepted; a check that could not be made may be made again."""
    if case.promised_proofs is None or case.accepted is None:
        return "NOTHING_PROMISED"
    if case.promised_proofs.outcome not in (None, CheckOutcome.UNKNOWN):
        return "PROMISE_CHECKED_ALREADY"
    return None


def wants_check(case: Case) -> bool:
    """Whether somebody has still to see whether the promise was true: what was accepted on it, unless the case ended
    without a result (撤回, 作废), archived since or not. Then nothing rests on it."""
    proofs = case.promised_proofs
    if proofs is None or proofs.outcome is not None or case.accepted is None:
        return False
    is_over = case.state in (State.WITHDRAWN, State.VOIDED, State.ARCHIVED)
    return not is_over or (case.result is not None and case.voided_for is None)


def grant_waits(case: Case, facts: Facts | None) -> str | None:
    """Nothing is granted while a material that the law wants has not come, nor on a promise that was found untrue
    (国办发〔2020〕42号: what rests on a false promise is ended or revoked)."""
    if facts is None or facts["result"] is not Result.GRANTED:
        return None
    if case.promised_proofs is not None and case.promised_proofs.outcome is CheckOutcome.FALSE:
        return "PROMISE_FALSE"
    return "SUPPLY_OWED" if case.following is not None and case.following.materials else None


def allowed(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of SupplyAllowed."""
    return {"following": Following(facts["materials"], facts["until"], mark)}


def supplied(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of Supplied."""
    assert case.following is not None  # the rule has looked
    left = tuple(number for number in case.following.materials if number not in facts["materials"])
    return {"following": msgspec.structs.replace(case.following, materials=left)}


def lapsed(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of SupplyLapsed: returned, in the name of the tier that allowed it."""
    return {"concluded": mark, "concluded_by": case.accept_tier, "result": Result.RETURNED}


def promised(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of ProofPromised."""
    return {"promised_proofs": PromisedProofs(facts["materials"], facts["version"], mark)}


def checked(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of PromiseChecked."""
    assert case.promised_proofs is not None  # the rule has looked
    return {"promised_proofs": msgspec.structs.replace(case.promised_proofs, outcome=facts["outcome"])}
