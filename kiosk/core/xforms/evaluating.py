"""Evaluating a form's expressions on the nodes of its record.

An expression that fails on the values it meets (a pattern too costly for this text, say) gives what does least harm:
no value, no choices; a question is asked rather than lost, and a value that cannot be checked is not passed.
"""

import math
from dataclasses import replace
from typing import NamedTuple

from kiosk.core.xforms.controls import Itemset
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.record import Node, Record
from kiosk.core.xforms.references import readings
from kiosk.core.xforms.wording import Said, Wording, say
from kiosk.core.xforms.xpath.expression import Expression
from kiosk.core.xforms.xpath.nodes import Node as Context
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from kiosk.core.xforms.xpath.values import string_of

CONSTANT_CALLS = frozenset(("instance",))


class Choice(NamedTuple):
    """One choice that a question offers now. `at` is where its label is evaluated."""

    value: str
    label: Wording | None
    at: Context


class Evaluation:
    """The expressions of one filling. `language` is the name of the language spoken now."""

    def __init__(self, definition: FormDefinition, record: Record, surroundings: Surroundings) -> None:
        self._definition, self._record = definition, record
        self.language = definition.default_language
        self.surroundings = replace(
            surroundings,
            record=record.root.context,
            instances=definition.instances,
            itext=lambda key: self.translated(key).text,
            choice_name=self._choice_name,
            language=lambda: self.language,
            known=record.known_paths(),
        )
        self._constant: dict[Itemset, tuple[Choice, ...]] = {}

    def string(self, expression: Expression, at: Context) -> str:
        """Its value as a text, "" where it fails."""
        try:
            return expression.string(Scope(at, self.surroundings))
        except ExpressionError:
            return ""

    def number(self, expression: Expression, at: Context) -> float:
        """Its value as a number, not a number where it fails."""
        try:
            return expression.number(Scope(at, self.surroundings))
        except ExpressionError:
            return math.nan

    def holds(self, expression: Expression, at: Context, otherwise: bool) -> bool:
        """Whether it is true; `otherwise` where it fails."""
        try:
            return expression.boolean(Scope(at, self.surroundings))
        except ExpressionError:
            return otherwise

    def nodes(self, expression: Expression, at: Context) -> list[Context]:
        """The nodes it selects, none where it fails."""
        try:
            return expression.nodes(Scope(at, self.surroundings))
        except ExpressionError:
            return []

    def said(self, wording: Wording | None, at: Context) -> Said:
        """A text as it reads now, in the language spoken now."""
        translations = self._definition.translations
        return say(wording, self.language, translations, lambda expression: self._spoken(expression, at))

    def translated(self, key: str) -> Said:
        """The text of that id, where no question is at hand: values in it are looked up from the root."""
        found = self._definition.translations.find(self.language, key)
        return self.said(Wording(() if found is None else found.plain()), self._record.root.context)

    def _spoken(self, expression: Expression, at: Context) -> str:
        """The value as it stands in a text. A decimal is stored as 3000.0 and read out as 3000."""
        try:
            value = expression.evaluate(Scope(at, self.surroundings))
        except ExpressionError:
            return ""
        text = string_of(value)
        if isinstance(value, list) and value and text.endswith(".0"):
            node = self._record.holding(value[0])
            if node is not None and node.part.bind.kind == "decimal":
                return text[:-2]
        return text

    def choices(self, node: Node) -> tuple[Choice, ...]:
        """What the question at `node` offers now, in order; nothing for a question that is not answered by choosing."""
        control = node.part.control
        if control is None or not control.offers_choices:
            return ()
        if control.itemset is None:
            return tuple(Choice(item.value, item.label, node.context) for item in control.items)
        return self._listed(control.itemset, node)

    def _listed(self, itemset: Itemset, node: Node) -> tuple[Choice, ...]:
        known = self._constant.get(itemset)
        if known is not None:
            return known
        choices = tuple(
            Choice(self.string(itemset.value, item), itemset.label, item)
            for item in self.nodes(itemset.nodes, node.context)
        )
        calls = {call.name for call in itemset.nodes.functions}
        if calls <= CONSTANT_CALLS and not readings(itemset.nodes, node.part):
            self._constant[itemset] = choices
        return choices

    def _choice_name(self, question: Context, value: str) -> str:
        """The label of one of the choices of a question, "" for a value that is none of them."""
        node = self._record.holding(question)
        for choice in () if node is None else self.choices(node):
            if choice.value == value:
                return self.said(choice.label, choice.at).text or value
        return ""
