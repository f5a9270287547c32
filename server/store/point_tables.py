"""Tables of what people are told about their station: who serves there and when, and who was given its card.

The same rules as `tables`: primary key (county, id), times in integer milliseconds UTC.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text

from .tables import METADATA, _county, _id

# 便民服务点. agent, stand_in: staff numbers, A岗 and B岗; matters: JSON array of matter codes, [] for the common ones.
service_point = Table(
    "service_point",
    METADATA,
    _county(),
    _id("station", String(12)),
    Column("agent", String(20), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("stand_in", String(20), nullable=False),
    Column("stand_in_phone", String(20), nullable=False),
    Column("hours", String(40), nullable=False),
    Column("address", String(60), nullable=False),
    Column("complaint_phone", String(20), nullable=False),
    Column("matters", Text, nullable=False),
    Column("set_at_ms", BigInteger, nullable=False),
)

# 便民服务卡, one row a card that was given out. household: as the village numbers them; agent: who stood on the card.
service_card = Table(
    "service_card",
    METADATA,
    _county(),
    _id("id", LargeBinary(16)),
    Column("station", String(12), nullable=False),
    Column("household", String(40), nullable=False),
    Column("agent", String(20), nullable=False),
    Column("issued_at_ms", BigInteger, nullable=False),
)
Index("service_card_by_station", service_card.c.county, service_card.c.station, service_card.c.issued_at_ms)
