"""The mandate 委托 as the case knows it: revoked at any moment, given anew with the principal's own hand (domain F-2; 民法典
173: an agency ends when the principal takes it back).

From then on the station's agent does nothing more in the principal's name; the open step is the principal's own again.
What an authority does is untouched, and a result is still handed to the principal, who signs for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.mark import Mark
from kiosk.core.event import Head, Level

if TYPE_CHECKING:
    from kiosk.core.casework.case import Case

Facts = Mapping[str, Any]
IN_THE_PRINCIPALS_NAME = frozenset(
    {Kind.MATERIAL_ADDED, Kind.FORWARDED, Kind.CORRECTED, Kind.SUPPLIED, Kind.PROOF_PROMISED}
)


def ended_for(case: Case, kind: Kind, level: Level) -> bool:
    """Whether this deed needs a mandate that was taken back."""
    return case.mandate_revoked is not None and kind in IN_THE_PRINCIPALS_NAME and level is case.station_level


def revoked_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Once; a mandate that is not signed yet is withdrawn with its case."""
    return "MANDATE_ENDED" if case.mandate_revoked is not None else None


def given_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """Anew only after it was taken back."""
    return None if case.mandate_revoked is not None else "MANDATE_STANDS"


def revoked(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of MandateRevoked."""
    return {"mandate_revoked": mark}


def given(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of MandateGiven."""
    return {"mandate_revoked": None}
