"""Ratings of the two worst grades, and what was done about them; ratings that came before are looked at once more."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

LAST_IN_LINE_MS = 2**53  # behind all that comes in meanwhile
RATED = 30


def upgrade() -> None:
    """Make the table; note every rated case to be folded."""
    op.create_table(
        "bad_rating",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("id", sa.LargeBinary(32), primary_key=True),
        sa.Column("case_no", sa.String(27), nullable=False),
        sa.Column("station", sa.String(12), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("rated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("put_right_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("put_right_by", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index("bad_rating_by_case", "bad_rating", ["county", "case_no"])
    op.execute(
        "INSERT INTO unfolded (county, case_no, since_ms) "
        f"SELECT DISTINCT county, case_no, {LAST_IN_LINE_MS} FROM event WHERE kind = {RATED} AND case_no != '' "
        "ON CONFLICT (county, case_no) DO NOTHING"
    )
