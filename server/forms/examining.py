"""A workbook examined: everything that is wrong with it at once, or its XForm."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pyxform.errors import PyXFormError

from kiosk.core.catalogue.matters import Catalogue
from kiosk.core.forms.principal_facts import NOBODY, PRINCIPAL_FILE
from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import read_definition
from server.forms.checks.comparing import check_comparisons
from server.forms.checks.depending import check_cycles
from server.forms.checks.matching import check_patterns
from server.forms.checks.naming import check_names
from server.forms.checks.office import check_materials, check_settings, matter_of
from server.forms.checks.options import check_options
from server.forms.checks.particulars import check_particulars
from server.forms.checks.reaching import check_reach
from server.forms.checks.spelling import check_spelling
from server.forms.checks.surroundings import check_files, check_rounds, needed_files
from server.forms.checks.wording import check_wording
from server.forms.converting import to_xform
from server.forms.finding import Finding
from server.forms.form import Form
from server.forms.formulas import formulas
from server.forms.reading import read_form
from server.forms.vocabulary import OPTIONS, QUESTIONS, SETTINGS
from server.forms.workbook import Grid, read_workbook

# A finding that any other in its cell explains, and one that explains every other.
FOLLOWS, EXPLAINS = "UNREACHABLE", "CELL_COMPUTED"
SAID_CHARS_MAX = 300  # of another program's words
_ROW_SAID = re.compile(r"\[row : ([0-9]+)\]")  # pyxform counts rows as the sheet does, see converting.py
Files = Callable[[str], bytes | None]  # the file of that name beside the workbook, None where there is none


class Examined(NamedTuple):
    """`xform` is b"" where there are findings. `findings` in the order of the workbook."""

    code: str
    version: str
    status: str
    questions: int
    xform: bytes
    findings: tuple[Finding, ...]


def examine(workbook: bytes, catalogue: Catalogue, beside: Files) -> Examined:
    """Read, check, convert, and let the kiosks' engine read the result; Refusal FORM_FILE_*, FORM_SHEET_*, FORM_CELL_*
    where it cannot be read at all."""
    return judge(read_workbook(workbook), catalogue, beside)


def judge(sheets: Mapping[str, Grid], catalogue: Catalogue, beside: Files) -> Examined:
    """The same for sheets that have been read; Refusal FORM_SHEET_MISSING without questions."""
    form, findings = read_form(sheets)
    compiled = formulas(form)
    files = {name: data for name in needed_files(form, compiled) if (data := beside(name)) is not None}
    for found in (
        check_settings(form, catalogue), check_names(form), check_options(form), check_wording(form),
        check_particulars(form), check_materials(form, matter_of(form, catalogue)), check_spelling(form, compiled),
        check_comparisons(form, compiled), check_patterns(compiled), check_rounds(form, compiled),
        check_files(form, compiled, files), check_cycles(form, compiled), check_reach(form, compiled),
    ):  # fmt: skip
        findings += found
    xform = b""
    if not findings:
        xform, findings = _converted(form, files)
    settings = form.settings
    code, version, status = (settings.text(c) if settings else "" for c in ("form_id", "version", "status"))
    return Examined(code, version, status, sum(1 for _ in form.shown()), xform, tuple(_in_order(findings)))


def _converted(form: Form, files: Mapping[str, bytes]) -> tuple[bytes, list[Finding]]:
    """The XForm; or what pyxform or the engine finds that the checks did not."""
    try:
        xform = to_xform(form)
        read_definition(xform, {**files, PRINCIPAL_FILE: NOBODY})
    # pyxform has its own words for most of what it does not take, and stumbles over the rest
    except (PyXFormError, LookupError, AttributeError, TypeError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:SAID_CHARS_MAX].rstrip(".")
        place = _ROW_SAID.match(said) if "'choices'" not in said else None
        return b"", [Finding(QUESTIONS.zh, int(place[1]) if place else 0, "", "CONVERTER_SAYS", {"said": said})]
    except Refusal as no:
        return b"", [Finding(QUESTIONS.zh, 0, "", "ENGINE_SAYS", {"zh": no.text("zh"), "en": no.text("en")})]
    return xform, []


def _in_order(findings: list[Finding]) -> list[Finding]:
    """By sheet, row and column; what another finding in its cell explains is left out."""
    cells: dict[tuple[str, int, str], set[str]] = {}
    for one in findings:
        cells.setdefault(one[:3], set()).add(one.code)
    sheets = {name: place for place, words in enumerate((SETTINGS, QUESTIONS, OPTIONS)) for name in words[:2]}
    kept = [
        one
        for one in findings
        if one.code == EXPLAINS or not (EXPLAINS in cells[one[:3]] or (one.code == FOLLOWS and len(cells[one[:3]]) > 1))
    ]
    return sorted(kept, key=lambda one: (sheets.get(one.sheet, 0), one.row, len(one.column), one.column))
