"""What a villager puts their name to, in words, so that nobody signs blindly (民法典 165: matter, powers and period)."""

import datetime

from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.kinds import Kind
from kiosk.desk.casefile import CaseFile
from kiosk.screens.agent.code_words import code_word
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
    if command == "revoke-mandate":
        return _("我撤销对代办员的委托。从现在起，代办员不能再替我办“{matter}”。").format(matter=file.matter_name)
    if command == "give-mandate":
        return _mandate(file)
    if command == "promise-proof":
        return _promise(file)
    return ""


def _promise(file: CaseFile) -> str:
    """Version 1 of the promise (优化营商环境条例 40): `desk.permitted.ANSWERED` names the version; a change of what is
    promised here is a new one."""
    return _(
        "我看过办“{matter}”要符合的条件。前面选的这几样证明我不交了，我承诺：我符合这些证明要证明的条件，说的都是真的，愿意接受核查。"
        "承诺不实的，这件事可以终止或者撤销，并记入名单，后果由我承担。"
    ).format(matter=file.matter_name)


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
