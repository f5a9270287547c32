"""The commands of joint handling, as the desk does them (`desk.COMMANDS`): departments, meetings, trips, projects, the
cashier's day, visits that are due."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from kiosk.core.casework.codes import Gathering
from kiosk.core.casework.days import china_date
from kiosk.core.refusal import Refusal
from server.office import agenda, departments, fees, meetings, projects, trips, visits
from server.store.journal import Journal

if TYPE_CHECKING:
    from server.office.desk import Desk

_Staff = Annotated[str, msgspec.Meta(max_length=16)]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list that is asked for as a whole."""


class DepartmentSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As typed; see `departments.read_department`."""

    code: str
    name: str
    days: int


class MeetingCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """cases: the agenda; departments: codes of whom the notice goes to."""

    cases: tuple[str, ...]
    on: date
    place: Annotated[str, msgspec.Meta(max_length=100)]
    staff: _Staff
    sort: Literal["meeting", "site", "completion"] = "meeting"
    departments: tuple[str, ...] = ()


class MeetingSign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """signatory: who of the department signed for the notice."""

    meeting: str
    department: str
    signatory: str
    staff: _Staff


class MeetingAttend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reason: why it did not come."""

    meeting: str
    department: str
    attendance: Literal["present", "absent", "excused"]
    staff: _Staff
    reason: str = ""


class MeetingClose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """minutes: their text; left: cases that stay in joint review for another meeting."""

    meeting: str
    minutes: str
    staff: _Staff
    left: tuple[str, ...] = ()


class MeetingAgenda(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prefix: only stations under it."""

    prefix: str = ""


class TripRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """record: the file's text (`trips`)."""

    record: str
    staff: _Staff


class ProjectShow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """project: its code, "" for the list of all."""

    project: str = ""


class FeesDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """day: None for today."""

    day: date | None = None


class VisitsDue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """until: None for today."""

    until: date | None = None


def _department_set(desk: "Desk", asked: DepartmentSet, os_user: str) -> dict[str, Any]:
    one = departments.read_department(asked.code, asked.name, asked.days)
    desk.writer.run(lambda journal: departments.set_department(journal, desk.instruments, one, os_user))
    return {"departments": [one._asdict()]}


def _department_list(desk: "Desk", asked: Nothing, os_user: str) -> dict[str, Any]:
    found = desk.writer.run(lambda journal: departments.list_departments(journal.connection, journal.county))
    return {"departments": [one._asdict() for one in found], "count": len(found)}


def _meeting_call(desk: "Desk", asked: MeetingCall, os_user: str) -> dict[str, Any]:
    sort = Gathering[asked.sort.upper()]
    done = desk.writer.run(
        lambda journal: meetings.call(
            desk.office, journal, asked.cases, sort, asked.on, asked.place, asked.departments, asked.staff, os_user
        )
    )
    return done._asdict()


def _meeting_sign(desk: "Desk", asked: MeetingSign, os_user: str) -> dict[str, Any]:
    done = desk.writer.run(
        lambda journal: meetings.sign(
            desk.office, journal, asked.meeting, asked.department, asked.signatory, asked.staff, os_user
        )
    )
    return done._asdict()


def _meeting_attend(desk: "Desk", asked: MeetingAttend, os_user: str) -> dict[str, Any]:
    done = desk.writer.run(
        lambda journal: meetings.attend(
            desk.office, journal, asked.meeting, asked.department, asked.attendance, asked.reason, asked.staff, os_user
        )
    )
    return done._asdict()


def _meeting_close(desk: "Desk", asked: MeetingClose, os_user: str) -> dict[str, Any]:
    done = desk.writer.run(
        lambda journal: meetings.close(
            desk.office, journal, asked.meeting, asked.minutes, asked.left, asked.staff, os_user
        )
    )
    return done._asdict()


def _meeting_list(desk: "Desk", asked: Nothing, os_user: str) -> dict[str, Any]:
    found = desk.writer.run(lambda journal: meetings.listed(journal.connection, journal.county))
    return {"meetings": found, "count": len(found)}


def _meeting_agenda(desk: "Desk", asked: MeetingAgenda, os_user: str) -> dict[str, Any]:
    now_ms, published = desk.instruments.clock().wall_ms, desk.office.published
    return desk.writer.run(
        lambda journal: agenda.agenda(journal.connection, published, journal.county, now_ms, asked.prefix)
    )


def _trip_record(desk: "Desk", asked: TripRecord, os_user: str) -> dict[str, Any]:
    made = trips.read_trip(asked.record)
    return desk.writer.run(lambda journal: trips.record(desk.office, journal, made, asked.staff, os_user))


def _trip_list(desk: "Desk", asked: Nothing, os_user: str) -> dict[str, Any]:
    return desk.writer.run(lambda journal: trips.listed(journal.connection, journal.county))


def _project_show(desk: "Desk", asked: ProjectShow, os_user: str) -> dict[str, Any]:
    now_ms, published = desk.instruments.clock().wall_ms, desk.office.published

    def show(journal: Journal) -> dict[str, Any]:
        if not asked.project:
            return {"projects": projects.listed(journal.connection, journal.county)}
        return projects.shown(journal.connection, published, journal.county, asked.project.strip().upper(), now_ms)

    return desk.writer.run(show)


def _fees(desk: "Desk", asked: FeesDay, os_user: str) -> dict[str, Any]:
    day, node = asked.day or _today(desk), desk.node.identity.node
    return desk.writer.run(
        lambda journal: fees.paid_on(journal.connection, desk.office.bodies, journal.county, node, day)
    )


def _visits(desk: "Desk", asked: VisitsDue, os_user: str) -> dict[str, Any]:
    until, node = asked.until or _today(desk), desk.node.identity.node
    return desk.writer.run(
        lambda journal: visits.visits_due(journal.connection, desk.office.bodies, journal.county, node, until)
    )


def _today(desk: "Desk") -> date:
    return china_date(desk.instruments.clock().wall_ms)


def _at_the_county(
    command: str, deed: Callable[["Desk", Any, str], dict[str, Any]]
) -> Callable[["Desk", Any, str], dict[str, Any]]:
    """The same deed once everything that came in is digested; a relay is refused it."""

    def done(desk: "Desk", asked: Any, os_user: str) -> dict[str, Any]:
        if not desk.node.is_county:
            raise Refusal("COUNTY_ONLY", command=command)
        while desk.writer.run(desk.office.digest):
            pass
        return deed(desk, asked, os_user)

    return done


JOINT_COMMANDS: Mapping[str, tuple[Any, Callable[["Desk", Any, str], dict[str, Any]]]] = {
    name: (shape, _at_the_county(name, deed))
    for name, shape, deed in (
        ("departments-set", DepartmentSet, _department_set),
        ("departments-list", Nothing, _department_list),
        ("meeting-call", MeetingCall, _meeting_call),
        ("meeting-sign", MeetingSign, _meeting_sign),
        ("meeting-attend", MeetingAttend, _meeting_attend),
        ("meeting-close", MeetingClose, _meeting_close),
        ("meeting-list", Nothing, _meeting_list),
        ("meeting-agenda", MeetingAgenda, _meeting_agenda),
        ("trip-record", TripRecord, _trip_record),
        ("trip-list", Nothing, _trip_list),
        ("project-show", ProjectShow, _project_show),
        ("fees", FeesDay, _fees),
        ("visits", VisitsDue, _visits),
    )
}
