"""Answers a villager could give: of each kind a few, tried in a random order until one is not called wrong."""

from datetime import date, timedelta
from random import Random

from kiosk.core.xforms.filling import Filling, Question, Repeat

SYNTHETIC_NUMBERS = ("999901193802140037", "999901195509100123", "999901201506010024")  # of no real region
WORDS = ("王小花", "村小学东边", *SYNTHETIC_NUMBERS, "13857600001", "0123456789")
STEPS_MAX = 400  # the longest of the forms with three rows in each round has about a hundred
ROWS_MAX = 3  # of an open-ended round


def walk(filling: Filling, random: Random, today: date) -> list[str]:
    """Go through the form as the window does, page by page; the refs in the order of the pages.

    Fails where a page accepts none of the answers: nobody could go on from there."""
    gone: list[str] = []
    for _ in range(STEPS_MAX):
        step = next((step for step in filling.steps() if step.ref not in gone), None)
        if step is None:
            return gone
        gone.append(step.ref)
        if isinstance(step, Repeat):
            if step.may_add and step.count < ROWS_MAX and random.random() < 0.5:
                filling.add(step.ref)
                gone.pop()  # it is asked again after the new row
        elif not step.readonly:
            answer(filling, step, random, today)
    raise AssertionError(f"no end after {STEPS_MAX} pages, the last {gone[-3:]}")


def answer(filling: Filling, question: Question, random: Random, today: date) -> None:
    """Give this question an answer that stands, or none at all where it may stay empty."""
    tried = candidates(question, random, today)
    for value in tried:
        filling.answer(question.ref, value)
        if filling.question(question.ref).violation is None:
            return
    raise AssertionError(f"{question.ref}: none of {tried} is taken: {filling.question(question.ref).violation}")


def candidates(question: Question, random: Random, today: date) -> list[str]:
    """In a random order; nothing at all is tried first, now and then, where it is allowed."""
    values = _of_kind(question, random, today)
    random.shuffle(values)
    if not question.required:
        values.insert(0 if random.random() < 0.3 else len(values), "")
    return values


def _of_kind(question: Question, random: Random, today: date) -> list[str]:
    options = [option.value for option in question.options]
    days = (today, today - timedelta(60), today - timedelta(4000))
    match question.kind:
        case "select_one":
            return options
        case "select_multiple" | "rank":
            chosen = [value for value in options if random.random() < 0.4]
            return [" ".join(chosen), *options]
        case "integer" | "range":
            return ["0", "1", "2", "5"]
        case "decimal":
            return ["0", "0.5", "66.7", "120", "3600"]
        case "date":
            return [day.isoformat() for day in days]
        case "image" | "file":
            return ["photograph.jpg"]
        case "trigger":
            return ["OK"]
        case "note":
            return [""]
        case "time":
            return ["09:30:00"]
        case "text" | "barcode":
            return list(WORDS)
    raise AssertionError(f"{question.ref}: nobody has answered a {question.kind} here yet")
