"""Forms by command: the template, checking, converting, a first draft. They need no node's folder."""

from pathlib import Path

import click

from server.answers import show
from server.commands.answering import FILE, JSON, Answering

OUT_XLSX = click.option(
    "--out", required=True, type=FILE, metavar="FILE.xlsx", help="写到哪个工作簿 · the workbook to write."
)


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
