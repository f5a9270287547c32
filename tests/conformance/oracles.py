"""Engines that we did not write, made ready on this machine and asked over a pipe: one JSON object a line each way.

JavaRosa stands in the jar that pyxform carries; javarosa/Oracle.java is compiled against it at run time. Enketo's
evaluator comes from npm, at the versions of openrosa/package.json. Neither leaves anything in the clone. A deed is
`load`, `evaluate`, `answer`, `add`, `remove` or `state`; what cannot be done is answered with `error` and `message`.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).parent
INSTALL_S = 300
CLOSE_S = 20
ZONE = "Etc/GMT-8"  # UTC+8 without the summer times of 1986–1991: what a kiosk hands its forms is such an offset
CACHE = Path.home() / ".cache" / "daiban-oracles"


def jar() -> Path | None:
    """ODK Validate's jar inside the installed pyxform, or None."""
    pyxform = find_spec("pyxform")
    if pyxform is None or pyxform.origin is None:
        return None
    found = Path(pyxform.origin).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    return found if found.is_file() else None


def javarosa_missing() -> str | None:
    """Why JavaRosa cannot be asked here, or None."""
    absent = [tool for tool in ("java", "javac") if shutil.which(tool) is None]
    if absent:
        return f"JavaRosa needs a JDK: {' and '.join(absent)} not found"
    return None if jar() else "JavaRosa needs pyxform, which carries its jar"


def openrosa_missing() -> str | None:
    """Why Enketo's evaluator cannot be asked here, or None."""
    absent = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    return f"Enketo's evaluator needs {' and '.join(absent)}" if absent else None


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=INSTALL_S, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


@contextmanager
def _ready(folder: Path, made_from: str) -> Iterator[bool]:
    """Whether what lies in `folder` has yet to be made, or was made from something else; noted once it is made."""
    note = folder / "made-from.txt"
    folder.mkdir(parents=True, exist_ok=True)
    yield not note.exists() or note.read_text("utf-8") != made_from
    note.write_text(made_from, "utf-8")


class Oracle:
    """A running engine. Asking is in turn: a line out, a line back."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "TZ": ZONE},
        )

    def ask(self, do: str, **about: str) -> dict[str, Any]:
        """What it says to one deed; raises EOFError when it has gone."""
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None and answers is not None
        questions.write(json.dumps({"do": do, **about}, ensure_ascii=False) + "\n")
        questions.flush()
        line = answers.readline()
        if not line:
            raise EOFError(f"gone while asked to {do} {about}")
        said: dict[str, Any] = json.loads(line)
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(CLOSE_S)


def javarosa(folder: Path) -> Oracle:
    """JavaRosa, its side compiled into `folder`."""
    library = jar()
    assert library is not None, javarosa_missing()
    classes, source = folder / "javarosa", HERE / "javarosa" / "Oracle.java"
    with _ready(classes, f"{library}\n{source.read_text('utf-8')}") as outdated:
        if outdated:
            _run("javac", "-d", str(classes), "-cp", str(library), str(source), cwd=classes)
    path = os.pathsep.join((str(library), str(classes)))
    place = (f"-Duser.timezone={ZONE}", "-Duser.language=en", "-Duser.country=US", "-Dfile.encoding=UTF-8")
    return Oracle("java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", *place, "-cp", path, "Oracle")


def openrosa(folder: Path) -> Oracle:
    """Enketo's evaluator, its packages installed into `folder` unless they are there."""
    packages, wanted = folder / "openrosa", (HERE / "openrosa" / "package.json").read_text("utf-8")
    with _ready(packages, wanted) as outdated:
        if outdated:
            (packages / "package.json").write_text(wanted, "utf-8")
            _run("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", cwd=packages)
    return Oracle("node", str(HERE / "openrosa" / "oracle.cjs"), str(packages))
