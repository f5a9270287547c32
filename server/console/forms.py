"""The forms of the office's deeds: what each asks for, in the office's words. One row a command of
`server.office.offering`; which of them a person sees is decided there.

Those of its course stand here; of joint review and of what stands beside it in `joint_forms` and `further_forms`.
"""

from collections.abc import Mapping

from kiosk.core.casework.codes import (
    Contentment,
    DeclinedFor,
    FollowedUpBy,
    Result,
    ReturnedFor,
    Step,
    SuspendedFor,
    VoidedFor,
)
from kiosk.core.event import Level
from server.console.form import NOTE, Field, Form, Kind, Part
from server.console.further_forms import FURTHER
from server.console.joint_forms import JOINT
from server.console.words import mark as _

FORMS: Mapping[str, Form] = {
    "accept": Form(
        _("予以受理"),
        "stamp",
        _("从今天起按承诺时限办理，村里的终端会收到受理通知。"),
        (NOTE,),
    ),
    "correct": Form(
        _("一次告知补正"),
        "undo",
        _("请把缺的、不对的一次全部选出来。以后除非是新交来的材料，不能再为同一处要求补正。"),
        (
            Field("gaps", _("哪些材料要补"), Kind.GAPS, True),
            Field("notice", _("告知书正文"), Kind.AREA, True, _("写给委托人看：补什么、怎么补、在哪里能办到。")),
            Field(
                "override", _("督办同意：对上次已经告知过的再次要求补正"), Kind.TICK, hint=_("只有督办人员可以，会记录在案。")
            ),
        ),
    ),
    "decline": Form(
        _("决定不予受理"),
        "refused",
        _("村里会打印不予受理通知书和转介单，送给委托人。"),
        (
            Field("why", _("原因"), Kind.CHOICE, True, codes=DeclinedFor),
            Field("reason", _("理由"), Kind.AREA, True, _("写给委托人看，说明依据。")),
            Field("referral", _("可以到哪里办"), Kind.AREA, True, _("单位、地址、电话。")),
            Field("remedy", _("救济途径"), hint=_("空着就写：如不服本决定，可以依法申请行政复议或者提起行政诉讼。")),
        ),
        danger=True,
    ),
    "return": Form(
        _("退回站点"),
        "back",
        _("投错了窗口或者材料看不清时用；办件回到村里，重新上报。"),
        (
            Field("why", _("原因"), Kind.CHOICE, True, codes=ReturnedFor),
            Field("reason", _("理由"), Kind.AREA, True, _("代办员看得到，写明要怎么改。")),
        ),
    ),
    "start": Form(_("开始办"), "work", _("表示已经有人在办。"), (NOTE,)),
    "pass-up": Form(_("转报上一级"), "up", _("交给有权决定的那一级，承诺时限照样走。"), (NOTE,)),
    "step": Form(
        _("完成一个环节"),
        "check",
        _("承办、审核、批准各记一次。"),
        (Field("step", _("环节"), Kind.CHOICE, True, codes=Step), Field("opinion", _("意见"))),
    ),
    "suspend": Form(
        _("挂起（时限暂停）"),
        "pause",
        _("只有法律规定的这几种情形可以；委托人会看到原因。"),
        (Field("reason", _("原因"), Kind.CHOICE, True, codes=SuspendedFor), NOTE),
    ),
    "resume": Form(_("接着办"), "work", _("时限从今天接着走。"), (NOTE,)),
    "extend": Form(
        _("批准延期"),
        "calendar",
        _("一件只能延一次，由部门负责人决定。"),
        (
            Field("days", _("延长几天"), Kind.NUMBER, True, _("1到60，按承诺时限的算法数。")),
            Field("reason", _("理由"), Kind.AREA, True, _("委托人会看到。")),
        ),
    ),
    "open-joint": Form(
        _("发起联审"),
        "handshake",
        _("牵头部门请有关部门一起审。"),
        (Field("departments", _("参加部门"), Kind.AREA, True), NOTE),
    ),
    "close-joint": Form(
        _("联审结束"),
        "handshake",
        _("写下会议纪要，回到在办。每个部门都答复了或者按默认记了，才能结束。"),
        (Field("minutes", _("会议纪要"), Kind.AREA, True),),
        part=Part.JOINT,
    ),
    "conclude": Form(
        _("作出决定，办结"),
        "done",
        _("作出决定。不予、退回的，要写理由和救济途径。"),
        (
            Field("result", _("结果"), Kind.CHOICE, True, codes=Result),
            Field("opinion", _("意见或理由"), hint=_("不予或退回时必须写。")),
            Field("document", _("决定书或证照的名称、文号"), Kind.LINE),
            Field("remedy", _("救济途径"), hint=_("不予或退回而空着时，写法定的一句。")),
        ),
    ),
    "send-result": Form(_("发出结果"), "sent", _("结果送往村里，由代办员送达并请委托人签收。"), (NOTE,)),
    "follow-up": Form(
        _("登记回访"),
        "phone",
        _("结果送到以后问一声：拿到没有、满意不满意。"),
        (
            Field("way", _("怎么回访的"), Kind.CHOICE, codes=FollowedUpBy),
            Field("outcome", _("满不满意"), Kind.CHOICE, codes=Contentment),
            NOTE,
        ),
    ),
    "void": Form(
        _("作废这一件"),
        "refused",
        _("登记错了、重复了才用；记录保留，不能恢复。"),
        (
            Field("why", _("哪一种"), Kind.CHOICE, True, codes=VoidedFor),
            Field("reason", _("理由"), Kind.AREA, True),
        ),
        danger=True,
    ),
    "hand-over": Form(
        _("交接"),
        "forward",
        _("换一级接着办；写清交给谁。"),
        (
            Field("to", _("交给哪一级"), Kind.CHOICE, True, codes=Level),
            Field("successor", _("接手人工号"), Kind.LINE),
            NOTE,
        ),
    ),
    "complain": Form(
        _("登记投诉"),
        "flag",
        _("替来电来访的人记下；只有县里看得到内容。"),
        (Field("complaint", _("投诉内容"), Kind.AREA, True),),
    ),
    **FURTHER,
    **JOINT,
}
