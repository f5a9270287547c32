"""More tables of carriage, beside those of `tables`: what the second step of the database added.

The same rules: primary key (county, id), ids made by the client, times in integer milliseconds UTC.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table

from .tables import METADATA, _county, _id

# Documents that lie on the second medium too: "catalogue 5", "revocations 2".
safe_document = Table("safe_document", METADATA, _county(), _id("name", String(40)))

# An enrolment that waits to be fetched with its one-time code: the file sealed under the code, found by the id that
# follows from it (`carriage.enrolment_code`). made_s: uptime; handed_out: how often.
enrolment_code = Table(
    "enrolment_code",
    METADATA,
    _county(),
    _id("id", LargeBinary(16)),
    Column("node", LargeBinary(8), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("handed_out", Integer, nullable=False),
)

# The last ask of each node that came by stick: answered onto any stick that passes. code: the asker's.
stick_ask = Table(
    "stick_ask",
    METADATA,
    _county(),
    _id("node", LargeBinary(8)),
    Column("code", String(12), nullable=False),
    Column("signed", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

# Which downward event (the county's Sent) carries an event of which case: how its body is found again.
inside = Table(
    "inside",
    METADATA,
    _county(),
    _id("carrier", LargeBinary(32)),
    Column("inner", LargeBinary(32), nullable=False),
    Column("case_no", String(27), nullable=False),
)
Index("inside_by_case", inside.c.county, inside.c.case_no)

# Every Erased that this node has followed. done: nothing of what it took is left here, nor on the second medium.
erasure = Table(
    "erasure",
    METADATA,
    _county(),
    _id("event_hash", LargeBinary(32)),
    Column("case_no", String(27), nullable=False),
    Column("done", Boolean, nullable=False),
)
Index("erasure_by_case", erasure.c.county, erasure.c.case_no)

# Attachments that an Erased named: their pieces are not taken again, whoever still hands them over.
erased_attachment = Table("erased_attachment", METADATA, _county(), _id("id", LargeBinary(32)))

# Sealing keys that stations changed to. turn: NULL undecided, 0 the proof did not hold, 1, 2, … in use in this order.
station_key = Table(
    "station_key",
    METADATA,
    _county(),
    _id("event_hash", LargeBinary(32)),
    Column("node", LargeBinary(8), nullable=False),
    Column("log_name", LargeBinary(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("public", LargeBinary(32), nullable=False),
    Column("turn", Integer),
)
Index("station_key_by_node", station_key.c.county, station_key.c.node)

# How far a node tells, in the first event of a later log, that it holds one of its own earlier logs (R-EPOCH).
earlier_log = Table(
    "earlier_log",
    METADATA,
    _county(),
    _id("log_name", LargeBinary(16)),
    Column("held_n", BigInteger, nullable=False),
    Column("held_hash", LargeBinary(32), nullable=False),
)

# Events of a case that their own author does not hold (any more): they go down to it like another's.
lost_event = Table("lost_event", METADATA, _county(), _id("event_hash", LargeBinary(32)))

# Nodes in whose name two devices write, or wrote (a branch, two logs of one number).
twofold = Table("twofold", METADATA, _county(), _id("node", LargeBinary(8)))

# The county's certificates by generation of its keys: what it said under an earlier one and is kept still verifies.
county_certificate = Table(
    "county_certificate",
    METADATA,
    _county(),
    _id("generation", Integer()),
    Column("certificate", LargeBinary, nullable=False),
)

# Up to which event of each log, of those that were new, the last stick brought; from_node: who wrote the stick.
brought_by_stick = Table(
    "brought_by_stick",
    METADATA,
    _county(),
    _id("log_name", LargeBinary(16)),
    Column("seq", BigInteger, nullable=False),
    Column("from_node", LargeBinary(8), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
