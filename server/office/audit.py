"""The audit line: who did what, written in the transaction of the deed it tells of. It names fields, never their
contents, because what a person typed belongs in a sealed body."""

from kiosk.core.instruments import Instruments
from server.store import tables as t
from server.store.journal import Journal

ID_BYTES = 16
WHO_CHARS_MAX = DEED_CHARS_MAX = 60
DETAIL_CHARS_MAX = 1_000


def write(journal: Journal, instruments: Instruments, who: str, deed: str, about: str, detail: str) -> None:
    """One line: `who` is "os-user" or "os-user/staff number", `about` a case, station or staff number."""
    journal.connection.execute(
        t.audit.insert().values(
            county=journal.county,
            id=instruments.draw(ID_BYTES),
            at_ms=instruments.clock().wall_ms,
            who=who[:WHO_CHARS_MAX],
            deed=deed[:DEED_CHARS_MAX],
            about=about,
            detail=detail[:DETAIL_CHARS_MAX],
        )
    )
