"""The ground that every seed stands on: a county, its relay and its stations, founded and enrolled once and copied.

Nothing here is drawn from the operating system but what the founding's own keys for TLS would be: the same template
is made on every run, so that a seed is the same run on every machine.
"""

import pickle
import random
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kiosk.core.carriage.pin import pin_of_certificate
from kiosk.core.catalogue.document import Limits
from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.desk.enrolling import enrol
from kiosk.desk.staffing import add_staff
from kiosk.desk.station import open_station
from kiosk.devices.badge import Badge
from kiosk.settings import Settings, read_settings
from server.node import open_node
from server.office import enrolling, founding
from server.office.founding import Sheets, found_county, found_relay
from server.office.published import Published
from server.office.staff import Staff
from server.office.staff import add_staff as register
from server.store.database import folder_url, open_engine
from server.store.journal import Journal
from server.store.writer import Writer
from server.tls import TlsFiles
from tests.kiosk_by_hand import PIN, Wall, cheap_wraps
from tests.simulation.seeded_hpke import seeded_hpke

COUNTY = "331003"
TOWNSHIP = "331003001"
VILLAGES = {"east": "331003001001", "west": "331003001002", "far": "331003002203", "town": "331003001000"}
MATTERS = ("GA-11", "MZ-05", "ZR-06", "MZ-06", "MZ-01")
CLERK = Staff("C1", "县窗口", Level.COUNTY, COUNTY, ("clerk", "reviewer", "approver", "head", "supervisor"))
TOWN_CLERK = Staff("T1", "镇窗口", Level.TOWNSHIP, TOWNSHIP, ("clerk", "approver"))
AGENT = "V001"


class Template(NamedTuple):
    """Folders to copy: DIR/county, DIR/relay, DIR/<name of a kiosk>; and the card of each kiosk's one person."""

    folder: Path
    badges: dict[str, Badge]


def make_template(folder: Path) -> Template:
    """Found everything in `folder`; found again when it is there already."""
    kept = folder / "badges"
    if kept.exists():
        return Template(folder, pickle.loads(kept.read_bytes()))
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(20_261_122)
    tools = Instruments(Wall(), dice.randbytes)
    drawn = patch.multiple(founding, _tls=_drawn_tls, Limits=_limits)
    with seeded_hpke(dice.randbytes), drawn:
        found_county(folder / "county", COUNTY, _sheets(), tools)
        enrolments = _enrol_all(folder / "county", tools)
        found_relay(folder / "relay", enrolments.pop(TOWNSHIP), tools)
        badges = {name: _found_kiosk(folder / name, enrolments[code], tools) for name, code in VILLAGES.items()}
    kept.write_bytes(pickle.dumps(badges))
    return Template(folder, badges)


def _drawn_tls(instruments: Instruments) -> TlsFiles:
    """Keys for connections that are never made: of Ed25519, whose signatures need no dice."""
    key = Ed25519PrivateKey.from_private_bytes(instruments.draw(32))
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "simulated")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2099, 1, 1))
        .sign(key, None)
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pin = pin_of_certificate(certificate.public_bytes(Encoding.DER))
    return TlsFiles(pem, certificate.public_bytes(Encoding.PEM), pin)


def _limits() -> Limits:
    """Periods as short as they may be: a day of being on, and what ended may be let go of."""
    return Limits(purge_grace_days=1, kiosk_retention_days=1)


def _sheets() -> Sheets:
    """A county of two townships and a handful of matters: what is read at every start is read quickly."""
    places, matters = _asset("divisions/331003.csv").splitlines(), _asset("catalogue/catalogue.csv").splitlines()
    wanted = {COUNTY, TOWNSHIP, "331003002", *VILLAGES.values()}
    divisions = [line for line in places[1:] if line.split(",")[0] in wanted]
    catalogue = [line for line in matters[1:] if line.split(",")[1] in MATTERS]
    return Sheets("\n".join([places[0], *divisions, ""]), "\n".join([matters[0], *catalogue, ""]))


def _asset(name: str) -> str:
    return files("assets").joinpath(name).read_text("utf-8")


def _enrol_all(folder: Path, tools: Instruments) -> dict[str, bytes]:
    node = open_node(folder)
    engine = open_engine(folder_url(folder))
    writer = Writer(engine, node.identity, node.root_public)
    codes = [*VILLAGES.values(), TOWNSHIP]

    def deed(journal: Journal) -> dict[str, bytes]:
        for person in (CLERK, TOWN_CLERK):
            register(journal, tools, person, "test")
        issued = enrolling.issue(journal, node, Published(node), tools, codes, "https://127.0.0.1:1")
        return {one.code: one.file for one in issued}

    try:
        return writer.run(deed)
    finally:
        writer.close()
        engine.dispose()


def _found_kiosk(folder: Path, enrolment: bytes, tools: Instruments) -> Badge:
    enrol(folder, enrolment, tools, Settings(free_disk_bytes_min=0))
    with open_station(folder, tools, read_settings(folder)) as station, cheap_wraps():
        return add_staff(station, AGENT, PIN).badge
