"""Tables of who may do what, who was asked first, and what agents bring: kept by the county beside its staff.

The same rules as `tables`: primary key (county, id), ids made by the client, times in integer milliseconds UTC; a day
is YYYYMMDD, 0 where there is none.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from .tables import METADATA, _county, _id, event

# SupplyAllowed and ProofPromised: what applicants owe after acceptance, few among many.
EVENT_IS_OWED_AFTER = text("kind IN (34, 37)")
Index(
    "event_owed_after",
    event.c.county,
    event.c.kind,
    event.c.case_no,
    sqlite_where=EVENT_IS_OWED_AFTER,
    postgresql_where=EVENT_IS_OWED_AFTER,
)

# Until when: `trained_until` a person may open new cases, `until` they may work here at all. One row a person with an
# end; who has none has no row.
person_terms = Table(
    "person_terms",
    METADATA,
    _county(),
    _id("number", String(20)),
    Column("trained_until", Integer, nullable=False),
    Column("until", Integer, nullable=False),
)

# Who may do what with a matter: grade 1 受理, 2 审核, 3 办结. A matter without a row is anybody's with the right post.
authorisation = Table(
    "authorisation",
    METADATA,
    _county(),
    _id("number", String(20)),
    _id("matter", String(40)),
    Column("grade", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
)
Index("authorisation_by_matter", authorisation.c.county, authorisation.c.matter)

# A matter that goes to another tier from a day on: published then, once. version: of the catalogue that says so, 0
# while it is still to come.
delegation = Table(
    "delegation",
    METADATA,
    _county(),
    _id("matter", String(40)),
    _id("first", Integer()),
    Column("accept_tier", Integer, nullable=False),
    Column("decide_tier", Integer, nullable=False),
    Column("document_no", String(60), nullable=False),
    Column("noted_at_ms", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
)

# What somebody asked for, owned by whom they asked first (首问负责). owner: who answers for it now; asked_of: to whom it
# was transferred, "" for nobody or once they took it over; outcome: of `enquiries.Outcome`, 0 while it is open.
enquiry = Table(
    "enquiry",
    METADATA,
    _county(),
    _id("id", String(17)),
    Column("topic", Text, nullable=False),
    Column("matter", String(40), nullable=False),
    Column("first_owner", String(20), nullable=False),
    Column("owner", String(20), nullable=False),
    Column("asked_of", String(20), nullable=False),
    Column("prefix", String(12), nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("asked_at_ms", BigInteger, nullable=False),
    Column("transferred_at_ms", BigInteger),
    Column("closed_at_ms", BigInteger),
)
Index("enquiry_by_prefix", enquiry.c.county, enquiry.c.prefix, enquiry.c.asked_at_ms)

# What an agent brings beside cases (“调研员”“服务员”): sort 1 建议, 2 问题. settled_at_ms: adopted, or solved.
agent_note = Table(
    "agent_note",
    METADATA,
    _county(),
    _id("id", String(17)),
    Column("number", String(20), nullable=False),
    Column("sort", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("settled_at_ms", BigInteger),
)
Index("agent_note_by_number", agent_note.c.county, agent_note.c.number, agent_note.c.at_ms)
