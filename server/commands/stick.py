"""`export` and `import` at a county or a relay: by the running server when one holds the folder."""

from pathlib import Path

import click

from server.answers import show
from server.commands.answering import DATABASE, FOLDER, JSON, Answering
from server.commands.doing import do


@click.command("export", cls=Answering, short_help="把答复和待转内容写到存储盘 · write answers onto a stick.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("out", metavar="OUT", type=FOLDER)
@DATABASE
@JSON
def export(folder: Path, out: Path, database: str, as_json: bool) -> None:
    """写存储盘：对盘上来过的询问的答复；中转还写尚未被县里签收的内容。完成即可拔出。

    Write onto a stick the answers to every ask that came by stick, at a relay also what the county has not signed for.
    Done means that it may be pulled.
    """
    answer = do(folder, database, "export", {"stick": str(out.absolute())}, owner_only=True)
    count = sum(answer["answers"].values())
    over = [f"盘已满，还有{answer['left_over']}个文件没有带上 · did not fit"] if answer["left_over"] else []
    show(as_json, answer, [f"可以拔出 · may be pulled: {len(answer['files'])} files, {count} answers", *over])


@click.command("import", cls=Answering, short_help="收存储盘上的批次 · take the batches on a stick.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("stick", metavar="IN", type=FOLDER)
@DATABASE
@JSON
def import_(folder: Path, stick: Path, database: str, as_json: bool) -> None:
    """收存储盘：逐站说明新收、已有、单独存放的和原因。不写存储盘。

    Take what is on a stick and say for each station what was new, known, set apart and why. Does not write to it.
    """
    answer = do(folder, database, "import", {"stick": str(stick.absolute())}, owner_only=True)
    lines = [
        f"{one['station'] or one['node']}: 新收{one['taken']} 已有{one['known']} {one['apart'] or ''}"
        for one in answer["stations"]
    ]
    show(as_json, answer, [*lines, *(f"损坏 · damaged: {name}" for name in answer["damaged"])])
