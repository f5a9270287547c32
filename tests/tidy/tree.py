"""The house as the tidy tests see it: every module with its syntax tree, every text that is committed.

All reading starts from a root, so that each rule can be shown a small house with one thing wrong in it.
"""

import ast
import fnmatch
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
HALVES = ("kiosk", "server")
TEXT_SUFFIXES = frozenset(
    ".py .kv .md .cfg .toml .txt .csv .json .yaml .yml .html .css .js .ini .mako .po .xml .sh".split()
)


class Module(NamedTuple):
    """`name` dotted, without `.__init__`; `path` relative to the root, with `/`."""

    name: str
    path: str
    package: str
    text: str
    syntax: ast.Module


class Reference(NamedTuple):
    """Something named at a line: a module imported, or a dotted name used."""

    name: str
    line: int


@cache
def modules(root: Path, *folders: str) -> tuple[Module, ...]:
    """Every .py file under these folders of the root, sorted by path."""
    found = []
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            path = file.relative_to(root)
            parts = path.with_suffix("").parts
            package = ".".join(parts[:-1])
            name = package if parts[-1] == "__init__" else ".".join(parts)
            text = file.read_text("utf-8")
            found.append(Module(name, path.as_posix(), package, text, ast.parse(text, str(path))))
    return tuple(found)


def house(root: Path) -> tuple[Module, ...]:
    """The product: both halves, and `assets` where it is a package."""
    return modules(root, *HALVES, "assets")


def inside(name: str, room: str) -> bool:
    """Whether a dotted name is this room or lies in it."""
    return name == room or name.startswith(room + ".")


def imports(module: Module) -> Iterator[Reference]:
    """What a module imports anywhere, absolute. `from a import b` gives `a.b`, which lies inside `a` either way.

    A plain `import kiosk` runs the package's own page only, which holds the version: it gives `kiosk.__version__`."""
    for node in ast.walk(module.syntax):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield Reference("kiosk.__version__" if alias.name == "kiosk" else alias.name, node.lineno)
            case ast.ImportFrom(module=source, names=names, level=level):
                start = (
                    ".".join(module.package.split(".")[: len(module.package.split(".")) - level + 1]) if level else ""
                )
                whole = ".".join(part for part in (start, source or "") if part)
                for alias in names:
                    yield Reference(f"{whole}.{alias.name}", node.lineno)
            case ast.Call(func=function, args=[ast.Constant(value=str(named)), *_]):
                called = ast.unparse(function)
                if called in ("__import__", "import_module", "importlib.import_module"):
                    yield Reference(named, node.lineno)


def uses(module: Module) -> Iterator[Reference]:
    """Every dotted name used, written out through the imports: `t.time` after `import time as t` is `time.time`.

    A reference counts as much as a call: `clock=time.time` reads the clock too.
    """
    known: dict[str, str] = {}
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                known[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
    for node in ast.walk(module.syntax):
        # What is only bound, such as a field named `random`, uses nothing.
        if isinstance(node, ast.Attribute | ast.Name) and not isinstance(node.ctx, ast.Store):
            written = _dotted(node)
            if written:
                first, _, rest = written.partition(".")
                whole = known.get(first, first)
                yield Reference(f"{whole}.{rest}" if rest else whole, node.lineno)


def calls(module: Module) -> Iterator[Reference]:
    """Every plain name that is called: `open(…)`, but not a field or a variable named `open`."""
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield Reference(node.func.id, node.lineno)


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            left = _dotted(value)
            return f"{left}.{attr}" if left else ""
        case _:
            return ""


def ignored(root: Path) -> list[str]:
    """The patterns of .gitignore: what tools leave behind and nobody commits."""
    lines = (root / ".gitignore").read_text("utf-8").splitlines()
    return [line.strip("/") for line in lines if line and not line.startswith("#")]


def is_ignored(name: str, patterns: list[str]) -> bool:
    """Whether one path component is left behind by a tool."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """(path, content) of every text that is committed, from the top level down."""
    patterns = [*ignored(root), ".git"]
    for here, inner, files in os.walk(root):
        folder = Path(here)
        inner[:] = sorted(name for name in inner if not is_ignored(name, patterns))
        for name in sorted(files):
            file = folder / name
            if not is_ignored(name, patterns) and (
                file.suffix in TEXT_SUFFIXES or folder.name == ".ci" or not file.suffix
            ):
                yield file.relative_to(root).as_posix(), file.read_text("utf-8", errors="replace")
