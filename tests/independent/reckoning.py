"""Reckons a year again without the product: `python -m tests.independent.reckoning FILE`.

FILE is what `server year --events FILE` wrote: every head of every case in the order in which it landed, each with the
limits that the product says run after it. Here stands a second opinion, written from the rules in words (domain 3.2 to
3.4; 行政许可法 32, 42 to 45, 82; 民法典 201, 203) and importing nothing but the standard library: every due date, every
acceptance by silence, every lapse, default and card, and the state and due date of every row. Each disagreement is one
sentence on standard output; the exit status is 1 when there is any.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from tests.independent.holidays import ONE_DAY
from tests.independent.limits import RULES, WORSE, Line, day_of, instant, stages, tick_ms
from tests.independent.reckoned import ENDS, Reckoned


class Cards:
    """The cards that one case should have: each once for its rule, its last day and a colour worse than before."""

    def __init__(self) -> None:
        self.issued: dict[tuple[str, str], str] = {}
        self.expected: list[str] = []

    def between(self, limits: list[Line], from_ms: int, until_ms: int) -> None:
        """What the morning's look finds while nothing happens, and the look right after an event at `from_ms`."""
        moments: dict[int, list[tuple[str, str, str]]] = {}
        for one in limits:
            for since, colour in stages(one):
                at_ms = max(tick_ms(since), from_ms)
                if at_ms < until_ms:
                    moments.setdefault(at_ms, []).append((RULES[one["name"]], one["due"], colour))
        for at_ms, found in sorted(moments.items()):
            for rule, due, colour in sorted(found, key=lambda one: -WORSE[one[2]]):
                self._issue(day_of(at_ms), rule, due, colour)

    def shown_by(self, limits: list[Line], today: date) -> None:
        """An event on a day after the last day of a limit that still ran shows the breach."""
        for one in limits:
            if date.fromisoformat(one["due"]) < today:
                come = [colour for since, colour in stages(one) if since <= today]
                for colour in come[-1:]:
                    self._issue(today, RULES[one["name"]], one["due"], colour)

    def _issue(self, today: date, rule: str, due: str, colour: str) -> None:
        if WORSE[colour] > WORSE[self.issued.get((rule, due), "")]:
            self.issued[rule, due] = colour
            self.expected.append(f"{colour} {rule} due {due} on {today}")


def reckon(lines: Iterable[Line], counted: Counter[str], last_day: date) -> Iterator[str]:
    """The disagreements over one case's lines. counted: how much was compared; last_day: of the year as played."""
    case, cards, said_cards = Reckoned(), Cards(), list[str]()
    previous, at_ms = "", 0
    for line in lines:
        if "row" in line:
            yield from _row(case, line, day_of(at_ms))
            counted["cases"] += 1
            continue
        name = f"{line['case']} {line['kind']}"
        if line["set_aside"]:
            yield f"{name}: set aside ({line['set_aside']}), and nothing of this year should be"
        if line["kind"] == "CardIssued":
            facts = line["facts"]
            said_cards.append(f"{facts['colour']} {facts['rule']} due {facts['due']} on {day_of(instant(line))}")
        else:
            today = day_of(instant(line))
            if previous:
                running = case.running(day_of(at_ms))
                cards.between(running, at_ms, instant(line))
                cards.shown_by(running, today)
                yield from _in_time(case, line, today, name, counted)
            at_ms = instant(line)
            case.follow(line)
        counted["events"] += 1
        if case.state != line["state"]:
            yield f"{name}: state {line['state']}, reckoned {case.state}"
        reckoned = case.limits(day_of(instant(line)))
        counted["limits"] += len(reckoned)
        yield from (f"{name}: {said}, reckoned {right}" for said, right in _different(line["limits"], reckoned))
        previous = name
    cards.between(case.running(day_of(at_ms)), at_ms, tick_ms(last_day + ONE_DAY))
    missed = {kind for day, kind in case.by_itself(day_of(at_ms)) if day <= last_day}
    if missed:
        yield f"{previous}: {' or '.join(sorted(missed))} never came"
    counted["cards"] += len(cards.expected)
    for card in sorted((Counter(said_cards) - Counter(cards.expected)).elements()):
        yield f"{previous}: a card {card} that is not due"
    for card in sorted((Counter(cards.expected) - Counter(said_cards)).elements()):
        yield f"{previous}: no card {card}"


def _in_time(case: Reckoned, line: Line, today: date, name: str, counted: Counter[str]) -> Iterator[str]:
    """What the clock does, it does on its day, and nothing comes between."""
    expected = case.by_itself(today)
    if line["kind"] in (*ENDS.values(), "OpinionDefaulted"):
        counted[line["kind"]] += 1
        if (today, line["kind"]) not in expected:
            yield f"{name}: on {today}, reckoned {sorted(map(str, expected)) or 'nothing'}"
    else:
        late = sorted(f"{kind} on {day}" for day, kind in expected if day < today)
        if late:
            yield f"{name}: on {today}, when {' or '.join(late)} had not come"


def _different(said: list[Line], reckoned: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    said_by, right_by = ({one["name"]: one for one in ones} for ones in (said, reckoned))
    for name in sorted(said_by.keys() | right_by.keys()):
        if said_by.get(name) != right_by.get(name):
            yield said_by.get(name), right_by.get(name)


def _row(case: Reckoned, line: Line, today: date) -> Iterator[str]:
    due = min((int(one["due"].replace("-", "")) for one in case.limits(today)), default=0)
    if line["row"]["state"] != case.state or line["row"]["due"] != due:
        yield f"{line['case']}: row {line['row']}, reckoned {case.state} {due}"


def read(file: Path) -> Iterator[Line]:
    """The lines of FILE."""
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def reckon_all(lines: Iterable[Line]) -> tuple[Counter[str], list[str]]:
    """How much was compared, and every disagreement. The lines of a case stand together."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for _, of_case in groupby(lines, key=lambda line: str(line["case"])):
        wrong.extend(reckon(of_case, counted, date(2026, 12, 31)))
    return counted, wrong


def main() -> int:
    """Print what was compared and what disagrees."""
    counted, wrong = reckon_all(read(Path(sys.argv[1])))
    print(json.dumps({**dict(sorted(counted.items())), "disagreements": len(wrong)}, ensure_ascii=False))
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
