"""What is wrong with an expression, and where in its text."""


class ExpressionError(Exception):
    """An expression that cannot be read, or cannot be evaluated on the values it met.

    `code` is one of `PROBLEMS`. `offset` and `length` count characters in the expression's text and mark the place;
    `found` is what stood there, or the value that did not fit. The caller turns it into its own Refusal, which knows
    the row and the column.
    """

    def __init__(self, code: str, offset: int, length: int, found: str) -> None:
        super().__init__(f"{code} at {offset}: {found}")
        self.code, self.offset, self.length, self.found = code, offset, length, found


PROBLEMS = {
    # while reading
    "empty": "nothing is written",
    "too-long": "more characters than EXPRESSION_CHARACTERS_MAX",
    "too-deep": "nested deeper than EXPRESSION_DEPTH_MAX",
    "character": "a character that XPath does not know",
    "quote": "a quotation mark that is never closed",
    "operand": "a value is missing where one must stand",
    "operator": "two values with nothing between them",
    "bracket": "a bracket that is never closed",
    "axis": "no such axis",
    "prefix": "a prefix without a namespace",
    "variable": "forms have no variables",
    "choice-path": "jr:choice-name needs its question written out between quotation marks",
    # while evaluating
    "function": "no such function",
    "arguments": "too few or too many arguments",
    "pattern": "a regular expression that is not supported",
    "nodes": "nodes were needed and something else was given",
    "single": "a single node was needed and more were given",
    "digest": "no such digest algorithm or encoding",
    "length": "not a length, or past the limit",
    "too-costly": "too many steps of a regular expression, or too many nodes to look at",
}
