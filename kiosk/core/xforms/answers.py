"""Answers as plain JSON: out of a record, and as the lexical values that go into one.

A name stands once in a form, so groups leave no trace: {"reason": "new", "member": [{"age": 6}, {"age": 80}]}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.record import Node, Rows
from kiosk.core.xforms.snapshot import kind_of
from kiosk.core.xforms.structure import Part
from kiosk.core.xforms.written import CONFIRMED

Answer: TypeAlias = "str | int | float | bool | Sequence[Mapping[str, Answer]]"
Answers: TypeAlias = Mapping[str, Answer]
META = "meta"


def give_answers(top: Node) -> dict[str, Answer]:
    """What counts below a node; see `Filling.answers`."""
    return dict(_given(top))


def _given(node: Node) -> Iterator[tuple[str, Answer]]:
    for child in node.children.values():
        if isinstance(child, Rows):
            rows = [give_answers(row) for row in child.rows if row.relevant]
            if rows:
                yield child.part.local, rows
        elif child.part.is_attribute or not child.relevant or (child.part.depth == 2 and child.part.local == META):
            continue
        elif child.part.children:
            yield from _given(child)
        elif child.value and not _only_says(child):
            yield child.part.local, _plain(child)


def _only_says(node: Node) -> bool:
    """A note; one that shows what the form computed is an answer too."""
    control, computed = node.part.control, node.part.bind.calculate is not None
    return control is not None and kind_of(control) == "note" and not computed


def _plain(node: Node) -> Answer:
    control, kind = node.part.control, node.part.bind.kind
    if control is not None and control.tag == "trigger":
        return node.value == CONFIRMED
    if control is not None and control.offers_choices:
        return node.value
    if kind == "int":
        return int(node.value)
    if kind == "decimal":
        return float(node.value)
    if kind == "boolean":
        return node.value in ("true", "1")
    return node.value


def lexical_value(part: Part, answer: Answer) -> str:
    """An answer as XForms writes it; raises Refusal FORM_ANSWER_TYPE for rows where one value is asked for."""
    if isinstance(answer, bool):
        confirms = part.control is not None and part.control.tag == "trigger"
        return (CONFIRMED if confirms else "true") if answer else ("" if confirms else "false")
    if isinstance(answer, float):
        return format(Decimal(repr(answer)), "f")
    if isinstance(answer, str):
        return answer if answer.strip() else ""  # blanks say nothing, at the window either
    if isinstance(answer, int):
        return str(answer)
    raise Refusal("FORM_ANSWER_TYPE", question=part.local, reason_zh="只要一个值", reason_en="one value is needed")
