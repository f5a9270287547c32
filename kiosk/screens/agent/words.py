"""The desk's words: what each task, deed, state, code and truth is called on the screen, in both languages.

Words only. Which deeds there are, and which values a field may have, is asked of the case table (`desk.permitted`);
a test sees that everything it may name has its word here.
"""

import datetime
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from kiosk.core.casework.codes import (
    Contentment,
    DeclinedFor,
    FollowedUpBy,
    GapReason,
    Result,
    ReturnedFor,
    Step,
    SuspendedFor,
    Tier,
    VoidedFor,
)
from kiosk.core.casework.days import china_minute
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.desk.proofs import Proof
from kiosk.desk.today import WATCH, Task, Urgency
from kiosk.widgets.words import say as _
from kiosk.widgets.words import spoken


def level_word(level: int) -> str:
    """村, 乡镇, 县, 县外."""
    return {1: _("村里"), 2: _("乡镇里"), 3: _("县里"), 4: _("县以上")}[int(level)]


def task_word(task: str, level: int = 0) -> str:
    """What is to be done, as one says it to oneself. level: whose limit has passed, for WATCH."""
    if task == WATCH:
        return _("{level}超期了，可以去问问").format(level=level_word(level))
    return {
        "receive": _("请村民来签字确认"),
        "resubmit": _("补齐材料再交上去"),
        "forward": _("报上去"),
        "accept": _("答复：受理、补正或不受理"),
        "start": _("开始办理"),
        "pass-up": _("转报上级"),
        "resume": _("恢复办理"),
        "close-joint": _("结束联审"),
        "conclude": _("办结"),
        "send-result": _("发出结果"),
        "deliver": _("把结果交给村民，请他签收"),
        "follow-up": _("回访：问问满不满意"),
    }[task]


def deed_word(command: str) -> str:
    """The button of a deed."""
    return {
        "receive": _("签字确认委托"),
        "add-material": _("补充材料"),
        "forward": _("上报"),
        "accept": _("受理"),
        "correct": _("要求补正"),
        "decline": _("不予受理"),
        "return": _("退回"),
        "resubmit": _("交补正材料"),
        "start": _("开始办理"),
        "pass-up": _("转报上级"),
        "step": _("记一步办理"),
        "suspend": _("暂停计时"),
        "resume": _("恢复办理"),
        "extend": _("延期"),
        "open-joint": _("发起联审"),
        "close-joint": _("结束联审"),
        "conclude": _("办结"),
        "send-result": _("发出结果"),
        "deliver": _("送达签收"),
        "follow-up": _("回访"),
        "withdraw": _("撤回委托"),
        "void": _("作废"),
        "hand-over": _("交接"),
        "complain": _("记一条投诉"),
    }[command]


def deed_about(command: str) -> str:
    """What the deed does, in a sentence."""
    return {
        "receive": _("村民自己登记的事，请本人看一遍委托内容，在屏幕上签名。签了才算正式收件。"),
        "add-material": _("村民又送来材料，拍下来放进这件事里。"),
        "forward": _("把这件事报给有权受理的单位。报上去以后，由他们答复。"),
        "accept": _("材料齐全、符合条件，正式受理，从今天起算承诺时限。"),
        "correct": _("材料不齐：一次把缺的全部告诉村民，不能分几次说。"),
        "decline": _("这件事不能受理。要写明理由，告诉村民该去哪里办、不服怎么办。"),
        "return": _("报错了地方或看不清，退回去重报。"),
        "resubmit": _("缺的材料补来了，一次交上去。"),
        "start": _("这件事由本站办理，现在开始办。"),
        "pass-up": _("这件事由上级决定，转报上去。"),
        "step": _("记下办到哪一步、是什么意见。"),
        "suspend": _("检测、公示这些时间不算在办理时限里，先停表。"),
        "resume": _("停表的事由结束了，接着办。"),
        "extend": _("依法延长办理时限，只能延一次。"),
        "open-joint": _("需要几个部门一起看，发起联审。"),
        "close-joint": _("联审开完了，写下纪要。"),
        "conclude": _("事情办完了，写下结果。"),
        "send-result": _("把结果发回村里，由代办员交给村民。"),
        "deliver": _("把结果当面交给村民，请本人在屏幕上签收。"),
        "follow-up": _("打个电话或上门问问：事情办得满意不满意。"),
        "withdraw": _("村民不想办了。撤回以后这件事就停了，想办要重新委托。"),
        "void": _("录错了，整件作废。作废的也留底，不会删掉。"),
        "hand-over": _("这件事换一级来办，写明交给谁。"),
        "complain": _("村民要投诉，照他说的记下来。内容只有县里看得到。"),
    }[command]


def deed_icon(command: str) -> str:
    """The picture of a deed."""
    return {
        "receive": "sign", "add-material": "camera", "forward": "sent", "accept": "stamp", "correct": "edit",
        "decline": "close", "return": "back", "resubmit": "documents", "start": "work", "pass-up": "up",
        "step": "check", "suspend": "pause", "resume": "refresh", "extend": "calendar", "open-joint": "people",
        "close-joint": "people", "conclude": "flag", "send-result": "mail", "deliver": "handshake",
        "follow-up": "phone", "withdraw": "exit", "void": "trash", "hand-over": "agent", "complain": "bell",
        WATCH: "clock",
    }[command]  # fmt: skip


GRAVE = ("withdraw", "void", "decline")  # what one does not press idly


def state_word(state: State) -> str:
    """How a case stands."""
    return {
        State.PENDING: _("等本人签字确认"),
        State.RECEIVED: _("已收件"),
        State.FORWARDED: _("已上报"),
        State.IN_CORRECTION: _("要补材料"),
        State.DECLINED: _("不予受理"),
        State.ACCEPTED: _("已受理"),
        State.DEEMED_ACCEPTED: _("视为受理"),
        State.PASSED_UP: _("已转报"),
        State.IN_HANDLING: _("正在办理"),
        State.SUSPENDED: _("暂停计时"),
        State.IN_JOINT_REVIEW: _("联审中"),
        State.CONCLUDED: _("已办结"),
        State.AWAITING_DELIVERY: _("待送达"),
        State.DELIVERED: _("已送达"),
        State.ARCHIVED: _("已归档"),
        State.WITHDRAWN: _("已撤回"),
        State.VOIDED: _("已作废"),
    }[state]


def state_kind(state: State) -> str:
    """The kind of the mark that shows a state."""
    if state in (State.IN_CORRECTION, State.PENDING, State.AWAITING_DELIVERY, State.SUSPENDED):
        return "wait"
    if state in (State.DECLINED,):
        return "bad"
    if state in (State.DELIVERED, State.CONCLUDED, State.ACCEPTED, State.DEEMED_ACCEPTED):
        return "good"
    return "plain" if state in (State.ARCHIVED, State.WITHDRAWN, State.VOIDED) else "info"


def code_word(code: IntEnum) -> str:
    """The word of a coded value that a person may choose."""
    return _codes()[type(code)][int(code)]


def _codes() -> Mapping[type[IntEnum], Mapping[int, str]]:
    return {
        Level: {1: _("村里"), 2: _("乡镇里"), 3: _("县里")},
        Tier: {1: _("村里"), 2: _("乡镇里"), 3: _("县里"), 4: _("县以上")},
        DeclinedFor: {
            1: _("依法不需要办理"), 2: _("不归我们管"), 3: _("不符合条件"), 9: _("其他原因"),
        },
        ReturnedFor: {1: _("报错了地方"), 2: _("材料看不清"), 9: _("其他原因")},
        Result: {1: _("准予"), 2: _("不予"), 3: _("退回"), 4: _("已转报上级"), 5: _("没有补正")},
        Step: {1: _("承办"), 2: _("审核"), 3: _("批准")},
        SuspendedFor: {
            1: _("听证"), 2: _("招标"), 3: _("拍卖"), 4: _("检验"), 5: _("检测"), 6: _("检疫"), 7: _("鉴定"),
            8: _("专家评审"), 9: _("公示"),
        },
        FollowedUpBy: {1: _("打电话"), 2: _("上门"), 3: _("村民到站里来")},
        Contentment: {1: _("满意"), 2: _("基本满意"), 3: _("不满意")},
        VoidedFor: {1: _("录错了"), 2: _("其他原因作废")},
        GapReason: {
            1: _("没有交"), 2: _("看不清"), 3: _("过期了"), 4: _("不符合要求"), 5: _("不完整"), 9: _("其他"),
        },
    }  # fmt: skip


def field_word(command: str, name: str) -> tuple[str, str]:
    """How a field is asked for: the question, and a line under it."""
    own = {
        ("deliver", "signature"): (_("请本人签收"), _("请村民在框里写上自己的名字，写错了可以重来。")),
        ("receive", "signature"): (_("请委托人签名"), _("请村民看过委托内容，在框里写上自己的名字。")),
        ("withdraw", "signature"): (_("请委托人签名"), _("本人在的话请签名；不在可以跳过。")),
        ("conclude", "opinion"): (_("办理意见"), _("不予或者退回，一定要写清理由。")),
        ("correct", "notice"): (_("补正告知书怎么写"), _("写给村民看：缺什么、怎么补。")),
    }
    general = {
        "note": (_("要留句话吗？"), _("可以不写。")),
        "reason": (_("是什么原因？"), _("写一两句话，说清楚。")),
        "signature": (_("请本人签名"), ""),
        "materials": (_("是哪几样材料？"), _("可以点几样。")),
        "gaps": (_("缺哪几样？"), _("一次点全，漏了以后不好再要。")),
        "why": (_("属于哪一种？"), ""),
        "result": (_("结果是什么？"), ""),
        "step": (_("办到哪一步了？"), ""),
        "days": (_("延长几天？"), ""),
        "to": (_("交给哪一级？"), ""),
        "way": (_("怎么回访的？"), ""),
        "outcome": (_("村民说满意吗？"), _("照村民说的点，不替他打分。")),
        "opinion": (_("是什么意见？"), _("可以不写。")),
        "document": (_("文书编号"), _("没有可以不填。")),
        "remedy": (_("不服怎么办"), _("不填就用法律规定的那句话。")),
        "referral": (_("该去哪里办？"), _("写清单位和地点，免得村民白跑。")),
        "departments": (_("哪几个部门？"), ""),
        "minutes": (_("联审纪要"), ""),
        "successor": (_("交给谁？"), _("写姓名或工号，可以不写。")),
        "complaint": (_("村民要投诉什么？"), _("照他说的记。")),
        "grade": (_("评几分？"), ""),
    }
    return own.get((command, name), general[name]) if name in general else own[command, name]


def urgency_word(line: Task) -> tuple[str, str]:
    """The word and the kind of the mark that says how soon."""
    days = line.days_left or 0
    if line.urgency is Urgency.OVERDUE:
        return _("超期 {days} 天").format(days=-days), "bad"
    if line.urgency is Urgency.TODAY:
        return _("今天到期"), "wait"
    if line.urgency is Urgency.THIS_WEEK:
        return _("还有 {days} 天").format(days=days), "wait"
    if line.urgency is Urgency.LATER:
        return _("还有 {days} 天").format(days=days), "info"
    return _("没有期限"), "plain"


def truth_word(truth: str) -> str:
    """One of the five truths, 县已收到 in its two degrees."""
    return {
        "recorded": _("本机已登记"),
        "left": _("已离开本站"),
        "at_township": _("乡镇已收到"),
        "at_county": _("县已收到"),
        "safe": _("已双份保存"),
        "opened": _("县已打开"),
        "accepted": _("已受理"),
    }[truth]


def happened_word(kind: Kind | None, level: Level) -> str:
    """What happened, as one tells it."""
    if kind is None:
        return _("有一条本机还不认识的记录")
    where = level_word(level)
    return {
        Kind.ENTRUSTED: _("村民委托了这件事"),
        Kind.RECEIVED: _("委托人签字确认，{where}正式收件"),
        Kind.LAPSED: _("一直没有签字确认，过期了"),
        Kind.MATERIAL_ADDED: _("补充了材料"),
        Kind.REACHED: _("县里登记：受理单位已经拿到"),
        Kind.FORWARDED: _("{where}报上去了"),
        Kind.ACCEPTED: _("{where}正式受理"),
        Kind.CORRECTION_ASKED: _("{where}说材料要补"),
        Kind.DECLINED: _("{where}答复：不予受理"),
        Kind.DEEMED_ACCEPTED: _("过了期限没答复，视为受理"),
        Kind.RETURNED: _("{where}退回来了"),
        Kind.CORRECTED: _("补的材料交上去了"),
        Kind.CORRECTION_LAPSED: _("过了期限没有补，终止了"),
        Kind.HANDLING_STARTED: _("{where}开始办理"),
        Kind.PASSED_UP: _("{where}转报上级"),
        Kind.CONCLUDED: _("{where}办结了"),
        Kind.STEP_DONE: _("{where}办完一步"),
        Kind.SUSPENDED: _("{where}暂停计时"),
        Kind.RESUMED: _("{where}恢复办理"),
        Kind.EXTENDED: _("{where}延长了期限"),
        Kind.JOINT_OPENED: _("几个部门开始联审"),
        Kind.JOINT_CLOSED: _("联审结束了"),
        Kind.RESULT_SENT: _("{where}发出了结果"),
        Kind.DELIVERED: _("结果交到村民手里，本人签收"),
        Kind.FOLLOWED_UP: _("回访过了"),
        Kind.ARCHIVED: _("归档了"),
        Kind.WITHDRAWN: _("委托撤回了"),
        Kind.VOIDED: _("作废了"),
        Kind.HANDED_OVER: _("{where}办了交接"),
        Kind.RATED: _("村民评价了"),
        Kind.COMPLAINED: _("收到一条投诉"),
        Kind.PURGED: _("本机的正文已清理，县里有保存"),
        Kind.ERASED: _("县里删除了正文"),
    }[kind].format(where=where)


def said_of(facts: Mapping[str, object], names: Mapping[int, str]) -> str:
    """The coded facts of an event in words, "" where it says none that a person asks for. names: of materials."""
    said = [code_word(value) for value in facts.values() if isinstance(value, IntEnum) and type(value) in _codes()]
    materials = facts.get("materials") or ()
    if isinstance(materials, tuple):
        said += [names.get(number, _("第 {number} 样").format(number=number)) for number in materials]
    if "days" in facts:
        said.append(_("{days} 天").format(days=facts["days"]))
    return _("、").join(said)


def not_taken_word(reason: str) -> str:
    """Why the other side does not take an event; a number that a newer county gives is shown as it is."""
    words = {
        "AWAITING_CERTIFICATE": _("等这台机器的证书"),
        "AWAITING_KEY": _("等打开正文的钥匙"),
        "AWAITING_DICTIONARY": _("等目录里的词典"),
        "AWAITING_PREDECESSOR": _("等前面的记录"),
        "BODY_MISSING": _("正文没有一起送到"),
        "BAD_SIGNATURE": _("签名不对"),
        "BAD_HEAD": _("格式不对"),
        "BAD_BODY_HASH": _("正文被改动或损坏"),
        "BODY_DOES_NOT_OPEN": _("正文打不开"),
        "OUTSIDE_ITS_PREFIX": _("不是本站范围里的办件"),
        "FOREIGN": _("这台机器不是本县发的"),
        "OUTSIDE_ITS_LEVEL": _("这一步不归本站做"),
        "TOO_MANY_OF_ITS_CASE": _("同一件的记录太多"),
        "REVOKED": _("写它的机器已被县里停用"),
    }
    return words.get(reason, _("第 {number} 种原因").format(number=reason))


def signer_word(one: Proof) -> str:
    """Who signed a proof: which level, and the number of its place."""
    who = {"village": _("本服务站"), "township": _("乡镇里"), "county": _("县里")}[one.signer]
    return f"{who} {one.place}".strip()


def road_word(road: Mapping[str, Any], count: int) -> str:
    """What one road led to, in plain words; its address where several were tried."""
    host = str(road["url"]).split("//")[-1]
    where = _("{host}：").format(host=host) if count > 1 else ""
    if road["ok"]:
        return where + (_("通了，对方是县里。") if road.get("role") == "county" else _("通了，对方是乡镇中转。"))
    return where + str(road.get(spoken()) or _("没有连上。"))


def minute(at_ms: int) -> str:
    """`2026-11-22 09:05`, in China."""
    return china_minute(at_ms)


def day_word(day: datetime.date) -> str:
    """11月22日."""
    return _("{month}月{day}日").format(month=day.month, day=day.day)


def short_number(number: str) -> str:
    """The end of a case number: its day and its number of that day, which tell two cases of one station apart."""
    return f"{number[12:20]}-{number[20:]}"


def held_word(held: str) -> str:
    """How a material was handed in, as `HeldMaterial.held` says it."""
    words = {"原件": _("原件"), "复印件": _("复印件"), "核验": _("部门核验")}  # zh-only: the keys are as recorded
    return words.get(held, held)
