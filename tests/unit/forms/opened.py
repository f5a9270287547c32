"""A form of the catalogue opened for a made-up principal, on one fixed morning."""

import datetime
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random

from kiosk.core.casework.identity_number import IdentityNumber
from kiosk.core.forms.principal_facts import PRINCIPAL_FILE, By, principal_csv
from kiosk.core.xforms.definition import FormDefinition, read_definition
from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.xpath.scope import Surroundings

FOLDER = files("assets") / "catalogue" / "forms"
NOW = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def opened(code: str, answers: Mapping[str, str] | None = None, age: int = 82, by: By = "agent") -> Filling:
    """The form of that matter, with these answers given one after the other: path below /data -> lexical value."""
    filling = Filling(_definition(code, age, by), Surroundings(lambda: NOW, Random(1).random, lambda: "uuid"))
    for path, value in (answers or {}).items():
        filling.answer(f"/data/{path}", value)
    return filling


def papers(filling: Filling) -> list[str]:
    """The materials that are asked for by these answers."""
    return [question.name for question in filling.questions() if question.name.startswith("material_")]


@cache
def _definition(code: str, age: int, by: By) -> FormDefinition:
    born = datetime.date(NOW.year - age, 3, 1)
    principal = principal_csv(IdentityNumber("", born, False), NOW.date(), "331003103201", by)
    return read_definition((FOLDER / f"{code}.xml").read_bytes(), {PRINCIPAL_FILE: principal})
