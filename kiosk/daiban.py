"""The installed entry point: `daiban kiosk …`, `daiban server …`, `daiban demo …`.

The kiosk half may not import the server half, so each half is run as its own program:
this process becomes `python -m kiosk` or `python -m server`.
"""

import os
import sys

USAGE = """daiban 代办 {version}
  daiban kiosk …     a station: init, staff, entrust, sync, status, ledger, act, verify
  daiban server …    a county server or a township relay: init, run, enrol, staff, cases, act, verify
  daiban demo …      a county, a township and two villages on this machine (daiban demo --headless)
Ask each for its own list: daiban kiosk --help, daiban server --help, daiban demo --help
"""


def program(words: list[str]) -> list[str] | None:
    """The words after `python -m` for the words after `daiban`; None when they name neither half nor the demo."""
    match words:
        case ["kiosk" | "server", *_]:
            return words
        case ["demo", *_]:
            return ["kiosk", *words]
        case _:
            return None


def main() -> None:
    """Become the half that is named; never returns. Exits 2 on wrong usage, 0 after --help or --version."""
    from kiosk import __version__

    words = sys.argv[1:]
    named = program(words)
    if named is not None:
        # exec, not a child: signals, exit status, standard input and the terminal are those of the half itself
        os.execv(sys.executable, [sys.executable, "-m", *named])
    asked = words in (["--help"], ["-h"])
    if words == ["--version"]:
        print(f"daiban {__version__}")
        sys.exit(0)
    print(USAGE.format(version=__version__), file=sys.stdout if asked else sys.stderr, end="")
    sys.exit(0 if asked else 2)
