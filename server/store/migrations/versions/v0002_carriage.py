"""The tables of carriage's second step, spelt out."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make every table of this step."""
    op.add_column("attachment", sa.Column("last_at_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "safe_document",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
    )
    op.create_table(
        "enrolment_code",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("node", sa.LargeBinary(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_s", sa.BigInteger(), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=False),
    )
    op.create_table(
        "stick_ask",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("node", sa.LargeBinary(8), primary_key=True),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("signed", sa.LargeBinary, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "inside",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("carrier", sa.LargeBinary(32), primary_key=True),
        sa.Column("inner", sa.LargeBinary(32), nullable=False),
        sa.Column("case_no", sa.String(27), nullable=False),
    )
    op.create_index("inside_by_case", "inside", ["county", "case_no"])
    op.create_table(
        "erasure",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("event_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("case_no", sa.String(27), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
    )
    op.create_index("erasure_by_case", "erasure", ["county", "case_no"])
    op.create_table(
        "erased_attachment",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("id", sa.LargeBinary(32), primary_key=True),
    )
    op.add_column("attachment", sa.Column("county_safe_word", sa.LargeBinary(32), nullable=True))
    op.create_table(
        "station_key",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("event_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("node", sa.LargeBinary(8), nullable=False),
        sa.Column("log_name", sa.LargeBinary(16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("public", sa.LargeBinary(32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
    )
    op.create_index("station_key_by_node", "station_key", ["county", "node"])
    op.create_table(
        "earlier_log",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("log_name", sa.LargeBinary(16), primary_key=True),
        sa.Column("held_n", sa.BigInteger(), nullable=False),
        sa.Column("held_hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "lost_event",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("event_hash", sa.LargeBinary(32), primary_key=True),
    )
    op.create_table(
        "twofold",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("node", sa.LargeBinary(8), primary_key=True),
    )
    op.create_table(
        "county_certificate",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("generation", sa.Integer(), primary_key=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "brought_by_stick",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("log_name", sa.LargeBinary(16), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("from_node", sa.LargeBinary(8), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
    )
    op.add_column("incident", sa.Column("closed_by", sa.String(20), nullable=True))
    op.add_column("incident", sa.Column("closed_word", sa.Text(), nullable=True))
