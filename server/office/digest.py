"""The digest: what the county makes of what came in, in the writer, after intake and after every deed.

For each case with something new: open the bodies that can be opened and keep the witness of each; fold the case from
heads; write what the county's own clock owes (`Reached` once per entry, lapses, deemed acceptance, archiving, yellow
and red cards); write the projection; keep the query code's HMAC; send what is new down to the stations. All in one
transaction, so that a crash leaves the case noted as unfolded, and doing it twice changes nothing.
"""

from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import DBAPIError

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.author import Wording
from kiosk.core.casework.days import china_date, day_number
from kiosk.core.casework.decide import Draft
from kiosk.core.casework.fold import extend
from kiosk.core.casework.gone import gone_of
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.casework.slip import Slip, slip_for
from kiosk.core.casework.supervision import cards_due
from kiosk.core.casework.system_deeds import reached, system_deeds
from kiosk.core.casework.transitions import State
from kiosk.core.event import ClockQuality
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office.bodies import Bodies, Opened
from server.office.delegations import publish_due
from server.office.downward import Downward
from server.office.lookup import query_mac
from server.office.projection import (
    FoldedCase,
    Rules,
    case_record,
    cases_of,
    compared_ms,
    not_understood,
    query_code_of,
    running_clocks,
    settled_ms,
)
from server.office.published import Published, calendar_of
from server.office.rated import forget_ratings, note_ratings
from server.office.rekeying import Rekeying
from server.office.retention import raise_over_period
from server.office.telling import declined_for
from server.office.terms_differ import terms_differ
from server.store import tables as t
from server.store.erasure import follow
from server.store.journal import LAST_IN_LINE_MS, OPERATION_BYTES, Journal
from server.store.overdue import BODY_WAITS, raise_overdue
from server.store.shelf import Row
from server.store.sql import insert_missing, upsert

CASES_A_DIGEST_MAX = 4  # a quarter of a second of the one writer: then a look-up and other deeds have their turn
SYSTEM_STEPS_MAX = 4  # Reached, then a lapse or a deemed acceptance, then archiving, and one to see that it is over
CORRECTION_MS_MAX = 90 * 86_400_000  # a reading corrected further back than this is no reading
PERIODS_EVERY_S = 3_600
CASELESS_MAX = 100
RULES_FOLLOWED = "rules_followed"  # of `meta`: SHA-256 of the working days and limits that rows were projected with
_OTHERS = [
    delete(table).where(
        table.c.county == bindparam("county"),
        table.c.case_no == bindparam("number"),
        table.c.id.not_in(bindparam("those", expanding=True)),
    )
    for table in (t.case_row, t.query_code)
]  # built once: building costs more than running


class Office:
    """The county's office as one process runs it: memory of keys and documents, no other state. Only inside deeds
    of the writer. A relay opens, folds and writes nothing: there only `tick` looks at what waits too long."""

    def __init__(self, node: Node, instruments: Instruments) -> None:
        self.node, self.instruments = node, instruments
        self.published = Published(node)
        self._looked_s: int | None = None  # when periods were last looked at, in seconds of uptime
        self.bodies = Bodies(node, instruments, self.published)
        self.downward = Downward(node, instruments, self.bodies)
        self._stuck: set[str] = set()  # cases that failed since the last full round: none holds up those behind it
        self.rekeying = Rekeying(node, self.published, self.downward)

    def digest(self, journal: Journal) -> bool:
        """Work off what came in; True when more is left, so that the caller submits this deed again."""
        if not self.node.is_county:
            return False
        now_ms = self.instruments.clock().wall_ms
        for station in self.downward.newcomers(journal):
            if station.code.endswith("000") and station.sealing_key:
                self.published.add_township_key(journal, station.code, station.sealing_key, now_ms)
            self.downward.welcome(journal, station, now_ms)
        self.downward.renew(journal)
        self.rekeying.digest(journal, now_ms)
        self._open_bodies(journal, self._caseless(journal), now_ms)
        numbers = journal.unfolded(CASES_A_DIGEST_MAX)
        failed = {number for number in numbers if not self._alone(journal, number, now_ms)}
        full_round = failed == set(numbers) and failed <= self._stuck
        self._stuck |= failed
        more = len(numbers) == CASES_A_DIGEST_MAX and not full_round
        if not more:
            self._stuck.clear()
        return more

    def tick(self, journal: Journal) -> bool:
        """Once a minute: raise what waits too long, note the cases that are owed something today, then digest."""
        now_ms = self.instruments.clock().wall_ms
        raise_overdue(journal, now_ms)
        if not self.node.is_county:
            return False
        publish_due(self.published, journal, now_ms)
        self._follow_rules(journal)
        c = t.case_row.c
        owed = select(c.case_no).where(
            c.county == journal.county, t.CASE_IS_TO_BE_LOOKED_AT, c.next_look <= day_number(china_date(now_ms))
        )
        journal.note_unfolded(journal.connection.scalars(owed), now_ms)
        self._look_at_periods(journal, now_ms)
        return self.digest(journal)

    def rules(self, journal: Journal) -> Rules:
        """Calendar and limits now in force."""
        document = self.published.in_force(journal.connection)
        return Rules(calendar_of(document), document.limits, self.node.identity.node)

    def digest_case(self, journal: Journal, number: str) -> list[FoldedCase]:
        """Everything that one case number has new; its cases as they stand then."""
        now_ms = self.instruments.clock().wall_ms
        rules = self.rules(journal)
        rows = journal.events_of_case(number)
        if any(row.event.head.kind == Kind.ERASED for row in rows):
            self._follow_erasure(journal, number, rows, now_ms)
            rows = journal.events_of_case(number)
        if self._open_bodies(journal, rows, now_ms):
            rows = journal.events_of_case(number)
        cases = cases_of(rows)
        for why in not_understood(rows).values():
            journal.incident("CASE_NOT_DIGESTED", f"case {number}: {why}", now_ms)
        if len(cases) > 1:
            journal.incident("CASE_NUMBER_TWICE", f"case {number}", now_ms)
        found = []
        for one in cases:
            differs = terms_differ(self.published, journal.connection, one.case)
            if differs:
                journal.incident("TERMS_DIFFER", f"case {number}: {differs}", now_ms)
            else:
                one = self._settle(journal, one, rules, now_ms)
                self._send_down(journal, one, rules, now_ms)
            self._project(journal, one, rules, differs)
            note_ratings(journal, one, self.bodies, rules.county_node)
            found.append(one)
        self._forget_others(journal, number, [one.case.identity for one in found])
        journal.folded([number])
        return found

    def _follow_rules(self, journal: Journal) -> None:
        """Fold every case anew, behind all that comes in, where the county has changed its working days or its limits:
        what ends when is another day now, and a limit in a year that was unknown may have begun to count."""
        document = self.published.in_force(journal.connection)
        rules = sha256(msgspec.json.encode((document.calendar, document.limits), order="deterministic")).digest()
        before = journal.note(RULES_FOLLOWED)
        if before == rules:
            return
        journal.set_note(RULES_FOLLOWED, rules)
        if before is not None:
            c = t.case_row.c
            journal.note_unfolded(
                journal.connection.scalars(select(c.case_no).where(c.county == journal.county)), LAST_IN_LINE_MS
            )

    def _look_at_periods(self, journal: Journal, now_ms: int) -> None:
        """Once an hour: it reads every ended case's row."""
        uptime_s = self.instruments.clock().uptime_s
        if self._looked_s is not None and uptime_s < self._looked_s + PERIODS_EVERY_S:
            return
        self._looked_s = uptime_s
        days = self.published.in_force(journal.connection).limits.county_retention_days
        raise_over_period(journal, days, now_ms)

    def _follow_erasure(self, journal: Journal, number: str, rows: list[Row], now_ms: int) -> None:
        """Bodies that were erased are gone here (once more, when a backup brought them back). What a station wrote
        without knowing of it keeps its body, and a person must look."""
        follow(journal, number)
        forget_ratings(journal, number)
        after = gone_of(row.event for row in rows)
        for row in rows:
            head = row.event.head
            if row.sealed and head.kind != Kind.ERASED and row.event.hash not in after.erased:
                journal.incident("CAME_AFTER_ERASURE", f"case {number} event {row.event.hash.hex()}", now_ms)

    def _alone(self, journal: Journal, number: str, now_ms: int) -> bool:
        """Digest one case so that what is wrong with it holds up no other (R-RAW): it is raised, goes to the end of
        the line, behind what is folded anew too, and is tried again with the next turn."""
        mark = journal.mark()
        place = journal.connection.begin_nested()
        try:
            self.digest_case(journal, number)
            place.commit()
            return True
        except DBAPIError:
            raise  # the database itself: the whole transaction is gone
        except Exception as error:
            place.rollback()
            journal.back_to(mark)
            journal.incident("CASE_NOT_DIGESTED", f"case {number}: {type(error).__name__}", now_ms)
            journal.folded([number])
            journal.note_unfolded([number], LAST_IN_LINE_MS + now_ms)
            return False

    # What is written of a case

    def entrusted_body(self, journal: Journal, one: FoldedCase) -> bytes:
        """The opened body of its Entrusted; b"" while it cannot be opened, or when it is erased."""
        row = one.entrusted
        opened = self.bodies.open(journal.connection, row) if row.sealed else None
        return opened.plain if isinstance(opened, Opened) else b""

    def query_mac(self, number: str, code: str) -> bytes:
        """What is kept of a query code (`lookup.query_mac`)."""
        return query_mac(self.node.secret, number, code)

    def _project(self, journal: Journal, one: FoldedCase, rules: Rules, differs: str) -> None:
        body = self.entrusted_body(journal, one)
        upsert(journal.connection, t.case_row, case_record(journal.county, one, body, rules, differs))
        code = query_code_of(body)
        if code:
            record = {
                "county": journal.county,
                "id": one.case.identity,
                "case_no": one.case.number,
                "mac": self.query_mac(one.case.number, code),
            }
            insert_missing(journal.connection, t.query_code, [record])

    def _forget_others(self, journal: Journal, number: str, identities: list[bytes]) -> None:
        """No row stands for a case that the journal makes no more: its Entrusted turned out a revoked station's."""
        for gone in _OTHERS:
            journal.connection.execute(gone, {"county": journal.county, "number": number, "those": identities})

    def _send_down(self, journal: Journal, one: FoldedCase, rules: Rules, now_ms: int) -> None:
        running = running_clocks(one, rules, now_ms)
        instants = settled_ms(one.rows.values(), rules.county_node)
        why = declined_for(one)

        def slip(row: Row) -> Slip:
            return slip_for(one.case, max(0, instants[row.event.hash]), running, why)

        order = {event.hash: place for place, event in enumerate(one.folded.landed)}
        rows = sorted(one.rows.values(), key=lambda row: (order.get(row.event.hash, len(order)), row.event.hash))
        self.downward.send(journal, one.case.station, rows, slip)

    # Opening

    def _open_bodies(self, journal: Journal, rows: list[Row], now_ms: int) -> bool:
        """Whether there was one to open: then what is kept of these rows may be another now."""
        closed = [
            row
            for row in rows
            if row.sealed and row.witness is None and row.awaiting is not Quarantine.BODY_DOES_NOT_OPEN
        ]
        for row in closed:
            opened = self.bodies.open(journal.connection, row)
            if isinstance(opened, Opened):
                journal.opened(row.event.hash, opened.witness, now_ms)
            elif opened is not row.awaiting:
                journal.waits(row.event.hash, opened)
                if opened is Quarantine.BODY_DOES_NOT_OPEN:
                    journal.incident("BODY_DOES_NOT_OPEN", f"event {row.event.hash.hex()}", now_ms)
        return bool(closed)

    def _caseless(self, journal: Journal) -> list[Row]:
        """Events with an unopened body that belong to no case: kinds of a newer kiosk, opened so that it may know."""
        e = t.event.c
        asked = select(e.hash).where(
            e.county == journal.county,
            t.EVENT_IS_UNOPENED_WITHOUT_CASE,
            e.awaiting.is_(None) | e.awaiting.in_([int(reason) for reason in BODY_WAITS]),
        )
        hashes = list(journal.connection.scalars(asked.order_by(e.received_at_ms.desc()).limit(CASELESS_MAX)))
        return [row for event_hash in hashes if (row := journal.held(event_hash)) is not None]

    # What the county owes by its own clock

    def _settle(self, journal: Journal, one: FoldedCase, rules: Rules, now_ms: int) -> FoldedCase:
        for _ in range(SYSTEM_STEPS_MAX):
            drafts = self._due(journal, one, rules, now_ms)
            if not drafts:
                break
            for draft in drafts:
                one = self._author(journal, one, draft)
        settled = settled_ms(one.rows.values(), rules.county_node)
        for card in cards_due(one.folded, rules.calendar, now_ms, rules.limits, settled):
            one = self._author(journal, one, card)
        return one

    def _due(self, journal: Journal, one: FoldedCase, rules: Rules, now_ms: int) -> tuple[Draft, ...]:
        case = one.case
        entered = case.received if case.state is State.RECEIVED else case.forwarded
        if entered is not None and entered.event in one.rows:
            arrived = reached(case, self._arrived_ms(journal, one.rows[entered.event], case.last_firm_ms))
            if arrived is not None:
                return (arrived,)
        terms = self.published.terms(journal.connection, case.matter, case.catalogue_version)
        settled = settled_ms(one.rows.values(), rules.county_node)
        try:
            return system_deeds(case, now_ms, rules.calendar, rules.limits, terms, settled)
        except Refusal as no:
            if no.code != "MATTER_TERMS_MISSING":
                raise
            # a matter that no published catalogue names: a person must look
            journal.incident("MATTER_TERMS_MISSING", f"case {case.number}", now_ms)
            return ()

    def _arrived_ms(self, journal: Journal, row: Row, not_before_ms: int) -> int:
        """The county-corrected instant of an entry: a county's or compared clock as it stands, any other by the offset
        that its node told last, never later than the county had it, never before what came earlier in the case."""
        clock = row.event.head.clock
        if row.event.head.node == self.node.identity.node:
            return max(0, clock.wall_ms)
        at_ms = row.received_at_ms
        if clock.quality is ClockQuality.COMPARED:
            at_ms = compared_ms(row)
        else:
            c = t.contact.c
            asked = select(c.clock_offset_ms).where(c.county == journal.county, c.node == row.event.head.node)
            offset_ms = journal.connection.scalars(asked).one_or_none()
            if offset_ms is not None and clock.wall_ms + offset_ms > row.received_at_ms - CORRECTION_MS_MAX:
                at_ms = clock.wall_ms + offset_ms
        return max(0, min(max(at_ms, not_before_ms), row.received_at_ms))

    def _author(self, journal: Journal, one: FoldedCase, draft: Draft) -> FoldedCase:
        wording = self.wording(draft, one.case.latest)
        written = journal.append(self.node.pen, [(wording, None)], self.instruments)
        return with_event(journal, one, written[-1].event.hash)

    def wording(self, draft: Draft, after: tuple[bytes, ...], **who: Any) -> Wording:
        """A draft as it is to be written into the county's log. who: author and level of a person's deed."""
        operation = self.instruments.draw(OPERATION_BYTES)
        facts = facts_pack(draft.kind, draft.facts)
        return Wording(operation, int(draft.kind), draft.case, facts, after=after, **who)


def with_event(journal: Journal, one: FoldedCase, event_hash: bytes) -> FoldedCase:
    """The case once an event that was just appended is folded."""
    row = journal.held(event_hash)
    assert row is not None, "appended in this transaction"
    return FoldedCase(one.key, extend(one.folded, row.event), {**one.rows, event_hash: row})
