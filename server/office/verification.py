"""`verify`: walk everything this node keeps and say in plain words what is not as it should be.

Chains (each log's numbers and hashes), signatures, certificates, body hashes, reaches, the witnesses of opened bodies,
the second medium against the journal, and the projections rebuilt from the journal against the live ones, byte for
byte. It changes nothing and needs no lock: it reads one snapshot.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.examine import certified_by
from kiosk.core.carriage.extent import START, Reach, advance
from kiosk.core.carriage.head import verify_event
from kiosk.core.carriage.kinds import NODE_CERTIFIED
from kiosk.core.instruments import Instruments
from server.node import Node
from server.office.attachments_walked import wrong_attachments
from server.office.bodies import Opened
from server.office.digest import Office
from server.office.projection import Rules, case_record, cases_of, query_code_of
from server.office.terms_differ import terms_differ
from server.store import shelf
from server.store import tables as t
from server.store.database import reading
from server.store.second_medium import read_events
from server.store.shelf import LogRow, Row

WRONG_COUNT_MAX = 1_000  # sentences; what is wrong with a thousand is wrong with all
PAGE_COUNT = 1_000


class Report(NamedTuple):
    """What was walked and what is wrong, one sentence each."""

    logs: int
    events: int
    bodies: int
    cases: int
    second_medium: int
    unfolded: int
    awaiting: int
    wrong: tuple[str, ...]

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {**self._asdict(), "whole": not self.wrong}

    def lines(self) -> list[str]:
        """As a person reads it."""
        said = (
            f"{self.logs}条日志 {self.events}个事件 {self.bodies}份正文 {self.cases}个办件 "
            f"第二存储{self.second_medium}个事件 待折叠{self.unfolded} 等待{self.awaiting} · "
            f"{self.logs} logs, {self.events} events, {self.bodies} bodies, {self.cases} cases, "
            f"{self.second_medium} on the second medium"
        )
        return [said, *self.wrong] if self.wrong else [said, "全部相符 · everything agrees"]


def verify(node: Node, engine: Engine, instruments: Instruments, second_medium: Path | None = None) -> Report:
    """Walk the node's database, and the second medium when it is named."""
    with reading(engine) as connection:
        return _Walk(node, connection, instruments).all(second_medium)


class _Walk:
    def __init__(self, node: Node, connection: Connection, instruments: Instruments) -> None:
        self.node, self.connection = node, connection
        self.county = node.county_code
        self.office = Office(node, instruments)  # opens bodies with the node's own keys; writes nothing here
        self.wrong: list[str] = []
        self.events = self.bodies = 0

    def all(self, second_medium: Path | None) -> Report:
        logs = shelf.logs(self.connection, self.county, self.node.root_public)
        for log in logs:
            self._log(log)
        unfolded = set(self.connection.scalars(select(t.unfolded.c.case_no).where(t.unfolded.c.county == self.county)))
        cases = self._projections(unfolded) if self.node.is_county else 0
        on_medium = self._second_medium(second_medium) if second_medium is not None else 0
        for sentence in wrong_attachments(self.connection, self.county, second_medium):
            self._say(sentence)
        e = t.event.c
        waiting = select(func.count()).where(e.county == self.county, e.awaiting.is_not(None))
        return Report(
            logs=len(logs),
            events=self.events,
            bodies=self.bodies,
            cases=cases,
            second_medium=on_medium,
            unfolded=len(unfolded),
            awaiting=self.connection.scalars(waiting).one(),
            wrong=tuple(self.wrong[:WRONG_COUNT_MAX]),
        )

    def _say(self, sentence: str) -> None:
        if len(self.wrong) < WRONG_COUNT_MAX:
            self.wrong.append(sentence)

    # Logs

    def _log(self, log: LogRow) -> None:
        name = log.name.hex()
        order: list[tuple[int, bytes, bytes]] = []  # the line first, then branches: what came first is the log
        branches: list[tuple[int, bytes, bytes]] = []
        certified = False
        for row in self._rows(log.name):
            head = row.event.head
            self.events += 1
            if row.awaiting is Quarantine.AWAITING_CERTIFICATE:
                continue
            where = f"日志{name}第{head.seq}号 · log {name} event {head.seq}"
            self._event(row, log.identity, where)
            if head.kind == NODE_CERTIFIED and head.seq == 1:
                found = certified_by(row.event, self.node.root_public)
                certified = certified or found is not None
            (branches if row.branch else order).append((head.seq, head.prev, row.event.hash))
        if log.identity is None:
            return
        order += branches
        if order and not certified:
            self._say(f"日志{name}没有有效的首个证书事件 · log {name} does not begin with its certificate")
        self._reach(log, order)

    def _reach(self, log: LogRow, order: list[tuple[int, bytes, bytes]]) -> None:
        held = {(seq, event_hash) for seq, _, event_hash in order}
        reach = advance(START, order)
        if reach.n < log.n or (log.n and (log.n, log.hash) not in held):
            self._say(
                f"日志{log.name.hex()}应连续到{log.n}，只到{reach.n} · log {log.name.hex()} should be held to {log.n} "
                f"without a gap and is held to {reach.n}"
            )
        elif reach.n > log.n and reach != Reach(log.n, log.hash):
            self._say(
                f"日志{log.name.hex()}记到{log.n}，实际连续到{reach.n} · log {log.name.hex()} is noted to {log.n} "
                f"and held to {reach.n}"
            )
        if log.safe_n > log.n or (log.safe_n and (log.safe_n, log.safe_hash) not in held):
            self._say(f"日志{log.name.hex()}的双份标记不符 · log {log.name.hex()}: the safe mark names no event held")

    def _event(self, row: Row, identity: Identity | None, where: str) -> None:
        if identity is None:
            self._say(f"{where}：作者证书缺失 · its author's certificate is missing")
            return
        try:
            verify_event(identity.verifier(), row.event)
        except Malformed:
            self._say(f"{where}：签名不符 · the signature does not hold")
            return
        head = row.event.head
        if row.sealed and sha256(row.sealed).digest() != head.sealed_sha256:
            self._say(f"{where}：正文与事件头不符 · the body is not the one its head names")
            return
        if row.sealed:
            self.bodies += 1
            self._witness(row, where)

    def _witness(self, row: Row, where: str) -> None:
        if not self.node.is_county or row.witness is None:
            return
        if row.event.head.node == self.node.identity.node and row.event.head.case == "":
            return  # sent down: sealed to a station alone, its witness was kept when it was written
        opened = self.office.bodies.open(self.connection, row)
        if not isinstance(opened, Opened) or opened.witness != row.witness:
            self._say(f"{where}：正文打不开，或与证明不符 · the body does not open, or not to what was proved")

    def _rows(self, name: bytes) -> Iterator[Row]:
        """Every event of a log, page by page; an unreadable one is named and passed over."""
        e = t.event.c
        asked = select(e.hash, e.seq, e.signed).where(e.county == self.county, e.log_name == name)
        for event_hash, seq, signed in self.connection.execute(asked.order_by(e.seq, e.hash)):
            where = f"日志{name.hex()}第{seq}号 · log {name.hex()} event {seq}"
            if sha256(signed).digest() != event_hash:
                self.events += 1
                self._say(f"{where}：哈希不符 · its bytes are not those of its hash")
                continue
            try:
                row = shelf.held(self.connection, self.county, event_hash)
            except Malformed:
                row = None
            if row is None:
                self.events += 1
                self._say(f"{where}：不能读取 · it cannot be read")
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
                self._say(f"办件{number}不能折叠 · case {number} cannot be folded: an event of it cannot be read")
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
                self._say(f"办件{number}在投影中，日志中没有 · case {number} stands in the projection and in no log")
        return count

    def _same_case(self, rebuilt: dict[str, Any]) -> None:
        c = t.case_row.c
        asked = select(*t.case_row.c).where(c.county == self.county, c.id == rebuilt["id"])
        live = self.connection.execute(asked).mappings().one_or_none()
        number = rebuilt["case_no"]
        if live is None:
            self._say(f"办件{number}不在投影中 · case {number} is missing from the projection")
            return
        wrong = [name for name, value in rebuilt.items() if live[name] != value]
        if wrong:
            names = " ".join(wrong)
            self._say(f"办件{number}的投影与日志不符（{names}）· case {number}: the projection is not what its log says ({names})")

    def _same_code(self, which: bytes, number: str, code: str) -> None:
        q = t.query_code.c
        mac = self.connection.scalars(select(q.mac).where(q.county == self.county, q.id == which)).one_or_none()
        if code and mac != self.office.query_mac(number, code):
            self._say(f"办件{number}的查询码记录不符 · case {number}: the query code kept is not the one it came with")

    # The second medium

    def _second_medium(self, folder: Path) -> int:
        if not folder.is_dir():
            self._say(f"第二存储{folder}不存在 · there is no second medium at {folder}")
            return 0
        on_medium: dict[bytes, bytes] = {}
        for signed, sealed in read_events(folder):
            event_hash = sha256(signed).digest()
            on_medium[event_hash] = sha256(sealed).digest() if sealed else on_medium.get(event_hash, b"")
        e = t.event.c
        held: set[bytes] = set()
        asked = select(e.hash, e.sealed, e.safe_at_ms, e.log_name, e.seq).where(e.county == self.county)
        for event_hash, sealed, safe_at_ms, name, seq in self.connection.execute(asked):
            held.add(event_hash)
            where = f"日志{name.hex()}第{seq}号 · log {name.hex()} event {seq}"
            if event_hash not in on_medium:
                if safe_at_ms is not None:
                    self._say(f"{where}：标为双份，第二存储没有 · called safe, and the second medium has it not")
            elif sealed and safe_at_ms is not None and on_medium[event_hash] != sha256(sealed).digest():
                self._say(f"{where}：第二存储上的正文不同 · the body on the second medium is another")
        for event_hash in sorted(on_medium.keys() - held):
            self._say(
                f"第二存储有事件{event_hash.hex()}，数据库没有 · event {event_hash.hex()} is on the second medium and "
                "not in the database: restore it"
            )
        return len(on_medium)
