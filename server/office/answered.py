"""What was answered in an entrustment, in the words of the form that it was given under."""

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kiosk.core.casework.days import china_moment
from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.casework.principal_facts import NOBODY, PRINCIPAL_FILE, principal_csv
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import FormDefinition, read_definition
from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.knowing import knowing
from kiosk.core.xforms.told import Part, plainly, speak, still, told

FORMS = files("assets").joinpath("catalogue/forms")
TABLES = (".csv", ".geojson")  # what a form may choose from, beside it
FORMS_HELD_COUNT = 200  # twice the matters of a county
STATION_DIGITS = 12


def answered(
    entrusted: Event, answers: Mapping[str, Any], form: Mapping[str, Any], principal: Mapping[str, Any], language: str
) -> tuple[Part, ...]:
    """The answers of an opened body as people read them in "zh" or "en"; by their names alone where the form is not the
    one they were given under, or is not known. Whatever the three parts of the body hold, nothing is raised."""
    code = form.get("id")
    definition = _definition(code) if isinstance(code, str) else None
    if definition is None or definition.version != form.get("version"):
        return plainly(answers)
    filling = _empty(definition, entrusted, principal)
    speak(filling, language)
    return told(filling, answers)


def _empty(definition: FormDefinition, entrusted: Event, principal: Mapping[str, Any]) -> Filling:
    """The form as it stood before this principal."""
    identity = None
    with suppress(Refusal, KeyError, AttributeError):  # of a body that somebody else wrote
        identity = read_identity_number(principal["id_number"])
    head = entrusted.head
    now = china_moment(head.clock.wall_ms)
    facts = principal_csv(identity, now.date(), head.case[:STATION_DIGITS], "agent" if head.author else "alone")
    return Filling(knowing(definition, facts), still(now))


@lru_cache(FORMS_HELD_COUNT)
def _definition(code: str) -> FormDefinition | None:
    held = {entry.name: entry for entry in FORMS.iterdir()}
    if f"{code}.xml" not in held:
        return None
    tables = {name: entry.read_bytes() for name, entry in held.items() if name.endswith(TABLES)}
    return read_definition(held[f"{code}.xml"].read_bytes(), {**tables, PRINCIPAL_FILE: NOBODY})
