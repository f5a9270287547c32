"""How a command answers: done, or a Refusal in both languages on standard error; and the options many share."""

from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from kiosk.core.refusal import Refusal

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
JSON = click.option("--json", "as_json", is_flag=True, help="只输出一个JSON对象 · print one JSON object.")
DATABASE = click.option(
    "--database", default="", metavar="URL", help="数据库网址，缺省为 DIR/node.db · database, DIR/node.db by default."
)


class Answering(click.Command):
    """A command whose Refusal is printed (to standard error, both languages) and ends with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as no:
            say_no(ctx, no)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:  # opening a database on a full disk fails before there is a writer to name it
            from server.store.database import is_full

            if not is_full(error):
                raise
            say_no(ctx, Refusal("STORAGE_FULL"))


def say_no(ctx: click.Context, no: Refusal) -> NoReturn:
    """Code and sentences on standard error, exit 1."""
    if ctx.params.get("as_json"):
        said = {"refusal": {"code": no.code, "zh": no.text("zh"), "en": no.text("en")}}
        click.echo(msgspec.json.encode(said).decode(), err=True)
    else:
        click.echo(f"{no.code}\n{no.text('zh')}\n{no.text('en')}", err=True)
    ctx.exit(1)


class Acting(Answering):
    """`act`, whose help names every command with its fields, from the table that judges them."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from kiosk.core.casework.commands import COMMANDS
        from kiosk.core.casework.kinds import KINDS

        with formatter.section("命令与内容 · commands and their fields (* 必填 required)"):
            rows = []
            for name, row in COMMANDS.items():
                facts = [f"{field}{'' if fact.optional else '*'}" for field, fact in row.facts.items()]
                texts = [f"{field}{'*' if text.required else ''}" for field, text in row.body.items()]
                needs = f"  [{row.needs}]" if row.needs else ""
                rows.append((name, f"{KINDS[row.kind].zh} {' '.join([*facts, *texts])}{needs}"))
            formatter.write_dl(rows)
