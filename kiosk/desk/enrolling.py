"""A node begins: its own keys, certified with the one-time enrolment key, and its log's first event.

Everything is made in a folder beside and renamed into place, so that a power cut leaves no half station.
The enrolment key is not kept: a second use of it is an incident at the county.
"""

import shutil
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.author import EMPTY, Pen, first_wording, write
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.document import verify_document
from kiosk.core.carriage.enrolment import Enrolment, read_enrolment
from kiosk.core.catalogue.document import decode_document
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from kiosk.desk.clock import is_plausible
from kiosk.desk.folder import (
    DATABASE_FILE,
    DEVICE_SECRET_FILE,
    ENROLMENT_FILE,
    KEYS_FOLDER,
    PENDING_KEY_FILE,
    SIGNING_KEY_FILE,
    sync_folder,
    write_whole,
)
from kiosk.desk.journal import insert_event, keep_document
from kiosk.desk.store import OWN, Store
from kiosk.settings import Settings, write_settings

KEY_BYTES = 32
FIRST_INCARNATION = 1


def enrol(folder: Path, enrolment_file: bytes, instruments: Instruments, settings: Settings) -> Enrolment:
    """Make the station in `folder` (new or empty); Refusal NOT_AN_ENROLMENT, FOLDER_NOT_EMPTY, DISK_FULL."""
    enrolment = read_enrolment(enrolment_file)
    if Role(enrolment.role) is not Role.STATION:
        raise Refusal("NOT_AN_ENROLMENT")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal("FOLDER_NOT_EMPTY")
    draft = folder.with_name(folder.name + ".init")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True, mode=0o700)
        (draft / KEYS_FOLDER).mkdir(mode=0o700)
        _write(draft, enrolment, instruments, settings)
        draft.replace(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise Refusal("DISK_FULL") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return enrolment


def _write(draft: Path, enrolment: Enrolment, instruments: Instruments, settings: Settings) -> None:
    draw = instruments.draw
    signing, sealing = (
        Ed25519PrivateKey.from_private_bytes(draw(KEY_BYTES)),
        X25519PrivateKey.from_private_bytes(draw(KEY_BYTES)),
    )
    identity = enrolment.certify(signing.public_key().public_bytes_raw(), sealing.public_key().public_bytes_raw(), b"")
    document = verify_document(enrolment.county.verifier(), enrolment.catalogue)
    write_whole(draft / KEYS_FOLDER / SIGNING_KEY_FILE, signing.private_bytes_raw())
    write_whole(draft / KEYS_FOLDER / DEVICE_SECRET_FILE, draw(KEY_BYTES))
    write_whole(draft / KEYS_FOLDER / PENDING_KEY_FILE, sealing.private_bytes_raw())
    kept = msgspec.structs.replace(enrolment, enrolment_key=b"", catalogue=b"")
    write_whole(draft / ENROLMENT_FILE, msgspec.json.encode(kept))
    write_settings(draft, settings)
    pen = Pen(identity.node, draw(8), signing, identity.level)
    reading = instruments.clock()
    first = write(pen, EMPTY, first_wording(identity, FIRST_INCARNATION, draw(8)), reading)
    store = Store(draft / DATABASE_FILE)
    try:
        with store.transaction() as connection:
            store.remember("log", pen.log)
            store.remember("chain", msgspec.msgpack.encode(list(identity.chain)))
            store.remember("county_incarnation", enrolment.incarnation_number)
            issued_ms = decode_document(document.content).issued_at_ms
            store.remember(
                "enrolled_ms", max(reading.wall_ms, issued_ms) if is_plausible(reading.wall_ms) else issued_ms
            )
            store.remember("last_wall_ms", reading.wall_ms)
            insert_event(connection, OWN, first.event)
            connection.execute("INSERT INTO outbox VALUES (?)", (first.event.hash,))
            keep_document(connection, document, decode_document(document.content).dictionary)
    finally:
        store.close()
