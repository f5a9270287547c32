"""Matters that go to another tier from a day on (权限下放 [S003], domain A-11): kept until that day, and published then by
the county's own look at its clock, once.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.days import china_date, day_number, day_of
from kiosk.core.catalogue.matters import OUTSIDE, Matter
from kiosk.core.event import Level
from server.office.published import Published
from server.store.journal import Journal
from server.store.people_tables import delegation as table


class Delegation(NamedTuple):
    """One matter from one day on. version: of the catalogue that says so, 0 while its day is to come."""

    matter: str
    first: datetime.date
    accept_tier: Level
    decide_tier: Tier
    document_no: str
    version: int = 0


def publish_due(published: Published, journal: Journal, now_ms: int) -> int:
    """Publish one version with every delegation whose day has come and that is in none yet: it, or 0 for none. A matter
    that the catalogue has lost meanwhile changes nothing, nor does one that is noted late and was overtaken."""
    today = china_date(now_ms)
    begun = [one for one in delegations(journal.connection, journal.county) if one.first <= today]
    due = [one for one in begun if not one.version]
    latest = {one.matter: one for one in begun}  # the latest day wins, whichever was noted last
    changed = {one.matter: one for one in due if one is latest[one.matter]}
    if not changed:
        _settle(journal, due, {one.matter: latest[one.matter].version for one in due})
        return 0
    matters = tuple(
        _moved(matter, changed[matter.code]) if matter.code in changed else matter
        for matter in published.in_force(journal.connection).matters
    )
    version = published.renew(journal, now_ms, matters=matters)
    _settle(journal, due, {one.matter: version for one in due})
    return version


def delegations(connection: Connection, county: str) -> list[Delegation]:
    """All that were ever noted, the earliest day first."""
    c = table.c
    asked = select(c.matter, c.first, c.accept_tier, c.decide_tier, c.document_no, c.version)
    found = []
    for row in connection.execute(asked.where(c.county == county).order_by(c.first, c.matter)):
        first = day_of(row.first)
        assert first is not None, "written by delegate"
        tiers = Level(row.accept_tier), Tier(row.decide_tier)
        found.append(Delegation(row.matter, first, *tiers, row.document_no, row.version))
    return found


def _settle(journal: Journal, due: Iterable[Delegation], versions: Mapping[str, int]) -> None:
    c = table.c
    for one in due:
        mine = (c.county == journal.county, c.matter == one.matter, c.first == day_number(one.first))
        journal.connection.execute(update(table).where(*mine).values(version=versions[one.matter]))


def _moved(matter: Matter, to: Delegation) -> Matter:
    """The matter with its tiers changed; who decides outside the county is named by the sheet alone."""
    text = matter.decide_tier_text if to.decide_tier == OUTSIDE else to.decide_tier.name.lower()
    status = f"{to.document_no}（{to.first}起）"
    return replace(
        matter,
        accept_tier=int(to.accept_tier),
        decide_tier=int(to.decide_tier),
        decide_tier_text=text,
        decide_tier_status=status,
    )
