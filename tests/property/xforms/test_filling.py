"""However a form is filled in, it stands as if it had been computed from the beginning."""

import re
from collections.abc import Iterable, Mapping

from hypothesis import HealthCheck, given, reject, settings

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.answers import Answer
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.filling import Filling
from tests.property.xforms.forms_at_random import STEPS, Step, begun, forms, read

GENTLY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _form(xml: bytes) -> FormDefinition:
    try:
        return read(xml)
    except Refusal as refusal:
        assert refusal.code == "FORM_CYCLE"
        reject()


def _keys(answers: Mapping[str, Answer]) -> set[str]:
    inside = [row for given in answers.values() if isinstance(given, list) for row in given]
    return {*answers, *(key for row in inside for key in _keys(row))}


def _do(filling: Filling, steps: Iterable[Step]) -> None:
    """Take each step as far as the form lets it; it may refuse and nothing else."""
    for what, number, text in steps:
        questions, repeats = filling.questions(), filling.repeats()
        try:
            if what == "answer" and questions:
                filling.answer(questions[number % len(questions)].ref, text)
            elif what == "add" and repeats:
                filling.add(repeats[number % len(repeats)].ref)
            elif what == "remove" and repeats:
                repeat = repeats[number % len(repeats)]
                filling.remove(repeat.ref, 1 + number % max(repeat.count, 1))
        except Refusal:
            pass


@GENTLY
@given(forms(), STEPS)
def test_what_was_computed_step_by_step_is_what_is_computed_from_scratch(xml: bytes, steps: list[Step]) -> None:
    filling = begun(_form(xml))
    _do(filling, steps)
    before = filling.state()
    filling.recompute()
    assert filling.state() == before


@GENTLY
@given(forms(hiding=False), STEPS)
def test_a_saved_record_that_hides_nothing_is_read_back_as_it_was(xml: bytes, steps: list[Step]) -> None:
    definition = _form(xml)
    filling = begun(definition)
    _do(filling, steps)
    saved = filling.saved()
    assert begun(definition, saved).saved().decode() == saved.decode()


@GENTLY
@given(forms(), STEPS)
def test_no_hidden_answer_leaves(xml: bytes, steps: list[Step]) -> None:
    filling = begun(_form(xml))
    _do(filling, steps)
    names = {True: set[str](), False: set[str]()}
    for state in filling.state():
        names[state.relevant].add(state.ref.rpartition("/")[2].partition("[")[0])
    hidden = names[False] - names[True]
    assert hidden.isdisjoint(re.findall(r"<(\w+)", filling.submission().decode()))
    assert hidden.isdisjoint(_keys(filling.answers()))


@GENTLY
@given(forms(), STEPS)
def test_answers_given_twice_change_nothing(xml: bytes, steps: list[Step]) -> None:
    filling = begun(_form(xml))
    _do(filling, steps)
    answers = filling.answers()
    filling.fill(answers)
    assert filling.answers() == answers


@GENTLY
@given(forms(), STEPS)
def test_answers_that_are_all_there_are_make_the_same_record_anew(xml: bytes, steps: list[Step]) -> None:
    filling = begun(_form(xml))
    _do(filling, steps)
    again = begun(_form(xml))
    again.fill(filling.answers(), whole=True)
    assert again.answers() == filling.answers()
