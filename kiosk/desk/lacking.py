"""What a visit still lacks, place by place: the entrustment's own checks, once more, in the order of the journey."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kiosk.core.casework.entrustment import POWERS, check_consents, check_mandate, check_materials, check_signature
from kiosk.core.refusal import Refusal
from kiosk.desk.drafting import consents_of, draft, mandate_of
from kiosk.desk.way import Place

if TYPE_CHECKING:
    from kiosk.desk.visit import Visit

UNTIL_DELIVERED = "delivered"


class Gap(NamedTuple):
    """Where something is still lacking, and the Refusal that says what."""

    place: Place
    refusal: Refusal


def gaps(visit: "Visit", places: Sequence[Place]) -> tuple[Gap, ...]:
    """Everything still lacking, in the order of `places`; empty means that it can be submitted."""
    of_form = dict(visit.form.gaps()) if visit.form else {}
    found = []
    for place in places:
        try:
            if place.page == "form" and place.key in of_form:
                raise of_form[place.key]
            _check_place(visit, place)
        except Refusal as refusal:
            found.append(Gap(place, refusal))
    return tuple(found)


def checked_mandate(visit: "Visit", powers: Sequence[str], until: str) -> None:
    """Refusal MANDATE_SCOPE or MANDATE_PERIOD where a mandate with these parts would not do."""
    mandate = mandate_of(visit, tuple(powers), until, True)
    check_mandate(draft(visit, mandate=mandate), visit.today, alone=False)


def _check_place(visit: "Visit", place: Place) -> None:
    if place.page == "matters":
        if visit.matter is None:
            raise Refusal("MATTER_UNKNOWN", matter="")
    elif place.page == "notice" and not visit.notice_seen:
        raise Refusal("CONSENT_MISSING", consents="已看办事指南")
    elif place.page == "privacy":
        check_consents(draft(visit, consents=consents_of(visit, guardian=True)), guarded=False)
    elif place.page == "question":
        visit.check(place.key, visit.answers.get(place.key, ""))
    elif place.page == "materials" and visit.matter is not None:
        check_materials(draft(visit), visit.matter, visit.conditions)
    elif place.page == "mandate":
        _check_mandate(visit, place.key)
    elif place.page == "signing":
        check_signature(draft(visit))


def _check_mandate(visit: "Visit", part: str) -> None:
    if part == "read" and not visit.mandate_read:
        raise Refusal("CONSENT_MISSING", consents="已看委托书")
    if part == "powers":
        checked_mandate(visit, visit.powers, UNTIL_DELIVERED)
    if part == "until":
        checked_mandate(visit, POWERS, visit.until)
    if part == "sensitive" and not visit.sensitive_consent:
        raise Refusal("CONSENT_MISSING", consents="处理敏感个人信息")
