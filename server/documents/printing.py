"""The papers of a case, in the order of its steps, made from its dossier when somebody asks: nothing of them is kept.

A step that was set aside, or waits, prints nothing. Who may have them is decided before: they name people in full.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from kiosk.core.casework.codes import Result
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import REMEDY_ZH
from kiosk.core.casework.receipt import TO_BE_CONFIRMED, handling
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.documents.document import Document
from server.documents.papers import PAPERS, Paper
from server.documents.subject import Subject
from server.office.departments import department_names
from server.office.dossier import Dossier, personal
from server.office.published import Published, calendar_of
from server.office.steps import Step

ENDING_CHARS = 3  # of a number: which paper, and which of its kind
TIMES = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # the last sign of a number: which of its kind
# 行政复议法 20 and 24, 行政诉讼法 46: how long, and to whom. A village decides nothing that these laws know.
REMEDY_IN_FULL = (
    "如不服本决定，可以自收到本决定之日起六十日内向{county}人民政府申请行政复议，也可以自收到本决定之日起六个月内依法向人民法院提起"
    "行政诉讼。"
)


def papers(dossier: Dossier, subject: Subject) -> tuple[Document, ...]:
    """Every paper of the case so far, each as it stood at its step."""
    found: list[Document] = []
    before: list[Step] = []
    printed: Counter[int] = Counter()
    for step in dossier.steps:
        if step.set_aside or step.waiting:
            continue
        before.append(step)
        for paper in PAPERS.get(step.kind, ()):
            if paper.when(step) and printed[paper.serial] < len(TIMES):
                printed[paper.serial] += 1
                then = subject._replace(before=tuple(before), printed=tuple(found))
                found.append(document_of(paper, step, then, printed[paper.serial]))
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
    # A case under way finishes under the version it was entrusted by, also where the matter is in no newer one.
    bound = published.terms(connection, case.matter, case.catalogue_version)
    matter = published.matter(connection, case.matter, case.catalogue_version)
    now = next((one for one in document.matters if one.code == case.matter), matter)  # by whom it is answered today
    window = f"（{matter.department}窗口）" if matter is not None and matter.department else ""
    divisions, limits = document.divisions, document.limits
    organs = {
        int(Level.VILLAGE): f"{dossier.station_name}便民服务站",
        int(Level.TOWNSHIP): f"{divisions.township_of(case.station).name}便民服务中心",
        int(Level.COUNTY): f"{divisions.of(county).name}行政服务中心{window}",
    }
    return Subject(
        number=case.number,
        matter_code=case.matter,
        matter=dossier.matter_name,
        matter_type=matter.matter_type if matter is not None else "",
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
        calendar=calendar_of(document),
        correction_days=limits.correction_days,
        check_days=limits.after_check_days,
        handling=handling(bound) if bound is not None else TO_BE_CONFIRMED,
        complaint_phone=now.complaint_phone if now is not None else TO_BE_CONFIRMED,
        reminders=matter.reminders if matter is not None else (),
        accept_tier=case.accept_tier,
        county=divisions.of(county).name,
        departments=department_names(connection, county),
        mark=str(_inner(dossier.entrusted).get("mark", "")),
    )


def document_of(paper: Paper, step: Step, subject: Subject, time: int) -> Document:
    """One paper of a step; time: which of its kind in this case, from 1. Its number follows from the case, the kind and
    that, so that an event which comes late changes no other paper's."""
    paragraphs, tables = paper.says(subject, step)
    level = subject.accept_tier if paper.by_accept_tier else step.level
    refuses = paper.refuses or step.facts.get("result") in (Result.REFUSED, Result.RETURNED)
    return Document(
        code=paper.code,
        title=paper.titled(subject, step),
        number=f"{subject.number}{paper.serial:02}{TIMES[time - 1]}",
        organ=subject.organs[int(level)],
        to=paper.to(subject, step),
        paragraphs=paragraphs,
        tables=tables,
        remedy=_remedy(subject, step, level) if refuses else "",
        day=china_date(step.at_ms),
        signers=paper.signers,
        mark=subject.mark,
    )


def _remedy(subject: Subject, step: Step, level: Level) -> str:
    """Where a person may turn (行政许可法 38): what the office wrote, else the organ and the days that the law names."""
    written = next((text for name, text in step.texts if name == "remedy"), REMEDY_ZH)
    if written != REMEDY_ZH or level is Level.VILLAGE:
        return written
    return REMEDY_IN_FULL.format(county=subject.county)


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
