"""The answers of an entrustment that was opened, in the words of the form that they were given under."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from kiosk.core.casework.days import china_moment
from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.event import Event
from kiosk.core.forms.knowing import knowing
from kiosk.core.forms.principal_facts import principal_csv
from kiosk.core.forms.told import Part, plainly, speak, still, told
from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.filling import Filling

STATION_DIGITS = 12  # a case number begins with them
Held = Callable[[str], FormDefinition | None]  # the form of a matter, None where there is none


def answered(held: Held, entrusted: Event, body: Mapping[str, Any], language: str) -> tuple[Part, ...]:
    """What was filled in, in "zh" or "en"; by the names alone where the form is not the one that the answers were given
    under. body: of the entrustment; its writer may have been anybody: nothing is raised."""
    parts = (body.get(name) for name in ("answers", "form", "principal"))
    answers, form, principal = (part if isinstance(part, dict) else {} for part in parts)
    code = form.get("id")
    definition = held(code) if isinstance(code, str) else None
    if definition is None or definition.version != form.get("version"):
        return plainly(answers)
    filling = _empty(definition, entrusted, principal)
    speak(filling, language)
    return told(filling, answers)


def _empty(definition: FormDefinition, entrusted: Event, principal: Mapping[str, Any]) -> Filling:
    """The form as it stood before this principal."""
    identity = None
    with suppress(Refusal, KeyError, AttributeError):  # a body without a right identity number
        identity = read_identity_number(principal["id_number"])
    head = entrusted.head
    now = china_moment(head.clock.wall_ms)
    facts = principal_csv(identity, now.date(), head.case[:STATION_DIGITS], "agent" if head.author else "alone")
    return Filling(knowing(definition, facts), still(now))
