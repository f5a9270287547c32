"""The tables of carriage's second step, spelt out."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make every table of this step."""
    op.add_column("attachment", sa.Column("last_at_ms", sa.BigInteger(), nullable=True))
