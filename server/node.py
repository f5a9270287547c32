"""A node's folder: its keys, its identity, and the lock that keeps a second process out.

    DIR/node.db        the database (unless a URL names another)
    DIR/keys/          node.json (public: root key, certificate chain, ...), signing.key, sealing.key (county),
                       tls.key, tls.crt, county.secret (county); every file 0600. After a change of keys also
                       sealing-1.key, sealing-2.key, ...: earlier ones, for bodies that were sealed to them
    DIR/keys/next/     a change of keys that is under way
    DIR/offline/       root.key, recovery.key (county): to be taken away after `init`
    DIR/lock           flock of the process that writes
    DIR/control.sock   where commands go while `run` holds the lock

The key folder lies outside the database and its backups. Nothing here is ever printed or logged.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.author import Pen
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role, verify_chain
from kiosk.core.refusal import Refusal

KEYS, OFFLINE, LOCK, CONTROL = "keys", "offline", "lock", "control.sock"
CARD_FILE, SIGNING_FILE, SEALING_FILE, SECRET_FILE = "node.json", "signing.key", "sealing.key", "county.secret"
TLS_KEY_FILE, TLS_CERTIFICATE_FILE = "tls.key", "tls.crt"
NEXT = "next"
EARLIER_SEALING_FILES = "sealing-*.key"
FILE_BYTES_MAX = 64 * 1024
COMMAND_BYTES_MAX = 2 * 2**20  # of one command's arguments at the control socket; a staff sheet is the largest


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a node knows of itself and may show: `log` is the 8-byte id of its main log, `incarnation_number` that
    log's number; `url` the county's as the enrolment named it ("" for the county itself, or not known)."""

    root: bytes
    chain: tuple[bytes, ...]
    log: bytes
    incarnation_number: int
    url: str = ""


class Node(msgspec.Struct, frozen=True):
    """An opened node folder. `sealing_key` and `secret` are a county's only (None, b"" for a relay)."""

    folder: Path
    root_public: bytes
    identity: Identity
    county: Identity
    signing_key: Ed25519PrivateKey
    sealing_key: X25519PrivateKey | None
    secret: bytes
    log: bytes
    incarnation_number: int
    url: str
    earlier_sealing_keys: tuple[X25519PrivateKey, ...] = ()

    @property
    def sealing_keys(self) -> tuple[X25519PrivateKey, ...]:
        """Every key that bodies were sealed to it with, the present one first."""
        return (self.sealing_key, *self.earlier_sealing_keys) if self.sealing_key else ()

    @property
    def pen(self) -> Pen:
        """What its main log is written with."""
        return Pen(self.identity.node, self.log, self.signing_key, self.identity.level)

    @property
    def is_county(self) -> bool:
        """Whether it decides; a relay carries."""
        return self.identity.role is Role.COUNTY

    @property
    def county_code(self) -> str:
        """The six digits that every table row of this node carries."""
        return self.county.code

    @property
    def county_key(self) -> Ed25519PublicKey:
        """What the county's word is checked with."""
        return self.county.verifier()

    @property
    def tls_key_file(self) -> Path:
        return self.folder / KEYS / TLS_KEY_FILE

    @property
    def tls_certificate_file(self) -> Path:
        return self.folder / KEYS / TLS_CERTIFICATE_FILE

    @property
    def control_socket(self) -> Path:
        return self.folder / CONTROL


def holds_a_node(folder: Path) -> bool:
    """Whether `init` was done here."""
    return (folder / KEYS / CARD_FILE).exists()


def read_card(folder: Path) -> Card:
    """The card in a node's folder; Refusal NOT_A_NODE."""
    try:
        return msgspec.json.decode(_read(folder / KEYS / CARD_FILE), type=Card)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise Refusal("NOT_A_NODE", folder=folder) from error


def write_card(folder: Path, card: Card) -> None:
    """Put a card in its place: after a crash it is the old one or the new one, whole."""
    path = folder / KEYS / CARD_FILE
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(card_text(card))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def card_text(card: Card) -> bytes:
    """A card as it stands in its file."""
    return msgspec.json.format(msgspec.json.encode(card), indent=1) + b"\n"


def open_node(folder: Path) -> Node:
    """The node whose folder this is; Refusal NOT_A_NODE when there is none or a key file is missing or harmed."""
    card = read_card(folder)
    finish_change(folder, card)
    return node_of(folder, card)


def finish_change(folder: Path, card: Card) -> None:
    """Put the keys of a change in place whose card stands already: the card is what decides, so that a crash leaves the
    old keys or the new, never a mixture. Done any number of times, it changes nothing more."""
    keys, following = folder / KEYS, folder / KEYS / NEXT
    try:
        if msgspec.json.decode(_read(following / CARD_FILE), type=Card).chain != card.chain:
            return
        for name in (SIGNING_FILE, SEALING_FILE, TLS_KEY_FILE, TLS_CERTIFICATE_FILE):
            with suppress(FileNotFoundError):  # moved before the crash
                (following / name).replace(keys / name)
        sync_folder(keys)
        (following / CARD_FILE).unlink()
        following.rmdir()
    except (OSError, ValueError, msgspec.MsgspecError):
        return  # there is no change under way, or another process is finishing it


def node_of(folder: Path, card: Card) -> Node:
    """The node that `card` speaks of, with the keys in `folder`; Refusal NOT_A_NODE when one is missing or does not
    fit the card's certificates."""
    try:
        identity = verify_chain(card.chain, card.root)
        county = verify_chain(card.chain[-1:], card.root)
        signing_key = Ed25519PrivateKey.from_private_bytes(_read(folder / KEYS / SIGNING_FILE))
        if signing_key.public_key().public_bytes_raw() != identity.signing_key:
            raise Malformed("another signing key than the certificate's")
        sealing_key, secret = None, b""
        earlier: tuple[X25519PrivateKey, ...] = ()
        if identity.role is Role.COUNTY:
            sealing_key = X25519PrivateKey.from_private_bytes(_read(folder / KEYS / SEALING_FILE))
            secret = _read(folder / KEYS / SECRET_FILE)
            earlier = tuple(
                X25519PrivateKey.from_private_bytes(_read(path))
                for path in sorted((folder / KEYS).glob(EARLIER_SEALING_FILES), reverse=True)
            )
            if sealing_key.public_key().public_bytes_raw() != identity.sealing_key:
                raise Malformed("another sealing key than the certificate's")
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise Refusal("NOT_A_NODE", folder=folder) from error
    return Node(
        folder,
        card.root,
        identity,
        county,
        signing_key,
        sealing_key,
        secret,
        card.log,
        card.incarnation_number,
        card.url,
        earlier,
    )


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; Refusal FOLDER_IN_USE when another process does. The kernel lets go at any death."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("FOLDER_IN_USE", folder=folder) from None
        yield
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise Malformed("a key file too large")
    return data
