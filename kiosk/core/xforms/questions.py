"""What a form shows of itself at one moment: questions, their choices, repeats."""

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Option(NamedTuple):
    """One choice. `image` and `audio` are names of files that belong to the form, "" for none."""

    value: str
    label: str
    image: str = ""
    audio: str = ""


class Violation(NamedTuple):
    """What keeps an answer from standing, and the form's own words for it, "" if it has none."""

    rule: Literal["required", "constraint", "type"]
    message: str


class Question(NamedTuple):
    """One question as it stands now.

    `ref` names its node, with the numbers of its rows; `value` is what the record holds, `shown` how people read that.
    `guidance` is what may be said beyond the label; `groups` are the labels of the groups and rows around it, outermost
    first; `parameters` what else the form says of it, such as a range's start, end and step.
    """

    ref: str
    name: str
    kind: str
    label: str
    hint: str
    guidance: str
    audio: str
    image: str
    value: str
    shown: str
    required: bool
    readonly: bool
    violation: Violation | None
    options: tuple[Option, ...]
    appearance: frozenset[str]
    parameters: dict[str, str]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeat under one parent: how many rows it has now, and whether people may add or remove one."""

    ref: str
    name: str
    label: str
    count: int
    fixed: bool
    may_add: bool
    may_remove: bool
    groups: tuple[str, ...] = ()


class State(NamedTuple):
    """All that is known of one node of the record, for comparison with other engines.

    `type` is web-forms' name for what the node is; `options` pairs of value and label.
    """

    ref: str
    type: str
    relevant: bool
    readonly: bool
    required: bool
    value: str
    violation: Violation | None
    label: str | None
    hint: str | None
    options: tuple[tuple[str, str], ...] | None
