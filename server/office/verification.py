"""`verify`: walk everything this node keeps and say in plain words what is not as it should be.

Chains (each log's numbers and hashes), signatures, certificates, body hashes, reaches, the witnesses of opened bodies,
every body that is gone against the Purged or Erased that says so, the second medium against the journal, and the
projections rebuilt from the journal against the live ones, byte for byte. It changes nothing and needs no lock: it
reads one snapshot.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.examine import certified_by
from kiosk.core.carriage.extent import START, Reach, advance
from kiosk.core.carriage.head import log_name, verify_event
from kiosk.core.carriage.kinds import NODE_CERTIFIED
from kiosk.core.instruments import Instruments
from server.node import Node
from server.office.attachments_walked import wrong_attachments
from server.office.bodies import Opened
from server.office.bodies_walked import Bodies
from server.office.digest import Office
from server.office.medium_walked import events_on, wrong_on_medium
from server.office.projection import Rules, case_record, cases_of, query_code_of
from server.office.terms_differ import terms_differ
from server.office.verified import Finding, Report, event_at
from server.store import shelf
from server.store import tables as t
from server.store.database import reading
from server.store.shelf import LogRow, Row

WRONG_COUNT_MAX = 1_000  # sentences; what is wrong with a thousand is wrong with all
PAGE_COUNT = 1_000


def verify(node: Node, engine: Engine, instruments: Instruments, second_medium: Path | None = None) -> Report:
    """Walk the node's database, and the second medium when it is named."""
    with reading(engine) as connection:
        return _Walk(node, connection, instruments).all(second_medium)


class _Walk:
    def __init__(self, node: Node, connection: Connection, instruments: Instruments) -> None:
        self.node, self.connection = node, connection
        self.county = node.county_code
        self.office = Office(node, instruments)  # opens bodies with the node's own keys; writes nothing here
        self.accounts = Bodies(connection, self.county, node.county.node)
        self.wrong: list[Finding] = []
        self.events = self.bodies = 0

    def all(self, second_medium: Path | None) -> Report:
        logs = shelf.logs(self.connection, self.county, self.node.root_public)
        for log in logs:
            self._log(log)
        unfolded = set(self.connection.scalars(select(t.unfolded.c.case_no).where(t.unfolded.c.county == self.county)))
        cases = self._projections(unfolded) if self.node.is_county else 0
        on_medium = self._second_medium(second_medium) if second_medium is not None else 0
        for finding in wrong_attachments(self.connection, self.county, second_medium):
            self._say(finding)
        e = t.event.c
        waiting = select(func.count()).where(e.county == self.county, e.awaiting.is_not(None))
        return Report(
            is_county=self.node.is_county,
            logs=len(logs),
            events=self.events,
            bodies=self.bodies,
            cases=cases,
            second_medium=on_medium,
            unfolded=len(unfolded),
            awaiting=self.connection.scalars(waiting).one(),
            purged=self.accounts.purged,
            erased=self.accounts.erased,
            findings=tuple(self.wrong),
        )

    def _say(self, finding: Finding) -> None:
        if len(self.wrong) < WRONG_COUNT_MAX:
            self.wrong.append(finding)

    def _second_medium(self, folder: Path) -> int:
        if not folder.is_dir():
            self._say(Finding("MEDIUM_MISSING", {"folder": folder}))
            return 0
        on_medium = events_on(folder)
        for finding in wrong_on_medium(self.connection, self.county, on_medium):
            self._say(finding)
        return len(on_medium)

    # Logs

    def _log(self, log: LogRow) -> None:
        order: list[tuple[int, bytes, bytes]] = []  # the line first, then branches: what came first is the log
        branches: list[tuple[int, bytes, bytes]] = []
        certified = False
        for row in self._rows(log.name):
            head = row.event.head
            self.events += 1
            if row.awaiting is Quarantine.AWAITING_CERTIFICATE:
                continue
            self._event(row, log.identity)
            if head.kind == NODE_CERTIFIED and head.seq == 1:
                found = certified_by(row.event, self.node.root_public)
                certified = certified or found is not None
            (branches if row.branch else order).append((head.seq, head.prev, row.event.hash))
        if log.identity is None:
            return
        order += branches
        # A log of the county's may be held without its beginning: what it lost was brought home to it, or a relay read
        # on a stick what is to go on to another's station.
        in_part = log.n == 0 and log.name.startswith(self.node.county.node)
        if order and not certified and not in_part:
            self._say(Finding("LOG_WITHOUT_CERTIFICATE", {"log": log.name.hex()}))
        self._reach(log, order)

    def _reach(self, log: LogRow, order: list[tuple[int, bytes, bytes]]) -> None:
        held = {(seq, event_hash) for seq, _, event_hash in order}
        reach = advance(START, order)
        said = {"log": log.name.hex(), "noted": log.n, "held": reach.n}
        if reach.n < log.n or (log.n and (log.n, log.hash) not in held):
            self._say(Finding("LOG_SHORT", said))
        elif reach.n > log.n and reach != Reach(log.n, log.hash):
            self._say(Finding("LOG_LONG", said))
        if log.safe_n > log.n or (log.safe_n and (log.safe_n, log.safe_hash) not in held):
            self._say(Finding("SAFE_MARK", said))

    def _event(self, row: Row, identity: Identity | None) -> None:
        head = row.event.head
        name = log_name(head)
        if identity is None:
            self._say(event_at("AUTHOR_MISSING", name, head.seq))
            return
        try:
            verify_event(identity.verifier(), row.event)
        except Malformed:
            self._say(event_at("SIGNATURE", name, head.seq))
            return
        if row.sealed and sha256(row.sealed).digest() != head.sealed_sha256:
            self._say(event_at("BODY", name, head.seq))
            return
        if (unaccounted := self.accounts.fault_of(row)) is not None:
            self._say(unaccounted)
        if row.sealed:
            self.bodies += 1
            self._witness(row)

    def _witness(self, row: Row) -> None:
        if not self.node.is_county or row.witness is None:
            return
        head = row.event.head
        if head.node == self.node.identity.node and head.case == "":
            return  # sent down: sealed to a station alone, its witness was kept when it was written
        opened = self.office.bodies.open(self.connection, row)
        if not isinstance(opened, Opened) or opened.witness != row.witness:
            self._say(event_at("WITNESS", log_name(head), head.seq))

    def _rows(self, name: bytes) -> Iterator[Row]:
        """Every event of a log, page by page; an unreadable one is named and passed over."""
        e = t.event.c
        asked = select(e.hash, e.seq, e.signed).where(e.county == self.county, e.log_name == name)
        for event_hash, seq, signed in self.connection.execute(asked.order_by(e.seq, e.hash)):
            if sha256(signed).digest() != event_hash:
                self.events += 1
                self._say(event_at("HASH", name, seq))
                continue
            try:
                row = shelf.held(self.connection, self.county, event_hash)
            except Malformed:
                row = None
            if row is None:
                self.events += 1
                self._say(event_at("UNREADABLE", name, seq))
            else:
                yield row

    # Projections

    def _projections(self, unfolded: set[str]) -> int:
        document = self.office.published.in_force(self.connection)
        rules = Rules(self.office.published.calendar(self.connection), document.limits, self.node.identity.node)
        e = t.event.c
        asked = select(e.case_no).distinct().where(e.county == self.county, e.case_no != "").order_by(e.case_no)
        count = 0
        seen: set[bytes] = set()
        for number in list(self.connection.scalars(asked)):
            if number in unfolded:
                continue
            try:
                found = cases_of(shelf.events_of_case(self.connection, self.county, number))
            except Malformed:
                self._say(Finding("CASE_UNREADABLE", {"case": number}))
                continue
            for one in found:
                count += 1
                seen.add(one.case.identity)
                row = one.entrusted
                opened = self.office.bodies.open(self.connection, row) if row.sealed else None
                body = opened.plain if isinstance(opened, Opened) else b""
                differs = terms_differ(self.office.published, self.connection, one.case)
                self._same_case(case_record(self.county, one, body, rules, differs))
                self._same_code(one.case.identity, number, query_code_of(body))
        c = t.case_row.c
        live = select(c.id, c.case_no).where(c.county == self.county)
        for which, number in self.connection.execute(live):
            if which not in seen and number not in unfolded:
                self._say(Finding("CASE_STRAY", {"case": number}))
        return count

    def _same_case(self, rebuilt: dict[str, Any]) -> None:
        c = t.case_row.c
        asked = select(*t.case_row.c).where(c.county == self.county, c.id == rebuilt["id"])
        live = self.connection.execute(asked).mappings().one_or_none()
        number = rebuilt["case_no"]
        if live is None:
            self._say(Finding("CASE_MISSING", {"case": number}))
            return
        wrong = [name for name, value in rebuilt.items() if live[name] != value]
        if wrong:
            self._say(Finding("CASE_DIFFERS", {"case": number, "names": " ".join(wrong)}))

    def _same_code(self, which: bytes, number: str, code: str) -> None:
        q = t.query_code.c
        mac = self.connection.scalars(select(q.mac).where(q.county == self.county, q.id == which)).one_or_none()
        if code and mac != self.office.query_mac(number, code):
            self._say(Finding("QUERY_CODE", {"case": number}))
