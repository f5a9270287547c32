"""Functions of selects: an answer is a list of values with white space between."""

from ..scope import Scope
from ..values import SPACE, Value
from .function import ODK, Arguments, Function, nodes, number, text
from .numbers import whole

_SPACES = {ord(space): " " for space in SPACE}

def _values(answer: str) -> list[str]:
    return [value for value in answer.translate(_SPACES).split(" ") if value]


def selected(scope: Scope, given: Arguments) -> Value:
    """Whether a value is among the selected. ODK XForms, selected."""
    return text(given[1], scope).strip(SPACE) in (_values(text(given[0], scope)) or [""])


def selected_at(scope: Scope, given: Arguments) -> Value:
    """The selected value at a 0-based place, empty past either end. ODK XForms, selected-at."""
    values, place = _values(text(given[0], scope)), whole(number(given[1], scope))
    return values[place] if place is not None and 0 <= place < len(values) else ""


def count_selected(scope: Scope, given: Arguments) -> Value:
    """How many are selected. ODK XForms, count-selected."""
    return float(len(_values(text(given[0], scope))))


def choice_name(scope: Scope, given: Arguments) -> Value:
    """The label of a value among the choices of a question, in the form's language. ODK XForms, jr:choice-name."""
    value = text(given[0], scope)
    question = nodes(given[1], scope)
    return scope.surroundings.choice_name(question[0], value) if question else ""


def itext(scope: Scope, given: Arguments) -> Value:
    """A text of the form in its language. ODK XForms, jr:itext."""
    return scope.surroundings.itext(text(given[0], scope))


CHOICES = (
    Function("selected", 2, 2, selected, ODK),
    Function("is-selected", 2, 2, selected, "JavaRosa, an older name of selected"),
    Function("selected-at", 2, 2, selected_at, ODK),
    Function("count-selected", 1, 1, count_selected, ODK),
    Function("jr:choice-name", 2, 2, choice_name, ODK),
    Function("jr:itext", 1, 1, itext, ODK),
)
