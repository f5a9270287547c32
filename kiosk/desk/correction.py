"""A correction 补正: the notice that was sent, every gap it lists, and which of them the principal has brought since.

一次性告知 (行政许可法 32): one notice names every gap, and one answer brings them all.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import RunningClock, clocks
from kiosk.core.casework.codes import GAP_FACTOR, GapReason, gap_material
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.catalogue.matters import Material
from kiosk.desk.casebook import calendar_of
from kiosk.desk.journal import events_of_case
from kiosk.desk.opening import Opener
from kiosk.desk.station import Station

WHOLE_FORM = 0  # the material number of a gap in the form's own answers


class Gap(NamedTuple):
    """One thing that is lacking. material: its number in the matter's list, `WHOLE_FORM` for the answers; name: the
    material's; reason: None where nobody asked for it; brought: it came with an added material since the notice."""

    code: int
    material: int
    name: str
    reason: GapReason | None
    brought: bool


class Correction(NamedTuple):
    """The notice in force. notice: its text, "" while it cannot be opened; due: the last day to answer, None where no
    limit runs; provisional: that day may still move."""

    notice: str
    gaps: tuple[Gap, ...]
    due: date | None
    provisional: bool

    def lacking(self, here: Collection[int] = ()) -> tuple[int, ...]:
        """The materials still to be brought, each once, in their order. here: those brought and not handed in yet."""
        return tuple(sorted({gap.material for gap in self.gaps if not gap.brought} - set(here)))

    def brought(self, here: Collection[int] = ()) -> tuple[int, ...]:
        """The materials that an answer names, each once, in their order: those that came since, and those `here`."""
        return tuple(sorted({gap.material for gap in self.gaps if gap.brought} | set(here)))


NOTHING_ASKED = Correction("", (), None, False)


def addition_to(materials: Iterable[Material]) -> Correction:
    """What may be brought to a case of which nothing is asked 补充材料: every material of its matter."""
    return NOTHING_ASKED._replace(gaps=tuple(Gap(0, one.number, one.name, None, False) for one in materials))


def owed_by(station: Station, case: Case) -> Correction | None:
    """What was allowed to follow 容缺 and has not come yet; None where nothing is owed."""
    if case.following is None or not case.following.materials:
        return None
    names = _names(station, case)
    gaps = tuple(Gap(0, number, names.get(number, ""), None, False) for number in case.following.materials)
    limit = _limit(station, case, "T12")
    return Correction("", gaps, limit.due if limit else case.following.until, bool(limit and limit.provisional))


def correction_of(station: Station, case: Case) -> Correction | None:
    """The latest correction that was asked of a case; None where none was."""
    asked = [
        event
        for event in events_of_case(station.store, case.number)
        if event.head.kind == Kind.CORRECTION_ASKED and event.hash not in case.set_aside
    ]
    if not asked:
        return None
    event = next((one for one in asked if case.asked_at and one.hash == case.asked_at.event), asked[-1])
    body = Opener(station).body(event.hash) or {}
    codes = facts_unpack(Kind.CORRECTION_ASKED, event.head.facts)["gaps"]
    names, limit = _names(station, case), _limit(station, case, "T7")
    return Correction(
        str(body.get("notice", "")),
        tuple(_gap(code, names, case) for code in codes),
        limit.due if limit else None,
        bool(limit and limit.provisional),
    )


def _names(station: Station, case: Case) -> dict[int, str]:
    """Material number -> name, as this station's catalogue has them."""
    return {m.number: m.name for matter in station.document.matters if matter.code == case.matter
            for m in matter.materials}  # fmt: skip


def _limit(station: Station, case: Case, name: str) -> RunningClock | None:
    running = clocks(case, calendar_of(station), station.now().wall_ms, station.document.limits)
    return next((clock for clock in running if clock.name == name), None)


def _gap(code: int, names: dict[int, str], case: Case) -> Gap:
    number = gap_material(code)
    try:
        reason = GapReason(code % GAP_FACTOR)
    except ValueError:
        reason = GapReason.OTHER  # a newer county's reason: the notice's own words still say it
    return Gap(code, number, names.get(number, ""), reason, number != WHOLE_FORM and number in case.renewed)
