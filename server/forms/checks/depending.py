"""What depends on what: cycles, where a question waits for itself.

A calculation depends on what it names; whether a question is asked depends on what its 显示条件 names and on the
groups around it; a round's length on its 重复次数. A 校验 may look at anything. A calculation with a 触发 runs when
that question changes and waits for nothing. Source: ODK XForms specification, "dependency"; JavaRosa refuses the same.
"""

from collections.abc import Iterator

from server.forms.finding import Finding
from server.forms.form import Form, Item
from server.forms.formulas import Formula

DEPENDING = ("relevant", "calculation", "repeat_count")


def check_cycles(form: Form, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """One finding a cycle, at its first question, with the names in order."""
    needs = _needs(form, formulas)
    named = form.named()
    told: set[str] = set()
    for name in needs:
        circle = _circle(name, needs)
        if circle and not told & set(circle):
            told |= set(circle)
            item = named[name]
            column = next((f.column for f in formulas if f.item is item and set(f.names) & set(circle)), "relevant")
            yield item.row.finding(column, "CYCLE", names=" → ".join([*circle, circle[0]]))


def _needs(form: Form, formulas: tuple[Formula, ...]) -> dict[str, list[str]]:
    """name -> what it waits for, in the order of the sheet."""
    needs: dict[str, list[str]] = {}
    for item in form.named().values():
        needs[item.name] = [outer.name for outer in item.inside if outer.name]
    for formula in formulas:
        if formula.column in DEPENDING and not _is_triggered(formula.item, formula.column):
            needs.get(formula.item.name, []).extend(name for name in formula.names if name in needs)
    return needs


def _is_triggered(item: Item, column: str) -> bool:
    return column == "calculation" and bool(item.row.text("trigger"))


def _circle(start: str, needs: dict[str, list[str]]) -> list[str]:
    """The shortest way from a question back to itself, [] where there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    for name in waiting:
        for needed in needs.get(name, ()):
            if needed == start:
                way = [name]
                while way[0] != start:
                    way.insert(0, came_from[way[0]])
                return way
            if needed not in came_from:
                came_from[needed] = name
                waiting.append(needed)
    return []
