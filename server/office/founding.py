"""Founding a node: `init`. Everything is made in a folder beside and moved into place as a whole, so that a founding
that fails leaves nothing.

A county is founded from its divisions and its catalogue sheet; a relay from the enrolment file its county made.
"""

import csv
import datetime
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.certificate import Role, certify_county, verify_chain
from kiosk.core.carriage.document import sign_document, verify_document
from kiosk.core.carriage.enrolment import read_enrolment
from kiosk.core.carriage.head import LOG_BYTES
from kiosk.core.catalogue.divisions import read_divisions
from kiosk.core.catalogue.document import CatalogueDocument, Limits, SealingKey, Wording, encode_document
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import (
    CARD_FILE,
    KEYS,
    OFFLINE,
    SEALING_FILE,
    SECRET_FILE,
    SIGNING_FILE,
    TLS_CERTIFICATE_FILE,
    TLS_KEY_FILE,
    Card,
    Node,
    card_text,
    holds_a_node,
    open_node,
    sync_folder,
)
from server.office import audit
from server.office.passwords import SALT_BYTES, hash_password, make_password, set_password
from server.office.staff import Staff, add_staff
from server.store.database import folder_url, migrate, open_engine
from server.store.journal import Journal
from server.store.shelf import LogPurpose
from server.store.writer import Writer
from server.tls import TlsFiles, make_tls

KEY_BYTES = 32
SERIAL_BYTES = 16
PLAUSIBLE_YEARS = range(2020, 2099)
ADMINISTRATOR = "admin"
_KEEP_ZH = "请把 {folder} 移到离线介质并锁好，再从本机删除：根密钥和恢复密钥只在那里。"
_KEEP_EN = "Move {folder} to an offline medium, lock it away, delete it here: root and recovery keys are nowhere else."


class Sheets(NamedTuple):
    """What a county is founded from, as text: divisions, catalogue, and changes to the calendar (date,working)."""

    divisions: str
    catalogue: str
    calendar: str = "date,working\n"


class Founded(NamedTuple):
    """What `init` made. readings: how each material of the catalogue was read, one line each; keep_offline: files
    to take away; said: what to do now, (Chinese, English); password: the administrator's for the console, kept
    nowhere but here ("" for a relay)."""

    node: str
    role: str
    code: str
    places: int
    matters: int
    administrator: str
    readings: tuple[str, ...]
    keep_offline: tuple[str, ...]
    said: tuple[str, str]
    password: str = ""


def found_county(folder: Path, county: str, sheets: Sheets, instruments: Instruments) -> Founded:
    """Found county `county` (6 digits) in `folder`, which must not exist or be empty. Refusals FOLDER_NOT_EMPTY,
    COUNTY_NOT_IN_DIVISIONS, CLOCK_NOT_PLAUSIBLE and those of the sheets."""
    now_ms = instruments.clock().wall_ms
    check_clock(now_ms)
    divisions = read_divisions(sheets.divisions)
    if divisions.county.code != county:
        raise Refusal("COUNTY_NOT_IN_DIVISIONS", found=divisions.county.code, county=county)
    catalogue, report = read_catalogue(sheets.catalogue, version=1)
    calendar = read_calendar(sheets.calendar)
    draw = instruments.draw
    root = Ed25519PrivateKey.from_private_bytes(draw(KEY_BYTES))
    signing = Ed25519PrivateKey.from_private_bytes(draw(KEY_BYTES))
    sealing, recovery = (X25519PrivateKey.from_private_bytes(draw(KEY_BYTES)) for _ in range(2))
    sealing_public, recovery_public = (key.public_key().public_bytes_raw() for key in (sealing, recovery))
    tls = _tls(instruments)
    chain = (
        certify_county(
            root, signing.public_key().public_bytes_raw(), sealing_public, recovery_public, tls.pin, county
        ),
    )
    document = CatalogueDocument(
        version=1,
        issued_at_ms=now_ms,
        divisions=divisions,
        matters=catalogue.matters,
        notices=shipped_wordings("privacy-notice"),
        mandates=shipped_wordings("mandate"),
        dictionary=_shipped("entrustment.dict").read_bytes(),
        calendar=calendar,
        sealing_keys=(
            SealingKey("county", "", sealing_public),
            SealingKey("recovery", "", recovery_public),
        ),
        limits=Limits(),
    )
    signed = sign_document(signing, 1, encode_document(document)).signed
    root_public = root.public_key().public_bytes_raw()
    card = Card(root_public, chain, draw(LOG_BYTES), 1)
    administrator = Staff(ADMINISTRATOR, "管理员", Level.COUNTY, county, ("administrator",))
    password = make_password(draw)
    kept = hash_password(password, draw(SALT_BYTES))

    def begin(journal: Journal, node: Node) -> None:
        journal.begin_log(node.pen, node.identity, LogPurpose.MAIN, 1, instruments)
        journal.publish(signed, 1, now_ms)
        add_staff(journal, instruments, administrator, "init")
        set_password(journal, node, instruments, ADMINISTRATOR, kept, "init")
        audit.write(journal, instruments, "init", "init", county, "")

    with _beside(folder, instruments) as made:
        keys = {
            SIGNING_FILE: signing.private_bytes_raw(),
            SEALING_FILE: sealing.private_bytes_raw(),
            SECRET_FILE: draw(KEY_BYTES),
        }
        _write_keys(made, card, keys, tls)
        offline = made / OFFLINE
        offline.mkdir(mode=0o700)
        write_private(offline / "root.key", root.private_bytes_raw())
        write_private(offline / "recovery.key", recovery.private_bytes_raw())
        _begin_database(made, begin)
    offline = folder / OFFLINE
    return Founded(
        node=verify_chain(chain, root_public).node.hex(),
        role="county",
        code=county,
        places=len(divisions.rows),
        matters=len(catalogue.matters),
        administrator=ADMINISTRATOR,
        readings=tuple(report.lines()),
        keep_offline=(str(offline / "root.key"), str(offline / "recovery.key")),
        said=(_KEEP_ZH.format(folder=offline), _KEEP_EN.format(folder=offline)),
        password=password,
    )


def found_relay(folder: Path, enrolment_file: bytes, instruments: Instruments, url: str = "") -> Founded:
    """Found a township relay in `folder` from its enrolment file; url: the county's, over the one in the file.
    It holds no sealing key. Refusals FOLDER_NOT_EMPTY, NOT_AN_ENROLMENT, ENROLMENT_NOT_OF_A_RELAY."""
    enrolment = read_enrolment(enrolment_file)
    if enrolment.role != Role.RELAY:
        raise Refusal("ENROLMENT_NOT_OF_A_RELAY", station=enrolment.station)
    draw = instruments.draw
    signing = Ed25519PrivateKey.from_private_bytes(draw(KEY_BYTES))
    tls = _tls(instruments)
    identity = enrolment.certify(signing.public_key().public_bytes_raw(), b"", tls.pin)
    document = verify_document(enrolment.county.verifier(), enrolment.catalogue)
    card = Card(enrolment.root, identity.chain, draw(LOG_BYTES), 1, url or enrolment.url)
    now_ms = instruments.clock().wall_ms

    def begin(journal: Journal, node: Node) -> None:
        journal.begin_log(node.pen, node.identity, LogPurpose.MAIN, 1, instruments)
        journal.publish(document.signed, document.version, now_ms)
        audit.write(journal, instruments, "init", "init", enrolment.station, "")

    with _beside(folder, instruments) as made:
        _write_keys(made, card, {SIGNING_FILE: signing.private_bytes_raw()}, tls)
        _begin_database(made, begin)
    return Founded(
        node=identity.node.hex(),
        role="relay",
        code=identity.code,
        places=0,
        matters=0,
        administrator="",
        readings=(),
        keep_offline=(),
        said=("入网文件已经用过，请删除。", "The enrolment file is used up: delete it."),
    )


def check_clock(now_ms: int) -> None:
    """Every limit of the county runs by this clock; Refusal CLOCK_NOT_PLAUSIBLE outside 2020 to 2098."""
    year = 1970 + now_ms // 31_556_952_000  # mean Gregorian years are near enough for this
    if year not in PLAUSIBLE_YEARS:
        raise Refusal("CLOCK_NOT_PLAUSIBLE", year=year)


def read_calendar(text: str) -> dict[str, bool]:
    """The county's changes to the shipped holidays: CSV of date (ISO) and working (1 or 0); Refusal
    CATALOGUE_DOCUMENT."""
    found: dict[str, bool] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), start=1):
        if number == 1 or not row:
            continue
        try:
            day, working = row[0].strip(), row[1].strip()
            if working not in ("0", "1") or datetime.date.fromisoformat(day).isoformat() != day:
                raise ValueError
        except (IndexError, ValueError):
            raise Refusal(
                "CATALOGUE_DOCUMENT",
                reason_zh=f"日历第{number}行不正确",
                reason_en=f"row {number} of the calendar is wrong",
            ) from None
        found[day] = working == "1"
    return found


def shipped_wordings(name: str) -> tuple[Wording, ...]:
    """Every shipped version of a wording (NAME-VERSION.zh.txt, .en.txt), rising."""
    found = []
    version = 1
    while (zh := _shipped(f"{name}-{version}.zh.txt")).is_file():
        en = _shipped(f"{name}-{version}.en.txt")
        found.append(Wording(version, zh.read_text("utf-8").strip(), en.read_text("utf-8").strip()))
        version += 1
    return tuple(found)


def write_private(path: Path, data: bytes) -> None:
    """A new file that only its owner may read, durable before this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _shipped(name: str) -> "resources.abc.Traversable":
    return resources.files("assets").joinpath("catalogue", name)


def _tls(instruments: Instruments) -> TlsFiles:
    return make_tls(1 + int.from_bytes(instruments.draw(SERIAL_BYTES), "big"))


def _write_keys(made: Path, card: Card, keys: dict[str, bytes], tls: TlsFiles) -> None:
    (made / KEYS).mkdir(mode=0o700)
    for name, data in {**keys, TLS_KEY_FILE: tls.key_pem, TLS_CERTIFICATE_FILE: tls.certificate_pem}.items():
        write_private(made / KEYS / name, data)
    write_private(made / KEYS / CARD_FILE, card_text(card))


def _begin_database(made: Path, begin: Callable[[Journal, Node], None]) -> None:
    node = open_node(made)
    engine = open_engine(folder_url(made))
    try:
        migrate(engine)
        writer = Writer(engine, node.identity, node.root_public)
        try:
            writer.run(lambda journal: begin(journal, node))
        finally:
            writer.close()
    finally:
        engine.dispose()


@contextmanager
def _beside(folder: Path, instruments: Instruments) -> Iterator[Path]:
    """A new folder beside `folder` that takes its place when all went well, and is gone when not."""
    if holds_a_node(folder) or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise Refusal("FOLDER_NOT_EMPTY")
    made = folder.parent / f".{folder.name}.founding-{instruments.draw(4).hex()}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made.mkdir(mode=0o700)
        yield made
        sync_folder(made)
        made.rename(folder)  # over an empty folder too; whoever came first wins
        sync_folder(folder.parent)
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=error.filename or folder) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)

