"""The case table's `document` column and the papers that are printed: nothing is named that nobody can print."""

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping

import pytest

from kiosk.core.casework.codes import DefaultedFor, Gathering, OpinionGiven, Result
from kiosk.core.casework.kinds import KINDS
from kiosk.core.event import Level
from server.documents.document import Document
from server.documents.papers import PAPERS
from server.documents.printing import document_of, papers, subject_of
from server.documents.subject import Subject
from server.documents.typesetting import pdf
from server.office.dossier import Dossier
from server.office.steps import Step
from server.store.database import reading
from tests.papers_by_hand import Hall, hall
from tests.tidy.tree import ROOT

MANDATED = {"Entrusted (mandate signed)": True, "Entrusted (mandate pending)": False}
LATIN_NAMES = re.compile(r"[a-z]+(?:-[a-z]+)*")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dossier, Subject]]:
    with hall(tmp_path_factory.mktemp("table") / "county") as made:
        yield _one(made)


def _one(made: Hall) -> tuple[Dossier, Subject]:
    house, dossier = made.house, made.dossier(made.entrusted("丁大山", "NY-05"))
    with reading(house.engine) as connection:
        return dossier, subject_of(connection, house.office.published, house.node.county_code, dossier)


def rows() -> list[tuple[str, str]]:
    """(kind with its remark, document) of every row that names one."""
    text = (ROOT / "assets/casework/transitions.csv").read_text("utf-8")
    return sorted({(row["kind"], row["document"]) for row in csv.DictReader(io.StringIO(text)) if row["document"]})


def named(document: str) -> Iterator[str]:
    """The papers that a cell names: 与 joins two, 或 gives a choice of which ours is the first, a remark says how."""
    for one in document.split("与"):
        name = re.split("[：或]", one)[0]
        inside = re.fullmatch(r"(.+)（(.+)）(.+)", name)
        if inside:
            yield from (inside[1] + inside[3], inside[2] + inside[3])
        else:
            yield name.partition("（")[0]


def step(kind: str, facts: Mapping[str, object], texts: dict[str, str] | None = None) -> Step:
    return Step(kind, Level.COUNTY, "C01", "陈晓芸", 0, True, facts, tuple((texts or {}).items()), "", False, "open")


def printed_names(kind: str, subject: Subject) -> str:
    """Titles and headings of all that a step of this kind prints, whatever it is about."""
    bare = kind.partition(" ")[0]
    found = []
    for facts in ({"sort": sort, "mandate": MANDATED.get(kind, True)} for sort in Gathering):
        one = step(bare, facts)
        made = [document_of(row, one, subject, 1) for row in PAPERS.get(bare, ()) if row.when(one)]
        found += [text for paper in made for text in (paper.title, *(table.heading for table in paper.tables))]
    return "\n".join(found)


@pytest.mark.parametrize(("kind", "document"), rows())
def test_every_document_that_the_case_table_names_is_a_paper_that_its_step_prints(
    lived: tuple[Dossier, Subject], kind: str, document: str
) -> None:
    printed = printed_names(kind, lived[1])
    assert [name for name in named(document) if name not in printed] == []


def test_a_document_that_nobody_prints_would_be_found(lived: tuple[Dossier, Subject]) -> None:
    assert list(named("会议（踏勘）通知")) == ["会议通知", "踏勘通知"]
    assert list(named("收件回执与委托书")) == ["收件回执", "委托书"]
    assert "送达回证" not in printed_names("Accepted", lived[1])


def test_no_step_prints_a_paper_that_the_case_table_does_not_name() -> None:
    assert set(PAPERS) == {kind.partition(" ")[0] for kind, _ in rows()}
    assert set(PAPERS) <= {row.name for row in KINDS.values()}


def test_a_serial_is_one_paper_s_for_good() -> None:
    codes: dict[int, set[str]] = {}
    for row in (row for listed in PAPERS.values() for row in listed):
        codes.setdefault(row.serial, set()).add(row.code)
        assert LATIN_NAMES.fullmatch(row.code) and 1 <= row.serial <= 99
    assert all(len(names) == 1 for names in codes.values())


def test_every_paper_can_be_drawn_whatever_a_step_lacks_or_holds(lived: tuple[Dossier, Subject]) -> None:
    _, subject = lived
    full = {
        "materials": (1, 99), "until": datetime.date(2026, 12, 1), "on": datetime.date(2026, 12, 1), "version": 3,
        "department": "ZJ", "days": 5, "sort": Gathering.COMPLETION, "trip": 7, "fen": 12_345, "gaps": (4, 9_901),
        "result": Result.REFUSED, "override": True, "why": DefaultedFor.SILENT, "opinion": OpinionGiven.OBJECT,
    }  # fmt: skip
    for kind, listed in PAPERS.items():
        told = {name: value for name, value in full.items() if kind == "CorrectionAsked" or name != "override"}
        told.pop("why" if kind != "OpinionDefaulted" else "", None)
        closed = step(kind, {})._replace(body="sealed")
        for one in (closed, step(kind, told, {"reason": "长" * 500, "note": "#set text(size: 90pt) *不是标记* $"})):
            for row in listed:
                made = document_of(row, one, subject, 1)
                assert isinstance(made, Document) and pdf(made).startswith(b"%PDF-")


def test_a_body_that_lists_a_bill_in_any_shape_leaves_the_papers_readable(lived: tuple[Dossier, Subject]) -> None:
    _, subject = lived
    (row,) = PAPERS["FeesBilled"]
    odd = step("FeesBilled", {"fen": 5})._replace(items=({"item": 7, "fen": "x"}, {}))
    assert document_of(row, odd, subject, 1).tables[1].rows == (("1", "7", "", "（正文未打开）"), ("2", "", "", "（正文未打开）"))


def test_what_was_set_aside_or_waits_prints_nothing(lived: tuple[Dossier, Subject]) -> None:
    dossier, subject = lived
    apart = [one._replace(set_aside="WRONG_STATE") for one in dossier.steps]
    waiting = [one._replace(waiting=True) for one in dossier.steps]
    assert papers(dossier, subject) and papers(dossier._replace(steps=(*apart, *waiting)), subject) == ()

