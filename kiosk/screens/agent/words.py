"""The desk's words: what each task, state, happening and truth is called on the screen, in both languages.

Words only (deeds: `deed_words`; coded values: `code_words`). Which deeds there are, and which values a field may have,
is asked of the case table (`desk.permitted`); a test sees that everything it may name has its word.
"""

import datetime
from collections.abc import Mapping
from typing import Any

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
        "supply": _("请村民把还欠的材料补来"),
        "check-promise": _("核查村民的书面承诺"),
    }[task]


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
        Kind.SUPPLY_ALLOWED: _("{where}同意有的材料后补"),
        Kind.SUPPLIED: _("还欠的材料交上去了"),
        Kind.SUPPLY_LAPSED: _("过了期限，还欠的材料没有补来，退回了"),
        Kind.PROOF_PROMISED: _("委托人书面承诺，代替证明"),
        Kind.PROMISE_CHECKED: _("{where}核查了书面承诺"),
        Kind.CARD_ISSUED: _("系统亮牌"),
        Kind.CARD_REVOKED: _("亮牌撤销了"),
        Kind.OPINION_ASKED: _("{where}征求部门意见"),
        Kind.OPINION_GIVEN: _("部门回了意见"),
        Kind.OPINION_DEFAULTED: _("部门没有回，按默认同意记"),
        Kind.GATHERING_CALLED: _("{where}通知开会或踏勘"),
        Kind.NOTICE_SIGNED: _("部门签收了通知"),
        Kind.ATTENDANCE_NOTED: _("记下了到会情况"),
        Kind.SURVEYED: _("{where}到现场看过了"),
        Kind.PRIORITISED: _("走绿色通道，排到前面"),
        Kind.MANDATE_REVOKED: _("委托人撤销了委托"),
        Kind.MANDATE_GIVEN: _("委托人重新委托了代办员"),
        Kind.FEES_BILLED: _("{where}开了缴费单"),
        Kind.FEES_PAID: _("费用缴了"),
        Kind.LINKED: _("列入了一个项目"),
        Kind.VISITED: _("领导来跟踪服务过"),
    }[kind].format(where=where)


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
