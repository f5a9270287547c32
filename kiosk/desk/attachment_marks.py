"""What the county's words prove of our attachments: how much of each it holds, and which lie whole on two devices."""

import sqlite3

from kiosk.core.carriage.acknowledgement import Acknowledgement
from kiosk.core.carriage.protocol import Settled


def settle_attachments(connection: sqlite3.Connection, ack: Acknowledgement, settled: Settled, newest: bool) -> bool:
    """Note what a current word of the county says of attachments; whether that was anything new.

    newest: no later word is known. The newest word may be less than an older one: a county drops pieces that do not
    add up, and wants them again. An older word that comes late may still raise it: what is whole was checked against
    its name. A word that calls one device two makes no attachment safe (R-SAFE)."""
    changed = 0
    floor = "0" if newest else "at_county_bytes"
    held = f"MAX({floor}, MIN(?, total_bytes))"
    for attachment_id, held_bytes in settled.attachments.items():
        changed += connection.execute(
            f"UPDATE attachment SET at_county_bytes = {held} WHERE id = ? AND at_county_bytes <> {held}",
            (held_bytes, attachment_id, held_bytes),
        ).rowcount
    for attachment_id in sorted(settled.safe_attachments) if not ack.same_device else ():
        changed += connection.execute(
            "INSERT INTO attachment_safe SELECT id, ?, ? FROM attachment WHERE id = ? "
            "ON CONFLICT (attachment) DO NOTHING",
            (ack.incarnation_number, ack.hash, attachment_id),
        ).rowcount
    return changed > 0


def forget_attachments(connection: sqlite3.Connection) -> None:
    """The county began anew: nothing is proved of any attachment."""
    connection.execute("UPDATE attachment SET at_county_bytes = 0")
    connection.execute("DELETE FROM attachment_safe")
