"""Looking at cases: the list, and one case with its timeline. Works on heads alone, so a relay shows states too.

Names are masked and come from bodies that this node can open; a relay opens none.
"""

from collections import defaultdict
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import SENT
from kiosk.core.casework import case_number
from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.codes import PriorityFor, word
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.transitions import State
from kiosk.core.casework.trips import trips_of
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office.bodies import Bodies, Opened
from server.office.joint_told import joint_told
from server.office.projection import FoldedCase, Rules, cases_of, due_number, principal, running_clocks, settled_ms
from server.office.published import Published, calendar_of
from server.office.telling import tell
from server.office.terms_differ import SET_ASIDE, SET_ASIDE_EN, shown_state, terms_differ
from server.office.workbench import after_those_that_go_first, goes_first
from server.store import shelf
from server.store import tables as t
from server.store.revoking import revocations
from server.store.shelf import Row

LIST_COUNT_MAX = 5_000
SENT_COUNT_MAX = 200_000  # a township's year; a relay folds on demand


class Looking:
    """What `cases` looks with: on any reading connection. bodies: None where no body is to be opened."""

    def __init__(self, node: Node, published: Published, bodies: Bodies | None) -> None:
        self._node, self._published, self._bodies = node, published, bodies

    def listed(
        self, connection: Connection, now_ms: int, state: str = "", prefix: str = "", count_max: int = 1_000
    ) -> dict[str, Any]:
        """The cases in that state (word or English name, "" all) under that prefix: what goes first for a reason that
        counts today (domain E-9), then the nearest limit."""
        today = china_date(now_ms)
        wanted = state_named(state) if state else ""
        if self._node.is_county:
            found = self._rows(connection, wanted, prefix, count_max, today)
        else:
            folded = [one for ones in self._on_a_relay(connection, prefix).values() for one in ones]
            rules = self._rules(connection)
            found = [
                _line(one, running_clocks(one, rules, one.changed_at_ms), "", self._differs(connection, one), today)
                for one in folded
            ]
            found = [line for line in found if wanted in ("", line["state"])]
            found.sort(key=lambda line: (not line["priority"], line["due"] or 99_999_999, line["case"]))
        return {"cases": found[:count_max], "count": len(found[:count_max])}

    def one(self, connection: Connection, number: str, now_ms: int) -> dict[str, Any]:
        """Every case of that number (one, or 重号) with timeline, limits and masked name; Refusal CASE_UNKNOWN."""
        plain = case_number.plain(number.partition("/")[0])
        case_number.parse(plain)
        if self._node.is_county:
            found = cases_of(shelf.events_of_case(connection, self._node.county_code, plain))
        else:
            found = self._on_a_relay(connection, plain).get(plain, [])
        if not found:
            raise Refusal("CASE_UNKNOWN", case=number[:40])
        return {"case": plain, "found": [self._whole(connection, one, now_ms) for one in found]}

    def _rows(
        self, connection: Connection, state: str, prefix: str, count_max: int, today: date
    ) -> list[dict[str, Any]]:
        c, place = t.case_row.c, after_those_that_go_first(today)
        asked = select(
            c.case_no, c.matter, c.state, c.handler_level, c.due, c.entered_at_ms, c.changed_at_ms, c.folded,
            c.priority, place.label("place"),
        )  # fmt: skip
        asked = asked.where(c.county == self._node.county_code, c.station.startswith(prefix, autoescape=True))
        if state:
            asked = asked.where(c.state == state)
        asked = asked.order_by(place, (c.due == 0), c.due, c.case_no, c.id).limit(min(count_max, LIST_COUNT_MAX))
        return [
            {
                "case": row.case_no,
                "matter": row.matter,
                "state": row.state,
                "handler": row.handler_level,
                "due": row.due,
                "entered_at_ms": row.entered_at_ms,
                "changed_at_ms": row.changed_at_ms,
                "principal": msgspec.json.decode(row.folded)["principal"],
                "priority": "" if row.place else word(PriorityFor(row.priority)),
            }
            for row in connection.execute(asked)
        ]

    def _on_a_relay(self, connection: Connection, prefix: str) -> dict[str, list[FoldedCase]]:
        """Case number -> cases, from heads that lie here: stations' own, and the county's inside Sent events."""
        e = t.event.c
        by_number: dict[str, dict[bytes, Row]] = defaultdict(dict)
        unbelieved = revocations(connection, self._node.county_code)
        sent = select(e.hash).where(e.county == self._node.county_code, e.kind == SENT).limit(SENT_COUNT_MAX)
        for event_hash in list(connection.scalars(sent)):
            row = shelf.held(connection, self._node.county_code, event_hash)
            inner = None if row is None else inner_event(row.event)
            if row is not None and inner is not None and inner.head.case.startswith(prefix):
                by_number[inner.head.case][inner.hash] = row._replace(
                    event=inner, sealed=b"", revoked=unbelieved.refuses(inner.head)
                )
        asked = select(e.case_no).distinct().where(e.county == self._node.county_code, e.case_no != "")
        asked = asked.where(e.case_no.startswith(prefix, autoescape=True)).limit(SENT_COUNT_MAX)
        for number in list(connection.scalars(asked)):
            for row in shelf.events_of_case(connection, self._node.county_code, number):
                by_number[number][row.event.hash] = row
        return {number: cases_of(rows.values()) for number, rows in sorted(by_number.items())}

    def _rules(self, connection: Connection) -> Rules:
        document = self._published.in_force(connection)
        return Rules(calendar_of(document), document.limits, self._node.county.node)

    def _whole(self, connection: Connection, one: FoldedCase, now_ms: int) -> dict[str, Any]:
        told = tell(connection, self._node, self._published, one, now_ms)
        at_ms = settled_ms(one.rows.values(), self._node.county.node)
        return {
            **_line(one, told.running, self._principal(connection, one), told.differs, china_date(now_ms)),
            "sentence": dict(told.sentence),
            "terms_differ": told.differs,
            "accept_tier": one.case.accept_tier.name.lower(),
            "decide_tier": one.case.decide_tier.name.lower(),
            "first_handler": one.case.first_handler,
            "limits": [_clock(clock) for clock in told.running],
            "trips": trips_of(one.folded)._asdict(),
            "joint": joint_told(connection, self._node.county_code, one, self._rules(connection), now_ms),
            "timeline": [
                self._step(one, event, at_ms[event.hash]) for event in (*one.folded.landed, *one.folded.waiting)
            ],
        }

    def _differs(self, connection: Connection, one: FoldedCase) -> str:
        return terms_differ(self._published, connection, one.case)

    def _principal(self, connection: Connection, one: FoldedCase) -> str:
        row = one.entrusted
        if self._bodies is None or not row.sealed:
            return ""
        opened = self._bodies.open(connection, row)
        return principal(opened.plain) if isinstance(opened, Opened) else ""

    def _step(self, one: FoldedCase, event: Event, at_ms: int) -> dict[str, Any]:
        head, row = event.head, one.rows[event.hash]
        try:
            kind = KINDS[Kind(head.kind)]
            name, zh = kind.name, kind.zh
        except ValueError:
            name, zh = f"Kind{head.kind}", "未知"
        has_body = bool(head.sealed_sha256)
        return {
            "kind": name,
            "zh": zh,
            "level": word(head.level),
            "author": head.author,
            "at_ms": at_ms,
            "wall_ms": head.clock.wall_ms,
            "received_at_ms": row.received_at_ms,
            "safe": row.safe_at_ms is not None,
            "body": "none" if not has_body else "erased" if not row.sealed else "open" if row.witness else "sealed",
            "set_aside": one.folded.set_aside.get(event.hash, ""),
            "waiting": event in one.folded.waiting,
            "event": event.hash.hex(),
        }


def inner_event(sent: Event) -> Event | None:
    """The event that a Sent event carries, whose bytes the county signed for; None when it cannot be read."""
    signed = sent.head.facts.get(1)
    try:
        return read_event(signed) if type(signed) is bytes else None
    except Malformed:
        return None


def state_named(text: str) -> str:
    """The office word of a state, or 搁置, by that word or its English name; Refusal STATE_UNKNOWN."""
    words = {state.value: state.name.lower().replace("_", "-") for state in State} | {SET_ASIDE: SET_ASIDE_EN}
    asked = text.strip().lower().replace("_", "-")
    for zh, en in words.items():
        if asked in (zh, en):
            return zh
    raise Refusal("STATE_UNKNOWN", state=text[:20], states=" ".join(f"{zh}({en})" for zh, en in words.items()))


def _line(
    one: FoldedCase, running: tuple[RunningClock, ...], name: str, differs: str, today: date
) -> dict[str, Any]:
    case = one.case
    return {
        "case": case.number,
        "matter": case.matter,
        "state": shown_state(case, differs),
        "handler": int(case.handler),
        "due": 0 if differs else due_number(running),
        "entered_at_ms": one.entrusted.received_at_ms,
        "changed_at_ms": one.changed_at_ms,
        "principal": name,
        "priority": word(case.priority.why) if case.priority is not None and goes_first(case, today) else "",
    }


def _clock(clock: RunningClock) -> dict[str, Any]:
    return {
        "name": clock.name,
        "started": clock.started.isoformat(),
        "due": clock.due.isoformat(),
        "days": clock.days,
        "unit": word(clock.unit),
        "paused": clock.paused,
        "provisional": clock.provisional,
    }

