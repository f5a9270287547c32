"""Ratings of the two worst grades 差评, which the county must put right in time (T10).

The same rules as `tables`: primary key (county, id), times in integer milliseconds UTC.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from .tables import METADATA, _county, _id

# id: hash of the Rated event; grade: 4 or 5 (GB/T 39046 A.8). put_right_at_ms: NULL while nobody has answered for it.
bad_rating = Table(
    "bad_rating",
    METADATA,
    _county(),
    _id("id", LargeBinary(32)),
    Column("case_no", String(27), nullable=False),
    Column("station", String(12), nullable=False),
    Column("grade", Integer, nullable=False),
    Column("rated_at_ms", BigInteger, nullable=False),
    Column("put_right_at_ms", BigInteger),
    Column("put_right_by", String(20), nullable=False),
    Column("note", Text, nullable=False),
)
Index("bad_rating_by_case", bad_rating.c.county, bad_rating.c.case_no)
