"""What waits for what: circles, in which a question would be computed from itself.

A value waits for what its calculation names, a question's being asked for what its 显示条件 names, its options for
what its 选项筛选 names; and what stands in a group waits for the group. A 校验 may look at anything. A calculation with
a 触发 runs when that question changes and waits for nothing. Two things are no circle: conditions that look at each
other (the one or the other is asked), and a row of a round that looks at another row of it.
Source: kiosk/core/xforms/graph.py, which refuses the same in a finished form without knowing its cells.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kiosk.core.xforms.xpath.tree import Call, LocationPath, Tree
from server.forms.finding import Finding
from server.forms.form import Form, Item
from server.forms.formulas import Formula, parts_of

WAITING = ("relevant", "calculation", "choice_filter")  # in the order in which those of one question are done


class _Deed(NamedTuple):
    """Something to be computed: a question's condition, value or options."""

    name: str
    column: str


def check_cycles(form: Form, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """One finding a circle, at its first question, with the names in order."""
    named = form.named()
    deeds = {
        _Deed(formula.item.name, formula.column): formula
        for formula in formulas
        if formula.expression and named.get(formula.item.name) is formula.item and _is_waiting(formula)
    }
    needs = {deed: _needs(deed, formula, named, deeds) for deed, formula in deeds.items()}
    told: set[_Deed] = set()
    for deed, needed in needs.items():
        # from a condition only the way straight back counts: a longer one is among conditions, or goes through a value
        circle = [deed] if deed in needed else [] if deed.column == "relevant" else _circle(deed, needs)
        if circle and not told & set(circle):
            told |= set(circle)
            names = list(dict.fromkeys(one.name for one in circle))
            yield named[deed.name].row.finding(deed.column, "CYCLE", names=" → ".join([*names, names[0]]))


def _is_waiting(formula: Formula) -> bool:
    triggered = formula.column == "calculation" and bool(formula.item.row.text("trigger"))
    return formula.column in WAITING and not triggered


def _needs(
    deed: _Deed, formula: Formula, named: Mapping[str, Item], deeds: Mapping[_Deed, Formula]
) -> tuple[_Deed, ...]:
    """What has to be computed before this, in the order of the expression."""
    before = [_Deed(deed.name, column) for column in WAITING[: WAITING.index(deed.column)]]
    assert formula.expression is not None
    for name in _looked_at(formula.expression.tree, formula.item, named):
        before += [_Deed(name, column) for column in WAITING]
        before += [_Deed(outer.name, "relevant") for outer in named[name].inside]
    return tuple(one for one in dict.fromkeys(before) if one in deeds)


def _looked_at(tree: Tree, item: Item, named: Mapping[str, Item], *, within: bool = False) -> Iterator[str]:
    """The questions whose answers an expression takes, another row's of the same round left out.

    `within` a predicate a path that begins nowhere begins at what is being picked, not at the question.
    """
    elsewhere = isinstance(tree, Call) and tree.name == "indexed-repeat"
    if isinstance(tree, LocationPath):
        name = _named_by(tree, item)
        predicates = (*tree.predicates, *(one for step in tree.steps for one in step.predicates))
        picked = within and tree.start is None
        if name in named and not picked and not (predicates and _share_round(named[name], item)):
            yield name
        for predicate in predicates:
            yield from _looked_at(predicate, item, named, within=True)
    for part in parts_of(tree):
        for name in _looked_at(part, item, named, within=within):
            if not (elsewhere and _share_round(named[name], item)):
                yield name


def _named_by(path: LocationPath, item: Item) -> str:
    """The question at the end of a path; "" where it ends at none, or in another table."""
    last = path.steps[-1] if path.steps else None
    if last is None or (isinstance(path.start, Call) and path.start.name != "current"):
        return ""
    if last.axis == "self" and len(path.steps) == 1:
        return item.name
    # a bare name is no question: NAME_BARE, or a column in a filter or a predicate
    bare = path.start is None and len(path.steps) == 1
    return last.test.local if last.axis == "child" and not bare else ""


def _share_round(one: Item, other: Item) -> bool:
    around = {outer.row.number for outer in other.inside}
    return any(outer.kind == "begin_repeat" and outer.row.number in around for outer in one.inside)


def _circle(start: _Deed, needs: Mapping[_Deed, tuple[_Deed, ...]]) -> list[_Deed]:
    """The shortest way from a deed back to itself, [] where there is none."""
    came_from: dict[_Deed, _Deed] = {}
    waiting = [start]
    for deed in waiting:
        for needed in needs[deed]:
            if needed == start:
                way = [deed]
                while way[0] != start:
                    way.insert(0, came_from[way[0]])
                return way
            if needed not in came_from:
                came_from[needed] = deed
                waiting.append(needed)
    return []
