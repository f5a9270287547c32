"""The forms in assets/catalogue/forms: one for every matter, checked, converted, and no dead end in any of them."""

from functools import cache
from importlib.resources import files
from random import Random

import pytest

from kiosk.core.catalogue.matters import Catalogue
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.desk.questions import GUARDIANS, PRINCIPALS
from server.forms.examining import Examined, examine
from tests.unit.forms.opened import FOLDER, NOW, opened
from tests.unit.forms.plausible import walk

THOUGHT_THROUGH = (
    "MZ-01", "MZ-03", "MZ-04", "MZ-05", "MZ-06", "MZ-07", "MZ-08", "RS-01", "RS-03", "RS-04", "RS-05",
    "YB-01", "YB-03", "YB-05", "YB-06", "ZR-01", "ZR-04", "NY-07", "ZJ-01", "GY-01",
)  # fmt: skip
WALKS = 6  # of each of the twenty; each takes other turns


@cache
def catalogue() -> Catalogue:
    return read_catalogue((files("assets") / "catalogue" / "catalogue.csv").read_text("utf-8"), 1)[0]


CODES = tuple(matter.code for matter in catalogue().matters)


@cache
def examined(code: str) -> Examined:
    return examine((FOLDER / f"{code}.xlsx").read_bytes(), catalogue(), lambda name: None)


def test_every_matter_has_a_form_and_no_form_is_without_a_matter() -> None:
    names = {file.name for file in FOLDER.iterdir()}
    assert names == {f"{code}{suffix}" for code in CODES for suffix in (".xlsx", ".xml")}


@pytest.mark.parametrize("code", CODES)
def test_a_form_passes_the_checks_and_its_xml_is_the_conversion_of_its_workbook(code: str) -> None:
    assert [finding.line() for finding in examined(code).findings] == []
    assert examined(code).code == code
    assert examined(code).xform == (FOLDER / f"{code}.xml").read_bytes()


@pytest.mark.parametrize("code", CODES)
def test_no_form_claims_to_have_been_reviewed(code: str) -> None:
    assert examined(code).status == ("拟稿" if code in THOUGHT_THROUGH else "未审")


@pytest.mark.parametrize("code", CODES)
def test_a_form_asks_again_for_nothing_that_the_kiosk_asked(code: str) -> None:
    asked = {question.name for question in opened(code).questions()}
    assert not asked & {question.key for question in (*PRINCIPALS, *GUARDIANS)}


@pytest.mark.parametrize("code", CODES)
def test_whoever_answers_every_page_gets_to_the_end_and_lacks_nothing(code: str) -> None:
    for seed in range(WALKS if code in THOUGHT_THROUGH else 2):
        form = opened(code, age=(82, 45, 15)[seed % 3], by="agent" if seed % 2 else "alone")
        walk(form, Random(seed), NOW.date())
        assert [(gap.ref, gap.violation) for gap in form.gaps()] == [], seed


@pytest.mark.parametrize("code", THOUGHT_THROUGH)
def test_what_was_answered_can_be_given_once_more_as_plain_data(code: str) -> None:
    form, again = opened(code), opened(code)
    walk(form, Random(code), NOW.date())
    again.fill(form.answers())
    assert again.answers() == form.answers()
