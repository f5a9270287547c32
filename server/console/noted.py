"""What was asked for and refused, in the audit: a page that is not one's own, a deed, a person's facts, a try to sign
in during a rest. Bounded, so that nobody fills the audit by asking: after so many in an hour one line says that more of
that person's are not written.
"""

import threading

from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office import audit
from server.store.journal import Journal
from server.store.writer import Writer

REFUSALS_AN_HOUR_MAX = 60  # of one person; of all who are not signed in together
HOUR_S = 3_600
ABOUT_CHARS_MAX = 100
STRANGERS = ""  # whoever is not signed in; a number they type is no person yet


class Noted:
    """See the module. From any thread. Counted in memory by uptime: a start begins anew."""

    def __init__(self, writer: Writer, instruments: Instruments) -> None:
        self._writer, self._instruments = writer, instruments
        self._gate = threading.Lock()
        self._counts: dict[str, tuple[int, int]] = {}  # staff number -> (hour, how many); as long as the staff list

    def refusal(self, counted: str, number: str, deed: str, about: str, no: Refusal, beside: str = "") -> None:
        """One line in the name of staff `number`, counted for `counted`: that number, or STRANGERS. beside: goes into
        the detail with the code of `no`."""
        hour = self._instruments.clock().uptime_s // HOUR_S
        with self._gate:
            then, count = self._counts.get(counted, (hour, 0))
            count = count + 1 if then == hour else 1
            self._counts[counted] = hour, count
        if count > REFUSALS_AN_HOUR_MAX + 1:
            return
        detail = f"{no.code} {beside}".strip()
        if count > REFUSALS_AN_HOUR_MAX:
            deed, about, detail = "refused", number, "more this hour are not written"

        def write(journal: Journal) -> None:
            who = f"console/{number}"
            audit.write(journal, self._instruments, who, deed, about[:ABOUT_CHARS_MAX], detail)

        self._writer.run(write)
