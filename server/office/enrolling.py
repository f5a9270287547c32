"""Enrolling stations and relays: one file each, with a one-time key (carriage.enrolment).

Terminal numbers of one station lie 20 apart, 01, 21, 41, 61, 81: a device that is restored takes the next number of
its own stretch, so that no case number is ever made twice (design, Case number).
"""

import os
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, func, select

from kiosk.core.carriage.certificate import Role, certify_enrolment, node_id
from kiosk.core.carriage.enrolment import ENROLMENT_FORMAT, Enrolment, write_enrolment
from kiosk.core.catalogue.divisions import Division, Divisions
from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office import staff
from server.office.published import Published
from server.store import notes
from server.store import tables as t
from server.store.journal import Journal

TERMINALS = (1, 21, 41, 61, 81)
KEY_BYTES = 32
STAFF_COUNT_MAX = 200  # of one station


class Issued(NamedTuple):
    """One enrolment made: for whom, the file's bytes (a secret), and the id of the node that it makes."""

    code: str
    name: str
    role: Role
    terminal: int
    file: bytes
    node: bytes

    @property
    def file_name(self) -> str:
        """Distinct for each device of a station."""
        return f"{self.code}-{self.terminal:02}.json" if self.terminal else f"{self.code}-relay.json"


def codes_of_all(connection: Connection, county: str, divisions: Divisions) -> list[str]:
    """Every village and township station that has no enrolment yet; relays are asked for one by one."""
    r = t.enrolment.c
    have = set(connection.scalars(select(r.code).where(r.county == county, r.role == int(Role.STATION))))
    return [row.station for row in divisions.rows if row.level is not Level.COUNTY and row.station not in have]


def issue(
    journal: Journal, node: Node, published: Published, instruments: Instruments, codes: list[str], url: str
) -> list[Issued]:
    """One enrolment for each of `codes` (12 digits a station, 9 a relay), recorded in this transaction. Refusals
    STATION_CODE_WRONG, DIVISION_UNKNOWN, TERMINALS_USED_UP; all or nothing."""
    divisions = published.in_force(journal.connection).divisions
    places = [(code, *_place(divisions, code)) for code in codes]
    return [_issue_one(journal, node, instruments, code, role, place, divisions, url) for code, role, place in places]


def write_files(issued: list[Issued], out: Path) -> list[Path]:
    """The files in folder `out`, 0600; Refusal FILE_UNWRITABLE. Files written before it are left, they are good."""
    written = []
    for one in issued:
        path = out / one.file_name
        try:
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(one.file)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Refusal("FILE_UNWRITABLE", name=path) from error
        written.append(path)
    return written


def _place(divisions: Divisions, code: str) -> tuple[Role, Division]:
    place = divisions.of(code) if code.isascii() and code.isdigit() else None
    if place is not None and len(code) == 9 and place.level is Level.TOWNSHIP:
        return Role.RELAY, place
    if place is not None and len(code) == 12 and place.level is not Level.COUNTY:
        return Role.STATION, place
    raise Refusal("STATION_CODE_WRONG", station=code[:12])


def _issue_one(
    journal: Journal,
    node: Node,
    instruments: Instruments,
    code: str,
    role: Role,
    place: Division,
    divisions: Divisions,
    url: str,
) -> Issued:
    r = t.enrolment.c
    here = select(r.terminal).where(r.county == journal.county, r.code == code, r.role == int(role))
    used = set(journal.connection.scalars(here))
    terminal = 0
    if role is Role.STATION:
        free = [number for number in TERMINALS if number not in used]
        if not free:
            raise Refusal("TERMINALS_USED_UP", station=code, limit=len(TERMINALS))
        terminal = free[0]
    newest = journal.connection.scalars(select(func.max(r.serial)).where(r.county == journal.county)).one()
    serial = (newest or 0) + 1
    key = Ed25519PrivateKey.from_private_bytes(instruments.draw(KEY_BYTES))
    public = key.public_key().public_bytes_raw()
    certificate = certify_enrolment(node.signing_key, public, role, code, terminal, serial)
    now_ms = instruments.clock().wall_ms
    journal.connection.execute(
        t.enrolment.insert().values(
            county=journal.county,
            node=node_id(public),
            serial=serial,
            role=int(role),
            code=code,
            terminal=terminal,
            certificate=certificate,
            issued_at_ms=now_ms,
        )
    )
    document = notes.document(journal.connection, journal.county)
    assert document is not None, "init publishes the first version"
    prefix = code[:9] if code.endswith("000") else code
    people = staff.list_staff(journal.connection, journal.county, prefix)[:STAFF_COUNT_MAX]
    name = place.name if role is Role.RELAY else divisions.station_name(code)
    enrolment = Enrolment(
        format=ENROLMENT_FORMAT,
        station=code,
        name=name,
        role=int(role),
        terminal=terminal,
        url=url,
        root=node.root_public,
        chain=(certificate, node.identity.chain[-1]),
        enrolment_key=key.private_bytes_raw(),
        incarnation_number=node.incarnation_number,
        catalogue=document[1],
        staff=tuple((one.number, one.name) for one in people if one.prefix == prefix and role is Role.STATION),
    )
    return Issued(code, name, role, terminal, write_enrolment(enrolment), node_id(public))
