"""What supervision asks of a case, as columns of its projection; and every case is folded anew, because a case knows
more than it did (cards, opinions, what follows, who goes first)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Behind all that comes in meanwhile: the line is worked off in the order of `since_ms`, and a county has many cases.
LAST_IN_LINE_MS = 2**53


def upgrade() -> None:
    """Add the columns, and note every case for the digest."""
    for name in ("priority", "priority_until", "next_look", "yellow", "red", "revoked", "corrections", "complaints"):
        op.add_column("case_row", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_row", sa.Column("idle_since_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_index("case_row_for_lists", "case_row")
    listed = ["county", "station", "due", "case_no", "id", "state", "handler_level", "matter"]
    op.create_index("case_row_for_lists", "case_row", [*listed, "priority", "priority_until"])
    counted = ["county", "entered_at_ms", "station", "corrections", "complaints"]
    op.create_index("case_row_by_entry", "case_row", counted)
    for name, columns, where in (
        ("case_row_to_look_at", ["county", "next_look"], "next_look != 0"),
        ("case_row_idle", ["county", "idle_since_ms"], "idle_since_ms != 0"),
        ("case_row_carded", ["county", "station"], "yellow + red + revoked != 0"),
    ):
        condition = sa.text(where)
        op.create_index(name, "case_row", columns, sqlite_where=condition, postgresql_where=condition)
    op.execute(
        "INSERT INTO unfolded (county, case_no, since_ms) "
        f"SELECT DISTINCT county, case_no, {LAST_IN_LINE_MS} FROM case_row WHERE true "
        "ON CONFLICT (county, case_no) DO NOTHING"
    )
