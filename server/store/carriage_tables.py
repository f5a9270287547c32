"""More tables of carriage, beside those of `tables`: what the second step of the database added.

The same rules: primary key (county, id), ids made by the client, times in integer milliseconds UTC.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

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
