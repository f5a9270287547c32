"""What we sign, seal and wrap is verified, opened and unwrapped by implementations that are not ours.

python-cwt and pyhpke need an older cbor2 than we do, so they get a virtual environment of their own, made once and
kept in pytest's cache where there is one. Nothing here skips: an environment that cannot be made is a failure.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vectors.exchange import NAMES, frozen

PACKAGES = ("cwt==3.3.0", "pyhpke==0.6.5", "cbor2<6")
SCRIPT = Path(__file__).with_name("by_others.py")
INSTALL_S = 300
RUN_S = 60
CHECKS = {
    "event",
    "event without a body",
    "key event",
    "county certificate",
    "enrolment certificate",
    "acknowledgement",
    "ask",
    "document",
    "body hash",
    "body",
    "wrap for county",
    "wrap for county recovery",
    "wrap for village",
    "key id",
}


def run(*command: str, seconds: int, stdin: str = "") -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What the others say of the frozen vectors."""
    name, cache = "cose-and-hpke-by-others", getattr(request.config, "cache", None)
    folder = cache.mkdir(name) if cache is not None else tmp_path_factory.mktemp(name)
    python, done = folder / "venv" / "bin" / "python", folder / "installed"
    if not done.exists() or done.read_text() != " ".join(PACKAGES):
        run(sys.executable, "-m", "venv", "--clear", str(folder / "venv"), seconds=INSTALL_S)
        run(str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES, seconds=INSTALL_S)
        done.write_text(" ".join(PACKAGES))
    vectors = json.dumps({name: frozen(name) for name in NAMES})
    found: dict[str, dict[str, object]] = json.loads(run(str(python), "-I", str(SCRIPT), seconds=RUN_S, stdin=vectors))
    return found


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_others_accept_what_is_whole(told: dict[str, dict[str, object]], check: str) -> None:
    assert told["whole"][check] is True


@pytest.mark.parametrize("harm", ["last bit flipped", "bit in the middle flipped"])
@pytest.mark.parametrize("check", sorted(CHECKS))
def test_others_refuse_what_has_one_bit_flipped(told: dict[str, dict[str, object]], harm: str, check: str) -> None:
    assert told[harm][check] is not True


def test_others_refuse_an_event_as_an_ask(told: dict[str, dict[str, object]]) -> None:
    assert told["another purpose"]["event"] is not True


def test_nothing_is_checked_that_is_not_named_here(told: dict[str, dict[str, object]]) -> None:
    assert set(told["whole"]) == CHECKS


def test_the_script_holds_none_of_our_code() -> None:
    source = SCRIPT.read_text("utf-8")
    assert "import kiosk" not in source and "from kiosk" not in source and "from tests" not in source
