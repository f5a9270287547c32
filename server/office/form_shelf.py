"""The forms that ship with the program, for reading what was answered under them."""

from functools import lru_cache
from importlib.resources import files

from kiosk.core.forms.principal_facts import NOBODY, PRINCIPAL_FILE
from kiosk.core.xforms.definition import FormDefinition, read_definition

FOLDER = files("assets").joinpath("catalogue/forms")
TABLES = (".csv", ".geojson")  # what a form may choose from, beside it
FORMS_HELD_COUNT = 200  # twice the matters of a county


@lru_cache(FORMS_HELD_COUNT)
def form_held(code: str) -> FormDefinition | None:
    """The form of that matter, None where there is none."""
    held = {entry.name: entry for entry in FOLDER.iterdir()}
    if f"{code}.xml" not in held:
        return None
    tables = {name: entry.read_bytes() for name, entry in held.items() if name.endswith(TABLES)}
    return read_definition(held[f"{code}.xml"].read_bytes(), {**tables, PRINCIPAL_FILE: NOBODY})
