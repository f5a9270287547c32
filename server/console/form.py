"""What a form of the office's deeds is made of.

Field names are those of `kiosk.core.casework.commands`; a test compares them, and which must be filled in.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple

from server.console.words import mark as _


class Kind(StrEnum):
    """How a field is filled in. CHOICE: one of its codes. DEPARTMENT: one that the case or the county knows, or a new
    code. PICK: one of what the case holds. MATERIALS: some of the list. GAPS: each material of the list with what is
    wrong with it. DAY: a date. YUAN: an amount with two decimals, fen in the fact. ITEMS: the rows of a bill."""

    LINE = "line"
    AREA = "area"
    NUMBER = "number"
    CHOICE = "choice"
    TICK = "tick"
    GAPS = "gaps"
    DAY = "day"
    DEPARTMENT = "department"
    PICK = "pick"
    MATERIALS = "materials"
    YUAN = "yuan"
    ITEMS = "items"


class Part(StrEnum):
    """In which part of a case's page a form stands: among the steps of its course, or beside what it is about."""

    COURSE = "course"
    JOINT = "joint"
    PROOFS = "proofs"
    CARDS = "cards"
    STANDING = "standing"


class Field(NamedTuple):
    """One field. codes: what a CHOICE offers, unless the case or the person narrows it."""

    name: str
    label: str
    kind: Kind = Kind.AREA
    required: bool = False
    hint: str = ""
    codes: type[IntEnum] | None = None


class Form(NamedTuple):
    """button: the deed as the office says it; sign: its icon; means: what happens when it is done; danger: it ends
    the case for somebody, or cannot be taken back."""

    button: str
    sign: str
    means: str
    fields: tuple[Field, ...]
    danger: bool = False
    part: Part = Part.COURSE


NOTE = Field("note", _("备注"), hint=_("代办员看得到；没有就空着。"))
