"""Hostile bytes by coverage: `python -m tests.faults.fuzz --minutes 15 [--runs 10000000] [--target batch] [--seed 1]`.

Every reader of `fuzz_targets` in a process of its own, guided by atheris (libFuzzer over the coverage of our own
modules), its inputs bounded in length, each run bounded in time and each process in memory. Prints one JSON object:
executions of each reader, and every input that was a fault, in hexadecimal. Exit 1 when there was one.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

ROOT = Path(__file__).parents[2]
INPUT_S_MAX = 10  # of one input, on a busy machine; the slowest take milliseconds
MEMORY_MB_MAX = 700  # of a process with the product, its instrumentation and the corpus loaded
ALLOCATION_MB_MAX = 64  # at once
START_S = 900  # reading and instrumenting the product on a busy machine
_RUNS = re.compile(rb"stat::number_of_executed_units: *(\d+)")
OURS = ("kiosk.core", "kiosk.devices.badge", "server.api.tus", "tests.faults.fuzz_targets")


class Fuzzed(NamedTuple):
    """What came of one reader. runs: executions; fault: "" or the end of what was said; input: the bytes, hex."""

    runs: int
    fault: str = ""
    input: str = ""


def fuzz(target: str, seconds: float, runs: int, seed: int) -> Fuzzed:
    """Fuzz one reader so long, or so often."""
    with TemporaryDirectory(prefix="daiban-fuzz-") as folder:
        words = [
            sys.executable, "-m", "tests.faults.fuzz", "--one", target, "--",
            f"-max_total_time={max(1, round(seconds))}", f"-runs={runs}", f"-seed={seed}", f"-timeout={INPUT_S_MAX}",
            f"-rss_limit_mb={MEMORY_MB_MAX}",
            f"-malloc_limit_mb={ALLOCATION_MB_MAX}", f"-artifact_prefix={folder}/fault-", "-print_final_stats=1",
            "-verbosity=0",
        ]  # fmt: skip
        done = subprocess.run(
            words, cwd=ROOT, capture_output=True, timeout=seconds + START_S, env={**os.environ, "FUZZ_CORPUS": folder}
        )
        found = _RUNS.search(done.stderr)
        artifacts = sorted(Path(folder).glob("fault-*"))
        fault = (
            ""
            if done.returncode == 0
            else (done.stdout[-2_000:] + done.stderr[-600:]).decode(errors="replace") or "it ended"
        )
        return Fuzzed(int(found[1]) if found else 0, fault, artifacts[0].read_bytes().hex() if artifacts else "")


def _one(name: str, options: list[str]) -> None:
    """Inside the process of one reader: never returns."""
    import atheris  # type: ignore[import-untyped, unused-ignore]

    with atheris.instrument_imports(include=list(OURS), enable_loader_override=False):
        from tests.faults.fuzz_targets import PLANTED, TARGETS, together, try_it

    target = {"planted": PLANTED, "all": together()}.get(name) or TARGETS[name]
    corpus = Path(os.environ["FUZZ_CORPUS"]) / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds()):
        (corpus / str(number)).write_bytes(seed[: target.bytes_max])
    atheris.Setup(
        [sys.argv[0], f"-max_len={target.bytes_max}", *options, str(corpus)], lambda data: try_it(target, data)
    )
    atheris.Fuzz()


@click.command()
@click.option("--minutes", default=15.0, show_default=True, help="For all readers together.")
@click.option("--runs", default=10_000_000, show_default=True, help="Or so many executions of all together.")
@click.option("--target", "targets", multiple=True, help="These readers; all by default.")
@click.option("--seed", default=1, show_default=True)
@click.option("--one", hidden=True)
@click.argument("options", nargs=-1)
def main(
    minutes: float, runs: int, targets: tuple[str, ...], seed: int, one: str | None, options: tuple[str, ...]
) -> None:
    """Fuzz every reader."""
    if one:
        _one(one, list(options))
    from tests.faults.fuzz_targets import TARGETS

    names, last = targets or tuple(TARGETS), time.monotonic() + minutes * 60
    found: dict[str, Fuzzed] = {}
    for number, name in enumerate(names):
        left = len(names) - number
        found[name] = fuzz(name, (last - time.monotonic()) / left, max(1, runs // len(names)), seed)
    faults = {name: one._asdict() for name, one in found.items() if one.fault}
    executed = {name: one.runs for name, one in found.items()}
    print(json.dumps({"runs": sum(executed.values()), "of": executed, "faults": faults}, ensure_ascii=False, indent=1))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
