"""What a log's newest records came by: noted when that is a stick, since a batch's bytes are the same by any road."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kiosk.core.carriage.head import log_name
from kiosk.core.event import Event

from .carriage_tables import brought_by_stick
from .sql import upsert

if TYPE_CHECKING:
    from .journal import Journal


def note_brought(journal: "Journal", came: Iterable[Event], from_node: bytes, now_ms: int) -> None:
    """These events are new here and were on a stick that `from_node` wrote; in the transaction that takes them."""
    newest: dict[bytes, int] = {}
    for event in came:
        name = log_name(event.head)
        newest[name] = max(newest.get(name, 0), event.head.seq)
    for name, seq in sorted(newest.items()):
        row = {"log_name": name, "seq": seq, "from_node": from_node, "at_ms": now_ms}
        upsert(journal.connection, brought_by_stick, {"county": journal.county, **row})
