"""A form inside a visit: its pages between the principal's questions and the materials, and what was said on them.

One page a step, in the form's order: a question, or after the rows of an open-ended repeat the repeat itself
(“还有一位吗？”). The key of a step is its ref, such as /data/members[2]/name, and `Place("form", key)` its page. A row
named material_N is no page: whether it is relevant says whether material N is asked for. All of it lies in memory,
in the visit's own `Filling`, and goes with the visit (R-SEAL); what a hidden question was told never leaves it.
"""

from collections.abc import Callable
from typing import NamedTuple

from kiosk.core.casework.entrustment import Edition
from kiosk.core.forms.told import speak
from kiosk.core.refusal import Refusal
from kiosk.core.xforms.answers import Answers
from kiosk.core.xforms.filling import Filling, Question, Repeat
from kiosk.desk.form_asks import conditions, material_number, pictures
from kiosk.desk.form_gaps import not_right
from kiosk.desk.forms import edition
from kiosk.desk.material import Taken
from kiosk.desk.photograph import Photograph

Step = Question | Repeat


class Line(NamedTuple):
    """One line of the summary. key: the step that 改 leads to; shown: the answer as people read it, "" for none; groups:
    the labels of the groups and rows it stands in; lacking: it is not right yet."""

    key: str
    label: str
    shown: str
    groups: tuple[str, ...]
    lacking: bool


class Row(NamedTuple):
    """One row of a repeat. position: from 1, as `remove` takes it; key: its first step, where 改 leads; told: what was
    said in it, in the order of its questions, without what is empty; lacking: something in it is not right yet."""

    position: int
    key: str
    told: tuple[str, ...]
    lacking: bool


class FormVisit:
    """What a page asks of the form and tells it. Wrong input raises a Refusal; what was typed is kept all the same.

    drafts: what stands on a page and was not taken over yet, by the step's key; photographs: answers that are
    pictures, by file name; seen: steps that were gone on from, so that a change at the summary leads to what is new."""

    def __init__(self, filling: Filling, changed: Callable[[], None]) -> None:
        self._filling, self._changed = filling, changed
        self.drafts: dict[str, str] = {}
        self.photographs: dict[str, Photograph] = {}
        self.seen: set[str] = set()
        self._photographed = 0

    def weigh_anew(self, filling: Filling) -> None:
        """Go on with the same form where it knows something else of the principal: a filling with the same answers."""
        filling.speak(self._filling.language)
        before, self._filling = self._filling, filling
        if filling.answers() != before.answers():
            self._changed()

    # ------------------------------------------------------------------ steps

    def speak(self, language: str) -> None:
        """Say everything in "zh" or "en" from now on, as far as the form does."""
        speak(self._filling, language)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every page there is now, in order."""
        return tuple(step for step in self._filling.steps() if not material_number(step.name))

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of every page there is now, in order."""
        return tuple(step.ref for step in self.steps)

    def step(self, key: str) -> Step | None:
        """The step of that key as it stands now; None where it is not asked any more."""
        return next((step for step in self.steps if step.ref == key), None)

    def place(self, key: str) -> tuple[int, int]:
        """(n, m) of “第 n 题，共 m 题”, of the steps known now."""
        keys = self.keys
        return (keys.index(key) + 1 if key in keys else 1), len(keys)

    # ------------------------------------------------------------------ answering

    def answer(self, key: str, value: str) -> None:
        """Keep an answer as XForms write it ("" clears it; of several options their values with a blank between).

        Refusal ANSWER_NOT_RIGHT with the form's own message where a rule is broken: the answer is kept and goes on
        being a gap; FORM_ANSWER_TYPE for what cannot be of that type, and then nothing is changed."""
        before = self._filling.question(key).value
        self._filling.answer(key, value)
        self.drafts.pop(key, None)
        if self._filling.question(key).value != before:
            self._changed()
        self.check(key)

    def check(self, key: str) -> None:
        """Refusal ANSWER_NOT_RIGHT where what stands there breaks a rule; a required one that is empty too."""
        step = self.step(key)
        if isinstance(step, Question) and step.violation is not None:
            raise not_right(self._filling)[key]

    def add(self, key: str) -> str:
        """Another row of the repeat of that key; gives the key of its first step."""
        self._filling.add(key)
        self._changed()
        rows = self.rows(key)
        return rows[-1].key if rows else key

    def remove(self, key: str, position: int) -> None:
        """Take a row of the repeat away, with what was typed and photographed in it. position: from 1."""
        row = f"{key}[{position}]/"
        for question in self._filling.questions():
            if question.ref.startswith(row) and question.kind == "image":
                self.photographs.pop(question.value, None)
        self._filling.remove(key, position)
        below = f"{key}["  # the rows after it move up, so that no key in it means what it meant
        self.drafts = {ref: text for ref, text in self.drafts.items() if not ref.startswith(below)}
        last = f"{key}[{len(self.rows(key)) + 1}]/"  # a row that is added there one day was seen by nobody
        self.seen = {ref for ref in self.seen if not ref.startswith(last)}
        self._changed()

    def rows(self, key: str) -> tuple[Row, ...]:
        """The rows so far of the repeat of that key."""
        steps, lacking = self.steps, {gap.ref for gap in self._filling.gaps()}
        count = next((step.count for step in steps if step.ref == key and isinstance(step, Repeat)), 0)
        found = []
        for position in range(1, count + 1):
            inside = [one for one in steps if one.ref.startswith(f"{key}[{position}]/")]
            told = tuple(one.shown for one in inside if isinstance(one, Question) and one.shown)
            wrong = any(one.ref in lacking for one in inside)
            found.append(Row(position, inside[0].ref if inside else key, told, wrong))
        return tuple(found)

    # ------------------------------------------------------------------ photographs

    def keep_photograph(self, key: str, photograph: Photograph) -> str:
        """The answer to a question that asks for a picture, a drawn one too; the one before goes. Gives its name."""
        question = self._filling.question(key)
        self.photographs.pop(question.value, None)
        self._photographed += 1
        name = f"{question.name}-{self._photographed}.jpg"
        self.photographs[name] = photograph
        self.answer(key, name)
        return name

    def drop_photograph(self, key: str) -> None:
        """The picture was not meant: the question has no answer again. Nothing is refused."""
        self.photographs.pop(self._filling.question(key).value, None)
        self._filling.answer(key, "")
        self._changed()

    def photograph(self, key: str) -> Photograph | None:
        """The picture that answers this question; None while there is none."""
        return self.photographs.get(self._filling.question(key).value)

    @property
    def attached(self) -> tuple[Taken, ...]:
        """The pictures of the questions that are asked now, as `entrusting.gather` takes them."""
        asked = pictures(self._filling)
        return tuple(Taken(name, self.photographs[name]) for name in asked if name in self.photographs)

    # ------------------------------------------------------------------ what comes of it

    def gaps(self) -> tuple[tuple[str, Refusal], ...]:
        """(key of the step, what is wrong there) of everything not right yet, in the order of the steps."""
        return tuple(not_right(self._filling).items())

    def unseen(self) -> str:
        """The first step that nobody has gone on from; "" when all were seen."""
        return next((key for key in self.keys if key not in self.seen), "")

    def lines(self) -> tuple[Line, ...]:
        """The summary: every question that is asked now, and of an open-ended repeat how many rows there are."""
        lacking = {gap.ref for gap in self._filling.gaps()}
        found = []
        for step in self.steps:
            if isinstance(step, Repeat):
                found.append(Line(step.ref, step.label, str(step.count), step.groups, step.ref in lacking))
            elif step.kind != "note" or step.value:  # what the form computes and shows is a note with a value
                found.append(Line(step.ref, step.label, step.shown, step.groups, step.ref in lacking))
        return tuple(found)

    @property
    def conditions(self) -> dict[int, bool]:
        """Whether the answers ask for a material, by its number; only of those that the form speaks of."""
        return conditions(self._filling)

    @property
    def answers(self) -> Answers:
        """What is recorded: the answers to what is asked, and nothing that is hidden."""
        return self._filling.answers()

    @property
    def edition(self) -> Edition:
        """Which form it is."""
        return edition(self._filling)

    @property
    def carried(self) -> bytes:
        """All that was answered, hidden or not, for `weigh_anew`."""
        return self._filling.carried()

    @property
    def filled(self) -> bool:
        """Whether anything was typed or said on its pages."""
        return bool(self.drafts or self.seen)
