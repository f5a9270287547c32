"""From tokens to a tree: the grammar of XPath 1.0, by recursive descent with an explicit stack for operators.

Two or three Python frames a level of nesting, and a limit on the levels: no text can exhaust the interpreter's stack.
"""

from .problem import ExpressionError
from .tokens import Token, tokens_of
from .tree import Call, Literal, LocationPath, Negation, NodeTest, Number, Operation, Step, Tree

# A chain of seventy nested if() is the deepest that we met in published forms.
EXPRESSION_DEPTH_MAX = 100

AXES = frozenset(
    "ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling namespace "
    "parent preceding preceding-sibling self".split()
)
_NODE_TYPES = frozenset("comment text processing-instruction node".split())
_PRECEDENCE = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
    "|": 8,
}  # fmt: skip
_NEGATION = 7  # unary minus binds looser than | and tighter than * (XPath 1.0 §3.5)
_ANY_NODE = NodeTest("node")


def parse(text: str) -> Tree:
    """The tree of an expression. Raises ExpressionError and nothing else, whatever the text."""
    return _Parser(tokens_of(text)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> Tree:
        if self.next.kind == "end":
            raise ExpressionError("empty", 0, 0, "")
        tree = self.expression()
        if self.next.kind != "end":
            raise self.unexpected("operator")
        return tree

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def takes(self, text: str) -> bool:
        """Whether the next token was this symbol; then it is taken."""
        found = self.next.text == text and self.next.kind in ("symbol", "operator")
        self.at += found
        return found

    def close(self, text: str, opening: Token) -> None:
        if not self.takes(text):
            if self.next.kind == "end":
                raise ExpressionError("bracket", opening.offset, len(opening.text), opening.text)
            raise self.unexpected("operator")

    def unexpected(self, code: str) -> ExpressionError:
        return ExpressionError(code, self.next.offset, len(self.next.text), self.next.text)

    def expression(self) -> Tree:
        """One more level of nesting."""
        self.depth += 1
        if self.depth > EXPRESSION_DEPTH_MAX:
            raise self.unexpected("too-deep")
        tree = self.operations(self.negation(), 1)
        self.depth -= 1
        return tree

    def operations(self, left: Tree, binding: int) -> Tree:
        """Runs of operators that bind at least as tightly as `binding`, of which `left` is the first operand."""
        while self.binds() >= binding:
            precedence = self.binds()
            operands, operators = [left], []
            while self.binds() == precedence:
                operators.append(self.take().text)
                operands.append(self.operations(self.negation(), precedence + 1))
            left = Operation(tuple(operands), tuple(operators), left.offset)
        return left

    def binds(self) -> int:
        """How tightly the operator that comes next binds; 0 if none comes."""
        return _PRECEDENCE[self.next.text] if self.next.kind == "operator" else 0

    def negation(self) -> Tree:
        first, minuses = self.next, 0
        while self.takes("-"):
            minuses += 1
        value = self.path()
        if not minuses:
            return value
        return Negation(self.operations(value, _NEGATION + 1), minuses % 2 == 1, first.offset)

    def path(self) -> Tree:
        """A location path, or a value that no step follows."""
        first = self.next
        if self.takes("/"):
            steps = self.steps() if self.at_step() else ()
            return LocationPath("/", (), steps, first.offset)
        if self.next.text == "//":
            return LocationPath("/", (), self.further_steps(), first.offset)
        if self.at_step() and not self.at_call():
            return LocationPath(None, (), self.steps(), first.offset)
        start = self.value()
        predicates = self.predicates()
        steps = self.further_steps()
        return LocationPath(start, predicates, steps, first.offset) if predicates or steps else start

    def at_step(self) -> bool:
        return self.next.kind == "name" or self.next.text in (".", "..", "@")

    def at_call(self) -> bool:
        follows = self.tokens[self.at + 1] if self.next.kind == "name" else self.next
        return follows.text == "(" and self.next.text not in _NODE_TYPES

    def steps(self) -> tuple[Step, ...]:
        return (self.step(), *self.further_steps())

    def further_steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        while self.next.text in ("/", "//") and self.next.kind == "symbol":
            separator = self.take()
            if separator.text == "//":
                steps.append(Step("descendant-or-self", _ANY_NODE, (), separator.offset))
            steps.append(self.step())
        return tuple(steps)

    def step(self) -> Step:
        first = self.next
        if self.takes("."):
            return Step("self", _ANY_NODE, self.predicates(), first.offset)
        if self.takes(".."):
            return Step("parent", _ANY_NODE, self.predicates(), first.offset)
        axis = "child"
        if self.takes("@"):
            axis = "attribute"
        elif self.next.kind == "name" and self.tokens[self.at + 1].text == "::":
            axis = self.take().text
            if axis not in AXES:
                raise ExpressionError("axis", first.offset, len(axis), axis)
            self.take()
        test = self.node_test()
        return Step(axis, test, self.predicates(), first.offset)

    def node_test(self) -> NodeTest:
        if self.next.kind != "name":
            raise self.unexpected("operand")
        name, opening = self.take(), self.next
        if name.text in _NODE_TYPES and self.takes("("):
            target = "*"
            if name.text == "processing-instruction" and self.next.kind == "literal":
                target = self.take().text[1:-1]
            self.close(")", opening)
            return NodeTest(name.text, "", target)
        prefix, _, local = name.text.rpartition(":")
        return NodeTest("name", prefix, local)

    def predicates(self) -> tuple[Tree, ...]:
        predicates: list[Tree] = []
        while self.next.text == "[":
            opening = self.take()
            predicates.append(self.expression())
            self.close("]", opening)
        return tuple(predicates)

    def value(self) -> Tree:
        """What is no location path: a number, a string, a call, or an expression in brackets."""
        token = self.next
        if token.kind == "number":
            return Number(float(self.take().text), token.offset)
        if token.kind == "literal":
            return Literal(self.take().text[1:-1], token.offset)
        if token.text == "$":
            raise self.unexpected("variable")
        if token.kind == "name":
            return self.call()
        if not self.takes("("):
            raise self.unexpected("operand")
        tree = self.expression()
        self.close(")", token)
        return tree

    def call(self) -> Call:
        name, opening = self.take(), self.take()
        arguments: list[Tree] = []
        if not self.takes(")"):
            arguments.append(self.expression())
            while self.takes(","):
                arguments.append(self.expression())
            self.close(")", opening)
        if name.text == "jr:choice-name" and len(arguments) == 2:
            arguments[1] = self.written_out(arguments[1])
        return Call(name.text, tuple(arguments), name.offset)

    def written_out(self, path: Tree) -> Tree:
        """The question that jr:choice-name names in a string: read now, so that it counts among the paths."""
        if not isinstance(path, Literal):
            raise ExpressionError("choice-path", path.offset, 1, "jr:choice-name")
        inner = _Parser([token._replace(offset=token.offset + path.offset + 1) for token in tokens_of(path.value)])
        inner.depth = self.depth
        return inner.whole()
