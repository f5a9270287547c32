"""Forms by command: the template, checking, converting, a first draft. They need no node's folder."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.core.refusal import Refusal
from server.answers import show
from server.commands.answering import FILE, JSON, Answering
from server.commands.doing import read, read_text, shipped

if TYPE_CHECKING:
    from kiosk.core.catalogue.matters import Catalogue
    from server.forms.examining import Examined

OUT_XLSX = click.option(
    "--out", required=True, type=FILE, metavar="FILE.xlsx", help="写到哪个工作簿 · the workbook to write."
)
WORKBOOK = click.argument("workbook", metavar="FILE.xlsx", type=FILE)
CATALOGUE = click.option("--catalogue", type=FILE, help="事项目录CSV，缺省用随附的 · catalogue sheet, the shipped one by default.")


@click.group()
def form() -> None:
    """表单：模板、检查、转换、起草 · forms: template, check, convert, draft."""


@form.command("template", cls=Answering, short_help="写一份表单模板 · write the template of a form.")
@OUT_XLSX
@JSON
def form_template(out: Path, as_json: bool) -> None:
    """写一份表单模板，每种题型有一行示例 · write the template, with an example of every type of question."""
    from server.forms.template import template

    out.write_bytes(template())
    show(as_json, {"file": str(out)}, [f"模板已写到 {out} · template written"])


@form.command("check", cls=Answering, short_help="检查一份表单 · check a form.")
@WORKBOOK
@CATALOGUE
@JSON
def form_check(workbook: Path, catalogue: Path | None, as_json: bool) -> None:
    """检查一份表单：每处问题写明工作表、行、列、怎么改 · every finding with sheet, row, column and what to do."""
    examined = _examined(workbook, catalogue)
    fine = [f"{examined.code} {examined.version} 没有问题，{examined.questions}题 · nothing found"]
    show(as_json, _answer(workbook, examined), [one.line() for one in examined.findings] or fine)
    _refuse_findings(examined)


@form.command("convert", cls=Answering, short_help="转换成自助机用的XML · convert a form for the kiosks.")
@WORKBOOK
@click.option("--out", required=True, type=FILE, metavar="FILE.xml", help="写到哪个文件 · the XForm to write.")
@CATALOGUE
@JSON
def form_convert(workbook: Path, out: Path, catalogue: Path | None, as_json: bool) -> None:
    """检查并转换成XForm；有问题就不写 · check, and write the XForm where nothing was found."""
    examined = _examined(workbook, catalogue)
    if not examined.findings:
        out.write_bytes(examined.xform)
    answer = {**_answer(workbook, examined), "out": "" if examined.findings else str(out)}
    written = [f"{examined.code} {examined.version} 已写到 {out} · written"]
    show(as_json, answer, [one.line() for one in examined.findings] or written)
    _refuse_findings(examined)


def _examined(workbook: Path, catalogue: Path | None) -> "Examined":
    from server.forms.examining import examine

    def beside(name: str) -> bytes | None:
        file = workbook.parent / Path(name).name
        return read(file) if file.is_file() else None

    return examine(read(workbook), _catalogue(catalogue), beside)


def _catalogue(file: Path | None) -> "Catalogue":
    from kiosk.core.catalogue.sheet import read_catalogue

    return read_catalogue(read_text(file) if file else shipped("catalogue", "catalogue.csv"), 1)[0]


def _answer(workbook: Path, examined: "Examined") -> dict[str, object]:
    return {
        "file": str(workbook), "form": examined.code, "version": examined.version, "status": examined.status,
        "questions": examined.questions, "findings": [one.answer() for one in examined.findings],
    }  # fmt: skip


def _refuse_findings(examined: "Examined") -> None:
    if examined.findings:
        raise Refusal("FORM_HAS_FINDINGS", count=len(examined.findings), first=examined.findings[0].place)


@form.command("draft", cls=Answering, short_help="按目录起草一份表单 · draft a form from the catalogue.")
@click.option("--matter", required=True, metavar="CODE", help="事项代码，如 MZ-05 · the matter's code.")
@OUT_XLSX
@CATALOGUE
@click.option("--version", default="", metavar="yyyymmddNN", help="版本，缺省为今天加01 · by default today and 01.")
@JSON
def form_draft(matter: str, out: Path, catalogue: Path | None, version: str, as_json: bool) -> None:
    """按事项目录的一行起草一份表单，状态为未审，须由县里审过再用。

    Draft a form from the matter's row of the catalogue: 未审, for the county to review before it is used.
    """
    from server.forms.drafting import STATUS, draft

    written = version or f"{datetime.date.today():%Y%m%d}01"
    out.write_bytes(draft(_catalogue(catalogue).matter(matter), written))
    answer = {"file": str(out), "form": matter, "version": written, "status": STATUS}
    show(as_json, answer, [f"{matter} {written} {STATUS} 已写到 {out} · drafted"])
