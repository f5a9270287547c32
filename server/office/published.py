"""The catalogue documents this county has published: the one in force, and older ones that cases were bound to.

Versions never go back and never change once they are committed, so what was decoded then is kept. A new township
station's sealing key makes a new version: its kiosk may then read the cases of its villages (design, Content keys).
"""

import datetime
import threading
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, select

from kiosk.core.carriage.document import sign_document
from kiosk.core.carriage.sealing import Dictionary
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.catalogue.document import CatalogueDocument, SealingKey, decode_document, encode_document
from kiosk.core.catalogue.matters import Matter, terms
from kiosk.core.refusal import Refusal
from server.node import Node
from server.store import notes
from server.store import tables as t
from server.store.county_keys import kept_document, met
from server.store.journal import Journal

MATTERS_KEPT_COUNT = 20_000  # a few kB each, and a county asks for some hundred
DOCUMENTS_KEPT_COUNT = 4  # decoded, in memory: some 3 MB each


class Published:
    """See the module. From any thread: what was decoded is kept under its own lock, and nobody waits for another's
    questions to the store."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._decoded: dict[int, CatalogueDocument] = {}
        self._unsure: set[int] = set()  # published in a transaction that may yet be undone, or was
        self._draft: tuple[bytes, CatalogueDocument | None] = b"", None  # such a one, by its signed bytes
        self._dictionaries: dict[bytes, Dictionary] = {}
        self._matters: dict[tuple[int, str], Matter] = {}
        self._gate = threading.RLock()
        self._searched = 0  # no document up to this version holds a dictionary that is not in `_dictionaries`

    def in_force(self, connection: Connection) -> CatalogueDocument:
        """The newest document."""
        version = notes.document_version(connection, self._node.county_code)
        assert version, "init publishes the first version"
        return self._of(connection, version)

    def calendar(self, connection: Connection) -> WorkCalendar:
        """Working days with the county's own changes."""
        return calendar_of(self.in_force(connection))

    def terms(self, connection: Connection, matter: str, version: int) -> MatterTerms | None:
        """The matter's terms in the version a case was entrusted under, else in the one in force; None: unknown."""
        found = self._matter(connection, matter, version)
        return terms(*found) if found else None

    def matter(self, connection: Connection, code: str, version: int) -> Matter | None:
        """The matter as it stood in the version a case was entrusted under, else in the one in force; None: unknown."""
        found = self._matter(connection, code, version)
        return found[0] if found else None

    def material_names(self, connection: Connection, matter: str, version: int) -> tuple[str, ...]:
        """The matter's materials in their order, as of `terms`: a sheet that is imported renames nothing in cases under
        way; () when unknown."""
        found = self._matter(connection, matter, version)
        return tuple(one.name for one in found[0].materials) if found else ()

    def dictionary(self, connection: Connection, dictionary_id: bytes) -> Dictionary | None:
        """The dictionary that a head names, from any version that was published; None when none holds it."""
        with self._gate:
            if dictionary_id in self._dictionaries:
                return self._dictionaries[dictionary_id]
        newest = notes.document_version(connection, self._node.county_code)
        with self._gate:
            if self._searched < newest:
                for version in range(newest, self._searched, -1):
                    data = self._of(connection, version).dictionary
                    made = Dictionary(data)
                    self._dictionaries.setdefault(made.dictionary_id, made)
                self._searched = min([newest, *(version - 1 for version in self._unsure)])
            return self._dictionaries.get(dictionary_id)

    def own_dictionary(self, connection: Connection) -> Dictionary:
        """The one to seal with."""
        wanted = self.in_force(connection).dictionary_id[:4]
        found = self.dictionary(connection, wanted) if wanted else Dictionary(b"")
        assert found is not None, "the document in force holds it"
        return found

    def case_audience(self, connection: Connection, station: str) -> tuple[bytes, ...]:
        """The X25519 public keys a case of this station is sealed to by the office: county, recovery, township."""
        keys = self.in_force(connection).case_recipients(station)
        return tuple(key.public_key for key in keys if key.role != "station" or key.station.endswith("000"))

    def county_audience(self, connection: Connection) -> tuple[bytes, ...]:
        """Whom ratings and complaints are sealed to."""
        return tuple(key.public_key for key in self.in_force(connection).county_recipients())

    def add_township_key(self, journal: Journal, station: str, public_key: bytes, now_ms: int) -> int | None:
        """Publish a version in which this township station reads its villages' cases; None when it does already."""
        now = self.in_force(journal.connection)
        added = SealingKey("station", station, public_key)
        if added in now.sealing_keys:
            return None
        return self._publish(journal, replace(now, sealing_keys=(*now.sealing_keys, added)), now_ms)

    def change_township_key(self, journal: Journal, station: str, old: bytes, new: bytes, now_ms: int) -> int:
        """Publish a version in which this township station is sealed to by its new key."""
        now = self.in_force(journal.connection)
        before, after = SealingKey("station", station, old), SealingKey("station", station, new)
        kept = (key for key in now.sealing_keys if key not in (before, after))
        return self._publish(journal, replace(now, sealing_keys=(*kept, after)), now_ms)

    def change_county_key(self, journal: Journal, public_key: bytes, now_ms: int) -> int:
        """Publish a version, signed with the present key, in which the county is sealed to by this one."""
        now = self.in_force(journal.connection)
        others = (key for key in now.sealing_keys if key.role != "county")
        changed = replace(now, sealing_keys=(SealingKey("county", "", public_key), *others))
        return self._publish(journal, changed, now_ms)

    def drop_township_key(self, journal: Journal, station: str, public_key: bytes, now_ms: int) -> int | None:
        """Publish a version in which nobody seals to this key any more; None when the one in force names it not."""
        now = self.in_force(journal.connection)
        kept = tuple(key for key in now.sealing_keys if key != SealingKey("station", station, public_key))
        if kept == now.sealing_keys:
            return None
        return self._publish(journal, replace(now, sealing_keys=kept), now_ms)

    def renew(self, journal: Journal, now_ms: int, **changed: Any) -> int:
        """Publish a version of the document in force with these fields changed; its version."""
        return self._publish(journal, replace(self.in_force(journal.connection), **changed), now_ms)

    def _publish(self, journal: Journal, changed: CatalogueDocument, now_ms: int) -> int:
        """The next version, signed with the present key."""
        grown = replace(changed, version=changed.version + 1, issued_at_ms=now_ms)
        signed = sign_document(self._node.signing_key, grown.version, encode_document(grown)).signed
        with self._gate:
            self._unsure.add(grown.version)
        journal.on_commit(lambda: self._settled(grown.version))
        journal.publish(signed, grown.version, now_ms)
        return grown.version

    def _settled(self, version: int) -> None:
        with self._gate:
            self._unsure.discard(version)

    def _matter(self, connection: Connection, code: str, version: int) -> tuple[Matter, int] | None:
        """The matter in the version asked for, else in the one in force, and which that was. What was found is kept:
        cases of many versions are looked at in turn, and a document is slow to decode."""
        with self._gate:
            kept = self._matters.get((version, code))
        if kept is not None:
            return kept, version
        for document in self._candidates(connection, version):
            try:
                found = document.catalogue.matter(code)
            except Refusal:
                continue
            with self._gate:
                if document.version == version and version not in self._unsure:
                    if len(self._matters) >= MATTERS_KEPT_COUNT:
                        self._matters.clear()
                    self._matters[version, code] = found
            return found, document.version
        return None

    def _candidates(self, connection: Connection, version: int) -> list[CatalogueDocument]:
        d, newest = t.document.c, notes.document_version(connection, self._node.county_code)
        asked = select(d.version).where(d.county == self._node.county_code, d.version == version)
        held = connection.scalars(asked).one_or_none() if 0 < version < newest else None  # a relay skips versions
        return [self._of(connection, v) for v in (held, newest) if v]

    def _of(self, connection: Connection, version: int) -> CatalogueDocument:
        with self._gate:
            if version in self._decoded:
                return self._decoded[version]
            d = t.document.c
            asked = select(d.signed).where(d.county == self._node.county_code, d.version == version)
            signed = connection.scalars(asked).one()
            before, draft = self._draft
            if draft is not None and signed == before:
                return draft
            code, root, own = self._node.county_code, self._node.root_public, self._node.county
            document = decode_document(kept_document(met(connection, code, root, own), signed).content)
            if version in self._unsure:
                self._draft = signed, document
                return document
            while len(self._decoded) >= DOCUMENTS_KEPT_COUNT:
                del self._decoded[next(iter(self._decoded))]
            self._decoded[version] = document
            return document


def calendar_of(document: CatalogueDocument) -> WorkCalendar:
    """The working days that a document states."""
    return WorkCalendar({datetime.date.fromisoformat(day): working for day, working in document.calendar.items()})
