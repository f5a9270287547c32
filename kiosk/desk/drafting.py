"""The entrustment that a visit comes to, as it stands: what the entrustment's own checks look at while it is filled."""

from typing import TYPE_CHECKING

import msgspec

from kiosk.core.casework.entrustment import Consents, Entrustment, HeldMaterial, Helper, Mandate, Principal
from kiosk.desk.questions import PRINCIPALS

if TYPE_CHECKING:
    from kiosk.desk.visit import Visit

CONSENTS = ("notice_read", "agent_acts", "departments_share")  # each is its own tick; the guardian's is a question


def draft(
    visit: "Visit",
    materials: dict[int, HeldMaterial] | None = None,
    mandate: Mandate | None = None,
    consents: Consents | None = None,
) -> Entrustment:
    """Everything but the form's answers, the mandate and the operation; what is given here stands for the visit's."""
    said = visit.answers.get
    rows = visit.materials if materials is None else materials
    guardian = None
    if visit.guarded:
        guardian = Helper(said("guardian_name", ""), said("guardian_phone", ""), said("guardian_relation", ""))
    return Entrustment(
        matter=visit.matter.code if visit.matter else "",
        principal=Principal(*(said(question.key, "") for question in PRINCIPALS)),
        answers={},
        materials=tuple(rows[number] for number in sorted(rows)),
        notice_version=visit.beginning.notice_version if visit.beginning else 0,
        consents=consents or consents_of(visit),
        mandate=mandate,
        signature=visit.signature,
        helper=visit.helper,
        witnesses=visit.witnesses,
        guardian=guardian,
        mark=visit.beginning.mark if visit.beginning else "",
    )


def whole(visit: "Visit") -> Entrustment:
    """What is entrusted: of materials those that are asked for, of the form what is not hidden; its operation is the
    visit's, once there is one."""
    asked = {material.number for material in visit.materials_asked}
    held = {number: row for number, row in visit.materials.items() if number in asked}
    mandate = mandate_of(visit, visit.powers, visit.until, visit.sensitive_consent)
    entrustment = msgspec.structs.replace(draft(visit, held, mandate), operation=visit.operation.hex())
    if (form := visit.form) is None:
        return entrustment
    return msgspec.structs.replace(entrustment, answers=form.answers, form=form.edition)


def consents_of(visit: "Visit", guardian: bool | None = None) -> Consents:
    """Each consent as it was given; guardian: taken as given or not, whatever was ticked."""
    given = visit.answers.get("guardian_consent") == "yes" if guardian is None else guardian
    read, acts, share = (name in visit.consents for name in CONSENTS)
    return Consents(read, acts, share, given)


def mandate_of(visit: "Visit", powers: tuple[str, ...], until: str, sensitive_consent: bool) -> Mandate:
    """The mandate with these parts, for whoever is signed in."""
    number, name = visit.agent or ("", "")
    version = visit.beginning.mandate_version if visit.beginning else 0
    return Mandate(version, powers, until, False, sensitive_consent, number, name)
