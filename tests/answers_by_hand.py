"""Right answers to any matter's form, as few as it takes: for tests in which something else is looked at."""

from functools import cache
from typing import Any

from kiosk.core.casework.days import china_moment
from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.xforms.filling import Filling, Question
from kiosk.desk.forms import Forms, drawn_from
from tests.county_by_hand import NOW_MS

GIVEN = {
    "integer": ("1", "2", "0", "60"), "decimal": ("1", "60", "0.5"), "range": ("1", "5"), "date": ("2026-11-01",),
    "date_time": ("2026-11-01T09:00:00.000+08:00",), "time": ("09:00:00.000+08:00",), "trigger": ("OK",),
    "image": ("", "scene.jpg"),
}  # fmt: skip
WRITTEN = ("乌岩头村东头", "王小芳", "999901195509100123", "13857600001", "2026")
ROUNDS_MAX = 40


@cache
def answers_for(code: str, id_number: str = "999901195509100123") -> dict[str, Any]:
    """What a file says under `answers`; {} for a matter without a form."""
    forms = Forms(china_moment(NOW_MS), drawn_from(b"by hand"), "331003001001")
    if not forms.has(code):
        return {}
    filling = forms.begin(code, read_identity_number(id_number), "agent")
    for _ in range(ROUNDS_MAX):
        gaps = filling.gaps()
        if not gaps:
            break
        _answer(filling, gaps[0])
    assert not filling.gaps(), [(gap.ref, gap.violation) for gap in filling.gaps()]
    return dict(filling.answers())


def _answer(filling: Filling, gap: Question) -> None:
    """The first of what might be right that is."""
    for value in [option.value for option in gap.options] or GIVEN.get(gap.kind, WRITTEN):
        filling.answer(gap.ref, value)
        if filling.question(gap.ref).violation is None:
            return
    raise AssertionError(f"nothing known fits {gap.ref}")
