"""What is not right yet in a form, as one Refusal that names every gap in both languages (一次性告知)."""

from collections.abc import Callable
from typing import TypeVar

from kiosk.core.forms.told import speak
from kiosk.core.refusal import Refusal
from kiosk.core.xforms.filling import Filling, Question

Said = TypeVar("Said")
GAPS_SHOWN_MAX = 20  # more than a screen or a letter holds; the first ones have to be mended anyway
_EMPTY = ("还没有填写", "has not been filled in")
_WRONG = ("这样填不对", "is not right")


def not_right(filling: Filling) -> dict[str, Refusal]:
    """ANSWER_NOT_RIGHT of every gap by its ref, in order: the form's own message, kindly, and nothing beside it.

    All at once, because to speak the other language computes much of the form anew."""

    def said(language: int) -> dict[str, str]:
        return {gap.ref: _message(gap, language) for gap in filling.gaps()}

    zh, en = _in_both(filling, said)
    return {ref: Refusal("ANSWER_NOT_RIGHT", message_zh=zh[ref], message_en=en.get(ref, "")) for ref in zh}


def lacking(filling: Filling) -> Refusal | None:
    """ANSWERS_LACKING with every gap, its question's label and its message; None where nothing is lacking."""
    if not filling.gaps():
        return None

    def said(language: int) -> str:
        gaps = filling.gaps()
        named = [_named(gap, language) for gap in gaps[:GAPS_SHOWN_MAX]]
        more = len(gaps) - len(named)
        further = [(f"后面还有{more}处", f"and {more} more after these")[language]] if more else []
        return ("；", "; ")[language].join([*named, *further])

    gaps_zh, gaps_en = _in_both(filling, said)
    return Refusal("ANSWERS_LACKING", gaps_zh=gaps_zh, gaps_en=gaps_en)


def _in_both(filling: Filling, said: Callable[[int], Said]) -> tuple[Said, Said]:
    spoken, told = filling.language, []
    for place, language in enumerate(("zh", "en")):
        speak(filling, language)
        told.append(said(place))
    filling.speak(spoken)
    return told[0], told[1]


def _named(gap: Question, language: int) -> str:
    """Label and message, with the groups and the row that it stands in, and its name as an entrustment writes it."""
    where = (" · ").join((*gap.groups, gap.label or gap.name))
    return (f"{where}（{gap.name}）：" if language == 0 else f"{where} ({gap.name}): ") + _message(gap, language)


def _message(gap: Question, language: int) -> str:
    if gap.violation is None:
        return ""
    said = gap.violation.message or (_EMPTY if gap.violation.rule == "required" else _WRONG)[language]
    return said.rstrip("。.；;")
