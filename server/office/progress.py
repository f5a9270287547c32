"""One case as its own principal sees it on a phone: state, dates, what comes next, a masked name, and nothing else.

Read on a reading connection, from heads and the masked name alone. That somebody may see it is `lookup`'s to say.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office.bodies import Bodies, Opened
from server.office.projection import FoldedCase, cases_of, principal, settled_ms
from server.office.published import Published
from server.office.telling import tell
from server.store import shelf

# What a resident wants to know of; the office's own steps between them are not told.
SHOWN = (
    Kind.ENTRUSTED, Kind.RECEIVED, Kind.FORWARDED, Kind.ACCEPTED, Kind.DEEMED_ACCEPTED, Kind.CORRECTION_ASKED,
    Kind.CORRECTED, Kind.CORRECTION_LAPSED, Kind.DECLINED, Kind.RETURNED, Kind.HANDLING_STARTED, Kind.PASSED_UP,
    Kind.SUSPENDED, Kind.RESUMED, Kind.EXTENDED, Kind.CONCLUDED, Kind.RESULT_SENT, Kind.DELIVERED, Kind.WITHDRAWN,
    Kind.VOIDED, Kind.LAPSED,
)  # fmt: skip


class Progress(NamedTuple):
    """state: None where the office has set the case aside; sentence: state and next step, and due: its limit's line or
    "", each as (Chinese, English); steps: (kind, milliseconds UTC) in the order they took
    effect."""

    number: str
    principal: str
    state: State | None
    sentence: tuple[str, str]
    due: tuple[str, str]
    steps: tuple[tuple[Kind, int], ...]


def progress(
    connection: Connection, node: Node, published: Published, bodies: Bodies, number: str, identity: bytes, now_ms: int
) -> Progress:
    """The case with this identity; Refusal PROGRESS_NOT_FOUND when the journal holds none."""
    found = cases_of(shelf.events_of_case(connection, node.county_code, number))
    for one in found:
        if one.case.identity == identity:
            return _progress(connection, one, published, bodies, node, now_ms)
    raise Refusal("PROGRESS_NOT_FOUND")


def _progress(
    connection: Connection, one: FoldedCase, published: Published, bodies: Bodies, node: Node, now_ms: int
) -> Progress:
    instants = settled_ms(one.rows.values(), node.county.node)
    steps = []
    for event in one.folded.landed:
        kind = event.head.kind
        if kind in SHOWN and event.hash not in one.folded.set_aside:
            steps.append((Kind(kind), max(0, instants[event.hash])))
    name = _masked(connection, one, bodies)
    told = tell(connection, node, published, one, now_ms)
    if told.differs:
        return Progress(one.case.number, name, None, ("", ""), ("", ""), tuple(steps))
    return Progress(
        one.case.number,
        name,
        one.case.state,
        (told.sentence["zh"], told.sentence["en"]),
        (told.due["zh"], told.due["en"]),
        tuple(steps),
    )


def _masked(connection: Connection, one: FoldedCase, bodies: Bodies) -> str:
    if not one.entrusted.sealed:
        return ""
    opened = bodies.open(connection, one.entrusted)
    return principal(opened.plain) if isinstance(opened, Opened) else ""
