"""A new catalogue, and matters that go to another tier: each a new signed version, to which new cases are bound while
those under way finish under theirs (目录清单管理 [S001], 权限下放 [S003]; domain A-10, A-11).

A sheet that is imported later says what holds from then on, also of the tiers.
"""

from kiosk.core.casework.days import day_number
from kiosk.core.catalogue.sheet import ImportReport, read_catalogue
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.administrating import require_administrator
from server.office.delegations import Delegation, delegations, publish_due
from server.office.digest import Office
from server.store.journal import Journal
from server.store.people_tables import delegation as table

DOCUMENT_NO_CHARS_MAX = 60


def import_sheet(
    office: Office, journal: Journal, text: str, strict: bool, by: str, os_user: str
) -> tuple[int, ImportReport]:
    """Publish the matters of a sheet in place of those in force: the version, and how each row was read. strict: a
    promise over the county's share of the law's limit is refused, not only reported (D-2). Refusals CATALOGUE_ROW,
    CERTIFICATE_BANNED and those of `require_administrator`; then nothing is published."""
    administrator = require_administrator(office, journal, by, "catalogue import")
    limits = office.published.in_force(journal.connection).limits
    catalogue, report = read_catalogue(text, 1, limits.promise_percent_max, strict)
    now_ms = office.instruments.clock().wall_ms
    version = office.published.renew(journal, now_ms, matters=catalogue.matters)
    who = f"{os_user}/{administrator.number}"
    audit.write(journal, office.instruments, who, "catalogue import", str(version), str(len(catalogue.matters)))
    return version, report


def delegate(office: Office, journal: Journal, asked: Delegation, by: str, os_user: str) -> Delegation:
    """Note it, and publish at once what begins today or began before. Refusals MATTER_UNKNOWN, DELEGATION_WRONG and
    those of `require_administrator`."""
    administrator = require_administrator(office, journal, by, "catalogue delegate")
    office.published.in_force(journal.connection).catalogue.matter(asked.matter)
    if asked.decide_tier < asked.accept_tier:
        raise _no(asked, "决定层级低于受理层级", "the deciding tier is below the accepting one")
    number = asked.document_no
    if not number.strip() or len(number) > DOCUMENT_NO_CHARS_MAX or not number.isprintable():
        raise _no(asked, f"文号应为1至{DOCUMENT_NO_CHARS_MAX}字", f"its document has 1 to {DOCUMENT_NO_CHARS_MAX} characters")
    held = delegations(journal.connection, journal.county)
    if any((one.matter, one.first) == (asked.matter, asked.first) for one in held):
        raise _no(asked, f"{asked.first}已有一次调整", f"it changes on {asked.first} already")
    now_ms = office.instruments.clock().wall_ms
    journal.connection.execute(
        table.insert().values(
            county=journal.county,
            matter=asked.matter,
            first=day_number(asked.first),
            accept_tier=int(asked.accept_tier),
            decide_tier=int(asked.decide_tier),
            document_no=number,
            noted_at_ms=now_ms,
            version=0,
        )
    )
    said = f"{asked.accept_tier.name.lower()} {asked.decide_tier.name.lower()} {asked.first}"
    who = f"{os_user}/{administrator.number}"
    audit.write(journal, office.instruments, who, "catalogue delegate", asked.matter, said)
    publish_due(office.published, journal, now_ms)
    return next(
        one
        for one in delegations(journal.connection, journal.county)
        if (one.matter, one.first) == (asked.matter, asked.first)
    )


def _no(asked: Delegation, zh: str, en: str) -> Refusal:
    return Refusal("DELEGATION_WRONG", matter=asked.matter[:20], reason_zh=zh, reason_en=en)
