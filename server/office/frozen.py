"""A meeting whose minutes are signed is over, in every case that it was called for (domain E-2)."""

from sqlalchemy import Connection, and_, select

from kiosk.core.casework.case import Case
from kiosk.core.refusal import Refusal
from server.store.joint_tables import meeting, meeting_case

_OF_A_MEETING = ("sign-notice", "note-attendance")


def check_frozen(connection: Connection, county: str, case: Case, command: str) -> None:
    """Nobody signs for, comes to or stays away from a meeting afterwards, whoever asks for it. Refusal
    MEETING_CLOSED."""
    if command not in _OF_A_MEETING or not case.gatherings:
        return
    c, m = meeting_case.c, meeting.c
    same = and_(m.county == c.county, m.number == c.meeting, m.minutes_sha256.is_not(None))
    asked = select(c.meeting).join(meeting, same)
    asked = asked.where(c.county == county, c.case_no == case.number, c.called == case.gatherings[-1].called.event)
    number = connection.scalars(asked).one_or_none()
    if number is not None:
        raise Refusal("MEETING_CLOSED", meeting=number)
