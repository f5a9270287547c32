"""A case's page: what happened, what may be done about it, whose it is, and its photographs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from kiosk.core.casework.days import china_date
from kiosk.core.casework.handling_class import handling_class
from kiosk.core.refusal import Refusal
from server.console import station_words
from server.console.answer_words import blocks
from server.console.asking import Ask
from server.console.case_words import (
    KINDS_OF_CASE,
    LIMITS,
    NOT_TOLD,
    TEXTS,
    Names,
    days_in,
    gone_told,
    level_word,
    step_look,
    told_facts,
)
from server.console.filled import Filled, Setting, Typed, can_be_filled, filled, missing, texts_of, wrong_field
from server.console.form import Part
from server.console.forms import FORMS
from server.console.joint import Joint, joint_told
from server.console.standing import Standing, standing_told
from server.documents.printing import ENDING_CHARS, papers, subject_of
from server.office import audit
from server.office.authority import barred
from server.office.deeds import act, is_of, written_under
from server.office.departments import Department, list_departments
from server.office.dossier import Dossier, Dossiers, Personal, answers_told, may_read, personal
from server.office.incidents import incidents
from server.office.keeping import erasure_goes_on
from server.office.offering import ELSEWHERE, offered
from server.office.retention import ENDED
from server.store.journal import Journal

OPERATION_BYTES = 8


def case(ask: Ask) -> Response:
    """The page, with everything personal masked."""
    return _page(ask)


def person(ask: Ask) -> Response:
    """The principal's facts in full, deliberately and audited; they stand on this answer alone. GET (a changed
    language, a new sign-in) leads back to the page."""
    if ask.method == "GET":
        return ask.go(f"/console/cases/{ask.path['case']}")
    with ask.reading() as connection:
        dossier = dossier_of(ask, connection)
    must_read(ask, "read person refused", dossier)
    audited(ask, "read person", dossier, "name id_number phone address answers")
    if ask.partial == "person":
        told = _told(ask, dossier, names_of(dossier)) | _answers(ask, dossier, True)
        return ask.show("case_person.html", **told, shown=personal(dossier))
    return _page(ask, shown=personal(dossier))


def photograph(ask: Ask) -> Response:
    """One photograph, opened for this answer alone and audited."""
    house = ask.house
    with ask.reading() as connection:
        dossier = dossier_of(ask, connection)
        must_read(ask, "read photograph refused", dossier)
        reader = Dossiers(house.node, house.published, house.bodies)
        found, plain = reader.photograph(connection, dossier, ask.path["photograph"])
    audited(ask, "read photograph", dossier, f"material {found.material} {found.id}")
    return Response(plain, media_type="image/jpeg", headers={"Content-Disposition": "inline"})


def deed(ask: Ask) -> Response:
    """GET: the page with that form open. POST: the deed, once, and then the page; or the form again with what is
    wrong beside it."""
    command = ask.path["command"]
    if command in ELSEWHERE:
        raise Refusal("DEED_NOT_HERE", command=command)
    if command not in FORMS:
        raise Refusal("PAGE_UNKNOWN")
    if ask.method == "GET":
        return _page(ask, opened=command)
    with ask.reading() as connection:
        dossier = dossier_of(ask, connection)
    texts = texts_of(command, ask.form, len(names_of(dossier).materials))
    if wrong := missing(command, texts, ask.say):
        return _page(ask, opened=command, errors=wrong)
    operation = _operation(ask.typed("operation"))
    try:
        done = ask.house.writer.run(
            lambda journal: act(
                ask.house.office, journal, _number(ask), command, texts, ask.person.number, "console", operation
            )
        )
    except Refusal as no:
        _refused(ask, f"act {command} refused", no)
        return _page(ask, opened=command, errors=wrong_field(command, no, ask.say, ask.language), no=no)
    ask.house.woken()
    again = {"again": "1"} if done.repeated else {}
    return ask.go(f"/console/cases/{ask.path['case']}", done=operation.hex(), **again)


def _page(
    ask: Ask,
    shown: Personal | None = None,
    opened: str = "",
    errors: dict[str, str] | None = None,
    no: Refusal | None = None,
) -> Response:
    with ask.reading() as connection:
        try:
            dossier = dossier_of(ask, connection)
        except Refusal as twice:
            if twice.code != "CASE_NUMBER_TWICE":
                raise
            count = range(1, int(str(twice.params["count"])) + 1)
            return ask.show("case_twice.html", number=ask.path["case"], twins=count)
        county, number = ask.house.node.county_code, dossier.number
        goes_on = erasure_goes_on(connection, county, number[:27])
        open_incidents = incidents(connection, county, dossier.one.case.station, case=number)
        printed = _papers(ask, connection, dossier)
        register = list_departments(connection, county)
        case, today = dossier.one.case, china_date(ask.now_ms)
        terms = ask.house.published.terms(connection, case.matter, case.catalogue_version)
        without = barred(connection, county, ask.person.number, case.matter, today)
    names = names_of(dossier, register)
    may_follow = terms.later_materials if terms else ()
    setting = Setting(case, ask.person, names, register, may_follow, without)
    forms = _forms(ask, setting, dossier.differs, opened, errors, no)
    joint = joint_told(dossier, names, today, ask.say, ask.language)
    standing = standing_told(dossier, names, today, ask.say, ask.language)
    gone = no is not None and opened not in {form.command for form in forms}
    done = _done(ask, dossier) if ask.method == "GET" else ""
    return ask.show(
        "case.html",
        no.status if no is not None else 400 if errors else 200,
        **_told(ask, dossier, names),
        **_answers(ask, dossier, shown is not None),
        **_placed(forms, joint, standing),
        joint=joint,
        standing=standing,
        register=register,
        printed=printed,
        shown=shown,
        done="again" if done and ask.asked("again") == "1" else done,
        done_words=ask.say(FORMS[done].button) if done else "",
        refusal=no if gone else None,
        gone=gone_told(dossier.steps, goes_on, ask.say, ask.language),
        incidents=[station_words.incident_told(one, ask.say) for one in open_incidents],
    )


def _done(ask: Ask, dossier: Dossier) -> str:
    """The command that this person did under the operation in the address, "" for none: a link says of itself nothing
    that the case does not."""
    try:
        operation = bytes.fromhex(ask.asked("done"))
    except ValueError:
        return ""
    written = written_under(dossier.one, ask.house.node.identity.node, operation)
    mine = (name for name in FORMS for event in written if is_of(event, name, ask.person.number))
    return next(mine, "")


def _forms(
    ask: Ask, setting: Setting, differs: str, opened: str, errors: dict[str, str] | None, no: Refusal | None
) -> list[Filled]:
    """The forms this person may fill in now; the one that came back keeps what was typed and its operation, so that
    sending it again is still the same deed."""
    found = []
    for command in offered(ask.person, setting.case, differs, setting.may_follow, setting.barred):
        came = command == opened and ask.method == "POST"
        typed: Typed = ask.form if came else {}
        operation = ask.typed("operation") if came else ask.house.instruments.draw(OPERATION_BYTES).hex()
        found.append(
            filled(
                command,
                operation,
                setting,
                ask.say,
                ask.language,
                typed,
                errors if came else None,
                no if came else None,
                command == opened,
            )
        )
    return [one for one in found if can_be_filled(one)]


def _placed(forms: Sequence[Filled], joint: Joint, standing: Standing) -> dict[str, list[Filled]]:
    """The forms by where they stand: with what they are about, once there is something to show of it; else among the
    further ones."""
    shown = {
        Part.COURSE: True,
        Part.JOINT: joint.began,
        Part.PROOFS: bool(standing.follows or standing.promised),
        Part.CARDS: bool(standing.cards),
        Part.STANDING: False,
    }
    placed: dict[str, list[Filled]] = {f"{part}_forms": [] for part in (*Part, "further")}
    for one in forms:
        part = one.form.part
        placed[f"{part if shown[part] else 'further'}_forms"].append(one)
    return placed


def _told(ask: Ask, dossier: Dossier, names: Names) -> dict[str, Any]:
    """What the page and its parts say of the case."""
    today = china_date(ask.now_ms)
    return {
        "dossier": dossier,
        "case": dossier.one.case,
        "address": f"/console/cases/{ask.path['case']}",
        "may_read": may_read(ask.person, dossier),
        "handled_as": ask.say(KINDS_OF_CASE[handling_class(dossier.one.case, dossier.case_type_code)]),
        "may_erase": dossier.one.case.state in ENDED
        and not dossier.one.case.erased
        and ask.may("/console/cases/{case}/erasure"),
        "sentence": dossier.sentence[ask.language],
        "limits": [
            (ask.say(LIMITS[one.name]), one, (one.due - today).days, days_in(one.days, one.unit, ask.language))
            for one in sorted(dossier.limits, key=lambda one: one.due)
        ],
        "steps": [
            (
                step,
                *step_look(step),
                list(told_facts(step, ask.say, ask.language, names)),
                [(ask.say(TEXTS.get(name, name)), text) for name, text in step.texts if name not in NOT_TOLD],
                Refusal(step.set_aside, **_sentence_facts(dossier)).text(ask.language) if step.set_aside else "",
            )
            for step in reversed(dossier.steps)
        ],
        "level": lambda level: level_word(level, ask.language),
    }


def names_of(dossier: Dossier, register: Sequence[Department] = ()) -> Names:
    """Materials as the matter lists them; departments as the register names them, and as they were named when they were
    asked."""
    departments = {one.code: one.name for one in register}
    for step in dossier.steps:
        if step.kind == "OpinionAsked" and "department" in step.facts:
            code = str(step.facts["department"])
            departments[code] = dict(step.texts).get("department_name", departments.get(code, code))
    return Names([paper.name for paper in dossier.papers if paper.number], departments)


def _answers(ask: Ask, dossier: Dossier, shown: bool) -> dict[str, Any]:
    """What was filled in, where it is shown, and the photographs that answer a question by the names of their files."""
    return {
        "blocks": blocks(answers_told(dossier, ask.language)) if shown else [],
        "photos": {photograph.file: photograph for photograph in dossier.photographs},
    }


def _sentence_facts(dossier: Dossier) -> dict[str, object]:
    """What sentences of the case table may name."""
    case = dossier.one.case
    return {
        "state": case.state.value,
        "state_en": case.state.name.lower(),
        "level": "—",
        "level_en": "—",
        "handler": level_word(case.handler, "zh"),
        "handler_en": level_word(case.handler, "en"),
        "kind": "—",
        "field": "—",
        "why": "—",
    }


def _papers(ask: Ask, connection: Connection, dossier: Dossier) -> list[tuple[str, str, str]]:
    """(ending of its number, title, day) of each paper; () for who may not have them."""
    if not may_read(ask.person, dossier):
        return []
    subject = subject_of(connection, ask.house.published, ask.house.node.county_code, dossier)
    return [(one.number[-ENDING_CHARS:], one.title, one.day.isoformat()) for one in papers(dossier, subject)]


def dossier_of(ask: Ask, connection: Connection) -> Dossier:
    house = ask.house
    return Dossiers(house.node, house.published, house.bodies).one(connection, _number(ask), ask.now_ms)


def _number(ask: Ask) -> str:
    """27 digits, with /1 or /2 where a number stands twice (an address has - there)."""
    return ask.path["case"].replace("-", "/")


def _operation(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != OPERATION_BYTES:
        raise Refusal("FORM_UNREADABLE")
    return found


def must_read(ask: Ask, deed: str, dossier: Dossier) -> None:
    """Refusal PERSON_NOT_SHOWN, which the audit keeps."""
    if not may_read(ask.person, dossier):
        no = Refusal("PERSON_NOT_SHOWN")
        _refused(ask, deed, no)
        raise no


def _refused(ask: Ask, deed: str, no: Refusal) -> None:
    ask.house.noted.refusal(ask.person.number, ask.person.number, deed, ask.path["case"], no)


def audited(ask: Ask, deed: str, dossier: Dossier, detail: str) -> None:
    def note(journal: Journal) -> None:
        audit.write(journal, ask.house.instruments, f"console/{ask.person.number}", deed, dossier.number, detail)

    ask.house.writer.run(note)
