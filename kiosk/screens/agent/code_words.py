"""Coded values and coded facts in words, in both languages."""

import datetime
from collections.abc import Mapping
from enum import IntEnum

from kiosk.core.casework.codes import (
    Attendance,
    CardColour,
    CardRevokedFor,
    CardRule,
    CheckOutcome,
    Contentment,
    DeclinedFor,
    DefaultedFor,
    FollowedUpBy,
    GapReason,
    Gathering,
    OpinionGiven,
    PriorityFor,
    Result,
    ReturnedFor,
    Step,
    SuspendedFor,
    Tier,
    VoidedFor,
)
from kiosk.core.event import Level
from kiosk.screens.agent.words import day_word
from kiosk.widgets.words import say as _

FEN_A_YUAN = 100


def code_word(code: IntEnum) -> str:
    """The word of a coded value that a person may choose, or that an event states."""
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
        CardColour: {1: _("黄牌"), 2: _("红牌")},
        CardRule: {
            1: _("收件答复"), 2: _("承诺时限"), 3: _("法定时限"), 4: _("下级审查"), 5: _("送达"), 6: _("联合审查"),
            8: _("村级上报"), 13: _("环节时限"), 14: _("部门意见"), 15: _("承诺核查"), 16: _("没有一次告知"),
        },
        CardRevokedFor: {1: _("机器或时钟出错"), 2: _("不可抗力"), 3: _("申请人的原因"), 9: _("其他原因")},
        OpinionGiven: {1: _("同意"), 2: _("有条件同意"), 3: _("不同意")},
        DefaultedFor: {1: _("超时没有答复"), 2: _("无故缺席")},
        Gathering: {1: _("联审会议"), 2: _("联合踏勘"), 3: _("联合验收")},
        Attendance: {1: _("到会"), 2: _("无故缺席"), 3: _("缺席有理由")},
        PriorityFor: {
            1: _("高龄老人"), 2: _("残疾人"), 3: _("急难救助"), 4: _("返乡人员"), 5: _("重点项目"), 9: _("其他原因"),
        },
        CheckOutcome: {1: _("属实"), 2: _("不属实"), 3: _("查不了")},
    }  # fmt: skip


def said_of(facts: Mapping[str, object], names: Mapping[int, str]) -> str:
    """The coded facts of an event in words, "" where it says none that a person asks for. names: of materials."""
    said = [code_word(value) for value in facts.values() if isinstance(value, IntEnum) and type(value) in _codes()]
    materials = facts.get("materials") or ()
    if isinstance(materials, tuple):
        said += [names.get(number, _("第 {number} 样").format(number=number)) for number in materials]
    if "days" in facts:
        said.append(_("{days} 天").format(days=facts["days"]))
    for name, said_as in (("until", _("{day}前")), ("on", "{day}")):
        day = facts.get(name)
        if isinstance(day, datetime.date):
            said.append(said_as.format(day=day_word(day)))
    fen = facts.get("fen")
    if isinstance(fen, int):
        said.append(yuan_word(fen))
    return _("、").join(said)


def yuan_word(fen: int) -> str:
    """An amount of money as one says it: 12.50 元, 300 元."""
    yuan, rest = divmod(fen, FEN_A_YUAN)
    return _("{amount} 元").format(amount=f"{yuan}.{rest:02}" if rest else str(yuan))
