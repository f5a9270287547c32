"""Changing the county's keys for signing, sealing and TLS: the next generation that the offline root certifies.

Everything that marks of the old key proved is proved again: a change begins another incarnation (R-EPOCH), so stations
let their marks fall, offer what they still hold, and let nothing go that the new key has not vouched for. What was
sealed to the old sealing key is opened with it as before; it stays in `keys`.

The new keys are made beside the old ones and the card decides (`node.finish_change`), so that a crash leaves the one or
the other. The database follows at once, or at the next start.
"""

import shutil
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.certificate import KEY_BYTES, certify_county
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import (
    CARD_FILE,
    KEYS,
    NEXT,
    SEALING_FILE,
    SIGNING_FILE,
    TLS_CERTIFICATE_FILE,
    TLS_KEY_FILE,
    Card,
    Node,
    card_text,
    finish_change,
    holding,
    open_node,
    read_card,
    sync_folder,
    write_card,
)
from server.office import audit
from server.office.founding import SERIAL_BYTES, write_private
from server.office.restoring import checked
from server.store import county_keys
from server.store.database import folder_url, migrate, open_engine
from server.store.writer import Writer
from server.tls import make_tls


class Rotated(NamedTuple):
    """generation: of the keys now in use; number: of the incarnation that began; pin: of the new TLS key (hex)."""

    generation: int
    number: int
    pin: str


def rotate(folder: Path, root_key: bytes, instruments: Instruments, os_user: str, url: str = "") -> Rotated:
    """Change the keys of the county in `folder`, whose server must not run. root_key: the content of root.key. Refusals
    FOLDER_IN_USE, COUNTY_ONLY, ROOT_KEY_WRONG, FILE_UNWRITABLE: then nothing changed."""
    with holding(folder):
        node = open_node(folder)
        if not node.is_county:
            raise Refusal("COUNTY_ONLY", command="keys rotate")
        root = _root(node, root_key)
        database = url or folder_url(folder)
        generation = _highest(node, database, instruments) + 1
        try:
            card = _prepare(node, root, generation, instruments)
            write_card(folder, card)  # from here on the new keys are the node's
            finish_change(folder, card)
        except OSError as error:
            raise Refusal("FILE_UNWRITABLE", name=error.filename or folder) from error
        renewed = open_node(folder)
        number = _follow(renewed, database, instruments, os_user)
    return Rotated(generation, number, renewed.identity.tls_pin.hex())


def _root(node: Node, root_key: bytes) -> Ed25519PrivateKey:
    root = Ed25519PrivateKey.from_private_bytes(root_key) if len(root_key) == KEY_BYTES else None
    if root is None or root.public_key().public_bytes_raw() != node.root_public:
        raise Refusal("ROOT_KEY_WRONG")
    return root


def _highest(node: Node, database: str, instruments: Instruments) -> int:
    """The highest generation that anything here tells of; the present one is noted, so that its word is known later."""
    engine = open_engine(database)
    try:
        migrate(engine)
        writer = Writer(engine, node.identity, node.root_public)
        try:
            checked(node, writer, instruments, None, may_begin=False)
            writer.run(lambda journal: county_keys.keep(journal, node.identity))
            return max(node.identity.generation, writer.journal.counties[0].generation)
        finally:
            writer.close()
    finally:
        engine.dispose()


def _prepare(node: Node, root: Ed25519PrivateKey, generation: int, instruments: Instruments) -> Card:
    """The new keys in a folder of their own, and the card that will make them the node's."""
    draw, keys = instruments.draw, node.folder / KEYS
    signing = Ed25519PrivateKey.from_private_bytes(draw(KEY_BYTES))
    sealing = X25519PrivateKey.from_private_bytes(draw(KEY_BYTES))
    tls = make_tls(1 + int.from_bytes(draw(SERIAL_BYTES), "big"))
    certificate = certify_county(
        root, signing.public_key().public_bytes_raw(), sealing.public_key().public_bytes_raw(),
        node.identity.recovery_key, tls.pin, node.identity.code, generation,
    )  # fmt: skip
    following = keys / NEXT
    shutil.rmtree(following, ignore_errors=True)  # of a change that never came to its card
    following.mkdir(mode=0o700)
    card = msgspec.structs.replace(read_card(node.folder), chain=(certificate,))
    files = {
        SIGNING_FILE: signing.private_bytes_raw(),
        SEALING_FILE: sealing.private_bytes_raw(),
        TLS_KEY_FILE: tls.key_pem,
        TLS_CERTIFICATE_FILE: tls.certificate_pem,
        CARD_FILE: card_text(card),
    }
    for name, data in files.items():
        write_private(following / name, data)
    sync_folder(following)
    assert node.sealing_key is not None, "a county's"
    kept = keys / f"sealing-{node.identity.generation}.key"
    if not kept.exists():
        write_private(kept, node.sealing_key.private_bytes_raw())
    sync_folder(keys)
    return card


def _follow(node: Node, database: str, instruments: Instruments, os_user: str) -> int:
    """The database under the new keys; the number of the incarnation that began."""
    engine = open_engine(database)
    try:
        writer = Writer(engine, node.identity, node.root_public)
        try:
            renewed, _ = checked(node, writer, instruments, None)
            detail = f"generation {renewed.identity.generation}"
            about = renewed.county_code
            writer.run(lambda journal: audit.write(journal, instruments, os_user, "rotate keys", about, detail))
            return renewed.incarnation_number
        finally:
            writer.close()
    finally:
        engine.dispose()
