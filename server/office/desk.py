"""The office's commands, one table of them: the same whether a command holds the folder itself or the running server
does it for the command (`server.control`).

Arguments come as one JSON object and are checked against the Struct beside the function; answers are JSON too.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from kiosk.core.carriage.enrolment_code import picture_text, shown
from kiosk.core.carriage.revocation import Why
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import COMMAND_BYTES_MAX, Node
from server.office import audit, staff
from server.office.cases import Looking
from server.office.deeds import act
from server.office.digest import Office
from server.office.enrolling import codes_of_all, issue, write_files
from server.office.intake_desk import INTAKE_COMMANDS
from server.office.inviting import invite_station, write_picture
from server.office.joint_desk import JOINT_COMMANDS
from server.office.keeping_desk import Erase, Periods, erase_by_command, periods_by_command
from server.office.passwords import set_password
from server.office.rating_desk import RATING_COMMANDS
from server.office.revoking import Revoking, revoke
from server.office.supervising_desk import Supervise, supervise_by_command
from server.sticks.folder import StickFolder
from server.sticks.leaving import leave_on
from server.sticks.taking import take_from
from server.store.journal import Journal
from server.store.writer import Writer

FILES_A_DEED = 10  # enrolment files hold the catalogue each: made and written a few at a time


class Enrol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """codes: 12 or 9 digits each; every: all stations that have no enrolment yet; out: an absolute folder; by_code:
    the file waits here under a one-time code, and `out` gets the code's picture, if it is named."""

    codes: tuple[str, ...] = ()
    every: bool = False
    out: str = ""
    url: str = ""
    by_code: bool = False


class StaffAdd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As typed; see `staff.read_staff`."""

    number: str
    name: str
    level: str
    prefix: str
    roles: str


class StaffList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prefix: only those under it."""

    prefix: str = ""


class StaffImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """sheet: the CSV's text."""

    sheet: str


class StaffPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """kept: the argon2id hash; the password itself never comes here."""

    number: str
    kept: Annotated[str, msgspec.Meta(pattern=r"^\$argon2id\$", max_length=300)]


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """case: one number, "" for the list by state and prefix."""

    case: str = ""
    state: str = ""
    station: str = ""
    count_max: int = 1_000


class OnStick(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """stick: an absolute folder, the stick's mount point."""

    stick: str


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """fields as typed; `staff` the number in whose name it is done."""

    case: str
    command: str
    staff: str
    fields: dict[str, str] = {}


class Revoke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """station: a code, or code-terminal; last_seq: the last event that is still believed; log: of which log,
    when the device has begun several."""

    station: str
    last_seq: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
    why: Literal["stolen", "lost", "replaced", "misused"]
    log: Annotated[str, msgspec.Meta(max_length=16)] = ""


class Drilled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a drill of the recovery key proved; shares: their numbers. The shares themselves never come here."""

    shares: tuple[int, ...]
    proved: Annotated[str, msgspec.Meta(max_length=200)]


class Desk:
    """The office of one opened node, on its one writer."""

    def __init__(
        self, node: Node, office: Office, writer: Writer, instruments: Instruments, further: "Commands | None" = None
    ) -> None:
        """further: commands of rooms that stand above this one, beside COMMANDS."""
        self.node, self.office, self.writer, self.instruments = node, office, writer, instruments
        self.commands: Commands = {**COMMANDS, **(further or {})}
        self.looking = Looking(node, office.published, office.bodies if node.is_county else None)

    def do(self, command: str, arguments: Mapping[str, Any], os_user: str) -> dict[str, Any]:
        """Do one of its commands in the name of the OS user `os_user`; its answer. Refusals: CONTROL_MALFORMED and
        those of the command."""
        if command not in self.commands:
            raise Refusal("CONTROL_MALFORMED", limit_bytes=COMMAND_BYTES_MAX)
        shape, deed = self.commands[command]
        try:
            checked = msgspec.convert(dict(arguments), shape)
        except msgspec.ValidationError as error:
            raise Refusal("CONTROL_MALFORMED", limit_bytes=COMMAND_BYTES_MAX) from error
        return deed(self, checked, os_user)


def _enrol(desk: Desk, asked: Enrol, os_user: str) -> dict[str, Any]:
    _county_only(desk, "enrol")

    def all_codes(journal: Journal) -> list[str]:
        divisions = desk.office.published.in_force(journal.connection).divisions
        return codes_of_all(journal.connection, journal.county, divisions)

    codes = desk.writer.run(all_codes) if asked.every else list(asked.codes)
    found: list[dict[str, Any]] = []
    if asked.by_code:
        found = [_invite(desk, code, asked, os_user) for code in codes]
        return {"enrolled": found, "count": len(found)}
    for start in range(0, len(codes), FILES_A_DEED):
        piece = codes[start : start + FILES_A_DEED]

        def some(journal: Journal, piece: list[str] = piece) -> Any:
            made = issue(journal, desk.node, desk.office.published, desk.instruments, piece, asked.url)
            audit.write(journal, desk.instruments, os_user, "enrol", " ".join(piece), "")
            return made

        issued = desk.writer.run(some)
        for one, path in zip(issued, write_files(issued, Path(asked.out)), strict=True):
            found.append({"station": one.code, "name": one.name, "terminal": one.terminal, "file": str(path)})
    return {"enrolled": found, "count": len(found)}


def _invite(desk: Desk, code: str, asked: Enrol, os_user: str) -> dict[str, Any]:
    published = desk.office.published
    invited = desk.writer.run(
        lambda journal: invite_station(journal, desk.node, published, desk.instruments, code, asked.url, os_user)
    )
    picture = str(write_picture(invited, Path(asked.out))) if asked.out else ""
    issued, invitation = invited
    said = {"station": issued.code, "name": issued.name, "terminal": issued.terminal, "file": picture}
    return {**said, "code": shown(invitation.code), "text": picture_text(invitation)}


def _staff_add(desk: Desk, asked: StaffAdd, os_user: str) -> dict[str, Any]:
    _county_only(desk, "staff add")
    county = desk.node.county_code
    person = staff.read_staff(asked.number, asked.name, asked.level, asked.prefix, asked.roles, county)
    desk.writer.run(lambda journal: staff.add_staff(journal, desk.instruments, person, os_user))
    return {"added": [_person(person)]}


def _staff_list(desk: Desk, asked: StaffList, os_user: str) -> dict[str, Any]:
    found = desk.writer.run(lambda journal: staff.list_staff(journal.connection, journal.county, asked.prefix))
    return {"staff": [_person(person) for person in found], "count": len(found)}


def _staff_import(desk: Desk, asked: StaffImport, os_user: str) -> dict[str, Any]:
    _county_only(desk, "staff import")
    people = staff.read_sheet(asked.sheet, desk.node.county_code)

    def add_all(journal: Journal) -> int:
        count = staff.import_staff(journal, desk.instruments, people, os_user)
        audit.write(journal, desk.instruments, os_user, "staff import", str(count), "")
        return count

    desk.writer.run(add_all)
    return {"added": [_person(person) for person in people]}


def _staff_password(desk: Desk, asked: StaffPassword, os_user: str) -> dict[str, Any]:
    _county_only(desk, "staff password")
    number, kept = asked.number, asked.kept
    desk.writer.run(lambda journal: set_password(journal, desk.node, desk.instruments, number, kept, os_user))
    return {"number": asked.number}


def _cases(desk: Desk, asked: Cases, os_user: str) -> dict[str, Any]:
    now_ms = desk.instruments.clock().wall_ms
    more = desk.writer.run(desk.office.digest)
    while more:
        more = desk.writer.run(desk.office.digest)
    if asked.case:
        return desk.writer.run(lambda journal: desk.looking.one(journal.connection, asked.case, now_ms))
    return desk.writer.run(
        lambda journal: desk.looking.listed(journal.connection, now_ms, asked.state, asked.station, asked.count_max)
    )


def _import(desk: Desk, asked: OnStick, os_user: str) -> dict[str, Any]:
    taken = take_from(desk.node, desk.writer, desk.instruments, StickFolder(Path(asked.stick)))
    desk.writer.run(lambda journal: audit.write(journal, desk.instruments, os_user, "import", asked.stick, ""))
    found: dict[str, Any] = msgspec.to_builtins(taken)
    return found


def _export(desk: Desk, asked: OnStick, os_user: str) -> dict[str, Any]:
    while desk.node.is_county and desk.writer.run(desk.office.digest):
        pass  # what came in a moment ago is answered too
    stick = StickFolder(Path(asked.stick), writing=True)
    free_disk_bytes = shutil.disk_usage(desk.node.folder).free
    left = leave_on(desk.node, desk.writer, desk.instruments, stick, free_disk_bytes)
    desk.writer.run(lambda journal: audit.write(journal, desk.instruments, os_user, "export", asked.stick, ""))
    found: dict[str, Any] = msgspec.to_builtins(left)
    return found


def _act(desk: Desk, asked: Act, os_user: str) -> dict[str, Any]:
    def deed(journal: Journal) -> Any:
        return act(
            desk.office, journal, asked.case, asked.command, asked.fields, asked.staff, os_user
        )

    _county_only(desk, asked.command)
    done: dict[str, Any] = desk.writer.run(deed)._asdict()
    return done


def _county_only(desk: Desk, command: str) -> None:
    if not desk.node.is_county:
        raise Refusal("COUNTY_ONLY", command=command[:32])


def _person(person: staff.Staff) -> dict[str, Any]:
    return {
        "number": person.number,
        "name": person.name,
        "level": person.level.name.lower(),
        "prefix": person.prefix,
        "roles": list(person.roles),
    }


def _revoke(desk: Desk, asked: Revoke, os_user: str) -> dict[str, Any]:
    _county_only(desk, "keys revoke")
    why = Why[asked.why.upper()]
    done: Revoking = desk.writer.run(
        lambda journal: revoke(
            journal, desk.node, desk.office.published, desk.instruments, asked.station, asked.last_seq, why, os_user,
            asked.log,
        )
    )
    while desk.writer.run(desk.office.digest):
        pass
    return done._asdict()


def _drilled(desk: Desk, asked: Drilled, os_user: str) -> dict[str, Any]:
    _county_only(desk, "keys drill")
    about, at = " ".join(map(str, asked.shares)), desk.instruments.clock().wall_ms
    desk.writer.run(
        lambda journal: audit.write(journal, desk.instruments, os_user, "drill recovery key", about, asked.proved)
    )
    return {"at_ms": at}


Commands = Mapping[str, tuple[Any, Callable[[Desk, Any, str], dict[str, Any]]]]

COMMANDS: Commands = {
    "enrol": (Enrol, _enrol),
    "staff-add": (StaffAdd, _staff_add),
    "staff-list": (StaffList, _staff_list),
    "staff-import": (StaffImport, _staff_import),
    "staff-password": (StaffPassword, _staff_password),
    "cases": (Cases, _cases),
    "act": (Act, _act),
    "import": (OnStick, _import),
    "export": (OnStick, _export),
    "revoke": (Revoke, _revoke),
    "drilled": (Drilled, _drilled),
    "erase": (Erase, erase_by_command),
    "limits": (Periods, periods_by_command),
    "supervise": (Supervise, supervise_by_command),
    **INTAKE_COMMANDS,
    **JOINT_COMMANDS,
    **RATING_COMMANDS,
}
