"""What exists and must be written down: refusals, commands and options, routes, settings.

`python -m tests.tidy.documented` prints what the manual still lacks; with `--write` it first renews the table of
refusals in it, which is the table in the code and nothing else.
"""

import ast
import importlib
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.tidy.tree import ROOT, Module, house, inside, modules

OPERATING = "docs/operating.md"
PROTOCOL = "docs/protocol.md"
REFUSAL_HEADING = "| Code | Status | 提示 | What to do |\n"
# Said once for every command, above their sections.
SHARED_OPTIONS = frozenset({"--json", "--help"})


class Written(NamedTuple):
    """One refusal in the code. `params`: the names handed in, or None where they are handed in as a mapping."""

    code: str
    params: frozenset[str] | None
    place: str


class Command(NamedTuple):
    """`words` after `python -m`, and every option as it is typed."""

    words: str
    options: tuple[str, ...]


def page(root: Path, path: str) -> str:
    """A page of the documentation, empty where it is not there."""
    file = root / path
    return file.read_text("utf-8") if file.exists() else ""


def refusals(root: Path) -> dict[str, frozenset[str]]:
    """Code -> the names in braces of its four texts, read from the syntax trees of the tables of sentences."""
    return {code: names for module in modules(root, "kiosk/core") for code, names in _sentences(module).items()}


def _sentences(module: Module) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                match key, value:
                    case ast.Constant(value=str(code)), ast.Call(func=ast.Name(id="Sentence"), args=[_, *texts]):
                        written = [str(text.value) for text in texts if isinstance(text, ast.Constant)]
                        names = {name for text in written for _, name, _, _ in string.Formatter().parse(text) if name}
                        found[code] = frozenset(names)
    return found


def written_refusals(root: Path) -> Iterator[Written]:
    """Every `Refusal("CODE", …)` of the product whose code is written out."""
    for module in house(root):
        for node in ast.walk(module.syntax):
            match node:
                case ast.Call(func=ast.Name(id="Refusal") | ast.Attribute(attr="Refusal"), args=args, keywords=given):
                    params = None if any(k.arg is None for k in given) else frozenset(str(k.arg) for k in given)
                    for code in _codes(args[0]) if args else ():
                        yield Written(code, params, f"{module.path}:{node.lineno}")


def _codes(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from _codes(one)
            yield from _codes(other)


def unknown_refusals(root: Path) -> Iterator[str]:
    """A code that is refused with but has no sentence."""
    table = refusals(root)
    for written in written_refusals(root):
        if written.code not in table:
            yield f"{written.place}: {written.code} is not in REFUSALS"


def unfilled_sentences(root: Path) -> Iterator[str]:
    """A sentence names something that the place that refuses does not hand in: it would fail in front of a person."""
    table = refusals(root)
    for written in written_refusals(root):
        if written.params is not None and (lacking := table.get(written.code, frozenset()) - written.params):
            yield f"{written.place}: {written.code} needs {', '.join(sorted(lacking))}"


def sentences_never_said(root: Path) -> Iterator[str]:
    """A code that no module but the table names: a row without a rule behind it."""
    said = {
        str(node.value)
        for module in house(root)
        if not _sentences(module)
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for code in refusals(root):
        if code not in said:
            yield f"{code}: in REFUSALS, refused nowhere"


def undocumented_refusals(root: Path) -> Iterator[str]:
    """Codes that docs/operating.md does not name in backticks."""
    text = page(root, OPERATING)
    yield from (code for code in refusals(root) if f"`{code}`" not in text)


def documented_refusals_that_are_gone(root: Path) -> Iterator[str]:
    """Rows of the refusals table of docs/operating.md whose code no longer exists."""
    rows = re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", page(root, OPERATING), re.MULTILINE)
    table = refusals(root)
    yield from (code for code in rows if code not in table)


def commands(half: str) -> list[Command]:
    """Every command that `python -m {half}` offers, groups walked; empty while the half has no __main__."""
    if not (ROOT / half / "__main__.py").exists():
        return []
    import click

    entry = importlib.import_module(f"{half}.__main__")
    groups = [thing for thing in vars(entry).values() if isinstance(thing, click.Group)]
    tops = [g for g in groups if not any(g in other.commands.values() for other in groups)]
    return [found for top in tops for found in _commands(half, top)]


def _commands(words: str, command: Any) -> Iterator[Command]:
    import click

    if isinstance(command, click.Group):
        context = click.Context(command)  # asked as --help asks: a group may fetch a command only when it is named
        for name in command.list_commands(context):
            yield from _commands(f"{words} {name}", command.get_command(context, name))
        return
    options = [o for p in command.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)]
    yield Command(words, tuple(o for o in options if o.startswith("--")))


def sections(text: str) -> dict[str, str]:
    """Heading of level 3 (without backticks) -> what stands under it, up to the next heading of level 1 to 3."""
    found = {}
    for heading, body in re.findall(r"^### (.+?)\n(.*?)(?=^#{1,3} |\Z)", text, re.MULTILINE | re.DOTALL):
        found[heading.replace("`", "").strip()] = body
    return found


def undocumented_commands(text: str, found: list[Command]) -> Iterator[str]:
    """Commands without a section “### `server staff add`”, and options their section does not name in backticks."""
    headings = sections(text)
    for command in found:
        body = next(
            (b for h, b in headings.items() if inside(h.replace(" ", "."), command.words.replace(" ", "."))), None
        )
        if body is None:
            yield f"{command.words}: no section “### `{command.words}`”"
            continue
        for option in command.options:
            if option not in SHARED_OPTIONS and not re.search(rf"`{re.escape(option)}[ `=]", body):
                yield f"{command.words}: {option} is not in its section"


def documented_commands_that_are_gone(text: str, found: list[Command], half: str) -> Iterator[str]:
    """Sections “### `kiosk …`” of a half under which no command answers any more, or none does yet."""
    dotted = [command.words.replace(" ", ".") for command in found]
    for heading in sections(text):
        written = heading.replace(" ", ".")
        if inside(written, half) and not any(inside(written, words) or inside(words, written) for words in dotted):
            yield f"### `{heading}`: there is no such command"


def routes(root: Path) -> Iterator[str]:
    """Every path given to a Route or Mount of the server, or to a Page of the console's table."""
    for module in modules(root, "server"):
        for node in ast.walk(module.syntax):
            match node:
                case ast.Call(
                    func=ast.Name(id="Route" | "Mount" | "WebSocketRoute" | "Page"),
                    args=[ast.Constant(value=str(path)), *_],
                ) if path:
                    yield path


def undocumented_routes(root: Path) -> Iterator[str]:
    """Routes that neither the operating manual nor the protocol names in backticks."""
    text = page(root, OPERATING) + page(root, PROTOCOL)
    for route in sorted(set(routes(root))):
        if not re.search(rf"`(?:[A-Z]+ )?{re.escape(route)}`", text):
            yield route


def settings(root: Path) -> Iterator[str]:
    """half.field of every public field of a class in kiosk/settings.py and server/settings.py."""
    for module in house(root):
        if module.name not in ("kiosk.settings", "server.settings"):
            continue
        for node in module.syntax.body:
            if isinstance(node, ast.ClassDef):
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        yield f"{module.package}.{field.target.id}"


def undocumented_settings(root: Path) -> Iterator[str]:
    """Settings without a row “| `kiosk.name` |” in the operating manual."""
    text = page(root, OPERATING)
    yield from (name for name in settings(root) if f"| `{name}` |" not in text)


def limits_that_say_otherwise(root: Path) -> Iterator[str]:
    """Rows “| `path` `NAME` | 1 000 |” of the manual whose constant is gone or has another value."""
    for path, name, value in re.findall(
        r"^\| `([\w/]+\.py)` `([A-Z_]+)` \| ([\d ]+) \|", page(root, OPERATING), re.MULTILINE
    ):
        here = _constants(root / path).get(name)
        if here != int(value.replace(" ", "")):
            yield f"{path} {name}: {here} in the code, {value} in the manual"


def _constants(file: Path) -> dict[str, float]:
    """The numbers a module gives names to, where they are sums and products of plain numbers."""
    if not file.exists():
        return {}
    return {
        node.targets[0].id: eval(compile(ast.Expression(node.value), str(file), "eval"), {"__builtins__": {}})
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and all(isinstance(part, ast.BinOp | ast.Constant | ast.operator) for part in ast.walk(node.value))
    }


def refusal_table() -> str:
    """The table of refusals as it stands at the end of the manual."""
    from kiosk.core.refusal import REFUSALS

    rows = (f"| `{code}` | {said.status} | {said.zh} | {said.next_en} |\n" for code, said in REFUSALS.items())
    return REFUSAL_HEADING + "|---|---|---|---|\n" + "".join(rows)


def with_refusal_table(text: str) -> str:
    """The manual with its last section's table renewed."""
    return text[: text.index(REFUSAL_HEADING)] + refusal_table()


def missing() -> Iterator[str]:
    """What the manual lacks, as rows and sections to write; what each is for is to be said by a person."""
    text = page(ROOT, OPERATING)
    yield from (f"refusal {code}" for code in undocumented_refusals(ROOT))
    yield from (f"| `{name}` | | |" for name in undocumented_settings(ROOT))
    yield from (f"| `{route}` | |" for route in undocumented_routes(ROOT))
    yield from limits_that_say_otherwise(ROOT)
    for half in ("kiosk", "server"):
        yield from undocumented_commands(text, commands(half))


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        (ROOT / OPERATING).write_text(with_refusal_table(page(ROOT, OPERATING)), "utf-8")
    sys.stdout.writelines(row + "\n" for row in missing())
