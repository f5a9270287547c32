"""What a form does by itself at an event: `setvalue`.

Source: events and actions of the ODK XForms specification. `odk:setgeopoint` is read and does nothing: a station does
not move, and has no instrument that knows its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from kiosk.core.xforms.document import local_name, text_of, wrong
from kiosk.core.xforms.wording import Compile
from kiosk.core.xforms.xpath.expression import Expression

if TYPE_CHECKING:
    from kiosk.core.xforms.paths import Paths
    from kiosk.core.xforms.structure import Part

FIRST_LOAD = ("odk-instance-first-load", "xforms-ready")  # the second is the deprecated name of the first
LOAD = "odk-instance-load"
NEW_ROW = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"
EVENTS = frozenset((*FIRST_LOAD, LOAD, NEW_ROW, VALUE_CHANGED))
SETVALUE = "setvalue"
ACTION_ELEMENTS = frozenset((SETVALUE, "setgeopoint", "recordaudio"))


class Action(NamedTuple):
    """Sets the node at `path`, which is one of `target`, when one of `events` comes.

    `source` is the question or repeat that it is nested in, None in the model; `value` an expression evaluated on the
    target, or a text.
    """

    target: Part
    path: Expression
    events: frozenset[str]
    value: Expression | str
    source: Part | None


def is_action(element: etree._Element) -> bool:
    """Whether the element is an action."""
    return local_name(element) in ACTION_ELEMENTS


def read_action(element: etree._Element, compile_text: Compile, paths: Paths, source: Part | None) -> Action | None:
    """An action as it is written, None for one that does nothing here.

    Raises Refusal FORM_STRUCTURE for one without a target or with an unknown event.
    """
    events = frozenset((element.get("event") or "").split())
    unknown = " ".join(sorted(events - EVENTS))
    if unknown:
        raise wrong(local_name(element), f"事件不认识：{unknown}", f"unknown events: {unknown}")
    reference = paths.reference(element)
    target = paths.find(reference, source)
    if local_name(element) != SETVALUE:
        return None
    written = element.get("value")
    value = compile_text(written, target.ref) if written else "" if written == "" else text_of(element)
    return Action(target, compile_text(reference, target.ref), events, value, source)
