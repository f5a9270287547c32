"""What the answers of a form ask for besides: materials that hold under a condition, and photographs."""

import re

from kiosk.core.xforms.filling import Filling

_MATERIAL = re.compile(r"material_([1-9][0-9]?)")


def material_number(name: str) -> int:
    """N of a row named material_N, which stands for that material of the matter; 0 for every other."""
    found = _MATERIAL.fullmatch(name)
    return int(found[1]) if found else 0


def conditions(filling: Filling) -> dict[int, bool]:
    """Whether the answers ask for a material, by its number in the matter's list; only of those that the form names."""
    parts = filling.definition.document.below()
    named = {number: False for part in parts if (number := material_number(part.local))}
    shown = {number: True for question in filling.questions() if (number := material_number(question.name))}
    return named | shown


def pictures(filling: Filling) -> tuple[str, ...]:
    """The file names of the photographs that are answers, in order; of questions that are asked now."""
    return tuple(one.value for one in filling.questions() if one.kind == "image" and one.value)
