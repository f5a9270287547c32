"""What ties a form to the office: its settings and the materials of its matter."""

import re
from collections.abc import Iterator

from kiosk.core.catalogue.matters import Catalogue, Matter
from kiosk.core.refusal import Refusal
from server.forms.finding import Finding
from server.forms.form import Form, Item, Row
from server.forms.names import offered
from server.forms.vocabulary import CHINESE, MATERIAL_NAME, SETTINGS, STATES

VERSION = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{2}")


def check_settings(form: Form, catalogue: Catalogue) -> Iterator[Finding]:
    """The form says whose it is, what it is called, which version it is, and who has looked at it."""
    row = form.settings
    if row is None:
        yield Finding(SETTINGS.zh, 2, "", "SETTINGS_MISSING", {})
        return
    code = row.text("form_id")
    if not code:
        yield row.finding("form_id", "FORM_ID_MISSING")
    elif matter_of(form, catalogue) is None:
        listed = offered(code, (matter.code for matter in catalogue.matters))
        yield row.finding("form_id", "MATTER_NOT_LISTED", code=code, offered=listed)
    if not row.text("form_title"):
        yield row.finding("form_title", "TITLE_MISSING")
    yield from _check_version(row)
    if row.text("status") not in STATES:
        yield row.finding("status", "STATUS_UNKNOWN", text=row.text("status") or "—", known="、".join(STATES))
    if row.text("default_language") not in (CHINESE, ""):
        yield row.finding("default_language", "LANGUAGE_OTHER", text=row.text("default_language"), fixed=CHINESE)


def _check_version(row: Row) -> Iterator[Finding]:
    version = row.text("version")
    if not VERSION.fullmatch(version):
        yield row.finding("version", "VERSION_SHAPE", text=version or "—")


def matter_of(form: Form, catalogue: Catalogue) -> Matter | None:
    """The matter that the form belongs to, None where its number is no matter's."""
    try:
        return catalogue.matter(form.settings.text("form_id") if form.settings else "")
    except Refusal:
        return None


def check_materials(form: Form, matter: Matter | None) -> Iterator[Finding]:
    """材料 rows name a material of the matter, by its number, outside of any round."""
    for item in form.items:
        number = MATERIAL_NAME.fullmatch(item.name)
        if item.is_material:
            yield from _check_material(item, number, matter)
        elif number:
            yield item.row.finding("type", "MATERIAL_NAME_TAKEN", name=item.name)


def _check_material(item: Item, number: re.Match[str] | None, matter: Matter | None) -> Iterator[Finding]:
    if number is None:
        yield item.row.finding("name", "MATERIAL_NAME", name=item.name or "—")
        return
    if matter is not None and matter.material(int(number[1])) is None:
        listed = "；".join(f"{material.number} {material.name}" for material in matter.materials) or "—"
        yield item.row.finding(
            "name", "MATERIAL_UNKNOWN", name=item.name, matter=matter.code, count=len(matter.materials), listed=listed
        )
    rounds = [outer for outer in item.inside if outer.kind == "begin_repeat"]
    if rounds:
        yield item.row.finding("name", "MATERIAL_IN_ROUND", round=rounds[-1].name)
