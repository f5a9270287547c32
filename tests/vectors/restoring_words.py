"""The forms that restoring made, frozen: the first event of a log that follows another, and a backup with two parts."""

import io
from typing import Any

from kiosk.core.carriage.author import first_wording
from kiosk.core.carriage.backup import BACKUP_FORMAT, Manifest, Source, write_backup
from kiosk.core.carriage.cose import payload_of
from tests.carriage_by_hand import AT_MS, THE_COUNTY, VILLAGE, Log, signing, village_log

RESTORING_NAMES = ("later_log", "backup")
Vector = dict[str, Any]


def restoring_words() -> dict[str, Vector]:
    """Every vector, made anew; none of them draws."""
    return {"later_log": _later_log(), "backup": _backup()}


def _later_log() -> Vector:
    before = village_log()
    later = Log(before.identity, signing("village"), b"later-01", certified=False)
    first = later.add(first_wording(before.identity, 2, later.draw(12), [(before.name, before.tip)]))
    head = payload_of(first.event.signed)
    return {"head": head.hex(), "signed": first.event.signed.hex(), "hash": first.event.hash.hex()}


def _backup() -> Vector:
    log = village_log()
    manifest = Manifest(
        BACKUP_FORMAT, "daiban 0.1.0", AT_MS, VILLAGE, THE_COUNTY.root_public, log.identity.chain, log.pen.log, 1
    )
    out = io.BytesIO()
    parts = [Source("kiosk.db", io.BytesIO(b"a database" * 100)), Source("settings.json", io.BytesIO(b"{}\n"))]
    write_backup(out, signing("village"), manifest, parts)
    return {"root_public": THE_COUNTY.root_public.hex(), "file": out.getvalue().hex()}
