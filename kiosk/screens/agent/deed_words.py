"""Deeds in words: what each is called, what it does, its picture, and how each of its fields is asked for."""

from typing import NamedTuple

from kiosk.desk.today import WATCH
from kiosk.widgets.words import say as _

GRAVE = ("withdraw", "void", "decline", "revoke-mandate")  # what one does not press idly


class DeedWords(NamedTuple):
    """name: of the button, and of a step that was done here; icon: its picture; about: what it does, "" for a deed that
    no button of this window offers."""

    name: str
    icon: str
    about: str = ""


def deed_word(command: str) -> str:
    """The button of a deed."""
    return _deeds()[command].name


def deed_about(command: str) -> str:
    """What the deed does, in a sentence."""
    return _deeds()[command].about


def deed_icon(command: str) -> str:
    """The picture of a deed, or of somebody else's that is awaited."""
    return "clock" if command == WATCH else _deeds()[command].icon


def _deeds() -> dict[str, DeedWords]:
    return {
        "receive": DeedWords(
            _("签字确认委托"), "sign", _("村民自己登记的事，请本人看一遍委托内容，在屏幕上签名。签了才算正式收件。")
        ),
        "add-material": DeedWords(_("补充材料"), "camera", _("村民又送来材料，拍下来放进这件事里。")),
        "forward": DeedWords(_("上报"), "sent", _("把这件事报给有权受理的单位。报上去以后，由他们答复。")),
        "accept": DeedWords(_("受理"), "stamp", _("材料齐全、符合条件，正式受理，从今天起算承诺时限。")),
        "correct": DeedWords(_("要求补正"), "edit", _("材料不齐：一次把缺的全部告诉村民，不能分几次说。")),
        "decline": DeedWords(
            _("不予受理"), "close", _("这件事不能受理。要写明理由，告诉村民该去哪里办、不服怎么办。")
        ),
        "return": DeedWords(_("退回"), "back", _("报错了地方或看不清，退回去重报。")),
        "resubmit": DeedWords(_("交补正材料"), "documents", _("缺的材料补来了，一次交上去。")),
        "start": DeedWords(_("开始办理"), "work", _("这件事由本站办理，现在开始办。")),
        "pass-up": DeedWords(_("转报上级"), "up", _("这件事由上级决定，转报上去。")),
        "step": DeedWords(_("记一步办理"), "check", _("记下办到哪一步、是什么意见。")),
        "suspend": DeedWords(_("暂停计时"), "pause", _("检测、公示这些时间不算在办理时限里，先停表。")),
        "resume": DeedWords(_("恢复办理"), "refresh", _("停表的事由结束了，接着办。")),
        "extend": DeedWords(_("延期"), "calendar", _("依法延长办理时限，只能延一次。")),
        "open-joint": DeedWords(_("发起联审"), "people", _("需要几个部门一起看，发起联审。")),
        "close-joint": DeedWords(_("结束联审"), "people", _("联审开完了，写下纪要。")),
        "conclude": DeedWords(_("办结"), "flag", _("事情办完了，写下结果。")),
        "send-result": DeedWords(_("发出结果"), "mail", _("把结果发回村里，由代办员交给村民。")),
        "deliver": DeedWords(_("送达签收"), "handshake", _("把结果当面交给村民，请本人在屏幕上签收。")),
        "follow-up": DeedWords(_("回访"), "phone", _("打个电话或上门问问：事情办得满意不满意。")),
        "withdraw": DeedWords(_("撤回委托"), "exit", _("村民不想办了。撤回以后这件事就停了，想办要重新委托。")),
        "void": DeedWords(_("作废"), "trash", _("录错了，整件作废。作废的也留底，不会删掉。")),
        "hand-over": DeedWords(_("交接"), "agent", _("这件事换一级来办，写明交给谁。")),
        "complain": DeedWords(_("记一条投诉"), "bell", _("村民要投诉，照他说的记下来。内容只有县里看得到。")),
        "allow-later": DeedWords(
            _("容缺受理"), "clock", _("差的这几样可以后补：写明是哪几样、哪一天以前补来，事情先办起来。")
        ),
        "supply": DeedWords(_("交还欠的材料"), "documents", _("当初说好后补的材料送来了，交上去。")),
        "promise-proof": DeedWords(
            _("书面承诺代替证明"), "sign", _("这几样证明不用交，由村民书面承诺属实，办完以后再核查。请村民看过再签名。")
        ),
        "check-promise": DeedWords(_("核查承诺"), "search", _("村民用书面承诺代替了证明，现在查一查，写下查得怎样。")),
        "prioritise": DeedWords(
            _("走绿色通道"), "flag", _("高龄、残疾、急难的事排到前面先办。只是排在前面，手续一样也不少。")
        ),
        "revoke-mandate": DeedWords(
            _("撤销委托"), "undo", _("村民不让代办员办了。从现在起代办员不能再替他办这件事，事情本身不停，由他自己接着办。")
        ),
        "give-mandate": DeedWords(
            _("重新委托"), "handshake", _("村民撤销了委托，现在又要请代办员接着办。请本人看过再签名。")
        ),
        "pay": DeedWords(_("代缴费用"), "coin", _("替村民把单位开的单子缴了，照票据记下来。代办本身不收一分钱。")),
        "revoke-card": DeedWords(_("撤销亮牌"), "undo"),
        "ask-opinion": DeedWords(_("征求意见"), "question"),
        "give-opinion": DeedWords(_("反馈意见"), "check"),
        "call-gathering": DeedWords(_("通知开会或踏勘"), "people"),
        "sign-notice": DeedWords(_("签收通知"), "sign"),
        "note-attendance": DeedWords(_("记到会情况"), "people"),
        "survey": DeedWords(_("记踏勘情况"), "field"),
        "bill": DeedWords(_("开缴费单"), "receipt"),
        "link": DeedWords(_("列入项目"), "list"),
        "visit": DeedWords(_("跟踪服务"), "house"),
    }


def field_word(command: str, name: str) -> tuple[str, str]:
    """How a field is asked for: the question, and a line under it."""
    own = {
        ("deliver", "signature"): (_("请本人签收"), _("请村民在框里写上自己的名字，写错了可以重来。")),
        ("receive", "signature"): (_("请委托人签名"), _("请村民看过委托内容，在框里写上自己的名字。")),
        ("withdraw", "signature"): (_("请委托人签名"), _("本人在的话请签名；不在可以跳过。")),
        ("promise-proof", "signature"): (_("请委托人签名"), _("请村民看过承诺的话，在框里写上自己的名字。")),
        ("revoke-mandate", "signature"): (_("请委托人签名"), _("要本人在场。请他在框里写上自己的名字。")),
        ("revoke-mandate", "reason"): (_("为什么不让代办了？"), _("村民不想说，可以不写。")),
        ("give-mandate", "signature"): (_("请委托人签名"), _("请村民看过委托内容，在框里写上自己的名字。")),
        ("conclude", "opinion"): (_("办理意见"), _("不予或者退回，一定要写清理由。")),
        ("correct", "notice"): (_("补正告知书怎么写"), _("写给村民看：缺什么、怎么补。")),
        ("allow-later", "materials"): (_("哪几样可以后补？"), _("只有目录里说可以后补的才列在这里。")),
        ("allow-later", "until"): (_("哪一天以前补来？"), _("到那天还没补来，这件事会退回，请定得来得及。")),
        ("supply", "materials"): (_("补来了哪几样？"), _("可以点几样。")),
        ("promise-proof", "materials"): (_("哪几样由承诺代替？"), _("只有目录里说可以承诺的才列在这里。")),
        ("check-promise", "outcome"): (_("查得怎样？"), _("查到什么写什么；查不了的以后可以再查。")),
        ("prioritise", "why"): (_("为什么先办？"), ""),
        ("prioritise", "until"): (_("到哪一天为止？"), _("过了那天，就照平常的次序排。")),
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
        "fen": (_("缴了多少元？"), _("照票据上的数，有角有分也照写。")),
        "receipt": (_("票据号是多少？"), _("照票据上的号码写。")),
    }
    return own.get((command, name), general[name]) if name in general else own[command, name]
