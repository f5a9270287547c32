"""How a case stands, and what is proved of it, in plain words of the language chosen."""

from kiosk.core.casework.receipt import IN_WORDS
from kiosk.core.casework.transitions import State
from kiosk.desk.progress import Truth
from kiosk.widgets.words import say as _

DONE = (State.CONCLUDED, State.AWAITING_DELIVERY, State.DELIVERED, State.ARCHIVED)
WAITING_FOR_PERSON = (State.PENDING, State.IN_CORRECTION)
ENDED_WITHOUT = (State.DECLINED, State.WITHDRAWN, State.VOIDED)


def state_word(words: str) -> str:
    """A state of `IN_WORDS` as it is said to people."""
    return {
        IN_WORDS[State.PENDING]: _("已登记，待代办员确认"),
        IN_WORDS[State.RECEIVED]: _("已收件，尚未受理"),
        IN_WORDS[State.FORWARDED]: _("已上报，尚未受理"),
        IN_WORDS[State.IN_CORRECTION]: _("需要补材料"),
        IN_WORDS[State.DECLINED]: _("不予受理"),
        IN_WORDS[State.ACCEPTED]: _("已受理"),
        IN_WORDS[State.DEEMED_ACCEPTED]: _("已受理（逾期未告知，视为受理）"),
        IN_WORDS[State.PASSED_UP]: _("已转报上级"),
        IN_WORDS[State.IN_HANDLING]: _("正在办理"),
        IN_WORDS[State.SUSPENDED]: _("暂停计时，还在办"),
        IN_WORDS[State.IN_JOINT_REVIEW]: _("几个部门正在一起审"),
        IN_WORDS[State.CONCLUDED]: _("办完了"),
        IN_WORDS[State.AWAITING_DELIVERY]: _("办完了，结果在送来的路上"),
        IN_WORDS[State.DELIVERED]: _("结果已经送到"),
        IN_WORDS[State.ARCHIVED]: _("已归档"),
        IN_WORDS[State.WITHDRAWN]: _("已撤回"),
        IN_WORDS[State.VOIDED]: _("已作废"),
    }[words]


def state_kind(state: State) -> str:
    """The kind of a mark for it."""
    if state in DONE:
        return "good"
    return "wait" if state in WAITING_FOR_PERSON else "bad" if state in ENDED_WITHOUT else "info"


def truth_word(truth: Truth) -> str:
    """One of the truths: what is proved, or that it is not yet."""
    proved, not_yet = {
        "recorded": (_("这台机器已登记"), _("这台机器还没登记")),
        "left": (_("已经从本站送出"), _("还没有从本站送出")),
        "at_township": (_("乡镇已收到"), _("没有乡镇的收到证明")),
        "at_county": (_("县里已收到"), _("还没有县里的收到证明")),
        "safe": (_("县里已存好两份"), _("县里还没说存好两份")),
        "accepted": (_("已受理"), _("还没有受理")),
    }[truth.name]
    return proved if truth.proved else not_yet
