"""Functions of truth, and those that choose."""

from ..nodes import Node, is_element, parent_of
from ..problem import ExpressionError
from ..scope import Scope
from ..values import SPACE, Value, boolean_of, number_of, string_of
from .function import ODK, XPATH, Arguments, Function, every_value, number, of_strings, text, truth

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_LIMIT = -1  # a minimum or maximum of a checklist that does not apply


def choose(scope: Scope, given: Arguments) -> Value:
    """if(): the value of one branch as it is; the other is never evaluated. ODK XForms, if."""
    return given[1](scope) if truth(given[0], scope) else given[2](scope)


def coalesce(scope: Scope, given: Arguments) -> Value:
    """The first that is not empty. ODK XForms, coalesce."""
    return text(given[0], scope) or text(given[1], scope)


def checklist(scope: Scope, given: Arguments) -> Value:
    """Whether the number of true answers lies between minimum and maximum. ODK XForms, checklist."""
    answers = every_value(given[2:], scope)
    return _within(float(sum(_ticked(answer) for answer in answers)), scope, given)


def weighted_checklist(scope: Scope, given: Arguments) -> Value:
    """The same for the sum of the weights of the true answers, answer and weight in turn; two sets of nodes pair node
    by node. ODK XForms, weighted-checklist."""
    if len(given) % 2:
        raise ExpressionError("arguments", 0, 0, "weighted-checklist")
    weight = 0.0
    for answer, its_weight in zip(given[2::2], given[3::2], strict=True):
        answers, weights = every_value((answer,), scope), every_value((its_weight,), scope)
        if len(answers) < len(weights):
            return False
        pairs = zip(answers, weights, strict=False)
        weight += sum(number_of(each, scope.zone) for ticked, each in pairs if _ticked(ticked))
    return _within(weight, scope, given)


def _ticked(answer: Value) -> bool:
    """A node is no answer if there is only white space in it."""
    return bool(string_of(answer).strip(SPACE)) if isinstance(answer, list) else boolean_of(answer)


def _within(count: float, scope: Scope, given: Arguments) -> bool:
    least, most = number(given[0], scope), number(given[1], scope)
    return (least == _NO_LIMIT or count >= least) and (most == _NO_LIMIT or count <= most)


def lang(scope: Scope, given: Arguments) -> Value:
    """Whether the nearest xml:lang is that language or a variety of it. XPath 1.0 §4.3."""
    wanted = text(given[0], scope).lower()
    place: Node | None = scope.node
    while place is not None and not (is_element(place) and _LANG in place.attrib):
        place = parent_of(place)
    written = place.get(_LANG, "").lower() if is_element(place) else ""
    return bool(wanted) and (written == wanted or written.startswith(f"{wanted}-"))


BOOLEANS = (
    Function("true", 0, 0, lambda scope, given: True, XPATH),
    Function("false", 0, 0, lambda scope, given: False, XPATH),
    Function("boolean", 1, 1, lambda scope, given: truth(given[0], scope), XPATH),
    Function("not", 1, 1, lambda scope, given: not truth(given[0], scope), XPATH),
    Function("lang", 1, 1, lang, XPATH),
    of_strings("boolean-from-string", 1, 1, lambda value: value in ("true", "1"), ODK),
    Function("if", 3, 3, choose, ODK),
    Function("coalesce", 2, 2, coalesce, ODK),
    Function("checklist", 2, None, checklist, ODK),
    Function("weighted-checklist", 2, None, weighted_checklist, ODK),
)
