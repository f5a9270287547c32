"""Departments, meetings and survey trips; and an index of the kinds of event that lists ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make every table of this step."""
    op.create_table(
        "department",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("opinion_days", sa.Integer(), nullable=False),
        sa.Column("set_at_ms", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "meeting",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("number", sa.String(12), primary_key=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("called_by", sa.String(20), nullable=False),
        sa.Column("called_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("minutes_sha256", sa.LargeBinary(32), nullable=True),
    )
    op.create_table(
        "meeting_case",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("meeting", sa.String(12), primary_key=True),
        sa.Column("called", sa.LargeBinary(32), primary_key=True),
        sa.Column("case_no", sa.String(27), nullable=False),
        sa.Column("closed", sa.LargeBinary(32), nullable=True),
    )
    op.create_table(
        "trip",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("route", sa.String(200), nullable=False),
        sa.Column("recorded_by", sa.String(20), nullable=False),
        sa.Column("recorded_at_ms", sa.BigInteger(), nullable=False),
    )
    listed = sa.text("kind IN (47, 52, 53, 54)")
    op.create_index(
        "event_listed", "event", ["county", "kind", "received_at_ms"], sqlite_where=listed, postgresql_where=listed
    )
