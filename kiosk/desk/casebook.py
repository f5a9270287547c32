"""Status 进度 and ledger 台账: what is held, folded from heads, with the proof of everything that is claimed.

R-TRUTH: recorded here, left here, at the township, at the county (and kept there twice), accepted. Each is
shown with the hash of what proves it, or not at all. Bodies are opened only while somebody is signed in,
and even then names and numbers are masked.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.head import read_event
from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import parse, plain
from kiosk.core.casework.handling_class import handling_class
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.ledger import COLUMNS, Opened, ledger_row, with_kept
from kiosk.core.casework.slip import NotASlip, due_line, sentence, unpack_slip
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.desk.brought_home import known_there_by
from kiosk.desk.journal import decode_case, events_of_case
from kiosk.desk.ledger_told import has_effect, told_by
from kiosk.desk.opening import Opener
from kiosk.desk.settling import reason_name
from kiosk.desk.station import Station
from kiosk.desk.store import INNER

TRUTHS: dict[str, str] = {
    "recorded": "本机已登记",
    "left": "已离开本站",
    "at_township": "乡镇已收到",
    "at_county": "县已收到",
    "safe": "已双份保存",
    "opened": "县已打开",
    "accepted": "已受理",
}
MONTH = re.compile(r"2[0-9]{3}-(0[1-9]|1[0-2])", re.ASCII)
_MARK_OF = {"at_township": "custody", "at_county": "recv", "safe": "safe", "opened": "open"}


def truths(station: Station, event_hash: bytes, case: Case | None = None) -> dict[str, Any]:
    """Each truth about one event: None, or {"proof": hex of what proves it, …}.

    Proofs: the event itself, our own Carried, a township's acknowledgement, the county's acknowledgement (or, for an
    event that came down from the county, the signed event that brought it), the Accepted event."""
    store = station.store
    row = store.one('SELECT origin, log, seq, carrier, "case" FROM event WHERE hash = ?', event_hash)
    found: dict[str, Any] = dict.fromkeys(TRUTHS)
    if row is None:
        return found
    origin, log, seq, carrier, number = row
    if origin == INNER:
        carrier = known_there_by(station, event_hash, log, number, carrier)
        if carrier is not None:
            found["at_county"] = {"proof": carrier.hex(), "by": "county event"}
    else:
        found["recorded"] = {"proof": event_hash.hex()}
        left = store.one(
            "SELECT e.hash, e.signed FROM carried c JOIN event e ON e.hash = c.event "
            "WHERE c.log = ? AND c.first <= ? AND c.last >= ? ORDER BY e.seq LIMIT 1", log, seq, seq,
        )  # fmt: skip
        if left:
            facts = read_event(left[1]).head.facts
            found["left"] = {"proof": left[0].hex(), "road": facts[2], "at_ms": facts[3]}
        for truth, state in _MARK_OF.items():
            mark = store.one(
                "SELECT m.acknowledgement, a.counter, a.at_ms FROM mark m "
                "JOIN acknowledgement a ON a.hash = m.acknowledgement "
                "WHERE m.event = ? AND m.state = ?", event_hash, state,
            )  # fmt: skip
            if mark:
                found[truth] = {"proof": mark[0].hex(), "counter": mark[1], "at_ms": mark[2]}
    if case is not None and case.accepted is not None:
        found["accepted"] = _acceptance(station, case)
    return found


def status(station: Station, number: str) -> dict[str, Any]:
    """Everything this station can say of one case; Refusal CASE_NOT_HERE."""
    digits = plain(number)
    rows = station.store.all(
        'SELECT folded, slip FROM "case" WHERE number = ? ORDER BY node = ? DESC, operation',
        digits,
        station.identity.node,
    )
    if not rows:
        raise Refusal("CASE_NOT_HERE", case=digits[:27] or "-")
    case = decode_case(rows[0][0])
    events = events_of_case(station.store, digits)
    entrusted = _entrusted(case, events)
    opener = Opener(station)
    shown: dict[str, Any] = {
        "case": case.number,
        "state": case.state.value,
        "handler": case.handler.name.lower(),
        "matter": case.matter,
        "same_number": len(rows),
        "truths": truths(station, entrusted.hash, case) if entrusted else dict.fromkeys(TRUTHS),
        "slip": _slip(station, case, rows[0][1]),
        "events": [_line(station, event, case, opener) for event in events],
    }
    row = ledger_line(station, case, events, 1, opener, calendar_of(station))
    if row["principal"]:
        shown["principal"], shown["phone"] = row["principal"], row["phone"]
        opened = _opened(station, case, events, opener)
        shown["materials"] = list(opened.materials) if opened else [row["materials"]]
    return shown


def ledger(station: Station) -> list[dict[str, Any]]:
    """Every case held, in the order it came, numbered from 1 without a gap; each with its truths' proofs."""
    opener, calendar = Opener(station), calendar_of(station)
    rows = station.store.all(
        'SELECT c.folded, c.slip, (SELECT MIN(position) FROM event e WHERE e."case" = c.number) AS first FROM "case" c '
        "ORDER BY first, c.number, c.node, c.operation"
    )
    lines = []
    for sequence, (folded, slip, _) in enumerate(rows, 1):
        case = decode_case(folded)
        events = events_of_case(station.store, case.number)
        entrusted = _entrusted(case, events)
        line: dict[str, Any] = dict(ledger_line(station, case, events, sequence, opener, calendar))
        line["truths"] = truths(station, entrusted.hash, case) if entrusted else dict.fromkeys(TRUTHS)
        line["slip"] = _slip(station, case, slip)
        lines.append(line)
    return lines


def of_month(lines: Iterable[dict[str, Any]], month: str) -> list[dict[str, Any]]:
    """The lines of one month, numbered anew from 1 without a gap. month: 2026-11.

    A line's month is the one in its number, which no clock takes back (R-TIME). Refusal MONTH_WRONG."""
    if not MONTH.fullmatch(month):
        raise Refusal("MONTH_WRONG", month=month[:10])
    there = (line for line in lines if f"{parse(line['number']).date:%Y-%m}" == month)
    return [{**line, "sequence": str(sequence)} for sequence, line in enumerate(there, 1)]


def ledger_line(
    station: Station, case: Case, events: Sequence[Event], sequence: int, opener: Opener, calendar: WorkCalendar
) -> dict[str, str]:
    """One row of the ledger, as far as it can be read now. Once its bodies were let go of, what they said is read from
    the row that `Purged` kept. events: of its number; opener: of whoever is signed in."""
    opened = _opened(station, case, events, opener)
    row = ledger_row(case, sequence, calendar, station.now().wall_ms, opened, station.document.limits)
    return row if opened is not None else with_kept(row, kept_row(case, events, opener))


def kept_row(case: Case, events: Iterable[Event], opener: Opener) -> Mapping[str, Any]:
    """The ledger row that a Purged of this case kept, masked; {} where nothing was let go of, or it does not open."""
    if not case.purged:
        return {}
    purged = (event.hash for event in events if event.head.kind == Kind.PURGED and has_effect(case, event))
    return next((body for event_hash in purged if (body := opener.body(event_hash)) is not None), {})


def ledger_sheet(lines: list[dict[str, Any]]) -> str:
    """The ledger as CSV for a spreadsheet: Chinese headings, and no cell that a spreadsheet would run as a formula."""
    rows = [[*COLUMNS.values(), *TRUTHS.values()]]
    for line in lines:
        proved = [("是" if line["truths"][truth] else "") for truth in TRUTHS]
        rows.append([*(line[column] for column in COLUMNS), *proved])
    return "\ufeff" + "".join(",".join(_cell(cell) for cell in row) + "\r\n" for row in rows)


def _cell(text: str) -> str:
    if text and (text[0] in "=+-@\t\r" or (text.isdigit() and len(text) > 15)):
        text = ("\t" if text[0].isdigit() else "'") + text  # a 27-digit number would be rounded to 15
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\r\n\t') else text


def _line(station: Station, event: Event, case: Case, opener: Opener) -> dict[str, Any]:
    head = event.head
    known = head.kind in list(Kind)
    line: dict[str, Any] = {
        "event": event.hash.hex(),
        "kind": KINDS[Kind(head.kind)].name if known else str(head.kind),
        "zh": KINDS[Kind(head.kind)].zh if known else "",
        "level": head.level.name.lower(),
        "author": head.author,
        "at_ms": head.clock.wall_ms,
        "own": head.node == station.identity.node,
        "set_aside": event.hash in case.set_aside,
        "truths": {name: truth["proof"] for name, truth in truths(station, event.hash).items() if truth},
    }
    no = refused(station, event.hash)
    if no is not None:
        line["refused"] = no
    body = opener.body(event.hash)
    if body is not None and head.kind != Kind.ENTRUSTED:
        line["body"] = {
            name: value for name, value in body.items() if name not in ("signature", "attachments", "query_code")
        }
    return line


def refused(station: Station, event_hash: bytes) -> dict[str, Any] | None:
    """Whose word says that this event is not taken as it is, and why; None when nobody's does."""
    row = station.store.one(
        "SELECT a.hash, a.signed FROM mark m JOIN acknowledgement a ON a.hash = m.acknowledgement "
        "WHERE m.event = ? AND m.state = 'apart'", event_hash,
    )  # fmt: skip
    if row is None:
        return None
    ack = read_acknowledgement(row[1])
    reason = next((q[3] for q in ack.quarantined if q[2] == event_hash), 0)
    return {"proof": row[0].hex(), "by": ack.level.name.lower(), "reason": reason_name(reason)}


def _slip(station: Station, case: Case, packed: bytes) -> dict[str, Any] | None:
    if not packed:
        return None
    try:
        slip = unpack_slip(msgspec.msgpack.decode(packed))
    except (NotASlip, msgspec.MsgspecError):
        return None
    matter = next((m for m in station.document.catalogue.matters if m.code == case.matter), None)
    names = [material.name for material in matter.materials] if matter else []
    return {
        "state": slip.state.value,
        "handler": slip.handler.name.lower(),
        "at_ms": slip.at_ms,
        "due": slip.due,
        "provisional": slip.provisional,
        "zh": sentence(slip, "zh", names) + due_line(slip, "zh"),
        "en": sentence(slip, "en", names) + " " * bool(slip.due) + due_line(slip, "en"),
    }


def _opened(station: Station, case: Case, events: Sequence[Event], opener: Opener) -> Opened | None:
    entrusted = _entrusted(case, events)
    body = opener.body(entrusted.hash) if entrusted else None
    if body is None:
        return None
    matter = next((m for m in station.document.catalogue.matters if m.code == case.matter), None)
    principal, held = body.get("principal") or {}, body.get("materials") or []
    names = [material for row in held if matter and (material := matter.material(row.get("number", 0)))]
    told = told_by(case, events, opener)
    return Opened(
        principal=str(principal.get("name", "")),
        phone=str(principal.get("phone", "")),
        group=str(principal.get("group", "")),
        matter_name=matter.name if matter else "",
        case_type=handling_class(case, matter.case_type_code if matter else "").value,
        materials=tuple(material.name for material in names),
        originals=sum(row.get("copies", 1) for row in held if row.get("held") == "原件"),
        taken_by=told.taken_by,
        fee_receipt=told.fee_receipt,
        followed_up=told.followed_up,
        remark="；".join(filter(None, (str(body.get("mark", "")), *told.remarks))),
    )


def _entrusted(case: Case, events: Sequence[Event]) -> Event | None:
    return next(
        (
            e
            for e in events
            if e.head.kind == Kind.ENTRUSTED and (e.head.node, e.head.operation) == (case.node, case.operation)
        ),
        None,
    )


def _acceptance(station: Station, case: Case) -> dict[str, Any] | None:
    kinds = (Kind.ACCEPTED, Kind.DEEMED_ACCEPTED)
    for event in events_of_case(station.store, case.number):
        if event.head.kind in kinds and has_effect(case, event):
            return {"proof": event.hash.hex(), "kind": KINDS[Kind(event.head.kind)].name}
    return None


def calendar_of(station: Station) -> WorkCalendar:
    """The working days of this county: the shipped holidays under the county's own days."""
    days = station.document.calendar
    return WorkCalendar({datetime.date.fromisoformat(day): working for day, working in days.items()})
