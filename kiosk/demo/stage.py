"""The demo's stage: its folders, its real processes, and the one way it does anything: by command.

The demo knows nothing that a person at a shell does not: every step is `python -m kiosk …` or
`python -m server …` with `--json`, so that what it shows is what the commands do.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND_WAIT_S = 120
STOP_WAIT_S = 15


class StepFailed(Exception):
    """A command of the demo ended otherwise than it should. Says which, and what it printed."""


class Stage:
    """The processes of one demo under one folder. A context manager: leaving it stops every server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._servers: list[subprocess.Popen[str]] = []
        self._logs = folder / "logs"
        self._logs.mkdir(parents=True, exist_ok=True)

    def run(self, half: str, *words: str | Path) -> dict[str, Any]:
        """`python -m {half} words… --json`: its JSON. StepFailed when it exits otherwise than with 0."""
        command = [sys.executable, "-m", half, *map(str, words), "--json"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=COMMAND_WAIT_S,
            env=environment(),
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise StepFailed(f"{' '.join(command[2:])}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def serve(self, name: str, *words: str | Path) -> dict[str, Any]:
        """Start `python -m server run words…`; the JSON line it prints once it listens."""
        log = (self._logs / f"{name}.log").open("w", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "run", *map(str, words), "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environment(),
        )
        self._servers.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise StepFailed(f"server {name} did not start: {(self._logs / f'{name}.log').read_text('utf-8')[-2000:]}")
        listening: dict[str, Any] = json.loads(line)
        return listening

    def show(self, half: str, *words: str | Path) -> None:
        """`python -m {half} words…` until it ends, by itself or by Ctrl+C; StepFailed when it fails."""
        command = [sys.executable, "-m", half, *map(str, words)]
        log_path = self._logs / "window.log"
        with log_path.open("w", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment())
            try:
                code = process.wait()
            except KeyboardInterrupt:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(STOP_WAIT_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                return
        if code not in (0, -signal.SIGINT, -signal.SIGTERM):
            raise StepFailed(f"{' '.join(command[2:])}: exit {code}\n{log_path.read_text('utf-8')[-2000:]}")

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._servers):
            process.send_signal(signal.SIGTERM)
        for process in self._servers:
            try:
                process.wait(STOP_WAIT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def environment() -> dict[str, str]:
    """Ours, for a child whose words are read."""
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
