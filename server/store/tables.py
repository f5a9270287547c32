"""What the server keeps, as SQLAlchemy Core tables.

Every primary key is (county, id): a province's database holds many counties side by side and is
split by the first column. Ids are made by the client (hashes, names, random bytes), never by a
sequence, so that a write that is sent twice has one effect and no two databases ever disagree.
`event` is the journal and the truth; `case_row`, `query_code` and `contact` are projections of it.
Times are integer milliseconds UTC; hashes 32 bytes; nodes 8 bytes; log names 16 bytes (node ‖ log).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

METADATA = MetaData()


def _county() -> Column[Any]:
    return Column("county", String(6), primary_key=True)


def _id(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, primary_key=True)


# What there is one of: "ack_counter", "county_incarnation_number", ... (bytes, or a number as ASCII digits).
meta = Table("meta", METADATA, _county(), _id("name", String(60)), Column("value", LargeBinary, nullable=False))

# One row a log that we have heard of. n, hash: how far it is held without a gap (`carriage.extent`);
# safe_n, safe_hash: the same on the second medium. purpose: see `LogPurpose` in `journal`.
# open_n: on a relay, how far without a gap the county's kept words prove its bodies opened.
# reader: for a downward log the station node that it speaks to. chain: CBOR array of certificates, NULL while unknown.
log = Table(
    "log",
    METADATA,
    _county(),
    _id("log_name", LargeBinary(16)),
    Column("node", LargeBinary(8), nullable=False),
    Column("purpose", String(12), nullable=False),
    Column("role", Integer),
    Column("code", String(12), nullable=False, server_default=""),
    Column("chain", LargeBinary),
    Column("reader", LargeBinary(8)),
    Column("n", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("safe_n", BigInteger, nullable=False),
    Column("safe_hash", LargeBinary(32), nullable=False),
    Column("open_n", BigInteger, nullable=False),
    Column("first_heard_at_ms", BigInteger, nullable=False),
)
Index("log_by_node", log.c.county, log.c.node)
Index("log_by_reader", log.c.county, log.c.reader)

# The journal. signed and sealed are the exact bytes that came; sealed is empty when there is none or it is erased.
# awaiting: a code of `carriage.acknowledgement.Quarantine`, NULL when it waits for nothing.
# branch: another event was held at this (log, seq) before this one came.
# key_id: the content key of its body; for a KeyShared the key that it shares.
# witness: w of the opened body (R-HASHACK), NULL until it was opened; an event without a body is open when received.
# owed: a relay has not yet the county's word for it. from_node: who handed it over (not who wrote it); b"" when our
# second medium alone tells that somebody had.
event = Table(
    "event",
    METADATA,
    _county(),
    _id("hash", LargeBinary(32)),
    Column("log_name", LargeBinary(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("prev", LargeBinary(32), nullable=False),
    Column("node", LargeBinary(8), nullable=False),
    Column("operation", LargeBinary(16), nullable=False),
    Column("kind", Integer, nullable=False),
    Column("case_no", String(27), nullable=False),
    Column("level", Integer, nullable=False),
    Column("key_id", LargeBinary(16)),
    Column("signed", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("awaiting", Integer),
    Column("branch", Boolean, nullable=False),
    Column("owed", Boolean, nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("from_node", LargeBinary(8), nullable=False),
    Column("safe_at_ms", BigInteger),
    Column("opened_at_ms", BigInteger),
    Column("witness", LargeBinary(32)),
)
Index("event_by_place", event.c.county, event.c.log_name, event.c.seq)
_in_a_case = event.c.case_no != ""
# Without statistics the planner takes any index that saves a sort: so this one saves it too.
Index(
    "event_by_case",
    event.c.county,
    event.c.case_no,
    event.c.log_name,
    event.c.seq,
    sqlite_where=_in_a_case,
    postgresql_where=_in_a_case,
)
_not_safe = event.c.safe_at_ms.is_(None)
Index("event_not_safe", event.c.county, event.c.received_at_ms, sqlite_where=_not_safe, postgresql_where=_not_safe)
_waiting = event.c.awaiting.is_not(None)
Index("event_awaiting", event.c.county, event.c.awaiting, sqlite_where=_waiting, postgresql_where=_waiting)
# A body that belongs to no case (a newer kiosk's kind): nothing else would bring the digest to it.
_unopened = text("case_no = '' AND opened_at_ms IS NULL")
Index("event_unopened", event.c.county, event.c.received_at_ms, sqlite_where=_unopened, postgresql_where=_unopened)
Index(
    "event_owed",
    event.c.county,
    event.c.log_name,
    event.c.seq,
    sqlite_where=text("owed"),
    postgresql_where=text("owed"),
)

# A partial index is used only when the query repeats its condition word for word: never with a bound parameter.
EVENT_IS_UNOPENED_WITHOUT_CASE = text("event.case_no = '' AND event.opened_at_ms IS NULL")
EVENT_IS_OWED = text("event.owed")
ATTACHMENT_IS_OWED = text("attachment.owed")
EVENT_IN_A_CASE = text("event.case_no != ''")

# Which event shares a content key, and with whom: how a body finds its key and a station its downward log.
shared_key = Table(
    "shared_key",
    METADATA,
    _county(),
    _id("key_id", LargeBinary(16)),
    _id("recipient", LargeBinary(8)),
    _id("event_hash", LargeBinary(32)),
    Column("log_name", LargeBinary(16), nullable=False),
)
Index("shared_key_by_recipient", shared_key.c.county, shared_key.c.recipient)

# Cases with an event that the office's digest has not folded yet; written in the event's own transaction, so that
# a crash between COMMIT and folding loses nothing.
unfolded = Table(
    "unfolded", METADATA, _county(), _id("case_no", String(27)), Column("since_ms", BigInteger, nullable=False)
)

# Bytes that are not an authentic event: kept for people to look at, bounded in all.
apart = Table(
    "apart",
    METADATA,
    _county(),
    _id("hash", LargeBinary(32)),
    Column("reason", Integer, nullable=False),
    Column("log_name", LargeBinary(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("from_node", LargeBinary(8), nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_at_ms", BigInteger, nullable=False),
    Column("last_at_ms", BigInteger, nullable=False),
)

# Acknowledgements: on every node its own last ones; on a relay also the county's, to hand on.
acknowledgement = Table(
    "acknowledgement",
    METADATA,
    _county(),
    _id("hash", LargeBinary(32)),
    Column("issuer", LargeBinary(8), nullable=False),
    Column("incarnation_number", BigInteger, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("signed", LargeBinary, nullable=False),
)
Index("acknowledgement_by_counter", acknowledgement.c.county, acknowledgement.c.issuer, acknowledgement.c.counter)
# What a kept acknowledgement of the county says of one log (relay only). open_n: the last event it lists as opened,
# 0 when it lists none; there may be gaps before it.
vouched = Table(
    "vouched",
    METADATA,
    _county(),
    _id("log_name", LargeBinary(16)),
    _id("acknowledgement", LargeBinary(32)),
    Column("recv_n", BigInteger, nullable=False),
    Column("safe_n", BigInteger, nullable=False),
    Column("open_n", BigInteger, nullable=False),
    Column("counter", BigInteger, nullable=False),
)

# Attachments: sealed pieces on a 16 KB grid; held_bytes without a gap from 0, stored_bytes with what lies beyond one;
# complete once the SHA-256 held. from_node: who began to hand it over, and in whose room it is counted.
attachment = Table(
    "attachment",
    METADATA,
    _county(),
    _id("id", LargeBinary(32)),
    Column("total_bytes", Integer, nullable=False),
    Column("held_bytes", Integer, nullable=False),
    Column("stored_bytes", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("owed", Boolean, nullable=False),
    Column("offered_bytes", Integer, nullable=False),
    Column("county_word", LargeBinary(32)),  # on a relay: the county's acknowledgement that it holds all of it
    Column("county_safe_word", LargeBinary(32)),  # and the one that it lies on two devices
    Column("safe_at_ms", BigInteger),
    Column("from_node", LargeBinary(8), nullable=False),
    Column("first_at_ms", BigInteger, nullable=False),
    Column("last_at_ms", BigInteger),  # when a piece came last; None: before that was noted
)
Index(
    "attachment_pending",
    attachment.c.county,
    attachment.c.from_node,
    sqlite_where=text("NOT complete"),
    postgresql_where=text("NOT complete"),
)
Index("attachment_by_sender", attachment.c.county, attachment.c.from_node, attachment.c.first_at_ms)
_not_copied = attachment.c.safe_at_ms.is_(None)
Index("attachment_not_safe", attachment.c.county, sqlite_where=_not_copied, postgresql_where=_not_copied)
Index("attachment_owed", attachment.c.county, attachment.c.id, sqlite_where=text("owed"), postgresql_where=text("owed"))
chunk = Table(
    "chunk",
    METADATA,
    _county(),
    _id("attachment", LargeBinary(32)),
    _id("offset", Integer()),
    Column("data", LargeBinary, nullable=False),
)

# What each node told of itself at its last ask. clock_offset_ms: county time minus its wall clock.
contact = Table(
    "contact",
    METADATA,
    _county(),
    _id("node", LargeBinary(8)),
    Column("code", String(12), nullable=False),
    Column("role", Integer, nullable=False),
    Column("software", String(40), nullable=False),
    Column("free_disk_bytes", BigInteger, nullable=False),
    Column("clock_offset_ms", BigInteger, nullable=False),
    Column("uptime_s", BigInteger, nullable=False),
    Column("oldest_unsent_s", BigInteger, nullable=False),
    Column("catalogue_version", BigInteger, nullable=False),
    Column("asked_at_ms", BigInteger, nullable=False),
)

# Signed catalogue documents; the highest version is in force.
document = Table(
    "document",
    METADATA,
    _county(),
    _id("version", Integer()),
    Column("signed", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

# Things a person must look at. id: first 16 bytes of SHA-256(kind ‖ about), so that one incident is one row. station:
# 12 digits, a relay's 9, "" where none can be told; case_no: 27 digits or "".
incident = Table(
    "incident",
    METADATA,
    _county(),
    _id("id", LargeBinary(16)),
    Column("kind", String(40), nullable=False),
    Column("about", Text, nullable=False),
    Column("station", String(12), nullable=False, server_default=""),
    Column("case_no", String(27), nullable=False, server_default=""),
    Column("count", Integer, nullable=False),
    Column("first_at_ms", BigInteger, nullable=False),
    Column("last_at_ms", BigInteger, nullable=False),
    Column("closed_at_ms", BigInteger),
    Column("closed_by", String(20)),
    Column("closed_word", Text),
)
Index("incident_by_station", incident.c.county, incident.c.station, incident.c.last_at_ms)

# The county's people. prefix: what they see and act under; level: the tier they act for; duties: JSON array.
staff = Table(
    "staff",
    METADATA,
    _county(),
    _id("number", String(20)),
    Column("name", String(60), nullable=False),
    Column("level", Integer, nullable=False),
    Column("prefix", String(12), nullable=False),
    Column("duties", Text, nullable=False),
    Column("matters", Text, nullable=False, server_default="[]"),
    Column("password_hash", Text),
    Column("added_at_ms", BigInteger, nullable=False),
    Column("removed_at_ms", BigInteger),
)

# One row an enrolment key handed out. node: the id that follows from it. used: SHA-256 of the node certificate seen.
enrolment = Table(
    "enrolment",
    METADATA,
    _county(),
    _id("node", LargeBinary(8)),
    Column("serial", BigInteger, nullable=False),
    Column("role", Integer, nullable=False),
    Column("code", String(12), nullable=False),
    Column("terminal", Integer, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Column("issued_at_ms", BigInteger, nullable=False),
    Column("used", LargeBinary(32)),
    Column("used_at_ms", BigInteger),
)

# Projection of a case, owned by the office. id: node ‖ operation of its Entrusted (R-KEY); two ids may share a
# printed number (重号). folded: the case as the office folds it, JSON; the columns are what lists ask for.
# priority: a PriorityFor or 0, and the last day on which it counts. next_look: the next day on which the county's own
# clock owes this case something, 0 for none; the tick asks for it. yellow, red: cards that stand; revoked: those taken
# back, of both colours. idle_since_ms: when a person last did something with a case that is still open, 0 once it has
# ended. Days are YYYYMMDD, 0 for none.
case_row = Table(
    "case_row",
    METADATA,
    _county(),
    _id("id", LargeBinary(24)),
    Column("case_no", String(27), nullable=False),
    Column("station", String(12), nullable=False),
    Column("matter", String(40), nullable=False),
    Column("state", String(40), nullable=False),
    Column("handler_level", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("entered_at_ms", BigInteger, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
    *(
        Column(name, Integer, nullable=False, server_default="0")
        for name in ("priority", "priority_until", "next_look", "yellow", "red", "revoked", "corrections", "complaints")
    ),
    Column("idle_since_ms", BigInteger, nullable=False, server_default="0"),
    Column("folded", Text, nullable=False),
)
Index("case_row_by_number", *(case_row.c[name] for name in ("county", "case_no", "id", "station")))
Index("case_row_by_station", case_row.c.county, case_row.c.station)
# Lists count, filter and sort by these alone: the rows themselves are wide, and 25 of them are read.
_listed = ("county", "station", "due", "case_no", "id", "state", "handler_level", "matter")
Index("case_row_for_lists", *(case_row.c[name] for name in (*_listed, "priority", "priority_until")))
# A month's figures are counted here alone.
_counted = ("county", "entered_at_ms", "station", "corrections", "complaints")
Index("case_row_by_entry", *(case_row.c[name] for name in _counted))
CASE_IS_TO_BE_LOOKED_AT = text("case_row.next_look != 0")
CASE_IS_IDLE = text("case_row.idle_since_ms != 0")
CASE_IS_CARDED = text("case_row.yellow + case_row.red + case_row.revoked != 0")
for _name, _column, _where in (
    ("case_row_to_look_at", case_row.c.next_look, text("next_look != 0")),
    ("case_row_idle", case_row.c.idle_since_ms, text("idle_since_ms != 0")),
    ("case_row_carded", case_row.c.station, text("yellow + red + revoked != 0")),
):
    Index(_name, case_row.c.county, _column, sqlite_where=_where, postgresql_where=_where)

# HMAC(county secret, case ‖ code): guards the screen, never the code itself.
query_code = Table(
    "query_code",
    METADATA,
    _county(),
    _id("id", LargeBinary(24)),
    Column("case_no", String(27), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)
Index("query_code_by_case", query_code.c.county, query_code.c.case_no)

# What went down: an event of a case to one station node, and whether its body went along. An event whose body could
# not be opened yet goes without and once more with it; the station's fold counts it once (R-KEY).
sent = Table(
    "sent",
    METADATA,
    _county(),
    _id("reader", LargeBinary(8)),
    _id("event_hash", LargeBinary(32)),
    Column("with_body", Boolean, nullable=False),
)

# Who did what; the line is written in the transaction of the deed it tells of. id: 16 random bytes.
audit = Table(
    "audit",
    METADATA,
    _county(),
    _id("id", LargeBinary(16)),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", String(60), nullable=False),
    Column("deed", String(60), nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
