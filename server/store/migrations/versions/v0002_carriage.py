"""The tables of carriage's second step, spelt out."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make every table of this step."""
