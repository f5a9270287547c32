"""Many answers taken at once, as `give_answers` gave them: what `kiosk entrust` and whoever reads a record do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.answers import Answer, Answers, lexical_value
from kiosk.core.xforms.record import Node, Rows
from kiosk.core.xforms.snapshot import Snapshot, ref_of

if TYPE_CHECKING:
    from kiosk.core.xforms.filling import Filling

KEYS_SHOWN_MAX = 20
ROUNDS_MAX = 8  # an answer can make an earlier question relevant, that one another


class Taking:
    """One `Filling.fill`: answers what stands below `root` in the order of the form, with rows added and removed."""

    def __init__(self, filling: Filling, snapshot: Snapshot, root: Node, whole: bool) -> None:
        self._filling, self._snapshot, self._root, self._whole = filling, snapshot, root, whole
        self._held: dict[str, str] = {}  # by ref what stood there once it was answered
        self._counted: set[str] = set()

    def take(self, answers: Answers) -> None:
        """Raises what `Filling.fill` says."""
        for _ in range(ROUNDS_MAX):
            if not self._take(self._root, answers):
                break
        unknown = dict.fromkeys(_unknown(self._root, answers))
        if unknown:
            raise Refusal("FORM_ANSWER_UNKNOWN", key="、".join([*unknown][:KEYS_SHOWN_MAX]))

    def _take(self, top: Node, answers: Answers) -> bool:
        """Whether anything became another."""
        moved = False
        for child in tuple(top.children.values()):
            name = child.part.local
            if not child.relevant:
                continue
            if isinstance(child, Node) and child.part.children:
                moved |= self._take(child, answers)
            elif name not in answers and not (self._whole and child.part.bind.calculate is None):
                continue  # what the form computes stands, unless somebody overwrote it
            elif isinstance(child, Rows):
                moved |= self._take_rows(child, answers.get(name, ()))
            elif child.part.control is not None:
                moved |= self._take_one(child, answers.get(name, ""))
        return moved

    def _take_one(self, node: Node, given: Answer) -> bool:
        """Answered once, and again where the form's own action has written over it."""
        ref = ref_of(node)
        if self._held.get(ref, "" if given == "" else None) == node.value or self._snapshot.readonly(node):
            return False
        self._filling.answer(ref, lexical_value(node.part, given))
        self._held[ref] = node.value
        return True

    def _take_rows(self, rows: Rows, given: Answer) -> bool:
        ref, inside = ref_of(rows), _rows_of(rows, given)
        moved = ref not in self._counted
        if moved and rows.part.repeat is not None and not rows.part.repeat.fixed:
            while len(rows.rows) > len(inside):
                self._filling.remove(ref, len(rows.rows))
            while len(rows.rows) < len(inside):
                self._filling.add(ref)
        self._counted.add(ref)
        for row, answers in zip(tuple(rows.rows), inside, strict=False):
            moved |= self._take(row, answers)
        return moved


def _rows_of(rows: Rows, given: Answer) -> list[Answers]:
    if isinstance(given, list | tuple) and all(isinstance(row, dict) for row in given):
        return list(given)
    name = rows.part.local
    raise Refusal("FORM_ANSWER_TYPE", question=name, reason_zh="要逐项填写", reason_en="rows are needed")


def _unknown(top: Node, answers: Answers) -> Iterator[str]:
    """The keys that no question has; what the form computes by itself may be repeated to it. Refuses rows too many."""
    known = {child.part.local: child for child in _inside(top)}
    for key, given in answers.items():
        node = known.get(key)
        if node is None:
            yield key
        elif isinstance(node, Rows) and node.relevant:  # what is not asked stays behind and never leaves
            inside = _rows_of(node, given)
            if len(inside) > len(node.rows):
                raise Refusal("FORM_ROWS", repeat=key, reason_zh="多于应有的项数", reason_en="there are too many")
            for row, within in zip(node.rows, inside, strict=False):
                yield from _unknown(row, within)


def _inside(top: Node) -> Iterator[Node | Rows]:
    for child in top.children.values():
        if isinstance(child, Node) and child.part.children:
            yield from _inside(child)
        else:
            yield child
