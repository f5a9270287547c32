"""The commands about what is kept and how long: `erase` and `limits`, as the desk does them (`desk.COMMANDS`)."""

from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework.codes import ErasedFor
from kiosk.core.refusal import Refusal
from server.office.erasing import Done, erase
from server.office.periods import periods, set_periods
from server.office.retention import over_period
from server.store.journal import Journal

if TYPE_CHECKING:
    from server.office.desk import Desk

# The next one may go all the same.
OF_ONE_CASE = ("ERASE_BODY_WAITS", "ERASE_CASE_RUNS", "ERASE_NOTHING_LEFT", "CASE_NUMBER_TWICE", "CASE_UNKNOWN")


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
    """`server erase`: one case on the person's demand, or all whose period is over; `refused`: which of those not, and
    the refusal's code."""
    if not desk.node.is_county:
        raise Refusal("COUNTY_ONLY", command="erase")
    if asked.case:
        why = ErasedFor.PERSONS_REQUEST
        done = desk.writer.run(
            lambda journal: erase(desk.office, journal, asked.case, why, asked.note, asked.staff, os_user)
        )
        return {"erased": [done._asdict()], "over": [], "refused": []}
    over = desk.writer.run(lambda journal: _over(desk, journal))
    if asked.look:
        return {"erased": [], "over": over, "refused": []}
    why = ErasedFor.RETENTION_ENDED
    erased: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for number in over:  # each in a transaction of its own: other deeds have their turn, and one case stops no other

        def one(journal: Journal, number: str = number) -> Done:
            return erase(desk.office, journal, number, why, asked.note, asked.staff, os_user)

        try:
            erased.append(desk.writer.run(one)._asdict())
        except Refusal as no:
            if no.code not in OF_ONE_CASE:
                raise
            refused.append({"case": number, "code": no.code})
    return {"erased": erased, "over": [], "refused": refused}


def _over(desk: "Desk", journal: Journal) -> list[str]:
    days = periods(desk.office, journal)["county_retention_days"]
    numbers = over_period(journal.connection, journal.county, days, desk.instruments.clock().wall_ms)
    return list(dict.fromkeys(numbers))


def periods_by_command(desk: "Desk", asked: Periods, os_user: str) -> dict[str, Any]:
    """`server limits`: the periods in force, or a new version of the catalogue with some of them changed."""
    if not asked.changes:
        return {"version": 0, "limits": desk.writer.run(lambda journal: periods(desk.office, journal))}
    version, found = desk.writer.run(
        lambda journal: set_periods(desk.office, journal, asked.changes, asked.staff, os_user)
    )
    return {"version": version, "limits": found}
