"""The commands about what is kept and how long: `erase` and `limits`, as the desk does them (`desk.COMMANDS`)."""

from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework.codes import ErasedFor
from kiosk.core.refusal import Refusal
from server.office.erasing import erase
from server.office.periods import periods, set_periods
from server.office.retention import over_period
from server.store.journal import Journal

if TYPE_CHECKING:
    from server.office.desk import Desk

ERASED_AT_ONCE = 20  # cases of one transaction, so that other deeds of the writer have their turn


class Erase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """case: one number; "" for all whose period is over (only listed while `look`); note: on what ground; staff: in
    whose name."""

    case: str = ""
    note: str = ""
    staff: str = ""
    look: bool = False


class Periods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """changes: name -> days as typed; none: only told."""

    changes: dict[str, str] = {}
    staff: str = ""


def erase_by_command(desk: "Desk", asked: Erase, os_user: str) -> dict[str, Any]:
    """`server erase`: one case on the person's demand, or all whose period is over."""
    if not desk.node.is_county:
        raise Refusal("COUNTY_ONLY", command="erase")
    if asked.case:
        why = ErasedFor.PERSONS_REQUEST
        done = desk.writer.run(
            lambda journal: erase(desk.office, journal, asked.case, why, asked.note, asked.staff, os_user)
        )
        return {"erased": [done._asdict()], "over": []}
    over = desk.writer.run(lambda journal: _over(desk, journal))
    if asked.look:
        return {"erased": [], "over": over}
    erased = []
    for start in range(0, len(over), ERASED_AT_ONCE):

        def some(journal: Journal, numbers: list[str] = over[start : start + ERASED_AT_ONCE]) -> list[dict[str, Any]]:
            why = ErasedFor.RETENTION_ENDED
            return [
                erase(desk.office, journal, number, why, asked.note, asked.staff, os_user)._asdict()
                for number in numbers
            ]

        erased += desk.writer.run(some)
    return {"erased": erased, "over": []}


def _over(desk: "Desk", journal: Journal) -> list[str]:
    days = periods(desk.office, journal)["county_retention_days"]
    return over_period(journal.connection, journal.county, days, desk.instruments.clock().wall_ms)


def periods_by_command(desk: "Desk", asked: Periods, os_user: str) -> dict[str, Any]:
    """`server limits`: the periods in force, or a new version of the catalogue with some of them changed."""
    if not asked.changes:
        return {"version": 0, "limits": desk.writer.run(lambda journal: periods(desk.office, journal))}
    version, found = desk.writer.run(
        lambda journal: set_periods(desk.office, journal, asked.changes, asked.staff, os_user)
    )
    return {"version": version, "limits": found}
