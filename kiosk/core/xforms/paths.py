"""Finding the parts of a form by the paths that its body and binds write."""

import re
from collections.abc import Mapping

from lxml import etree

from kiosk.core.xforms.document import children_named, local_name, wrong
from kiosk.core.xforms.structure import Part

PATH_CHARS_MAX = 4_000


class Paths:
    """The parts of `document` by path, and the binds of `model` by their id."""

    def __init__(self, model: etree._Element, document: Part) -> None:
        self._document = document
        self._by_ref: Mapping[str, Part] = {part.ref: part for part in document.whole()}
        self._binds = {bind.get("id"): bind.get("nodeset") or "" for bind in children_named(model, "bind")}

    def reference(self, element: etree._Element) -> str:
        """The path that a body element or action is about; raises Refusal FORM_STRUCTURE if it names none."""
        written = self.optional_reference(element)
        if not written:
            raise wrong(local_name(element), "没有ref", "it has no ref")
        return written

    def optional_reference(self, element: etree._Element) -> str | None:
        """The same, or None."""
        written = element.get("ref") or element.get("nodeset")
        if written is None and element.get("bind") is not None:
            written = self._binds.get(element.get("bind"))
        return None if written is None else written.strip()

    def find(self, path: str, base: Part | None = None) -> Part:
        """The part that a path leads to, from `base` on if it is relative; predicates are passed over.

        Raises Refusal FORM_STRUCTURE if there is none.
        """
        part = self.look_up(path, base)
        if part is None:
            raise wrong(path[:PATH_CHARS_MAX], "没有这个节点", "there is no such node")
        return part

    def look_up(self, path: str, base: Part | None = None) -> Part | None:
        """The same, or None."""
        plain = _without_predicates(path[:PATH_CHARS_MAX])
        found = self._by_ref.get(plain)
        if found is not None:
            return found
        part: Part | None = self._document if plain.startswith("/") or base is None else base
        for step in plain.strip("/").split("/"):
            if part is None:
                return None
            part = _stepped(part, step)
        return part


def _stepped(part: Part, step: str) -> Part | None:
    if step in (".", ""):
        return part
    if step == "..":
        return part.parent
    among = part.attributes if step.startswith("@") else part.children
    written = [child for child in among if child.ref.rpartition("/")[2] == step]
    local = [child for child in among if child.local == step.lstrip("@").rpartition(":")[2]]
    return next(iter(written or local), None)


def _without_predicates(path: str) -> str:
    before = None
    while before != path:
        before, path = path, re.sub(r"\[[^\[\]]*\]", "", path)
    return path.replace(" ", "")
