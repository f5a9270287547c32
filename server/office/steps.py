"""The events of a case, one after another, as a page tells them: what each says in coded facts and in the office's own
texts, when it counts from, and whether it had effect.

Pure. Of a body only what the office wrote is told here; the principal's facts, ratings and complaints never are.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from kiosk.core.casework.coded import NotCoded
from kiosk.core.casework.commands import COMMANDS, Text
from kiosk.core.casework.kinds import KINDS, BadFacts, Kind, facts_unpack
from kiosk.core.event import Event, Level
from server.office.bodies import read_json
from server.office.projection import FoldedCase, settled_ms
from server.store.shelf import Row

TEXTS_A_STEP_MAX = 12
BILL_ITEMS_MAX = 50  # of one bill: two pages of A4


class Step(NamedTuple):
    """One event. kind: its name in `kinds`, "" when unknown; at_ms: the instant that counts; not `firm` when it
    is only when the county had it, since the author's clock was not compared; texts: (field, what was written) of the
    office's own body; set_aside: the code of the refusal that left it without effect; body: none, erased, open or
    sealed; items: the lines of a bill, each as the window wrote it."""

    kind: str
    level: Level
    author: str
    author_name: str
    at_ms: int
    firm: bool
    facts: Mapping[str, Any]
    texts: tuple[tuple[str, str], ...]
    set_aside: str
    waiting: bool
    body: str
    items: tuple[Mapping[str, Any], ...] = ()


def steps(
    found: FoldedCase, bodies: Mapping[bytes, bytes | None], people: Mapping[str, str], county_node: bytes
) -> Iterator[Step]:
    """Every event in the order in which it landed, then those that wait. bodies: opened, by hash; people: staff number
    -> name."""
    settled = settled_ms(found.rows.values(), county_node)
    for event in (*found.folded.landed, *found.folded.waiting):
        row, head = found.rows[event.hash], event.head
        firm = head.node == county_node or settled[event.hash] == head.clock.wall_ms
        yield Step(
            _kind_name(event),
            head.level,
            head.author,
            people.get(head.author, ""),
            settled[event.hash],
            firm,
            {**_facts(event), **_coded(event, bodies[event.hash])},
            _texts(event, bodies[event.hash]),
            found.folded.set_aside.get(event.hash, ""),
            event in found.folded.waiting,
            _body_word(event, row, bodies[event.hash]),
            _items(event, bodies[event.hash]),
        )


def _kind_name(event: Event) -> str:
    try:
        return KINDS[Kind(event.head.kind)].name
    except ValueError:
        return ""


def _facts(event: Event) -> Mapping[str, Any]:
    try:
        return facts_unpack(event.head.kind, event.head.facts)
    except BadFacts:
        return {}


def _texts(event: Event, body: bytes | None) -> tuple[tuple[str, str], ...]:
    """What the office wrote: the text fields of the command, never a record, a rating or a complaint."""
    held = _written(event, body)
    return tuple((name, held[name]) for name in list(held)[:TEXTS_A_STEP_MAX] if isinstance(held[name], str))


def _items(event: Event, body: bytes | None) -> tuple[Mapping[str, Any], ...]:
    if body is None or event.head.kind != Kind.FEES_BILLED:
        return ()
    held = read_json(body).get("items")
    rows = held[:BILL_ITEMS_MAX] if isinstance(held, list) else []
    return tuple(row for row in rows if isinstance(row, dict))


def _coded(event: Event, body: bytes | None) -> dict[str, Any]:
    """The coded values that stand in a body."""
    found = {}
    for name, value in _written(event, body).items():
        coded = _text_fields(event)[name].coded
        if coded is not None:
            with suppress(NotCoded):
                found[name] = coded.unpack(value)
    return found


def _written(event: Event, body: bytes | None) -> dict[str, Any]:
    if body is None or not _kind_name(event) or KINDS[Kind(event.head.kind)].audience != "case":
        return {}
    held = read_json(body)
    return {name: held[name] for name in _text_fields(event) if name in held}


def _text_fields(event: Event) -> dict[str, Text]:
    """What commands write into the body of this kind of event; the number of a case stands in its head."""
    rows = (row for row in COMMANDS.values() if row.kind == event.head.kind)
    return {name: text for row in rows for name, text in row.body.items() if not text.record and name != "number"}


def _body_word(event: Event, row: Row, body: bytes | None) -> str:
    if not event.head.sealed_sha256:
        return "none"
    return "erased" if not row.sealed else "open" if body is not None else "sealed"
