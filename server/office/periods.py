"""The periods that the county sets for itself and its stations: limits, grace and retention, signed in the catalogue
document (`kiosk.core.catalogue.document.Limits`). A change is a new version of it, and travels as every version does.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.core.catalogue.document import (
    COUNTY_RETENTION_DAYS_MAX,
    PERCENT_MAX,
    PERIOD_DAYS_MAX,
    Limits,
)
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.administrating import require_administrator
from server.office.digest import Office
from server.store.journal import Journal

_MOST = {"county_retention_days": COUNTY_RETENTION_DAYS_MAX, "promise_percent_max": PERCENT_MAX}


def periods(office: Office, journal: Journal) -> dict[str, int]:
    """Name -> days, of the version in force (and the share of the law's limit that a promise may take, per cent)."""
    found: dict[str, int] = msgspec.to_builtins(office.published.in_force(journal.connection).limits)
    return found


def set_periods(
    office: Office, journal: Journal, texts: Mapping[str, str], staff_number: str, os_user: str
) -> tuple[int, dict[str, int]]:
    """Publish a version with these periods changed, name -> days as typed: its version, and all periods. Refusals
    COUNTY_ONLY, PERIOD_WRONG, STAFF_NOT_A_CLERK and those of finding people."""
    staff = require_administrator(office, journal, staff_number, "limits")
    now = office.published.in_force(journal.connection)
    limits = read_periods(now.limits, texts)
    version = office.published.renew(journal, office.instruments.clock().wall_ms, limits=limits)
    said = " ".join(f"{name}={text}" for name, text in sorted(texts.items()))
    audit.write(journal, office.instruments, f"{os_user}/{staff.number}", "limits", str(version), said)
    return version, msgspec.to_builtins(limits)


def read_periods(limits: Limits, texts: Mapping[str, str]) -> Limits:
    """`limits` with these changed; Refusal PERIOD_WRONG."""
    changed: dict[str, Any] = msgspec.to_builtins(limits)
    for name, text in texts.items():
        days_max = _MOST.get(name, PERIOD_DAYS_MAX)
        wrong = Refusal("PERIOD_WRONG", name=name[:40], value=text[:20], days_max=days_max)
        if name not in changed or not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise wrong
        if not 1 <= int(text) <= days_max:
            raise wrong
        changed[name] = int(text)
    return msgspec.convert(changed, Limits)
