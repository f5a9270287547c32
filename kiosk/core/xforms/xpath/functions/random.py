"""Functions of chance. The dice are handed in by the surroundings; a seed makes the same order on every machine."""

import hashlib
import math
from collections.abc import Callable

from ..nodes import Node
from ..problem import ExpressionError
from ..scope import Scope
from ..values import Value, number_of, string_of
from .function import ODK, Arguments, Function, nodes, number
from .numbers import whole

_MODULUS = 2**31 - 1
_MULTIPLIER = 16_807
_LONG_MAX = 2**63 - 1
UUID_CHARACTERS_MAX = 10_000


def uuid(scope: Scope, given: Arguments) -> Value:
    """A UUID of version 4, or that many random characters. ODK XForms, uuid."""
    if not given:
        return scope.surroundings.uuid()
    length = whole(number(given[0], scope))
    if length is None or length > UUID_CHARACTERS_MAX:
        raise ExpressionError("length", 0, 0, string_of(given[0](scope)))
    characters = scope.surroundings.uuid()
    while 0 < len(characters) < length:
        characters += scope.surroundings.uuid()
    return characters[: max(length, 0)]


def randomize(scope: Scope, given: Arguments) -> Value:
    """The nodes shuffled from the inside out; with a seed by Park and Miller's generator. ODK XForms, randomize."""
    found = nodes(given[0], scope)
    dice = park_miller(_seed(given[1](scope), scope)) if len(given) > 1 else scope.surroundings.random
    shuffled: list[Node] = []
    for place, node in enumerate(found):
        other = int(dice() * (place + 1))
        shuffled.append(node)
        shuffled[place], shuffled[other] = shuffled[other], node
    return list(shuffled)


def park_miller(seed: int) -> Callable[[], float]:
    """Numbers from 0 to below 1 as JavaRosa draws them (XPathNodeset.shuffle)."""
    state = int(math.fmod(seed, _MODULUS)) if abs(seed) < 2**53 else _remainder(seed)
    if state <= 0:
        state += _MODULUS - 1

    def draw() -> float:
        nonlocal state
        state = state * _MULTIPLIER % _MODULUS
        return (state - 1) / (_MODULUS - 1)

    return draw


def _remainder(seed: int) -> int:
    """With the sign of the seed, as Java and JavaScript divide."""
    return seed % _MODULUS if seed >= 0 else -(-seed % _MODULUS)


def _seed(value: Value, scope: Scope) -> int:
    """A number's whole part within 64 bits; of other texts the first 64 bits of their SHA-256, of an empty one 0
    (getodk/javarosa 800)."""
    given = number_of(value, scope.zone)
    if math.isnan(given):
        text = string_of(value)
        hashed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(hashed[:8], "big", signed=True) if text else 0
    if math.isinf(given):
        return _LONG_MAX if given > 0 else -_LONG_MAX - 1
    return max(-_LONG_MAX - 1, min(_LONG_MAX, int(given)))


RANDOM = (
    Function("random", 0, 0, lambda scope, given: scope.surroundings.random(), ODK),
    Function("uuid", 0, 1, uuid, ODK),
    Function("randomize", 1, 2, randomize, ODK),
)
