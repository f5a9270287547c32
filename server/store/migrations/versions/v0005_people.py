"""Who may do what and until when, who was asked first, what agents bring, and matters that change their tier."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make every table of this step."""
    op.create_table(
        "person_terms",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("trained_until", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
    )
    op.create_table(
        "authorisation",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("matter", sa.String(40), primary_key=True),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_index("authorisation_by_matter", "authorisation", ["county", "matter"])
    op.create_table(
        "delegation",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("matter", sa.String(40), primary_key=True),
        sa.Column("first", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("accept_tier", sa.Integer(), nullable=False),
        sa.Column("decide_tier", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(60), nullable=False),
        sa.Column("noted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "enquiry",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("id", sa.String(17), primary_key=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("matter", sa.String(40), nullable=False),
        sa.Column("first_owner", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(20), nullable=False),
        sa.Column("asked_of", sa.String(20), nullable=False),
        sa.Column("prefix", sa.String(12), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("transferred_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
    )
    op.create_index("enquiry_by_prefix", "enquiry", ["county", "prefix", "asked_at_ms"])
    op.create_table(
        "agent_note",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("id", sa.String(17), primary_key=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_at_ms", sa.BigInteger(), nullable=True),
    )
    op.create_index("agent_note_by_number", "agent_note", ["county", "number", "at_ms"])
    owed = sa.text("kind IN (34, 37)")
    op.create_index(
        "event_owed_after", "event", ["county", "kind", "case_no"], sqlite_where=owed, postgresql_where=owed
    )
