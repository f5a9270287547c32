"""Whoever fills in a form at the window; and forms filled in at once, for tests of what comes after them."""

from kiosk.core.xforms.filling import Question
from kiosk.desk.forms import Shelf
from kiosk.desk.visit import CONSENTS, Visit
from kiosk.desk.visiting import begin
from kiosk.widgets.key import Key
from tests.ui.resident import IDENTITY, PHONE, Resident

GAPS_MAX = 200  # more than any form asks


class Filler(Resident):
    """Answers the questions of a form by touches."""

    @property
    def name(self) -> str:
        """Which question is asked now."""
        return str(self.kiosk.page.key.rpartition("/")[2])

    def stand_before_the_form(self, code: str, shelf: Shelf | None = None) -> None:
        """At the last question about the principal, with everything before it said; the first of the form is next."""
        shell = self.kiosk.shell
        visit = shell.visit
        visit.beginning = beginning = self.kiosk.ask(begin)
        if shelf is not None:
            visit.beginning = beginning._replace(forms=beginning.forms._replace(shelf=shelf))
        visit.choose(shell.catalogue.matter(code))
        visit.notice_seen = True
        for consent in CONSENTS:
            visit.consent(consent, True)
        visit.answers |= {"name": "王秀英", "id_number": IDENTITY, "phone": PHONE, "address": "乌岩头村12号", "group": ""}
        shell.go("question", key="group")
        self.kiosk.settle()
        self.tap("下一步")

    def go_to(self, name: str) -> None:
        """Straight to a question, as the summary leads there."""
        key = next(key for key in self.kiosk.shell.visit.form.keys if key.endswith(name))
        self.kiosk.shell.go("form", key=key)
        self.kiosk.settle()

    def keys(self, *words: str) -> None:
        """Touch keys of a pad by their words, where the same words stand elsewhere too."""
        for word in words:
            seen = [one for one in self.kiosk.seen() if isinstance(one.widget, Key) and one.widget.text == word]
            self.kiosk.touch(*seen[0].centre)

    def answer(self, name: str, *touches: str) -> None:
        """The question of that name is asked: touch these, and go on."""
        assert self.name == name, self.kiosk.words()
        for words in touches:
            self.kiosk.tap(words)
        self.tap("下一步")

    def type_in(self, name: str, keys: str) -> None:
        """The same, on a pad of numbers."""
        assert self.name == name, self.kiosk.words()
        self.kiosk.type(keys)
        self.tap("下一步")

    def write_in(self, name: str, spelling: str, character: str) -> None:
        """The same, on the keyboard."""
        assert self.name == name, self.kiosk.words()
        self.write(spelling, character)
        self.tap("下一步")


def fill_in(visit: Visit) -> None:
    """Give some answer to everything that the matter's form has to be told, where it has a form."""
    form = visit.form
    if form is None:
        return
    for _gap in range(GAPS_MAX):
        gaps = form.gaps()
        if not gaps:
            break
        step = form.step(gaps[0][0])
        assert isinstance(step, Question)
        form.answer(step.ref, some_answer(step))
    form.seen |= set(form.keys)


def some_answer(question: Question) -> str:
    """An answer of the question's type, the first option of several."""
    if question.options:
        return question.options[0].value
    return {"integer": "1", "decimal": "1", "date": "2020-01-01", "trigger": "OK"}.get(question.kind, "村东头")
