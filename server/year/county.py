"""The county of the year: founded from the sheets that are shipped, some of its villages enrolled, its clerks
registered."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.core.carriage.sealing import Dictionary
from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from server.intake.receive import Intake
from server.node import open_node
from server.office import enrolling
from server.office.departments import read_department, set_department
from server.office.digest import Office
from server.office.founding import Sheets, found_county
from server.office.staff import Staff, add_staff
from server.store.database import folder_url, migrate, open_engine
from server.store.journal import Journal
from server.store.writer import Writer
from server.year.chance import Chance
from server.year.lives import DEPARTMENTS, OPINION_DAYS
from server.year.playing import YEAR, County, Wall
from server.year.sheet import with_county_columns
from server.year.village import Village

COUNTY = "331003"
VILLAGES_COUNT = 24  # spread over the whole sheet: some sixteen townships
POSTS = ("clerk", "reviewer", "approver", "head", "supervisor")


@contextmanager
def founded(folder: Path, sheets: Sheets, seed: str) -> Iterator[tuple[County, dict[str, Village], dict[str, str]]]:
    """A new county in `folder` on the eve of the year, its villages by code, and its clerks' staff numbers by the
    prefix they work under. Refusal FOLDER_NOT_EMPTY."""
    wall = Wall(datetime.date(YEAR, 1, 1))
    instruments = Instruments(wall, Chance(seed).draw)
    found_county(folder, COUNTY, sheets._replace(catalogue=with_county_columns(sheets.catalogue)), instruments)
    node = open_node(folder)
    engine = open_engine(folder_url(folder))
    migrate(engine)
    writer = Writer(engine, node.identity, node.root_public)
    try:
        county = County(node, writer, Intake(node, writer, instruments), Office(node, instruments), wall, instruments)
        villages, clerks = writer.run(lambda journal: _peopled(county, journal))
        yield county, villages, clerks
    finally:
        writer.close()
        engine.dispose()


def _peopled(county: County, journal: Journal) -> tuple[dict[str, Village], dict[str, str]]:
    published = county.office.published
    document = published.in_force(journal.connection)
    rows = [row for row in document.divisions.rows if row.level is Level.VILLAGE]
    codes = [row.code for row in rows[:: len(rows) // VILLAGES_COUNT][:VILLAGES_COUNT]]
    issued = enrolling.issue(journal, county.node, published, county.instruments, codes, "")
    dictionary = Dictionary(document.dictionary)
    villages = {one.code: Village(one.file, f"V{one.code[-9:]}", dictionary, county.instruments) for one in issued}
    for code, name in DEPARTMENTS.items():
        set_department(journal, county.instruments, read_department(code, name, OPINION_DAYS), "year")
    clerks = {COUNTY: "C1001"} | {prefix: f"T{prefix}" for prefix in sorted({code[:9] for code in codes})}
    for prefix, number in clerks.items():
        level = Level.COUNTY if prefix == COUNTY else Level.TOWNSHIP
        name = document.divisions.of(prefix).name
        add_staff(journal, county.instruments, Staff(number, f"{name}窗口", level, prefix, POSTS), "year")
    return villages, clerks
