"""The county's keys, generation by generation, as this node has met them. The root certifies each, so that anybody may
show a newer one; a version never goes back.

Whoever runs under an earlier generation ends and begins anew once a newer one is durable: everything that checks the
county's word is put together at the start.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role, newer_county, verify_chain
from kiosk.core.carriage.document import Document, verify_document
from kiosk.core.carriage.revocation import Revocations, verify_revocations

from . import carriage_tables as c
from . import tables as t
from .sql import insert_missing

if TYPE_CHECKING:
    from .journal import Journal


def met(connection: Connection, county: str, root_public: bytes, own: Identity) -> tuple[Identity, ...]:
    """Every generation that is known, the newest first; own: the one in this node's own chain."""
    k = c.county_certificate.c
    rows = connection.scalars(select(k.certificate).where(k.county == county))
    known = {one.generation: one for one in (*(verify_chain((row,), root_public) for row in rows), own)}
    return tuple(known[generation] for generation in sorted(known, reverse=True))


def keep(journal: "Journal", county: Identity) -> None:
    """Remember one, which was verified."""
    row = {"county": journal.county, "generation": county.generation, "certificate": county.chain[-1]}
    insert_missing(journal.connection, c.county_certificate, [row])


def keep_of_own_logs(journal: "Journal") -> None:
    """Remember those under which a county's own logs were begun: a database of before a change of keys names its own
    nowhere else, and everything in it is signed with them."""
    if journal.role is not Role.COUNTY:
        return
    chains = {row.identity.chain for row in journal.logs(t.log.c.node == journal.own_node) if row.identity is not None}
    for chain in sorted(chains):
        keep(journal, verify_chain(chain, journal.root_public))


def learn(journal: "Journal", shown: Iterable[Identity]) -> bool:
    """On a relay: believe the county under newer keys, if one of these verified identities shows them; the process
    that runs begins anew as soon as this is durable."""
    newer = newer_county(journal.county_identity, shown)
    if newer is None:
        return False
    keep(journal, journal.county_identity)
    keep(journal, newer)
    journal.on_commit(journal.when_superseded)
    return True


def kept_document(known: Iterable[Identity], signed: bytes) -> Document:
    """A catalogue that was verified when it came; Malformed when no keys of the county's fit it."""
    for one in known:
        try:
            return verify_document(one.verifier(), signed)
        except Malformed:
            continue
    raise Malformed("a catalogue of nobody we know")


def kept_revocations(known: Iterable[Identity], signed: bytes) -> Revocations:
    """The same of a list of revocations."""
    for one in known:
        try:
            return verify_revocations(one.verifier(), signed)
        except Malformed:
            continue
    raise Malformed("a list of revocations by nobody we know")
