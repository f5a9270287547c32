"""A case is found by its number alone. The index for lists holds the number too, and a planner without statistics read
all of that for each case that was folded."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Let the index by number hold what is asked for by it."""
    op.drop_index("case_row_by_number", "case_row")
    op.create_index("case_row_by_number", "case_row", ["county", "case_no", "id", "station"])
