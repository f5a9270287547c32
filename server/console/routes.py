"""The table of everything the console answers to: path, methods, who may come, which rule of prefix holds.

`guard` reads it before a page is called, `application` makes Starlette's routes of it, the manual lists it, and a test
walks staff × prefix × row. There is no other way in: a page that is not here has no address.
"""

from enum import Enum
from typing import NamedTuple

from kiosk.core.event import Level
from server.office.erasing import POSTS as ERASING_POSTS
from server.office.staff import Staff

CASEWORKERS = ("clerk", "reviewer", "approver", "head", "supervisor")
EVERYBODY = (*CASEWORKERS, "administrator")
OFFICE = (Level.TOWNSHIP, Level.COUNTY)


class Who(NamedTuple):
    """Signed in, acting at one of `levels`, in at least one of `roles` (posts of `server.office.staff`)."""

    levels: tuple[Level, ...]
    roles: tuple[str, ...]


def lets_in(who: Who, person: Staff) -> bool:
    """Whether level and posts fit."""
    return person.level in who.levels and bool(set(person.roles) & set(who.roles))


class Place(Enum):
    """Which rule of prefix the guard holds."""

    NOWHERE = "nothing of a place is shown"
    LIST = "the page cuts what it shows to the person's prefix"
    CASE = "{case} must lie under the person's prefix, else it does not exist"
    STATION = "{station} must lie under the person's prefix, else it does not exist"


class Page(NamedTuple):
    """One row. who: None lets everybody in, signed in or not; does: "module:function" of this room, called with an
    `Ask`. A POST always brings the form's token."""

    path: str
    methods: tuple[str, ...]
    who: Who | None
    place: Place
    does: str


_CASEWORK = Who(OFFICE, CASEWORKERS)
_SIGNED_IN = Who(OFFICE, EVERYBODY)
_ADMINISTRATION = Who((Level.COUNTY,), ("administrator",))
_ERASING = Who((Level.COUNTY,), ERASING_POSTS)
_IN_CHARGE = Who(OFFICE, ("head", "supervisor", "administrator"))

PAGES: tuple[Page, ...] = (
    Page("/", ("GET",), None, Place.NOWHERE, "entrance:root"),
    Page("/console/static/{file}", ("GET",), None, Place.NOWHERE, "statics:static"),
    Page("/progress", ("GET", "POST"), None, Place.NOWHERE, "public:look_up"),
    Page("/console/language", ("GET",), None, Place.NOWHERE, "entrance:language"),
    Page("/console/sign-in", ("GET", "POST"), None, Place.NOWHERE, "entrance:sign_in"),
    Page("/console/sign-out", ("POST",), _SIGNED_IN, Place.NOWHERE, "entrance:sign_out"),
    Page("/console/password", ("GET", "POST"), _SIGNED_IN, Place.NOWHERE, "entrance:password"),
    Page("/console", ("GET",), _SIGNED_IN, Place.NOWHERE, "entrance:first_page"),
    Page("/console/cases", ("GET",), _CASEWORK, Place.LIST, "workbench:workbench"),
    Page("/console/cases/{case}", ("GET",), _CASEWORK, Place.CASE, "casepage:case"),
    Page("/console/cases/{case}/person", ("GET", "POST"), _CASEWORK, Place.CASE, "casepage:person"),
    Page("/console/cases/{case}/photographs/{photograph}", ("GET",), _CASEWORK, Place.CASE, "casepage:photograph"),
    Page("/console/cases/{case}/deeds/{command}", ("GET", "POST"), _CASEWORK, Place.CASE, "casepage:deed"),
    Page("/console/cases/{case}/papers/{paper}.json", ("GET",), _CASEWORK, Place.CASE, "papers:document_as_data"),
    Page("/console/cases/{case}/papers/{paper}", ("GET",), _CASEWORK, Place.CASE, "papers:document"),
    Page("/console/cases/{case}/erasure", ("GET", "POST"), _ERASING, Place.CASE, "erasing:erasure"),
    Page("/console/stations", ("GET",), _SIGNED_IN, Place.LIST, "stations:tree"),
    Page("/console/stations/{station}", ("GET",), _SIGNED_IN, Place.STATION, "stations:station"),
    Page("/console/stations/{station}/enrolment", ("POST",), _ADMINISTRATION, Place.STATION, "stations:enrolment"),
    Page("/console/stations/{station}/revocation", ("POST",), _ADMINISTRATION, Place.STATION, "revoking:revocation"),
    Page("/console/incidents", ("GET",), _SIGNED_IN, Place.LIST, "incidents:all_of_them"),
    Page("/console/incidents/{incident}/close", ("POST",), _IN_CHARGE, Place.LIST, "incidents:close"),
    Page("/console/staff", ("GET",), _SIGNED_IN, Place.LIST, "staff:everybody"),
    Page("/console/staff/new", ("GET", "POST"), _ADMINISTRATION, Place.NOWHERE, "staff:new"),
    Page("/console/staff/{number}", ("GET",), _SIGNED_IN, Place.LIST, "staff:one"),
    Page("/console/staff/{number}/password", ("POST",), _ADMINISTRATION, Place.NOWHERE, "staff:password"),
    Page("/console/staff/{number}/stop", ("POST",), _ADMINISTRATION, Place.NOWHERE, "staff:stop"),
)

# Not a page: what a mistyped address under /console answers, so that people read a page and not a program's words.
UNKNOWN = Page("/console/{rest:path}", ("GET",), None, Place.NOWHERE, "entrance:unknown")
UNKNOWN_PROGRESS = UNKNOWN._replace(path="/progress/{rest:path}")  # the same for the public's
