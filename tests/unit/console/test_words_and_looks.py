"""The console in the house's words and looks: nothing happens that it has no words for, no colour and no icon but the
house's own."""

import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.casework.codes import CardRule, CheckOutcome, DefaultedFor, OpinionGiven
from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.handling_class import HandlingClass
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.widgets.palette import COLOURS, parts
from server.console import case_words, forms, icons, joint, public, staff, standing, station_words
from server.console.station_words import ago, clock_off, finding_told, incident_told, room
from server.console.words import mark
from server.office.incidents import Incident
from server.office.progress import SHOWN
from server.office.staff import ROLES
from server.office.stations import Finding, Severity, Standing
from tests.tidy.tree import ROOT

CONSOLE = ROOT / "server" / "console"
SHEETS = [CONSOLE / "static" / name for name in ("console.css", "public.css", "seal.svg", "chevron.svg")]
OWN_COLOURS = {"c58a1c", "f2c021", "000000", "ffffff"}  # a bar's amber (no text on it), a yellow card, print, white
SIGN_AT = {"icon": 0, "drawn": 0, "chip": 1, "submit": 1, "empty": 2, "told": 5, "figure": 3}  # where a part takes one
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def raised() -> set[str]:
    """Every kind of incident that the server raises, as its source says."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "server").rglob("*.py"))
    calls = re.findall(r"\bjournal\.incident\(\s*([^,]+),", text)
    assert all(re.fullmatch(r'"[A-Z_0-9]+"', kind) for kind in calls), "a kind that this cannot read in the source"
    return {kind.strip('"') for kind in calls}


def test_every_incident_that_is_raised_has_words_and_what_to_do() -> None:
    assert raised() >= {"BRANCH", "TERMS_DIFFER", "ENROLMENT_USED_TWICE", "BODY_HARMED"}
    assert raised() <= set(station_words.INCIDENTS)


def test_every_finding_that_can_be_has_words_and_what_to_do() -> None:
    text = (ROOT / "server/office/stations.py").read_text("utf-8")
    codes = set(re.findall(r'"([A-Z_]{4,})"', text))
    assert len(codes) == 12
    for code in codes:
        told = finding_told(Finding(Severity.ACT, code, 7), mark)
        assert told.then and told.tone == "bad" and "{" not in told.what


def test_an_incident_of_a_newer_version_is_told_by_its_own_name() -> None:
    told = incident_told(Incident(b"i", "SOMETHING_NEW", "", "", "", 1, 0, 0, None), mark)
    assert told.what == "SOMETHING_NEW" and told.then


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (station_words.REASONS, set(Quarantine)),
        (station_words.STANDINGS, set(Standing)),
        (public.STATES, {*State, None}),
        (public.STEPS, set(SHOWN)),
        (staff.POSTS, set(ROLES)),
        (staff.LEVEL_WORDS, set(Level)),
        (case_words._KINDS, {row.name for row in KINDS.values()}),
        (case_words.KINDS_OF_CASE, set(HandlingClass)),
        (case_words.RULES, set(CardRule)),
        (case_words.DEFAULTS, set(DefaultedFor)),
        (joint._LOOKS, set(OpinionGiven)),
        (standing._OUTCOMES, set(CheckOutcome)),
    ],
    ids="reasons standings states steps posts levels kinds classes rules defaults opinions checks".split(),
)
def test_every_value_has_its_word(table: dict[object, object], keys: set[object]) -> None:
    assert set(table) == keys


def test_whatever_the_office_writes_into_a_case_has_its_word() -> None:
    rows = [row for row in COMMANDS.values() if KINDS[row.kind].audience == "case" and row.kind is not Kind.ENTRUSTED]
    written = {name for row in rows for name, text in row.body.items() if not text.record and text.coded is None}
    assert written - set(case_words.TEXTS) == case_words.NOT_TOLD


def test_every_fact_of_a_newer_deed_is_told() -> None:
    """Of those that came with the deeds in full; a department's and a card's make one line each."""
    facts = {name for kind in KINDS if kind >= Kind.SUPPLY_ALLOWED for name in KINDS[kind].facts}
    one_line = {"department", "days", "opinion", "attendance", "colour", "rule", "due"}
    assert facts - one_line - {"outcome"} <= set(case_words._FACTS)


def named_in_pages() -> set[str]:
    """Every icon that a page names where a part takes one, and those of the tables inside pages."""
    environment, found = jinja2.Environment(), set[str]()
    for page in (CONSOLE / "pages").glob("*.html"):
        tree = environment.parse(page.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            part = call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
            place = SIGN_AT.get(part, 99)
            given = [*call.args[place : place + 1], *(one.value for one in call.kwargs if one.key == "sign")]
            found |= {text for one in given for text in texts(one)}
        for row in tree.find_all(nodes.Tuple):  # (tone, icon, word) and (address, icon, word)
            if len(row.items) == 3 and isinstance(row.items[2], nodes.Call):
                found |= set(texts(row.items[1]))
    return found


def texts(given: nodes.Node) -> Iterator[str]:
    """The texts that an expression can give: of `a if b else c` and `a or b` each, of `{…}.get(…)` its values."""
    if isinstance(given, nodes.Const):
        yield given.value
    inner: list[nodes.Node | None] = []
    if isinstance(given, nodes.CondExpr):
        inner = [given.expr1, given.expr2]
    elif isinstance(given, nodes.Or):
        inner = [given.left, given.right]
    elif isinstance(given, nodes.Call) and isinstance(given.node, nodes.Getattr):
        held = given.node.node
        inner = [pair.value for pair in held.items] + given.args[1:] if isinstance(held, nodes.Dict) else []
    yield from (text for one in inner if one for text in texts(one))


def named_in_tables() -> set[str]:
    """Every icon that a table of words names."""
    found = {form.sign for form in forms.FORMS.values()}
    found |= {sign for _, _, sign in case_words.PILES.values()}
    found |= {sign for sign, _, _ in (*case_words._KINDS.values(), case_words._UNKNOWN)}
    found |= {sign for table in (joint._LOOKS, standing._OUTCOMES) for _, sign in table.values()}
    found |= {sign for table in (station_words.STANDINGS, public.STATES) for _, sign, _ in table.values()}
    found |= {finding_told(Finding(Severity.ACT, code), mark).sign for code in station_words._FINDINGS}
    return found | {incident_told(Incident(b"i", "BRANCH", "", "", "", 1, 0, 0, None), mark).sign}


def test_every_icon_that_is_named_is_in_the_sheet_and_every_icon_of_the_sheet_is_drawn() -> None:
    assert named_in_pages() >= {"refused", "search", "eye", "info"} and len(named_in_tables()) > 25
    assert (named_in_pages() | named_in_tables()) - set(icons.NAMES) == set()
    sheet = icons.sheet().decode()
    assert sheet.count("<symbol") == len(set(icons.NAMES)) == len(icons.NAMES)


def test_no_colour_but_the_houses() -> None:
    house = {value.lower() for value in COLOURS.values()}
    for sheet in SHEETS:
        text = sheet.read_text("utf-8").lower()
        used = {found * 2 if len(found) == 3 else found for found in re.findall(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text)}
        assert used - house - OWN_COLOURS == set(), sheet


def test_the_sheets_tokens_have_the_houses_names_and_values() -> None:
    text = (CONSOLE / "static" / "console.css").read_text("utf-8")
    tokens = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", text))
    assert len(tokens) > 20
    for name, value in tokens.items():
        assert COLOURS[name.replace("-", "_")].lower() == value and parts(name.replace("-", "_"))


def test_times_and_sizes_are_said_as_people_say_them() -> None:
    now = 100 * DAY
    said = [ago(at, now, mark) for at in (0, now, now + DAY, now - 5 * MINUTE, now - 3 * HOUR, now - 9 * DAY)]
    assert said == ["", "刚刚", "刚刚", "5 分钟前", "3 小时前", "9 天前"]
    offs = [clock_off(ms, mark) for ms in (0, 59_000, 3 * MINUTE, -5 * HOUR, 400 * DAY)]
    assert offs == ["准", "准", "慢 3 分钟", "快 5 小时", "慢 400 天"]
    assert [room(count) for count in (3 * 2**30, 700 * 2**20, 5)] == ["3.0 GB", "700 MB", "0 MB"]


def test_a_page_never_styles_or_scripts_inline() -> None:
    for page in Path(CONSOLE / "pages").glob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|<script(?![^>]*\bsrc=)|javascript:", text), page.name
