"""The tables of a kiosk's database, step by step; a step that was released never changes."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("kiosk")

_SCHEMA = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY, value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE event (           -- the journal: signed bytes never change, a sealed body may be erased
    position INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    origin INTEGER NOT NULL CHECK (origin IN (1, 2, 3)),
    log BLOB NOT NULL,         -- 16 bytes, node and log
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    "case" TEXT NOT NULL,
    operation BLOB NOT NULL,
    signed BLOB NOT NULL,
    sealed BLOB NOT NULL,
    witness BLOB NOT NULL,
    carrier BLOB REFERENCES event (hash)   -- for an inner event: the downward event that holds it
) STRICT;
CREATE INDEX event_in_log ON event (log, seq);
CREATE INDEX event_of_case ON event ("case");
CREATE TABLE key_share (       -- which KeyShared event holds a content key
    key_id BLOB NOT NULL, event BLOB NOT NULL REFERENCES event (hash), PRIMARY KEY (key_id, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE acknowledgement ( -- the signed bytes behind every mark
    hash BLOB PRIMARY KEY, issuer BLOB NOT NULL, incarnation_number INTEGER NOT NULL, counter INTEGER NOT NULL,
    at_ms INTEGER NOT NULL, signed BLOB NOT NULL, chain BLOB NOT NULL
) STRICT;
CREATE TABLE mark (            -- what is proved of an event, and by which acknowledgement
    event BLOB NOT NULL REFERENCES event (hash),
    state TEXT NOT NULL CHECK (state IN ('recv', 'safe', 'open', 'custody', 'apart')),
    incarnation_number INTEGER NOT NULL,
    acknowledgement BLOB NOT NULL REFERENCES acknowledgement (hash),
    PRIMARY KEY (event, state)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (          -- what the county is not known to hold
    event BLOB PRIMARY KEY REFERENCES event (hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE attachment (
    id BLOB PRIMARY KEY, event BLOB NOT NULL REFERENCES event (hash), lane INTEGER NOT NULL,
    total_bytes INTEGER NOT NULL, at_county_bytes INTEGER NOT NULL DEFAULT 0, sealed BLOB NOT NULL
) STRICT;
CREATE TABLE custody (         -- what a relay said it took: not offered to it again for a while
    relay BLOB NOT NULL, event BLOB NOT NULL REFERENCES event (hash), powered_s INTEGER NOT NULL,
    PRIMARY KEY (relay, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE piece_custody (   -- the same of an attachment's bytes from 0 on
    relay BLOB NOT NULL, attachment BLOB NOT NULL REFERENCES attachment (id), held_bytes INTEGER NOT NULL,
    powered_s INTEGER NOT NULL, PRIMARY KEY (relay, attachment)
) STRICT, WITHOUT ROWID;
CREATE TABLE carried (         -- own Carried events by what they name: "left here"
    event BLOB NOT NULL REFERENCES event (hash), log BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (event, log, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE "case" (          -- projection: the fold of heads, rebuilt byte for byte by verify
    number TEXT NOT NULL, node BLOB NOT NULL, operation BLOB NOT NULL, state TEXT NOT NULL, matter TEXT NOT NULL,
    handler INTEGER NOT NULL, folded BLOB NOT NULL, slip BLOB NOT NULL,
    PRIMARY KEY (number, node, operation)
) STRICT, WITHOUT ROWID;
CREATE TABLE submitted (       -- one effect an operation; the receipt can be shown again
    operation BLOB PRIMARY KEY, event BLOB NOT NULL REFERENCES event (hash), digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE query_try (       -- wrong query codes of a case since the last right one, in seconds since boot
    "case" TEXT PRIMARY KEY, tries INTEGER NOT NULL, last_try_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE staff (           -- the station key, wrapped for each person (R-SEAL)
    number TEXT PRIMARY KEY, name TEXT NOT NULL, powers TEXT NOT NULL,
    card_wrap BLOB NOT NULL, phrase_wrap BLOB NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, last_try_s INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE document (        -- signed catalogues; the highest version is in force
    version INTEGER PRIMARY KEY, signed BLOB NOT NULL
) STRICT;
CREATE TABLE dictionary (      -- every dictionary a body here was compressed with
    id BLOB PRIMARY KEY, data BLOB NOT NULL
) STRICT;
CREATE TABLE identity (        -- log name -> certificate chain, verified when it came
    log BLOB PRIMARY KEY, chain BLOB NOT NULL
) STRICT;
CREATE TABLE road (            -- what is known of an address
    url TEXT PRIMARY KEY, chain BLOB NOT NULL, pin BLOB NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
    batch_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
"""

# Each room adds its own tables here.
_CARRIAGE = """
CREATE TABLE carrying (        -- another station's event that we carry on: verified, never opened (`carrying`)
    hash BLOB PRIMARY KEY, node BLOB NOT NULL, code TEXT NOT NULL, log BLOB NOT NULL, seq INTEGER NOT NULL,
    prev BLOB NOT NULL, kind INTEGER NOT NULL, key_id BLOB NOT NULL, signed BLOB NOT NULL, sealed BLOB NOT NULL,
    county INTEGER NOT NULL DEFAULT 0, -- 0: no word yet; 1: the county has it; 2: the county will not take it
    powered_s INTEGER NOT NULL,
    relay BLOB NOT NULL DEFAULT x'', relay_powered_s INTEGER NOT NULL DEFAULT 0 -- who took it, and when
) STRICT;
CREATE INDEX carrying_in_log ON carrying (log, seq);
CREATE TABLE carrying_attachment (
    id BLOB PRIMARY KEY, node BLOB NOT NULL, code TEXT NOT NULL, total_bytes INTEGER NOT NULL,
    at_county_bytes INTEGER NOT NULL DEFAULT 0, powered_s INTEGER NOT NULL,
    relay BLOB NOT NULL DEFAULT x'', relay_bytes INTEGER NOT NULL DEFAULT 0, relay_powered_s INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE carrying_piece (
    attachment BLOB NOT NULL REFERENCES carrying_attachment (id), offset INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (attachment, offset)
) STRICT;
CREATE TABLE carrying_ask (    -- the last ask of a station, put for it at each exchange
    node BLOB PRIMARY KEY, code TEXT NOT NULL, signed BLOB NOT NULL, answered_powered_s INTEGER
) STRICT;
CREATE TABLE carrying_answer ( -- what goes home to a station on the next stick that passes
    position INTEGER PRIMARY KEY, node BLOB NOT NULL, code TEXT NOT NULL, sender BLOB NOT NULL,
    hash BLOB NOT NULL UNIQUE, batch BLOB NOT NULL
) STRICT;
CREATE TABLE stick_taken (     -- answers to us that were taken whole: they may go off the stick
    position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE taking (          -- the last imports, for people to look at (`batches`)
    position INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, road INTEGER NOT NULL, told BLOB NOT NULL
) STRICT;
ALTER TABLE acknowledgement ADD COLUMN -- whether what it calls safe lies on one device
    same_device INTEGER NOT NULL DEFAULT 1;
CREATE INDEX acknowledgement_of_one_device ON acknowledgement (hash) WHERE same_device;
CREATE INDEX attachment_of_event ON attachment (event);
CREATE TABLE attachment_safe ( -- by whose word an attachment lies whole on two devices of the county
    attachment BLOB PRIMARY KEY REFERENCES attachment (id), incarnation_number INTEGER NOT NULL,
    acknowledgement BLOB NOT NULL REFERENCES acknowledgement (hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE proved_since (    -- since when an event is safe and open in this incarnation, in powered seconds
    event BLOB PRIMARY KEY REFERENCES event (hash), incarnation_number INTEGER NOT NULL, powered_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE ended_since (     -- since when nothing is left to be done with a case, and how far it was let go of
    "case" TEXT PRIMARY KEY, powered_s INTEGER NOT NULL, purged_to INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE inside (          -- which downward event carries an event of which case
    carrier BLOB PRIMARY KEY REFERENCES event (hash), inner BLOB NOT NULL, "case" TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inside_of_case ON inside ("case");
ALTER TABLE staff ADD COLUMN -- the person's own key; the two wraps hold its private half
    public BLOB NOT NULL DEFAULT x'';
CREATE TABLE station_key (     -- the station's sealing keys; the highest generation is in use
    generation INTEGER PRIMARY KEY, public BLOB NOT NULL
) STRICT;
CREATE TABLE station_key_for ( -- each, sealed for each person who may open it
    generation INTEGER NOT NULL REFERENCES station_key (generation), number TEXT NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (generation, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE county_certificate ( -- every generation of the county's keys that we have met, certified by the root
    generation INTEGER PRIMARY KEY, certificate BLOB NOT NULL
) STRICT;
"""


@migrations()
def first(db: Database) -> None:
    """The tables of the first release."""
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def carriage(db: Database) -> None:
    """The tables of the second release: more roads, keys, purging."""
    for statement in _CARRIAGE.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def cases_know_more(db: Database) -> None:
    """A folded case holds cards, opinions and what follows: every case is to be folded anew (`journal.refold`)."""
    db.conn.execute("INSERT OR REPLACE INTO meta VALUES ('refold', x'31')")
