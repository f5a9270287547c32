"""Forms filled in at random, by us and by JavaRosa side by side: the same deed to both, and both states compared.

The deeds are drawn from what our engine offers at that moment, so a sequence is a person's way through the form: mostly
plausible answers, some that a constraint refuses, some cleared again, rows added and removed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from kiosk.core.casework.identity_number import IdentityNumber
from kiosk.core.forms.principal_facts import PRINCIPAL_FILE, principal_csv
from kiosk.core.xforms.definition import read_definition
from kiosk.core.xforms.filling import Filling, Question, State
from kiosk.core.xforms.xpath.scope import Surroundings
from tests.conformance.comparison import close
from tests.conformance.oracles import Oracle

DEEDS_MAX = 12
BORN_DAYS_MAX = 36_000  # nearly a hundred years
TEXTS = (
    "张三", "李秀英", "张", "有 房 2 间", "13805701234", "0570-1234567", "331003198807051234", "11010519491231002X", "100.50",
    "abc", "一" * 60,
)  # fmt: skip
# No greater ones: some of them count rows, and JavaRosa makes as many as it is told.
INTEGERS = ("0", "1", "2", "3", "5", "12", "18", "60", "67", "80", "-1")
DECIMALS = ("0", "0.5", "1.25", "66.67", "300", "12000.8", "-2.5", "1000000")
PLACES = ("30.25 120.17 0.0 0.0", "29.1 119.6 52.0 4.5")


META = re.compile(r"/(orx:)?meta(/|$)")


class Deed(NamedTuple):
    """`do` is answer, add or remove; `ref` names the question or the repeat; `value` is the answer, or which row."""

    do: str
    ref: str
    value: str = ""


class Difference(NamedTuple):
    """One thing that the two say differently of one node after some deeds."""

    form: str
    deeds: tuple[Deed, ...]
    ref: str
    what: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        deeds = " ".join(f"{deed.do} {deed.ref} {deed.value!r}" for deed in self.deeds)
        return f"{self.form} {self.ref} {self.what}\n    ours   {self.ours!r}\n    theirs {self.theirs!r}\n    {deeds}"


def deed(random: Random, filling: Filling, questions: Sequence[Question]) -> Deed | None:
    """What a person might do now, or None where the form leaves nothing to do."""
    open_ended = [repeat for repeat in filling.repeats() if repeat.may_add or repeat.may_remove]
    if open_ended and random.random() < 0.2:
        repeat = random.choice(open_ended)
        if repeat.may_add and (not repeat.may_remove or not repeat.count or random.random() < 0.7):
            return Deed("add", repeat.ref)
        if repeat.may_remove and repeat.count:
            return Deed("remove", repeat.ref, str(random.randint(1, repeat.count)))
    asked = [one for one in questions if not one.readonly and one.kind != "note"]
    if not asked:
        return None
    question = random.choice(asked)
    return Deed("answer", question.ref, "" if random.random() < 0.08 else answer(random, question))


def answer(random: Random, question: Question) -> str:
    """A value that the question's kind can hold, in the form in which JavaRosa writes it."""
    names = [option.value for option in question.options]
    match question.kind:
        case "select_one":
            return random.choice(names) if names else ""
        case "select_multiple":
            return " ".join(name for name in names if random.random() < 0.4)
        case "rank":
            return " ".join(random.sample(names, len(names)))
        case "integer":
            return random.choice(INTEGERS)
        case "decimal":
            return random.choice(DECIMALS)
        case "range":
            start, end = (int(float(question.parameters[key])) for key in ("start", "end"))
            return str(random.randint(start, end))
        case "date":
            return (date(2026, 11, 22) - timedelta(days=random.randint(-400, BORN_DAYS_MAX))).isoformat()
        case "time":
            return f"{random.randrange(24):02}:{random.randrange(60):02}:00.000+08:00"
        case "date_time":
            return f"2026-11-{random.randint(1, 30):02}T{random.randrange(24):02}:30:00.000+08:00"
        case "trigger":
            return "OK"
        case "geopoint":
            return random.choice(PLACES)
        case "image" | "audio" | "file":
            return f"{random.randrange(1000)}.jpg"
        case _:
            return random.choice(TEXTS)


def sequence(
    random: Random, form: Path, tables: Mapping[str, bytes], folder: Path, surroundings: Surroundings, oracle: Oracle
) -> list[Difference]:
    """One principal's way through `form` in both engines: the differences after the first deed that shows any.

    `folder` is where the oracle reads the tables, the principal's among them."""
    files = {**tables, PRINCIPAL_FILE: _principal(random, surroundings)}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    definition = read_definition(form.read_bytes(), files)
    filling = Filling(definition, surroundings)
    theirs = oracle.ask("load", form=str(form), files=str(folder))
    theirs = theirs if "error" in theirs else _without_surplus(filling, oracle.ask("state"), oracle)
    deeds: list[Deed] = []
    while True:
        questions = filling.questions()
        found = list(differences(form.stem, tuple(deeds), filling, questions, theirs))
        done = deed(random, filling, questions)
        if found or done is None or len(deeds) == DEEDS_MAX:
            return found
        deeds.append(done)
        theirs = _do(done, filling, oracle)


def _principal(random: Random, surroundings: Surroundings) -> bytes:
    today = surroundings.now().date()
    born = today - timedelta(days=random.randrange(BORN_DAYS_MAX))
    identity = IdentityNumber("", born, random.random() < 0.5)
    return principal_csv(identity, today, "331003001201", random.choice(("agent", "alone")))


def _do(done: Deed, filling: Filling, oracle: Oracle) -> dict[str, Any]:
    if done.do == "answer":
        filling.answer(done.ref, done.value)
    elif done.do == "add":
        filling.add(done.ref)
    else:
        filling.remove(done.ref, int(done.value))
    ref = f"{done.ref}[{done.value}]" if done.do == "remove" else done.ref
    return _without_surplus(filling, oracle.ask(done.do, ref=ref, value=done.value), oracle)


def _without_surplus(filling: Filling, theirs: dict[str, Any], oracle: Oracle) -> dict[str, Any]:
    """The oracle's state once it has as many rows of each counted repeat as there should be.

    Of what is made alike this is the one thing that is done to the oracle: JavaRosa never takes a row away when the
    count falls, and keeps the first one where the count is empty; ours are as many as it says, as web-forms' are.
    """
    counts = {repeat.ref: repeat.count for repeat in filling.repeats() if repeat.fixed}
    for repeat, count in counts.items():
        rows = [one["ref"] for one in theirs.get("nodes", ()) if _is_row(one["ref"], repeat)]
        for surplus in reversed(rows[count:]):
            theirs = oracle.ask("remove", ref=surplus)
    return theirs


def _is_row(ref: str, repeat: str) -> bool:
    return ref.startswith(f"{repeat}[") and "/" not in ref[len(repeat) :]


def differences(
    form: str, deeds: tuple[Deed, ...], filling: Filling, questions: Sequence[Question], theirs: dict[str, Any]
) -> Iterator[Difference]:
    """All that the two states say differently; an error of the oracle's is one."""

    def told(ref: str, what: str, mine: Any, other: Any) -> Difference:
        return Difference(form, deeds, ref, what, mine, other)

    if "error" in theirs:
        yield told("", "error", None, f"{theirs['error']}: {theirs['message']}")
        return
    mine = {one.ref: one for one in filling.state() if _compared(one)}
    other = {one["ref"]: one for one in theirs["nodes"] if META.search(one["ref"]) is None}
    found = [told(ref, "node", ref in mine, ref in other) for ref in sorted(mine.keys() ^ other.keys())]
    found += [told(ref, *facet) for ref in mine.keys() & other.keys() for facet in _facets(mine[ref], other[ref])]
    if found:  # what is asked differently follows from it
        yield from found
        return
    asked = {one.ref: one for one in questions}
    said = {one["ref"]: one for one in theirs["questions"]}
    if list(asked) != list(said):
        yield told("", "questions", list(asked), list(said))
        return
    for ref, question in asked.items():
        options = [[option.value, option.label] for option in question.options]
        if options != said[ref]["options"]:
            yield told(ref, "options", options, said[ref]["options"])
        if question.label.split() != (said[ref]["label"] or "").split():
            yield told(ref, "label", question.label, said[ref]["label"])


def _compared(one: State) -> bool:
    return META.search(one.ref) is None and not one.type.startswith("repeat-range")


def _facets(mine: State, other: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What of one node is said differently; of one that is not relevant nothing else counts."""
    if mine.relevant != other["relevant"]:
        yield "relevant", mine.relevant, other["relevant"]
    if not (mine.relevant and other["relevant"]):
        return
    if mine.readonly != other["readonly"]:
        yield "readonly", mine.readonly, other["readonly"]
    if mine.required != other["required"]:
        yield "required", mine.required, other["required"]
    if not _same_value(mine.value, other["value"]):
        yield "value", mine.value, other["value"]
    constrained = mine.violation is not None and mine.violation.rule == "constraint"
    if constrained != other["constrained"]:
        yield "constrained", constrained, other["constrained"]


def _same_value(mine: str, other: str) -> bool:
    """The same text, or the same number: JavaRosa writes a decimal as Java does, 5 as 5.0."""
    try:
        return mine == other or close(float(mine), float(other))
    except ValueError:
        return False
