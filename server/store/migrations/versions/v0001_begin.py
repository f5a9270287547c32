"""The first tables, spelt out: a step says what it did then, whatever `tables` says now."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "acknowledgement",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("issuer", sa.LargeBinary(length=8), nullable=False),
        sa.Column("incarnation_number", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "hash"),
    )
    op.create_index("acknowledgement_by_counter", "acknowledgement", ["county", "issuer", "counter"], unique=False)
    op.create_table(
        "apart",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.Column("log_name", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("from_node", sa.LargeBinary(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "hash"),
    )
    op.create_table(
        "attachment",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("total_bytes", sa.Integer(), nullable=False),
        sa.Column("held_bytes", sa.Integer(), nullable=False),
        sa.Column("stored_bytes", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.Column("offered_bytes", sa.Integer(), nullable=False),
        sa.Column("county_word", sa.LargeBinary(32)),
        sa.Column("safe_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("from_node", sa.LargeBinary(length=8), nullable=False),
        sa.Column("first_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id"),
    )
    op.create_index(
        "attachment_not_safe",
        "attachment",
        ["county"],
        unique=False,
        sqlite_where=sa.text("safe_at_ms IS NULL"),
        postgresql_where=sa.text("safe_at_ms IS NULL"),
    )
    op.create_index(
        "attachment_owed",
        "attachment",
        ["county", "id"],
        unique=False,
        sqlite_where=sa.text("owed"),
        postgresql_where=sa.text("owed"),
    )
    op.create_index(
        "attachment_pending",
        "attachment",
        ["county", "from_node"],
        unique=False,
        sqlite_where=sa.text("NOT complete"),
        postgresql_where=sa.text("NOT complete"),
    )
    op.create_index("attachment_by_sender", "attachment", ["county", "from_node", "first_at_ms"], unique=False)
    op.create_table(
        "audit",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id"),
    )
    op.create_table(
        "case_row",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.LargeBinary(length=24), nullable=False),
        sa.Column("case_no", sa.String(length=27), nullable=False),
        sa.Column("station", sa.String(length=12), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("handler_level", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("entered_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id"),
    )
    op.create_index("case_row_by_number", "case_row", ["county", "case_no"], unique=False)
    op.create_index("case_row_by_station", "case_row", ["county", "station"], unique=False)
    op.create_index(
        "case_row_for_lists",
        "case_row",
        ["county", "station", "due", "case_no", "id", "state", "handler_level", "matter"],
        unique=False,
    )
    op.create_table(
        "chunk",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("attachment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "attachment", "offset"),
    )
    op.create_table(
        "contact",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("node", sa.LargeBinary(length=8), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.Column("free_disk_bytes", sa.BigInteger(), nullable=False),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("uptime_s", sa.BigInteger(), nullable=False),
        sa.Column("oldest_unsent_s", sa.BigInteger(), nullable=False),
        sa.Column("catalogue_version", sa.BigInteger(), nullable=False),
        sa.Column("asked_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "node"),
    )
    op.create_table(
        "document",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "version"),
    )
    op.create_table(
        "enrolment",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("node", sa.LargeBinary(length=8), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("terminal", sa.Integer(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.LargeBinary(length=32), nullable=True),
        sa.Column("used_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("county", "node"),
    )
    op.create_table(
        "event",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("log_name", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("prev", sa.LargeBinary(length=32), nullable=False),
        sa.Column("node", sa.LargeBinary(length=8), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=27), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("awaiting", sa.Integer(), nullable=True),
        sa.Column("branch", sa.Boolean(), nullable=False),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("from_node", sa.LargeBinary(length=8), nullable=False),
        sa.Column("safe_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("witness", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("county", "hash"),
    )
    op.create_index(
        "event_awaiting",
        "event",
        ["county", "awaiting"],
        unique=False,
        sqlite_where=sa.text("awaiting IS NOT NULL"),
        postgresql_where=sa.text("awaiting IS NOT NULL"),
    )
    op.create_index(
        "event_by_case",
        "event",
        ["county", "case_no", "log_name", "seq"],
        unique=False,
        sqlite_where=sa.text("case_no != ''"),
        postgresql_where=sa.text("case_no != ''"),
    )
    op.create_index(
        "event_unopened",
        "event",
        ["county", "received_at_ms"],
        unique=False,
        sqlite_where=sa.text("case_no = '' AND opened_at_ms IS NULL"),
        postgresql_where=sa.text("case_no = '' AND opened_at_ms IS NULL"),
    )
    op.create_index("event_by_place", "event", ["county", "log_name", "seq"], unique=False)
    op.create_index(
        "event_not_safe",
        "event",
        ["county", "received_at_ms"],
        unique=False,
        sqlite_where=sa.text("safe_at_ms IS NULL"),
        postgresql_where=sa.text("safe_at_ms IS NULL"),
    )
    op.create_index(
        "event_owed",
        "event",
        ["county", "log_name", "seq"],
        unique=False,
        sqlite_where=sa.text("owed"),
        postgresql_where=sa.text("owed"),
    )
    op.create_table(
        "incident",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("station", sa.String(length=12), server_default="", nullable=False),
        sa.Column("case_no", sa.String(length=27), server_default="", nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id"),
    )
    op.create_index("incident_by_station", "incident", ["county", "station", "last_at_ms"], unique=False)
    op.create_table(
        "log",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("log_name", sa.LargeBinary(length=16), nullable=False),
        sa.Column("node", sa.LargeBinary(length=8), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("role", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=12), server_default="", nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
        sa.Column("reader", sa.LargeBinary(length=8), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("safe_n", sa.BigInteger(), nullable=False),
        sa.Column("safe_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("open_n", sa.BigInteger(), nullable=False),
        sa.Column("first_heard_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "log_name"),
    )
    op.create_index("log_by_node", "log", ["county", "node"], unique=False)
    op.create_index("log_by_reader", "log", ["county", "reader"], unique=False)
    op.create_table(
        "meta",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "name"),
    )
    op.create_table(
        "query_code",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.LargeBinary(length=24), nullable=False),
        sa.Column("case_no", sa.String(length=27), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("county", "id"),
    )
    op.create_index("query_code_by_case", "query_code", ["county", "case_no"], unique=False)
    op.create_table(
        "sent",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("reader", sa.LargeBinary(length=8), nullable=False),
        sa.Column("event_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("with_body", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "reader", "event_hash"),
    )
    op.create_table(
        "session",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("began_s", sa.BigInteger(), nullable=False),
        sa.Column("seen_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id"),
    )
    op.create_index("session_by_number", "session", ["county", "number"], unique=False)
    op.create_table(
        "shared_key",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("recipient", sa.LargeBinary(length=8), nullable=False),
        sa.Column("event_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("log_name", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("county", "key_id", "recipient", "event_hash"),
    )
    op.create_index("shared_key_by_recipient", "shared_key", ["county", "recipient"], unique=False)
    op.create_table(
        "staff",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("matters", sa.Text(), server_default="[]", nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("added_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("removed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("county", "number"),
    )
    op.create_table(
        "unfolded",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("case_no", sa.String(length=27), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "case_no"),
    )
    op.create_table(
        "vouched",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("log_name", sa.LargeBinary(length=16), nullable=False),
        sa.Column("acknowledgement", sa.LargeBinary(length=32), nullable=False),
        sa.Column("recv_n", sa.BigInteger(), nullable=False),
        sa.Column("safe_n", sa.BigInteger(), nullable=False),
        sa.Column("open_n", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "log_name", "acknowledgement"),
    )
    op.create_table(
        "wrong_try",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since_s", sa.BigInteger(), nullable=False),
        sa.Column("until_s", sa.BigInteger(), nullable=False),
        sa.Column("rest_s", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id"),
    )
