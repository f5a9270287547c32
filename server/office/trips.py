"""联合踏勘: one trip, many cases, one survey record in each (domain E-6, E-7).

The file of a trip, as `server trip DIR record` takes it:

    {"sort": "site", "on": "2026-11-20", "route": "镇政府—东岙村—西岙村",
     "members": [{"name": "陈工", "department": "ZRZY"}, {"name": "李工", "department": "ZJ"}],
     "cases": [{"case": "331003…", "findings": "四至清楚，无争议"}]}

Two of staff at least are on the spot. The trip's number, its day and two digits, stands in the signed head of every
record, so that how many cases a trip carries follows from the cases alone.
"""

from collections import Counter
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection, select

from kiosk.core.casework.codes import Gathering, word
from kiosk.core.casework.days import china_date, day_number, start_of_day_ms
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.casework.surveys import count_trips
from kiosk.core.refusal import Refusal
from server.office.departments import require_department
from server.office.digest import Office
from server.office.many import act_on_all
from server.office.recorded import cases_with, events_listed
from server.store.joint_tables import trip
from server.store.journal import Journal

TRIPS_A_DAY_MAX = 99
TRIPS_A_NUMBERED_DAY = 100  # 2026112001 is the first trip of 2026-11-20
MEMBERS_MIN = 2  # 行政许可法 34: two or more of staff verify on the spot
MEMBERS_MAX = 20
FILE_BYTES_MAX = 400_000


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who was on the spot; department: a code of the register."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    department: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9-]{1,16}$")]


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found in one case."""

    case: Annotated[str, msgspec.Meta(max_length=40)]
    findings: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class Trip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One journey. sort: site 踏勘, completion 验收; route: places in their order."""

    sort: Literal["site", "completion"]
    on: date
    route: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    members: Annotated[tuple[Member, ...], msgspec.Meta(min_length=MEMBERS_MIN, max_length=MEMBERS_MAX)]
    cases: tuple[Found, ...]


def read_trip(text: str) -> Trip:
    """A trip's file. Refusal TRIP_NOT_READABLE."""
    if len(text.encode()) > FILE_BYTES_MAX:
        raise Refusal("TRIP_NOT_READABLE", reason=f"> {FILE_BYTES_MAX} bytes")
    try:
        return msgspec.json.decode(text, type=Trip)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refusal("TRIP_NOT_READABLE", reason=str(error)[:200]) from None


def record(office: Office, journal: Journal, made: Trip, staff: str, os_user: str) -> dict[str, Any]:
    """Write the record of the trip into every one of its cases, or into none. Refusals DEPARTMENT_UNKNOWN,
    TRIPS_USED_UP, CASES_OUT_OF_BOUNDS, OF_THE_CASES."""
    connection, county = journal.connection, journal.county
    departments = [require_department(connection, county, member.department) for member in made.members]
    people = "、".join(f"{member.name}（{one.name}）" for member, one in zip(made.members, departments, strict=True))
    if made.on > china_date(office.instruments.clock().wall_ms):
        raise Refusal("TRIP_NOT_READABLE", reason=f"on: {made.on.isoformat()} > today")
    number = _next_number(connection, county, office.node.identity.node, made.on)
    shared = {"sort": made.sort, "trip": str(number), "people": people}
    texts = {found.case: {**shared, "findings": found.findings} for found in made.cases}
    done = act_on_all(office, journal, [found.case for found in made.cases], "survey", texts, staff, os_user)
    connection.execute(
        trip.insert().values(
            county=county,
            number=number,
            route=made.route,
            recorded_by=staff,
            recorded_at_ms=office.instruments.clock().wall_ms,
        )
    )
    return {"trip": number, "cases": [one.case for one in done]}


def listed(connection: Connection, county: str) -> dict[str, Any]:
    """Every trip, the latest first, with how many cases it carried; and over all of them cases, trips and cases a
    trip. Told from the cases; only the route stands elsewhere, "" where a restored county lost it."""
    surveyed = cases_with(connection, county, Kind.SURVEYED)
    sorts: dict[int, Gathering] = {}
    carried: Counter[int] = Counter()
    for one in surveyed:
        carried.update({survey.trip for survey in one.case.surveys if survey.trip})
        sorts.update({survey.trip: survey.sort for survey in one.case.surveys})
    c = trip.c
    routes = {row.number: row.route for row in connection.execute(select(c.number, c.route).where(c.county == county))}
    counted = count_trips(one.case for one in surveyed)
    return {
        "trips": [
            {
                "trip": number,
                "sort": word(sorts[number]),
                "on": number // TRIPS_A_NUMBERED_DAY,
                "route": routes.get(number, ""),
                "cases": carried[number],
            }
            for number in sorted(carried, reverse=True)
        ],
        "count": {"cases": counted.cases, "trips": counted.trips, "cases_a_trip": counted.ratio},
    }


def _next_number(connection: Connection, county: str, county_node: bytes, on: date) -> int:
    """One more than the last trip of that day that this county recorded: by its events of that day and later, which a
    restored county has, and by its own list, which has those too that a clock then set back came before."""
    first = day_number(on) * TRIPS_A_NUMBERED_DAY
    events = events_listed(connection, county, Kind.SURVEYED, start_of_day_ms(on))
    heads = (row.event.head for row in events if row.event.head.node == county_node)
    numbers = {facts_unpack(Kind.SURVEYED, head.facts).get("trip", 0) for head in heads}
    c = trip.c
    numbers |= set(connection.scalars(select(c.number).where(c.county == county, c.number > first)))
    last = max((number for number in numbers if number - first in range(1, TRIPS_A_DAY_MAX + 1)), default=first)
    if last - first == TRIPS_A_DAY_MAX:
        raise Refusal("TRIPS_USED_UP", day=on.isoformat(), limit=TRIPS_A_DAY_MAX)
    return int(last) + 1
