"""What a case's page says: piles, limits, levels, steps and coded facts, in plain words of either language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from kiosk.core.casework.codes import (
    GAP_FACTOR,
    CardColour,
    CardRule,
    DefaultedFor,
    GapReason,
    Unit,
    gap_material,
    word,
)
from kiosk.core.casework.days import china_minute
from kiosk.core.casework.handling_class import HandlingClass
from kiosk.core.event import Level
from server.console.words import CHINESE, Say
from server.console.words import mark as _
from server.office.steps import Step
from server.office.workbench import Pile

# pile -> word, tone, icon
PILES: Mapping[Pile, tuple[str, str, str]] = {
    Pile.NEW: (_("新到"), "", "inbox"),
    Pile.SOON: (_("三天内到期"), "wait", "clock"),
    Pile.OVERDUE: (_("已超期"), "bad", "warn"),
    Pile.HANDLING: (_("在办"), "", "work"),
    Pile.CORRECTION: (_("等补正"), "", "undo"),
    Pile.SUSPENDED: (_("挂起"), "", "pause"),
    Pile.TO_SEND: (_("待发结果"), "", "sent"),
    Pile.ASIDE: (_("搁置"), "", "shield"),
    Pile.ALL: (_("全部"), "", "list"),
}

KINDS_OF_CASE: Mapping[HandlingClass, str] = {
    HandlingClass.ON_THE_SPOT: _("即办件"),
    HandlingClass.PROMISED: _("承诺件"),
    HandlingClass.JOINT: _("联办件"),
    HandlingClass.PASSED_UP: _("上报件"),
    HandlingClass.SUPPLEMENTED: _("补办件"),
    HandlingClass.RETURNED: _("退回件"),
}

HELD = (_("原件"), _("复印件"), _("核验"))  # how a material is held, as an entrustment says it

LIMITS: Mapping[str, str] = {
    "T1": _("收件后答复（受理、补正或不予受理）"),
    "T2": _("承诺时限"),
    "T3": _("法定时限"),
    "T4": _("下级审查"),
    "T5": _("送达结果"),
    "T6": _("联合审查"),
    "T7": _("委托人补正"),
    "T8": _("村里上报"),
    "T12": _("补交后补的材料（容缺）"),
    "STEP": _("当前环节"),
    "OPINION": _("部门答复意见"),
    "CHECK": _("核查告知承诺"),
    "PENDING": _("委托待签"),
}

# A card is told by the limit that it is about, in the limit's own words; one is about a duty and no limit.
RULES: Mapping[CardRule, str] = {
    CardRule.RECEIVE: LIMITS["T1"],
    CardRule.PROMISE: LIMITS["T2"],
    CardRule.STATUTE: LIMITS["T3"],
    CardRule.LOWER_TIER: LIMITS["T4"],
    CardRule.DELIVERY: LIMITS["T5"],
    CardRule.JOINT: LIMITS["T6"],
    CardRule.FORWARDING: LIMITS["T8"],
    CardRule.STEP: LIMITS["STEP"],
    CardRule.OPINION: LIMITS["OPINION"],
    CardRule.AFTER_CHECK: LIMITS["CHECK"],
    CardRule.CORRECTED_TWICE: _("没有一次告知，又要求补正"),
}

# Who does not answer, or stays away, is bound by it and answers for it (domain E-4, E-5).
DEFAULTS: Mapping[DefaultedFor, str] = {
    DefaultedFor.SILENT: _("超时默认同意，责任由{department}承担"),
    DefaultedFor.ABSENT: _("缺席默认同意，责任由{department}承担"),
}

# kind -> icon, tone, sentence
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "Entrusted": ("form", "info", _("委托人办了委托")),
    "Received": ("inbox", "info", _("代办员收件，委托书已签")),
    "Lapsed": ("clock", "quiet", _("逾期没有签委托书，自动作废")),
    "MaterialAdded": ("plus", "info", _("补充了材料")),
    "Reached": ("inbox", "info", _("到达有权受理的一级，开始计算答复时限")),
    "Forwarded": ("up", "info", _("站点上报")),
    "Accepted": ("stamp", "good", _("受理")),
    "CorrectionAsked": ("undo", "wait", _("一次告知补正")),
    "Declined": ("refused", "bad", _("不予受理")),
    "DeemedAccepted": ("stamp", "good", _("到期没有答复，视为受理")),
    "Returned": ("back", "wait", _("退回站点")),
    "Corrected": ("check", "info", _("委托人补正了")),
    "CorrectionLapsed": ("clock", "quiet", _("补正期满没有来，办结")),
    "HandlingStarted": ("work", "info", _("开始办理")),
    "PassedUp": ("up", "info", _("转报上一级")),
    "Concluded": ("done", "good", _("办结")),
    "StepDone": ("check", "info", _("完成一个环节")),
    "Suspended": ("pause", "wait", _("挂起，时限暂停")),
    "Resumed": ("work", "info", _("恢复办理，时限接着走")),
    "Extended": ("calendar", "wait", _("延期")),
    "JointOpened": ("handshake", "info", _("发起联审")),
    "JointClosed": ("handshake", "info", _("联审结束")),
    "ResultSent": ("sent", "info", _("结果发往站点")),
    "Delivered": ("done", "good", _("结果送到，委托人已签收")),
    "FollowedUp": ("phone", "good", _("已回访")),
    "Archived": ("archive", "quiet", _("归档")),
    "Withdrawn": ("undo", "quiet", _("委托人撤回")),
    "Voided": ("refused", "quiet", _("作废")),
    "HandedOver": ("forward", "info", _("交接")),
    "Rated": ("flag", "info", _("委托人作了评价")),
    "Complained": ("flag", "wait", _("收到投诉")),
    "Purged": ("archive", "quiet", _("站点清除了已双份保存的正文")),
    "Erased": ("archive", "quiet", _("删除了正文")),
    "SupplyAllowed": ("clock", "wait", _("容缺受理：有的材料可以后补")),
    "Supplied": ("plus", "info", _("后补的材料交来了")),
    "SupplyLapsed": ("clock", "bad", _("后补的材料到期没有来，退回")),
    "ProofPromised": ("sign", "info", _("委托人书面承诺，代替证明")),
    "PromiseChecked": ("search", "info", _("核查了承诺")),
    "CardIssued": ("warn", "wait", _("系统亮牌")),
    "CardRevoked": ("undo", "info", _("撤销亮牌")),
    "OpinionAsked": ("question", "info", _("征求部门意见")),
    "OpinionGiven": ("check", "info", _("部门答复意见")),
    "OpinionDefaulted": ("clock", "wait", _("部门没有答复或者无故缺席，按规定记为同意")),
    "GatheringCalled": ("people", "info", _("通知开会或踏勘")),
    "NoticeSigned": ("sign", "info", _("部门签收了通知")),
    "AttendanceNoted": ("people", "info", _("登记到会")),
    "Surveyed": ("location", "info", _("作了踏勘")),
    "Prioritised": ("flag", "info", _("走绿色通道")),
    "MandateRevoked": ("undo", "wait", _("委托人撤销了委托")),
    "MandateGiven": ("sign", "good", _("委托人重新委托")),
    "FeesBilled": ("receipt", "info", _("开出缴费单")),
    "FeesPaid": ("check", "good", _("费用已缴")),
    "Linked": ("list", "info", _("列入项目")),
    "Visited": ("house", "info", _("领导跟踪服务")),
}
_UNKNOWN = ("help", "quiet", _("一条本机还不认识的记录"))

TEXTS: Mapping[str, str] = {
    "note": _("备注"),
    "notice": _("告知书正文"),
    "reason": _("理由"),
    "referral": _("可以到哪里办"),
    "remedy": _("救济途径"),
    "opinion": _("意见"),
    "document": _("文书"),
    "departments": _("参加部门"),
    "minutes": _("会议纪要"),
    "successor": _("接手人工号"),
    "place": _("地点"),
    "signatory": _("签收人"),
    "people": _("到场人员"),
    "findings": _("踏勘情况"),
    "receipt": _("票据号"),
    "project_name": _("项目名称"),
    "issue": _("了解到的问题"),
}
NOT_TOLD = frozenset({"department_name"})  # a department is told by its name with the fact that names it
_FACTS: Mapping[str, str] = {
    "why": _("原因"),
    "reason": _("原因"),
    "result": _("结果"),
    "step": _("环节"),
    "days": _("天数"),
    "to": _("交给"),
    "way": _("方式"),
    "card": _("第几张"),
    "sort": _("种类"),
    "on": _("日期"),
    "trip": _("踏勘批次"),
    "materials": _("材料"),
    "version": _("承诺书版本"),
    "until": _("到哪天为止"),
    "fen": _("金额"),
    "project": _("项目编号"),
    "place": _("项目里的序号"),
    "after": _("排在哪些后面"),
    "next": _("下一次"),
}
_OUTCOMES = {"FollowedUp": _("满意程度"), "PromiseChecked": _("核查结果")}  # one field name, two meanings


class Names(NamedTuple):
    """What numbers and codes of facts are called: materials by their place in the list, departments by their code."""

    materials: Sequence[str]
    departments: Mapping[str, str]


def step_look(step: Step) -> tuple[str, str, str]:
    """Icon, tone and sentence of a step; one that is set aside or waits is grey."""
    sign, tone, said = _KINDS.get(step.kind, _UNKNOWN)
    if step.facts.get("colour") is CardColour.RED:
        tone = "bad"
    return sign, "quiet" if step.set_aside or step.waiting else tone, said


class Gone(NamedTuple):
    """What became of a case's bodies, and what that means."""

    what: str
    then: str


def gone_told(steps: Sequence[Step], goes_on: bool, say: Say, language: str) -> list[Gone]:
    """By whose word bodies of the case are gone, and why. goes_on: something is still left on the second medium."""
    found = []
    erased = next((step for step in steps if step.kind == "Erased" and not step.set_aside), None)
    if erased is not None:
        why = coded(erased.facts["why"], language) if "why" in erased.facts else "—"
        who = " ".join(filter(None, (erased.author_name, erased.author))) or "—"
        then = say(_("{when} 由 {who} 决定。姓名、电话、材料和照片处处删除，不能恢复；编号、状态和经过留着。站点下次联系时跟着删。"))
        told = then.format(when=china_minute(erased.at_ms), who=who)
        told += say(_("第二份保存里还在清。")) if goes_on else ""
        found.append(Gone(say(_("这件的正文已删除：{why}")).format(why=why), told))
    purged = [step for step in steps if step.kind == "Purged" and not step.set_aside]
    if purged and erased is None:
        then = say(_("{when} 站点清掉了自己的那份，因为县里有两份，也打得开。这里的照样能看。"))
        found.append(Gone(say(_("站点已不再留这件的正文")), then.format(when=china_minute(purged[-1].at_ms))))
    return found


def told_facts(step: Step, say: Say, language: str, names: Names) -> Iterator[tuple[str, str]]:
    """(label, words) of what the step's coded facts tell a reader."""
    facts = step.facts
    if "department" in facts:  # what one department was asked, or did, is one line under its name
        department = names.departments.get(facts["department"], facts["department"])
        yield department, _of_a_department(facts, department, say, language)
        return
    elif "rule" in facts:
        said = [coded(facts["colour"], language), rule_told(facts["rule"], say)]
        due = say(_("应在 {due} 以前")).format(due=facts["due"])
        yield say(_("第 {serial} 张")).format(serial=facts["card"]), listed([*said, due], language)
        return
    for name, label in _FACTS.items():
        if name in facts and step.kind != "Reached":
            yield say(label), _fact(name, facts[name], say, language, names)
    if "outcome" in facts and step.kind in _OUTCOMES:
        yield say(_OUTCOMES[step.kind]), coded(facts["outcome"], language)
    if facts.get("promised_days"):
        yield say(_("承诺")), days_in(facts["promised_days"], facts["promised_unit"], language)
    if "gaps" in facts:
        for gap in facts["gaps"]:
            yield say(_("要补")), gap_in_words(gap, say, language, names.materials)
    if facts.get("override"):
        yield say(_("督办")), say(_("同意再次要求补正"))


def _of_a_department(facts: Mapping[str, Any], department: str, say: Say, language: str) -> str:
    """What it was given to answer, what it said, whether it came; "" where it only signed."""
    if "days" in facts:
        return days_in(facts["days"], Unit.WORKING_DAYS, language)
    if "why" in facts:
        return default_told(facts["why"], department, say)
    said = facts.get("opinion", facts.get("attendance"))
    return "" if said is None else coded(said, language)


def default_told(why: DefaultedFor, department: str, say: Say) -> str:
    """超时默认同意，责任由水利局承担."""
    return say(DEFAULTS[why]).format(department=department)


def rule_told(rule: CardRule, say: Say) -> str:
    """What a card is about."""
    return say(RULES[rule])


def _fact(name: str, value: Any, say: Say, language: str, names: Names) -> str:
    """One fact in words."""
    if name == "materials":
        return listed((material_name(number, say, names.materials) for number in value), language)
    if name == "fen":
        return money(value, say)
    if isinstance(value, tuple):
        return listed(map(str, value), language)
    return coded(value, language)


def listed(words: Iterable[str], language: str) -> str:
    """申请书、户口簿; application, household register."""
    return ("、" if language == CHINESE else ", ").join(words)


def money(fen: int, say: Say) -> str:
    """12.50 元: whole fen as people say an amount."""
    return say(_("{yuan} 元")).format(yuan=f"{fen // 100:,}.{fen % 100:02}")


def coded(value: object, language: str) -> str:
    """The office's word for a coded value; in English its name."""
    if isinstance(value, IntEnum):
        return word(value) if language == CHINESE else value.name.lower().replace("_", " ")
    return str(value)


def days_in(days: int, unit: Unit, language: str) -> str:
    """20个工作日, 20 working days."""
    if language == CHINESE:
        return f"{days}{word(unit)}"
    return f"{days} {coded(unit, language).removesuffix('s') if days == 1 else coded(unit, language)}"


def gap_in_words(gap: int, say: Say, language: str, materials: Sequence[str]) -> str:
    """户口簿（过期）: the material and what is wrong with it."""
    number, reason = gap_material(gap), coded(GapReason(gap % GAP_FACTOR), language)
    name = material_name(number, say, materials)
    return f"{name}（{reason}）" if language == CHINESE else f"{name} ({reason})"


def material_name(number: int, say: Say, materials: Sequence[str]) -> str:
    """A material by its number in the list; 0 is the form's own answers."""
    if number == 0:
        return say(_("填写的内容"))
    if number <= len(materials) and materials[number - 1]:
        return materials[number - 1]
    return say(_("材料{number}")).format(number=number)


def level_word(level: Level, language: str) -> str:
    """村, 乡镇, 县."""
    return coded(level, language)
