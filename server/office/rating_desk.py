"""The commands of `server ratings`, as the desk does them (`desk.COMMANDS`)."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework import case_number
from kiosk.core.refusal import Refusal
from server.office.rectifying import bad_ratings, put_right

if TYPE_CHECKING:
    from server.office.desk import Desk


class ListRatings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """everything: those that were put right, too."""

    everything: bool = False


class PutRight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """note: what was done, in words that name nobody."""

    case: str
    note: str
    staff: str


def _list(desk: "Desk", asked: ListRatings, os_user: str) -> dict[str, Any]:
    _only_county(desk)
    while desk.writer.run(desk.office.digest):
        pass
    now_ms = desk.instruments.clock().wall_ms
    found = desk.writer.run(
        lambda journal: bad_ratings(
            journal.connection, desk.office.published, journal.county, now_ms, asked.everything
        )
    )
    return {"ratings": [one._asdict() for one in found], "count": len(found)}


def _put_right(desk: "Desk", asked: PutRight, os_user: str) -> dict[str, Any]:
    _only_county(desk)
    number = case_number.plain(asked.case)
    case_number.parse(number)
    count = desk.writer.run(
        lambda journal: put_right(desk.office, journal, number, asked.note, asked.staff, os_user)
    )
    return {"case": number, "put_right": count}


def _only_county(desk: "Desk") -> None:
    if not desk.node.is_county:
        raise Refusal("COUNTY_ONLY", command="ratings")


RATING_COMMANDS: Mapping[str, tuple[Any, Callable[["Desk", Any, str], dict[str, Any]]]] = {
    "ratings-list": (ListRatings, _list),
    "ratings-put-right": (PutRight, _put_right),
}
