"""联审会议: one meeting over many cases, from its notice to its minutes (domain E-2, E-5).

Calling, signing, attendance and minutes are deeds in every case of the agenda, each in that case's own log; all of one
step are written together or not at all. The minutes stand in each case that the meeting closes, headed by the
meeting's number, and once they are signed nothing of the meeting changes any more.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from kiosk.core.casework import case_number
from kiosk.core.casework.codes import Gathering, word
from kiosk.core.casework.days import china_date, day_number, day_of
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from server.office.departments import require_department
from server.office.digest import Office
from server.office.many import act_on_all
from server.store.joint_tables import meeting, meeting_case
from server.store.journal import Journal

_BEFORE_A_MEETING = (State.IN_HANDLING, State.IN_JOINT_REVIEW)


class Meeting(NamedTuple):
    """One that is not over. number: year and serial, "2026-003"."""

    number: str
    sort: Gathering
    on: date
    place: str

    @property
    def heading(self) -> str:
        """What stands above its minutes in every case: how a case's timeline names the meeting."""
        return f"{self.number}号{word(self.sort)}纪要（{self.on.isoformat()}，{self.place}）"


class Agreed(NamedTuple):
    """What was written: the meeting's number, and into which cases."""

    meeting: str
    cases: tuple[str, ...]


def call(
    office: Office,
    journal: Journal,
    numbers: Sequence[str],
    sort: Gathering,
    on: date,
    place: str,
    departments: Sequence[str],
    staff: str,
    os_user: str,
) -> Agreed:
    """Call a meeting over these cases on that day; departments: codes of whom it is sent to. Refusals
    DEPARTMENT_UNKNOWN, CASES_OUT_OF_BOUNDS, OF_THE_CASES."""
    connection, county = journal.connection, journal.county
    asked = [require_department(connection, county, code) for code in departments]
    now_ms = office.instruments.clock().wall_ms
    number = _next_number(connection, county, china_date(now_ms).year)
    fields = {"sort": sort.name.lower(), "on": on.isoformat(), "place": place, "note": f"会议编号 {number}"}
    if asked:
        fields["departments"] = "、".join(one.name for one in asked)
    done = act_on_all(office, journal, numbers, "call-gathering", dict.fromkeys(numbers, fields), staff, os_user)
    record = {
        "county": county,
        "number": number,
        "sort": int(sort),
        "on_day": day_number(on),
        "place": place,
        "called_by": staff,
        "called_at_ms": now_ms,
    }
    connection.execute(meeting.insert().values(record))
    for one in done:
        row = {"county": county, "meeting": number, "called": bytes.fromhex(one.event), "case_no": one.case}
        connection.execute(meeting_case.insert().values(row))
    return Agreed(number, tuple(one.case for one in done))


def sign(
    office: Office, journal: Journal, number: str, department: str, signatory: str, staff: str, os_user: str
) -> Agreed:
    """A department signs for the notice, in every case that is still before the meeting. Refusals MEETING_UNKNOWN,
    MEETING_CLOSED, MEETING_OVER_HERE, DEPARTMENT_UNKNOWN, OF_THE_CASES."""
    fields = {"department": department, "signatory": signatory}
    return _in_all(office, journal, number, "sign-notice", fields, staff, os_user)


def attend(
    office: Office, journal: Journal, number: str, department: str, attendance: str, reason: str, staff: str,
    os_user: str,
) -> Agreed:  # fmt: skip
    """Note whether a department came; the county's clock then takes who stayed away without a reason as consenting,
    where it signed for the notice and was asked for its opinion. Refusals as `sign`."""
    fields = {"department": department, "attendance": attendance, **({"reason": reason} if reason else {})}
    return _in_all(office, journal, number, "note-attendance", fields, staff, os_user)


def close(
    office: Office, journal: Journal, number: str, minutes: str, left: Sequence[str], staff: str, os_user: str
) -> Agreed:
    """Sign the minutes: joint review ends in every case before the meeting but those `left` for another one, with the
    same minutes in each, and the meeting is frozen. Refusals as `sign`; FIELD_MISSING, MEETING_LACKS_CASE;
    OF_THE_CASES too where a department has neither answered nor been taken as consenting."""
    held = require_meeting(journal.connection, journal.county, number)
    if not minutes.strip():
        raise Refusal("FIELD_MISSING", command="meeting close", field="minutes")
    before, kept = _before_it(office, journal, held), {case_number.plain(one) for one in left}
    if strangers := kept - {*before}:
        raise Refusal("MEETING_LACKS_CASE", meeting=number, case=min(strangers)[:40])
    stay = [one for one in before if one not in kept]
    text = f"{held.heading}\n{minutes.strip()}"
    fields = {one: {"minutes": text} for one in stay}
    if not stay:
        raise Refusal("MEETING_OVER_HERE", meeting=number)
    done = act_on_all(office, journal, stay, "close-joint", fields, staff, os_user)
    c = meeting_case.c
    for one in done:
        mine = (c.county == journal.county, c.meeting == number, c.case_no == one.case)
        journal.connection.execute(update(meeting_case).where(*mine).values(closed=bytes.fromhex(one.event)))
    frozen = hashlib.sha256(text.encode()).digest()
    whole = (meeting.c.county == journal.county, meeting.c.number == number)
    journal.connection.execute(update(meeting).where(*whole).values(minutes_sha256=frozen))
    return Agreed(number, tuple(one.case for one in done))


def require_meeting(connection: Connection, county: str, number: str) -> Meeting:
    """That meeting. Refusals MEETING_UNKNOWN, MEETING_CLOSED."""
    c = meeting.c
    asked = select(c.number, c.sort, c.on_day, c.place, c.minutes_sha256).where(c.county == county, c.number == number)
    found = connection.execute(asked).one_or_none()
    if found is None:
        raise Refusal("MEETING_UNKNOWN", meeting=number[:12])
    if found.minutes_sha256 is not None:
        raise Refusal("MEETING_CLOSED", meeting=number)
    on = day_of(found.on_day)
    assert on is not None, "written from a date"
    return Meeting(found.number, Gathering(found.sort), on, found.place)


def listed(connection: Connection, county: str) -> list[dict[str, Any]]:
    """Every meeting with its cases, the latest first."""
    c, m = meeting_case.c, meeting.c
    cases: dict[str, list[dict[str, Any]]] = {}
    for number, case_no, closed in connection.execute(
        select(c.meeting, c.case_no, c.closed).where(c.county == county).order_by(c.meeting, c.case_no)
    ):
        cases.setdefault(number, []).append({"case": case_no, "minutes": closed.hex() if closed else ""})
    asked = select(m.number, m.sort, m.on_day, m.place, m.minutes_sha256).where(m.county == county)
    return [
        {
            "meeting": row.number,
            "sort": word(Gathering(row.sort)),
            "on": row.on_day,
            "place": row.place,
            "frozen": row.minutes_sha256 is not None,
            "minutes_sha256": row.minutes_sha256.hex() if row.minutes_sha256 else "",
            "cases": cases.get(row.number, []),
        }
        for row in connection.execute(asked.order_by(m.number.desc()))
    ]


def _in_all(
    office: Office, journal: Journal, number: str, command: str, fields: dict[str, str], staff: str, os_user: str
) -> Agreed:
    held = require_meeting(journal.connection, journal.county, number)
    require_department(journal.connection, journal.county, fields["department"])
    numbers = _before_it(office, journal, held)
    if not numbers:
        raise Refusal("MEETING_OVER_HERE", meeting=number)
    done = act_on_all(office, journal, numbers, command, dict.fromkeys(numbers, fields), staff, os_user)
    return Agreed(number, tuple(found.case for found in done))


def _before_it(office: Office, journal: Journal, held: Meeting) -> list[str]:
    """The cases that are still before the meeting: not ended, and not called anew since. As `act` takes them."""
    c = meeting_case.c
    asked = select(c.case_no, c.called).where(c.county == journal.county, c.meeting == held.number).order_by(c.case_no)
    found = []
    for case_no, called in journal.connection.execute(asked).all():
        twins = office.digest_case(journal, case_no)
        for nth, one in enumerate(twins, start=1):
            latest = one.case.gatherings[-1] if one.case.gatherings else None
            if latest is not None and latest.called.event == called and one.case.state in _BEFORE_A_MEETING:
                found.append(f"{case_no}/{nth}" if len(twins) > 1 else case_no)
    return found


def _next_number(connection: Connection, county: str, year: int) -> str:
    asked = select(func.count()).where(meeting.c.county == county, meeting.c.number.startswith(f"{year}-"))
    return f"{year}-{connection.scalars(asked).one() + 1:03}"
