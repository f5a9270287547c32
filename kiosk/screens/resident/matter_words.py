"""What the pages say about a matter, in plain words. What the county has not confirmed is called so, never left out."""

from kiosk.core.catalogue.matters import OUTSIDE, TO_BE_CONFIRMED, UNCONFIRMED, Matter
from kiosk.core.event import Level
from kiosk.widgets.words import say as _

GROUP_ICONS = {
    "elders": "elder", "relief": "coin", "health": "medical", "work": "work", "papers": "id-card",
    "disabled": "heart", "land": "house", "farming": "sprout", "soldiers": "star", "trade": "stamp",
    "justice": "scales", "village": "people", "other": "grid",
}  # fmt: skip


def group_word(key: str) -> str:
    """The name of a group of matters."""
    return {
        "elders": _("老人的事"),
        "relief": _("救助和津贴"),
        "health": _("看病和医保"),
        "work": _("社保和就业"),
        "papers": _("户口和证件"),
        "disabled": _("残疾人的事"),
        "land": _("建房和土地"),
        "farming": _("种田和养殖"),
        "soldiers": _("退役和参军"),
        "trade": _("开店和缴费"),
        "justice": _("法律和投诉"),
        "village": _("村里的事"),
        "other": _("其他事情"),
    }[key]


def agency_mark(matter: Matter) -> tuple[str, str]:
    """(word, kind) of the mark that says whether it may be entrusted here."""
    return {
        "Y": (_("可以代办"), "good"),
        "P": (_("协助您办"), "info"),
        "N": (_("要本人去"), "wait"),
    }[matter.agent_allowed]


def agency_sentence(matter: Matter) -> str:
    """Whether it may be entrusted here, in a sentence, with the sheet's own rule."""
    sentence = {
        "Y": _("这件事可以委托代办员替您办。"),
        "P": _("这件事代办员只能协助您办，有的步骤要您本人来。"),
        "N": _("这件事不能代办，要您本人去办。这里可以先看清要求，把材料备齐。"),
    }[matter.agent_allowed]
    rule = matter.agent_rule
    if rule and rule != UNCONFIRMED:
        sentence += _("规定：{rule}").format(rule=rule) + "。"
    return sentence + unconfirmed_mark(matter.agent_status)


def tier_word(tier: int, said: str = "") -> str:
    """Who a tier is; `said` is the sheet's own word for one outside the county."""
    if tier == OUTSIDE:
        return said if said and said != UNCONFIRMED else TO_BE_CONFIRMED
    return {
        Level.VILLAGE: _("村（社区）便民服务站"),
        Level.TOWNSHIP: _("乡镇（街道）便民服务中心"),
        Level.COUNTY: _("县（区）主管部门"),
    }[Level(tier)]


def unconfirmed_mark(status: str) -> str:
    """What follows a fact whose status column says that the county has not confirmed it; "" once it has."""
    return _("（待县确认）") if UNCONFIRMED in status else ""


def limit_word(matter: Matter) -> str:
    """How long the county promises to take, short, marked while the promise is unconfirmed."""
    mark = unconfirmed_mark(matter.promised_status)
    if matter.promised_unit == "当场" or matter.promised_days == 0:  # zh-only: the sheet's words
        return _("当场就能办") + mark
    unit = _("个工作日") if matter.promised_unit != "自然日" else _("天")  # zh-only: the sheet's word
    return _("{days}{unit}内办好").format(days=matter.promised_days, unit=unit) + mark


def decider_word(matter: Matter) -> str:
    """Who decides, marked while that is unconfirmed; never marked twice."""
    decider = tier_word(matter.decide_tier, matter.decide_tier_text)
    return decider if TO_BE_CONFIRMED in decider else decider + unconfirmed_mark(matter.decide_tier_status)


def row_note(matter: Matter) -> str:
    """The second line of a matter in a list: whose it is, and who decides."""
    return _("{department} · 由{decides}决定").format(department=matter.department, decides=decider_word(matter))


def fact_word(heading: str) -> str:
    """The heading of one of the nine public facts."""
    return {  # zh-only: the keys are the catalogue's
        "事项名称": _("事项名称"),
        "法律依据": _("法律依据"),
        "申请条件": _("申请条件"),
        "办事程序": _("办事程序"),
        "申报材料": _("申报材料"),
        "办理时限": _("办理时限"),
        "收费依据": _("收费依据"),
        "收费标准": _("收费标准"),
        "投诉渠道": _("投诉渠道"),
    }[heading]
