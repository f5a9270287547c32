"""The installed entry point names a half and becomes it."""

import subprocess
import sys

import pytest

from kiosk import __version__
from kiosk.daiban import program


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        (["kiosk", "sync", "DIR"], ["kiosk", "sync", "DIR"]),
        (["server", "run", "DIR", "--port", "1"], ["server", "run", "DIR", "--port", "1"]),
        (["demo", "--headless"], ["kiosk", "demo", "--headless"]),
        (["kiosk"], ["kiosk"]),
    ],
)
def test_the_first_word_names_the_half_and_the_rest_is_handed_on(words: list[str], becomes: list[str]) -> None:
    assert program(words) == becomes


@pytest.mark.parametrize("words", [[], ["run"], ["--json"], ["Kiosk"]])
def test_words_that_name_no_half_become_nothing(words: list[str]) -> None:
    assert program(words) is None


def daiban(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from kiosk.daiban import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_wrong_usage_exits_2_and_says_what_there_is() -> None:
    done = daiban("nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert "daiban demo --headless" in done.stderr


def test_the_version_is_that_of_the_package() -> None:
    assert daiban("--version").stdout == f"daiban {__version__}\n"
