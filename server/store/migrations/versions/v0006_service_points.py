"""Who serves at a station and when, and who was given its card (便民服务卡)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "service_point",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("station", sa.String(12), primary_key=True),
        sa.Column("agent", sa.String(20), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("stand_in", sa.String(20), nullable=False),
        sa.Column("stand_in_phone", sa.String(20), nullable=False),
        sa.Column("hours", sa.String(40), nullable=False),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("complaint_phone", sa.String(20), nullable=False),
        sa.Column("matters", sa.Text(), nullable=False),
        sa.Column("set_at_ms", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "service_card",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("station", sa.String(12), nullable=False),
        sa.Column("household", sa.String(40), nullable=False),
        sa.Column("agent", sa.String(20), nullable=False),
        sa.Column("issued_at_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("service_card_by_station", "service_card", ["county", "station", "issued_at_ms"])
