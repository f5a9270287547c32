"""Chinese and English, complete: every text for people is Chinese in the source inside `_('…')`, and has its English.

    python -m tests.tidy.translated             what is missing, stale or never said through `_`; fails where any is
    python -m tests.tidy.translated --write [DOMAIN …]     take new texts up into the .po, drop gone ones, make the .mo

Translations that stand are kept. One catalogue a team (`OWNERS`; the first that fits a file has it), so that two
never write one file. A text that is not for people, or is Chinese in both languages, has `zh-only` written on a line
of its statement.
"""

import argparse
import ast
import datetime
import io
import re
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.tidy.tree import ROOT

CATALOGUES = "assets/locale/en/LC_MESSAGES"
ONLY_CHINESE = "zh-only"
# Which files each catalogue is made from, the first that fits.
OWNERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("kiosk_agent", ("kiosk/screens/agent/*",)),
    ("kiosk_resident_b", tuple(
        f"kiosk/screens/resident/{name}*"
        for name in ("receipt done progress rating rate complain material photo camera picture sign case paper "
                     "standing").split()
    )),
    ("kiosk_frame", ("kiosk/widgets/*", "kiosk/window/*", "kiosk/screens/resident/home.*",
                     "kiosk/screens/resident/errands.*")),
    ("kiosk_resident_a", ("kiosk/screens/resident/*",)),
    ("kiosk_frame", ("kiosk/screens/*",)),
    ("public", ("server/console/public*", "server/console/*/public*")),
    ("console", ("server/console/*",)),
)  # fmt: skip
DOMAINS = tuple(dict.fromkeys(domain for domain, _ in OWNERS))
METHODS = ((".py", "python"), (".kv", "kv"), (".html", "jinja2"))
KEYWORDS = {"_": None, "N_": None}
JINJA = {"encoding": "utf-8", "silent": "false", "trimmed": "true", "extensions": ""}
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([^)]*\)[sd]")
_STRING = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
KV_SAID = re.compile(rf"\b_\(\s*({_STRING}(?:\s*{_STRING})*)\s*\)")
KV_STRING = re.compile(_STRING)
MADE = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)  # a date that moved would be a change in every commit


Stray = tuple[int, int, str]  # first and last line of its statement, and the text


class Said(NamedTuple):
    """One text in a source file, as a person will read it."""

    path: str
    line: int
    text: str


def domain_of(path: str) -> str | None:
    """The catalogue of a source file, by its path from the root; None for what says nothing to people."""
    owners = (domain for domain, patterns in OWNERS if any(fnmatch(path, pattern) for pattern in patterns))
    return next(owners, None)


def sources(root: Path) -> Iterator[tuple[str, Path, str]]:
    """(path, file, method) of everything that may say something."""
    for folder in ("kiosk", "server"):
        for file in sorted((root / folder).rglob("*")):
            path = file.relative_to(root).as_posix()
            method = next((method for suffix, method in METHODS if file.suffix == suffix), None)
            if method and "__pycache__" not in path and domain_of(path):
                yield path, file, method


def said_in(path: str, file: Path, method: str) -> list[Said]:
    """Every text of a file that goes through `_`."""
    if method == "kv":
        return [Said(path, line, text) for line, text in _said_in_kv(file.read_text("utf-8"))]
    options = JINJA if method == "jinja2" else {"encoding": "utf-8"}
    with file.open("rb") as opened:
        found = extract(method, opened, KEYWORDS | {"gettext": None}, (), options)
        return [Said(path, line, text if isinstance(text, str) else text[0]) for line, text, _, _ in found]


def _said_in_kv(text: str) -> Iterator[tuple[int, str]]:
    for found in KV_SAID.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, ast.literal_eval(f"({found[1]})")


def said(root: Path = ROOT) -> dict[str, dict[str, list[Said]]]:
    """domain -> text -> where it is said."""
    whole: dict[str, dict[str, list[Said]]] = {domain: {} for domain in DOMAINS}
    for path, file, method in sources(root):
        domain = domain_of(path)
        assert domain
        for one in said_in(path, file, method):
            if one.text:
                whole[domain].setdefault(one.text, []).append(one)
    return whole


def stray(root: Path = ROOT) -> Iterator[str]:
    """Chinese in the source of windows and pages that does not go through `_`: English readers would meet it."""
    for path, file, method in sources(root):
        lines = file.read_text("utf-8").splitlines()
        for first, last, text in _STRAY[method](lines):
            if ONLY_CHINESE not in "".join(lines[first - 1 : last]):
                yield f"{path}:{first} {text.strip()[:40]}: Chinese outside _('…')"


def _stray_in_python(lines: list[str]) -> Iterator[Stray]:
    tree = ast.parse("\n".join(lines))
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
            passed |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))  # a docstring
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda) and _hides_translation(node):
            yield node.lineno, node.lineno, "_(…) where _ is a parameter"
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else ""
        if isinstance(text, str) and CHINESE.search(text):
            around = min(
                (s for s in statements if s.lineno <= node.lineno and node.end_lineno <= s.end_lineno),
                key=lambda s: s.end_lineno - s.lineno,
            )
            simple = not hasattr(around, "body")  # of a whole function one line does not excuse all
            yield (around.lineno if simple else node.lineno), (around.end_lineno if simple else node.lineno), text


def _hides_translation(node: ast.FunctionDef | ast.Lambda) -> bool:
    """Whether `_` is a parameter where `_('…')` is called: it would call whatever was handed in."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    called = (inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call))
    return any(one is not None and one.arg == "_" for one in given) and any(
        isinstance(name, ast.Name) and name.id == "_" for name in called
    )


def _stray_in_kv(lines: list[str]) -> Iterator[Stray]:
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("#"):
            continue
        for found in KV_STRING.finditer(KV_SAID.sub("", line)):
            if CHINESE.search(found[0]):
                yield number, number, found[0]


def _stray_in_html(lines: list[str]) -> Iterator[Stray]:
    text = "\n".join(lines)
    said_here = r"\{#.*?#\}|\{\{.*?\}\}|\{%-?\s*trans.*?endtrans\s*-?%\}|\{%.*?%\}|<!--.*?-->"
    left = re.sub(said_here, lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    for number, line in enumerate(left.splitlines(), 1):
        if CHINESE.search(line):
            yield number, number, line


_STRAY = {"python": _stray_in_python, "kv": _stray_in_kv, "jinja2": _stray_in_html}


def read(root: Path, domain: str) -> Catalog:
    """The catalogue as it stands, an empty one where there is none."""
    file = root / CATALOGUES / f"{domain}.po"
    if not file.exists():
        return _empty(domain)
    with file.open("rb") as opened:
        return read_po(opened, locale="en", domain=domain)


def write(root: Path, domain: str, texts: dict[str, list[Said]]) -> int:
    """Bring the .po up to what is said, keep what is translated, compile the .mo; how many lack their English."""
    before = read(root, domain)
    catalogue = _empty(domain)
    for text in sorted(texts, key=lambda text: (texts[text][0].path, texts[text][0].line)):
        known = before.get(text)
        catalogue.add(
            text, known.string if known is not None and known.string else "",
            locations=[(path, None) for path in sorted({one.path for one in texts[text]})],
            flags=("python-brace-format",) if "{" in text else (),
        )  # fmt: skip
    folder = root / CATALOGUES
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{domain}.po").open("wb") as out:
        write_po(out, catalogue, width=110, ignore_obsolete=True, include_lineno=False)
    (folder / f"{domain}.mo").write_bytes(compiled(catalogue))
    return sum(not message.string for message in catalogue if message.id)


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the .mo."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def faults(root: Path = ROOT, domains: Iterable[str] = ()) -> Iterator[str]:
    """Every text without its English, every translation of what nobody says, every catalogue not compiled anew."""
    for domain, texts in said(root).items():
        if domains and domain not in set(domains):
            continue
        catalogue = read(root, domain)
        for text, places in texts.items():
            message = catalogue.get(text)
            where = f"{places[0].path}:{places[0].line}"
            if message is None or not message.string:
                yield f"{domain}: {where} “{text[:40]}” has no English"
            elif message.fuzzy:
                yield f"{domain}: “{text[:40]}” is fuzzy"
            else:
                yield from _wrong(domain, text, str(message.string))
        for message in catalogue:
            if message.id and message.id not in texts:
                yield f"{domain}: “{str(message.id)[:40]}” is said nowhere any more"
        made = root / CATALOGUES / f"{domain}.mo"
        if texts and (not made.exists() or made.read_bytes() != compiled(catalogue)):
            yield f"{domain}: the .mo is older than the .po"


def _wrong(domain: str, text: str, english: str) -> Iterator[str]:
    if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(english)):
        yield f"{domain}: “{text[:40]}” and its English name different parts in braces"
    quoted = re.findall(r"“([^”]*)”", text)  # a character that is talked about stays one: the surname 李
    if CHINESE.search("".join(re.split("|".join(map(re.escape, quoted)) or r"(?!)", english))):
        yield f"{domain}: the English of “{text[:40]}” holds Chinese"


def _empty(domain: str) -> Catalog:
    return Catalog(
        locale="en", domain=domain, project="daiban", version="0", copyright_holder="", msgid_bugs_address="",
        creation_date=MADE, revision_date=MADE, last_translator="daiban", language_team="en", fuzzy=False,
        header_comment=f"# The English of {domain}. Kept by python -m tests.tidy.translated --write.",
    )  # fmt: skip


def main() -> int:
    """See the head of this module."""
    options = argparse.ArgumentParser()
    options.add_argument("--write", action="store_true")
    options.add_argument("domain", nargs="*")
    given = options.parse_args()
    if given.write:
        for domain, texts in said().items():
            if (not given.domain or domain in given.domain) and texts:
                print(f"{domain}: {len(texts)} texts, {write(ROOT, domain, texts)} without English")
        return 0
    found = [*faults(ROOT, given.domain), *(stray() if not given.domain else ())]
    print("\n".join(found) or "Chinese and English are complete")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
