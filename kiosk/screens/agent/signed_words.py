"""What a villager puts their name to, in words, so that nobody signs blindly (民法典 165: matter, powers and period)."""

import datetime

from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.kinds import Kind
from kiosk.desk.casefile import CaseFile
from kiosk.screens.agent.words import code_word
from kiosk.screens.resident.mandate import day_words, power_words, until_words
from kiosk.widgets.words import say as _

SETTLED_BY = (Kind.CONCLUDED, Kind.DECLINED)


def signed_word(file: CaseFile, command: str) -> str:
    """The text above the signature of a deed; "" for a deed whose signature says nothing more."""
    if command == "receive":
        return _mandate(file)
    if command == "deliver":
        return _result(file)
    if command == "withdraw":
        return _("我不办“{matter}”了，撤回委托。").format(matter=file.matter_name)
    return ""


def _mandate(file: CaseFile) -> str:
    if not file.principal:
        return _("委托内容在这台机器上打不开，请先不要签名。")
    if not file.mandate:
        return _("我申请办“{matter}”，没有委托代办员。").format(matter=file.matter_name)
    until = file.mandate_until
    day = None if until in ("", "delivered") else datetime.date.fromisoformat(until)
    end = day_words(day) if day else until_words("delivered", None)[0]
    agent = _("代办员{name}").format(name=file.agent) if file.agent else _("本站代办员")
    return _("我委托{agent}办“{matter}”：{powers}；{end}。代办员不能转给别人办。").format(
        agent=agent, matter=file.matter_name, end=end,
        powers=_("、").join(power_words(power)[0] for power in file.mandate),
    )  # fmt: skip


def _result(file: CaseFile) -> str:
    """Case, matter and result, as the office decided it."""
    decided = next((one for one in reversed(file.happened) if one.kind in SETTLED_BY and not one.set_aside), None)
    result = _("结果见交给您的文书")
    if decided is not None:
        code = decided.facts.get("result")
        result = code_word(code) if code is not None else _("不予受理")
        result = _("，").join([result, *decided.texts])
    return _("办件 {number}，“{matter}”，结果：{result}。我收到了。").format(
        number=grouped(file.case.number), matter=file.matter_name, result=result.rstrip("。")
    )
