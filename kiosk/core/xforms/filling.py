"""One filling of a form, from the first question to the record that leaves the station."""

from __future__ import annotations

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.answers import Answer, Answers, give_answers
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.evaluating import Evaluation
from kiosk.core.xforms.events import Events
from kiosk.core.xforms.questions import Option, Question, Repeat, State, Violation
from kiosk.core.xforms.recomputation import Recomputation
from kiosk.core.xforms.record import Node, Record, Rows
from kiosk.core.xforms.snapshot import Snapshot
from kiosk.core.xforms.submission import read_record, write_record
from kiosk.core.xforms.taking import Taking
from kiosk.core.xforms.written import admit
from kiosk.core.xforms.xpath.scope import Surroundings

__all__ = ["Filling", "Option", "Question", "Repeat", "State", "Violation"]


class Filling:
    """A form being filled in. `restored` is a record that `submission` or `carried` gave, to go on from.

    Raises Refusal FORM_RECORD for a record that is none of this form's. Answers are the XForms lexical values: "3",
    "2026-11-22", option values with blanks between them.
    """

    def __init__(self, definition: FormDefinition, surroundings: Surroundings, restored: bytes | None = None) -> None:
        self.definition = definition
        saved = None if restored is None else read_record(restored, definition)
        self._record = Record(definition.document, definition.prefixes, saved)
        self._evaluation = Evaluation(definition, self._record, surroundings)
        self._recomputation = Recomputation(definition, self._record, self._evaluation)
        self._events = Events(definition, self._record, self._evaluation, self._recomputation)
        self._snapshot = Snapshot(definition, self._record, self._evaluation)
        self._events.load(first=saved is None)

    @property
    def language(self) -> str:
        """The name of the language spoken now, "" for a form that has none."""
        return self._evaluation.language

    @property
    def languages(self) -> tuple[str, ...]:
        """The names of the languages that the form speaks."""
        return self.definition.languages

    def speak(self, language: str) -> None:
        """Speak the language of that name from now on; one that the form does not know changes nothing."""
        if language in self.languages:
            self._evaluation.language = language
            self._recomputation.again(worded=True)
            self._events.settle()

    def questions(self) -> tuple[Question, ...]:
        """The relevant questions in the order of the body, those of every row."""
        return tuple(
            self._snapshot.question(place.at, place.groups)
            for place in self._snapshot.places()
            if isinstance(place.at, Node)
        )

    def repeats(self) -> tuple[Repeat, ...]:
        """The relevant repeats, those inside rows once for every row."""
        return tuple(
            self._snapshot.repeat(place.at, place.groups)
            for place in self._snapshot.places()
            if isinstance(place.at, Rows)
        )

    def steps(self) -> tuple[Question | Repeat, ...]:
        """The walk through the form: questions, and after the rows of a repeat that people decide on the repeat."""
        steps: list[Question | Repeat] = []
        for at, groups in self._snapshot.places():
            if isinstance(at, Node):
                steps.append(self._snapshot.question(at, groups))
            elif at.part.repeat is not None and not at.part.repeat.fixed:
                steps.append(self._snapshot.repeat(at, groups))
        return tuple(steps)

    def question(self, ref: str) -> Question:
        """The relevant question at `ref`; raises Refusal FORM_QUESTION_UNKNOWN."""
        node = self._record.find(ref)
        for at, groups in self._snapshot.places():
            if isinstance(at, Node) and at is node:
                return self._snapshot.question(at, groups)
        raise Refusal("FORM_QUESTION_UNKNOWN", ref=ref)

    def answer(self, ref: str, value: str) -> None:
        """Answer the question at `ref`; "" takes the answer back. A violated constraint is kept and shown.

        Raises Refusal FORM_QUESTION_UNKNOWN, FORM_ANSWER_TYPE for a value that this question cannot hold,
        FORM_ANSWER_FIXED for one that is read-only; FORM_ACTION if the form's own actions contradict themselves.
        """
        node = self._record.find(ref)
        if not isinstance(node, Node) or node.part.control is None:
            raise Refusal("FORM_QUESTION_UNKNOWN", ref=ref)
        if self._snapshot.readonly(node):
            raise Refusal("FORM_ANSWER_FIXED", question=node.part.local)
        offered = [choice.value for choice in self._evaluation.choices(node)]
        node.given = admit(node.part, value, offered)
        self._recomputation.show(node)
        self._events.settle()

    def add(self, ref: str) -> None:
        """Add a row to the repeat at `ref`, at the end. Raises Refusal FORM_QUESTION_UNKNOWN, FORM_ROWS."""
        rows = self._rows(ref)
        if not self._snapshot.repeat(rows).may_add:
            raise Refusal("FORM_ROWS", repeat=rows.part.local, reason_zh="不能再加", reason_en="no more may be added")
        self._events.row(self._record.add(rows))

    def remove(self, ref: str, position: int) -> None:
        """Remove the row at `position` (from 1). Raises Refusal FORM_QUESTION_UNKNOWN, FORM_ROWS."""
        rows = self._rows(ref)
        if not self._snapshot.repeat(rows).may_remove or not 1 <= position <= len(rows.rows):
            raise Refusal("FORM_ROWS", repeat=rows.part.local, reason_zh="不能去掉", reason_en="it may not be removed")
        self._recomputation.leave(rows, position - 1)
        self._events.settle()

    def _rows(self, ref: str) -> Rows:
        rows = self._record.find(ref)
        if not isinstance(rows, Rows):
            raise Refusal("FORM_QUESTION_UNKNOWN", ref=ref)
        return rows

    def gaps(self) -> tuple[Question, ...]:
        """The relevant questions that still want an answer, or another one."""
        return tuple(
            self._snapshot.question(at, groups)
            for at, groups in self._snapshot.places()
            if isinstance(at, Node) and self._snapshot.violation(at) is not None
        )

    def submission(self) -> bytes:
        """The record as XML, finished now: without templates and whatever is not relevant."""
        self._events.finish()
        return self.saved()

    def saved(self) -> bytes:
        """The same of a record that is still to be carried on with."""
        return write_record(self._record, self.definition.prefixes)

    def carried(self) -> bytes:
        """The same with what was answered and is hidden now, to go on with in this memory: it must not leave it."""
        return write_record(self._record, self.definition.prefixes, hidden=True)

    def answers(self) -> dict[str, Answer]:
        """What is relevant and not empty, as plain JSON: {name: value, repeat: [{name: value, …}, …]}.

        Groups leave no trace (names are unique in a form), notes are left out, calculated values stay.
        """
        return give_answers(self._record.root)

    def fill(self, answers: Answers, *, whole: bool = False) -> None:
        """Give many answers at once, as `answers` gave them, in the order of the form; rows are added and removed.

        whole: these are all there are, so that what they do not name is empty, whatever the form proposes there.
        An answer to what is not asked is left out. Raises what `answer` does, and Refusal FORM_ANSWER_UNKNOWN with
        every key that no question has.
        """
        Taking(self, self._snapshot, self._record.root, whole).take(answers)

    def state(self) -> tuple[State, ...]:
        """All that is known of every node, relevant or not, for comparison with other engines."""
        return self._snapshot.state()

    def recompute(self) -> None:
        """Compute everything anew from what was answered."""
        self._recomputation.again()
