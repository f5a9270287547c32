"""Tables of joint handling: who is asked, which meetings and trips there were.

The rules of `tables` hold. What was said and found lies in the cases' own events; these tell only which cases went
together, so that a meeting and a trip can be found again by their number. Days are YYYYMMDD.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, text

from .tables import METADATA, _county, _id, event

# The register of departments. opinion_days: the working days that it has published for an opinion.
department = Table(
    "department",
    METADATA,
    _county(),
    _id("code", String(16)),
    Column("name", String(60), nullable=False),
    Column("opinion_days", Integer, nullable=False),
    Column("set_at_ms", BigInteger, nullable=False),
)

# A meeting or survey that was called for many cases. number: year and serial, "2026-003". minutes_sha256: of the
# minutes as signed (UTF-8), NULL until then; from then on nothing of it changes.
meeting = Table(
    "meeting",
    METADATA,
    _county(),
    _id("number", String(12)),
    Column("sort", Integer, nullable=False),
    Column("on_day", Integer, nullable=False),
    Column("place", String(100), nullable=False),
    Column("called_by", String(20), nullable=False),
    Column("called_at_ms", BigInteger, nullable=False),
    Column("minutes_sha256", LargeBinary(32)),
)

# Its agenda. called, closed: the hash of the case's GatheringCalled, and of the JointClosed that carries the minutes.
meeting_case = Table(
    "meeting_case",
    METADATA,
    _county(),
    _id("meeting", String(12)),
    _id("called", LargeBinary(32)),
    Column("case_no", String(27), nullable=False),
    Column("closed", LargeBinary(32)),
)

# The route of a survey trip. number: the day and a serial of two digits, as it stands in the cases' Surveyed.
trip = Table(
    "trip",
    METADATA,
    _county(),
    _id("number", Integer()),
    Column("route", String(200), nullable=False),
    Column("recorded_by", String(20), nullable=False),
    Column("recorded_at_ms", BigInteger, nullable=False),
)

# Surveyed, FeesPaid, Linked and Visited: lists ask the journal for all events of one of these kinds.
_listed = text("kind IN (47, 52, 53, 54)")
Index(
    "event_listed", event.c.county, event.c.kind, event.c.received_at_ms, sqlite_where=_listed, postgresql_where=_listed
)
EVENT_IS_LISTED = text("event.kind IN (47, 52, 53, 54)")
