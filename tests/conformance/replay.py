"""Replays what the public ODK web-forms suites recorded, and tells how much of it our engine does too.

    python -m tests.conformance.replay            the totals
    python -m tests.conformance.replay --all      and every difference
"""

import sys

from tests.conformance import replay_traces, replay_xpath
from tests.conformance.replayed import Replayed

REPLAYS = {"xpath": replay_xpath.replayed, "scenarios": replay_traces.replayed}


def main(arguments: list[str]) -> None:
    for name, replayed in REPLAYS.items():
        _tell(name, replayed(), "--all" in arguments)


def _tell(name: str, outcome: Replayed, with_differences: bool) -> None:
    for kind, total in outcome.totals.items():
        agreeing = outcome.agreeing(kind)
        print(f"{name}: {kind}: {round(agreeing * total)} of {total} cases agree ({agreeing:.2%})")
    for one in outcome.differences if with_differences else ():
        print(f"  {one.case} {one.kind} {one.what}\n    recorded {one.expected}\n    found    {one.found}")


if __name__ == "__main__":
    main(sys.argv[1:])
