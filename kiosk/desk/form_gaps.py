"""What is not right yet in a form, as one Refusal that names every gap in both languages (一次性告知)."""

from collections.abc import Callable, Collection

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.filling import Filling, Question
from kiosk.core.xforms.told import speak

GAPS_SHOWN_MAX = 20  # more than a screen or a letter holds; the first ones have to be mended anyway
_EMPTY = ("还没有填写", "has not been filled in")
_WRONG = ("这样填不对", "is not right")


def not_right(filling: Filling, refs: Collection[str]) -> Refusal:
    """ANSWER_NOT_RIGHT for the gaps of these refs: the form's own message, kindly, and nothing beside it."""

    def said(language: int) -> str:
        return " ".join(_message(gap, language) for gap in filling.gaps() if gap.ref in refs)

    message_zh, message_en = _in_both(filling, said)
    return Refusal("ANSWER_NOT_RIGHT", message_zh=message_zh, message_en=message_en)


def lacking(filling: Filling) -> Refusal | None:
    """ANSWERS_LACKING with every gap, its question's label and its message; None where nothing is lacking."""
    if not filling.gaps():
        return None

    def said(language: int) -> str:
        gaps = [_named(gap, language) for gap in filling.gaps()[:GAPS_SHOWN_MAX]]
        return ("；", "; ")[language].join(gaps)

    gaps_zh, gaps_en = _in_both(filling, said)
    return Refusal("ANSWERS_LACKING", gaps_zh=gaps_zh, gaps_en=gaps_en)


def _in_both(filling: Filling, said: Callable[[int], str]) -> tuple[str, str]:
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
