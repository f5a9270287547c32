"""The papers of a case, in the order of its steps, made from its dossier when somebody asks: nothing of them is kept.

A step that was set aside, or waits, prints nothing. Who may have them is decided before: they name people in full.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from kiosk.core.casework.codes import Result
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import REMEDY_ZH
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.documents.document import Document, Table
from server.documents.papers import PAPERS, Paper
from server.documents.saying import case_table
from server.documents.subject import Subject, day_in_words
from server.office.dossier import Dossier, personal
from server.office.published import Published, calendar_of
from server.office.steps import Step

ENDING_CHARS = 3  # of a number: which paper, and which of its kind
TIMES = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # the last sign of a number: which of its kind
FILE = Paper(21, "case-file", "案卷目录", lambda subject, step: ((), ()), False, ("归档人",))


def papers(dossier: Dossier, subject: Subject) -> tuple[Document, ...]:
    """Every paper of the case so far; once it is archived, with the catalogue of its file at the end."""
    found: list[Document] = []
    printed: Counter[int] = Counter()
    for step, paper in _printed(dossier):
        if printed[paper.serial] == len(TIMES):
            continue
        printed[paper.serial] += 1
        found.append(document_of(paper, step, subject, printed[paper.serial]))
        if step.kind == "Archived":
            rows = tuple(
                (str(at), one.title, one.number, day_in_words(one.day)) for at, one in enumerate(found[:-1], 1)
            )
            listed = Table("", ("序号", "文书", "编号", "日期"), rows)
            found[-1] = found[-1]._replace(tables=(case_table(subject), listed))
    return tuple(found)


def paper(dossier: Dossier, subject: Subject, which: str) -> Document:
    """The paper of the case with that ending of its number, three signs; Refusal PAGE_UNKNOWN."""
    for one in papers(dossier, subject):
        if one.number[-ENDING_CHARS:] == which:
            return one
    raise Refusal("PAGE_UNKNOWN")


def subject_of(connection: Connection, published: Published, county: str, dossier: Dossier) -> Subject:
    """What its papers share, by the catalogue and calendar in force."""
    document, case = published.in_force(connection), dossier.one.case
    person, mandate = personal(dossier), _part(dossier.entrusted, "mandate")
    department = next((one.department for one in document.catalogue.matters if one.code == case.matter), "")
    window = f"（{department}窗口）" if department else ""
    divisions = document.divisions
    organs = {
        int(Level.VILLAGE): f"{dossier.station_name}便民服务站",
        int(Level.TOWNSHIP): f"{divisions.township_of(case.station).name}便民服务中心",
        int(Level.COUNTY): f"{divisions.of(county).name}行政服务中心{window}",
    }
    return Subject(
        number=case.number,
        matter_code=case.matter,
        matter=dossier.matter_name,
        station=dossier.station_name,
        principal=person.name,
        id_number=person.id_number,
        phone=person.phone,
        address=person.address,
        agent=_agent(dossier, mandate),
        powers=tuple(map(str, powers)) if isinstance(powers := mandate.get("powers"), list) else (),
        until=str(mandate.get("until", "")),
        materials=tuple(one.name for one in dossier.papers if one.number),
        held=tuple((one.name, one.held, one.copies) for one in dossier.papers if one.held),
        organs=organs,
        running={clock.name: (clock.due, clock.provisional) for clock in dossier.limits},
        calendar=calendar_of(document),
        correction_days=document.limits.correction_days,
        mark=str(_inner(dossier.entrusted).get("mark", "")),
    )


def _printed(dossier: Dossier) -> Iterator[tuple[Step, Paper]]:
    for step in dossier.steps:
        if step.set_aside or step.waiting:
            continue
        if step.kind == "Archived":
            yield step, FILE
        for one in PAPERS.get(step.kind, ()):
            if one.code != "mandate" or step.facts.get("mandate"):
                yield step, one


def document_of(paper: Paper, step: Step, subject: Subject, time: int) -> Document:
    """One paper of a step; time: which of its kind in this case, from 1. Its number follows from the case, the kind and
    that, so that an event which comes late changes no other paper's."""
    paragraphs, tables = paper.says(subject, step)
    refuses = paper.refuses or step.facts.get("result") in (Result.REFUSED, Result.RETURNED)
    written = next((text for name, text in step.texts if name == "remedy"), "")
    return Document(
        code=paper.code,
        title=paper.title,
        number=f"{subject.number}{paper.serial:02}{TIMES[time - 1]}",
        organ=subject.organs[int(step.level)],
        to=subject.principal if paper.addressed else "",
        paragraphs=paragraphs,
        tables=tables,
        remedy=(written or REMEDY_ZH) if refuses else "",
        day=china_date(step.at_ms),
        signers=paper.signers,
        mark=subject.mark,
    )


def _agent(dossier: Dossier, mandate: Mapping[str, Any]) -> str:
    """Who runs the errand: as the mandate names them, else who entered it (no agent means whoever is signed in)."""
    named = " ".join(str(mandate.get(name, "")) for name in ("agent_name", "agent")).strip()
    entered = next((step for step in dossier.steps if step.kind in ("Received", "Entrusted") and step.author), None)
    return named or (f"{entered.author_name} {entered.author}".strip() if entered is not None else "")


def _inner(entrusted: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = entrusted.get("entrustment")
    return inner if isinstance(inner, dict) else entrusted


def _part(entrusted: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = _inner(entrusted).get(name)
    return found if isinstance(found, dict) else {}
