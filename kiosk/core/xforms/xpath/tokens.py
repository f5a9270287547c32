"""The text of an expression as tokens (XPath 1.0 §3.7), each with its place."""

import re
from typing import NamedTuple

from .problem import ExpressionError

# The longest expression of a published form that we met has 40,000 characters; more is an attack or a mistake.
EXPRESSION_CHARACTERS_MAX = 100_000

_NAME = r"[^\W\d][\w.·-]*"
_PATTERN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    |(?P<symbol>::|\.\.|//|!=|<=|>=|[()\[\].@,/|+\-=<>*$])""",
    re.VERBOSE,
)
# `1 div2` divides: no name begins with a digit, so that the operator ends before it.
_NAMED_OPERATOR = re.compile(r"(?:and|or|div|mod)(?=[0-9.]|$)")
_SYMBOL_OPERATORS = ("|", "+", "-", "=", "!=", "<", "<=", ">", ">=")
# After one of these a value must follow, so that a name or a star is no operator (XPath 1.0 §3.7).
_BEFORE_A_VALUE = ("@", "::", "(", "[", ",", "/", "//", "$")


class Token(NamedTuple):
    """`kind` is number, literal, name, operator, symbol or end; `offset` counts characters."""

    kind: str
    text: str
    offset: int


def tokens_of(text: str) -> list[Token]:
    """All tokens, the last of kind "end". Raises ExpressionError."""
    if len(text) > EXPRESSION_CHARACTERS_MAX:
        raise ExpressionError("too-long", 0, len(text), text[:40])
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _PATTERN.match(text, at)
        if match is None:
            code = "quote" if text[at] in "\"'" else "character"
            raise ExpressionError(code, at, 1, text[at])
        kind, found = str(match.lastgroup), match.group()
        if kind == "name" and _value_ended(tokens) and (named := _NAMED_OPERATOR.match(found)):
            kind, found = "operator", named.group()
        elif found in _SYMBOL_OPERATORS or (found == "*" and _value_ended(tokens)):
            kind = "operator"
        elif found == "*":
            kind = "name"
        if kind != "space":
            tokens.append(Token(kind, found, at))
        at += len(found)
    tokens.append(Token("end", "", len(text)))
    return tokens


def _value_ended(before: list[Token]) -> bool:
    """Whether the last token ended a value: just there a name or a star is an operator."""
    return bool(before) and before[-1].kind != "operator" and before[-1].text not in _BEFORE_A_VALUE
