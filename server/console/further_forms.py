"""The forms of what stands beside a case's course: materials that follow, promises, cards, priority, mandate, fees,
project, visits."""

from collections.abc import Mapping

from kiosk.core.casework.codes import CardRevokedFor, CheckOutcome, PriorityFor
from server.console.form import NOTE, Field, Form, Kind, Part
from server.console.words import mark as _

FURTHER: Mapping[str, Form] = {
    "allow-later": Form(
        _("容缺：有的材料可以后补"),
        "clock",
        _("定下哪些可以后补、补到哪天；村里打印补办件通知书。到期没有补来，按退回办结。"),
        (
            Field("materials", _("哪些材料可以后补"), Kind.MATERIALS, True),
            Field("until", _("最晚哪天补来"), Kind.DAY, True),
            NOTE,
        ),
    ),
    "check-promise": Form(
        _("登记承诺核查"),
        "search",
        _("查过委托人承诺的事，把结果记下来；只记一次。"),
        (Field("outcome", _("核查结果"), Kind.CHOICE, True, codes=CheckOutcome), NOTE),
        part=Part.PROOFS,
    ),
    "revoke-card": Form(
        _("撤销一张牌"),
        "undo",
        _("牌不会消失：记下为什么撤销，撤销另外计数。"),
        (
            Field("card", _("哪一张"), Kind.PICK, True),
            Field("why", _("原因"), Kind.CHOICE, True, codes=CardRevokedFor),
            Field("reason", _("理由"), Kind.AREA, True),
        ),
        part=Part.CARDS,
    ),
    "prioritise": Form(
        _("走绿色通道"),
        "flag",
        _("在各级的办件表里排到前面，写明理由和到期日；法定的步骤一步也不少。"),
        (
            Field("why", _("为什么优先"), Kind.CHOICE, True, codes=PriorityFor),
            Field("until", _("到哪天为止"), Kind.DAY, True),
            NOTE,
        ),
        part=Part.STANDING,
    ),
    "revoke-mandate": Form(
        _("登记撤销委托"),
        "undo",
        _("委托人随时可以撤销。从此代办员不能再替他办；已经受理的，机关照样往下办。"),
        (Field("reason", _("理由"), hint=_("委托人说了才写，不说就空着。")),),
        danger=True,
        part=Part.STANDING,
    ),
    "bill": Form(
        _("开缴费单"),
        "receipt",
        _("所有费用开在一张单上，写明依据，按核定标准的下限收；代办不收费。"),
        (Field("items", _("收费项目"), Kind.ITEMS, True), NOTE),
        part=Part.STANDING,
    ),
    "pay": Form(
        _("登记缴费"),
        "check",
        _("按缴费单收到的钱，开出票据后登记。"),
        (
            Field("fen", _("收到多少元"), Kind.YUAN, True),
            Field("receipt", _("票据号"), Kind.LINE, True),
            NOTE,
        ),
        part=Part.STANDING,
    ),
    "link": Form(
        _("列入项目"),
        "list",
        _("几件办件合成一个项目：写项目编号、这件的序号、排在哪几件后面。"),
        (
            Field("project", _("项目编号"), Kind.LINE, True, _("大写字母、数字和短横线，最多16位。")),
            Field("project_name", _("项目名称"), Kind.LINE, True),
            Field("place", _("这件是第几件"), Kind.NUMBER, True),
            Field("after", _("要等哪几件"), Kind.LINE, hint=_("写序号，用逗号隔开；不用等就空着。")),
            NOTE,
        ),
        part=Part.STANDING,
    ),
    "visit": Form(
        _("登记跟踪服务"),
        "house",
        _("领导上门或到现场跟踪，记下了解到的问题和下一次的日子。"),
        (
            Field("issue", _("了解到的问题"), Kind.AREA, True),
            Field("next", _("下一次哪天去"), Kind.DAY),
            NOTE,
        ),
        part=Part.STANDING,
    ),
}
