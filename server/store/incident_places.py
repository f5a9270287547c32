"""Which station and case an incident is about, told from its machine words ("log … seq …", "event …: …").

Asked once, when it is raised, and kept with it: so that whoever looks has those under their own prefix by one
question, however many others there are.
"""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from kiosk.core.carriage.head import NODE_BYTES

from . import tables as t
from .sql import pieces

_PARTS = re.compile(r"\b(station|case|node|log|event) ([0-9a-f]+)")
_STATION_DIGITS, _CASE_DIGITS = 12, 27


def place_of(connection: Connection, county: str, about: str) -> tuple[str, str]:
    """(station: 12 digits, or a relay's 9, "" where none can be told; case: its 27 digits or "")."""
    parts = dict(_PARTS.findall(about))
    node, case = _bytes(parts.get("node", "") or parts.get("log", "")[: 2 * NODE_BYTES]), parts.get("case", "")
    if "event" in parts and not case:
        e = t.event.c
        asked = select(e.node, e.case_no).where(e.county == county, e.hash == _bytes(parts["event"]))
        written = connection.execute(asked).one_or_none()
        if written is not None:
            node, case = node or written.node, written.case_no
    case = case[:_CASE_DIGITS]
    station = parts.get("station", "") or case or codes_of(connection, county, [node]).get(node, "")
    return station[:_STATION_DIGITS], case


def codes_of(connection: Connection, county: str, nodes: Iterable[bytes]) -> Mapping[bytes, str]:
    """node -> the code that it was enrolled for."""
    r = t.enrolment.c
    found: dict[bytes, str] = {}
    for piece in pieces(sorted(set(nodes))):
        asked = select(r.node, r.code).where(r.county == county, r.node.in_(piece))
        found.update((node, code) for node, code in connection.execute(asked))
    return found


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text) if len(text) % 2 == 0 else b""
