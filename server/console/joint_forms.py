"""The forms of joint review 联审: opinions asked and given, gatherings called, signed for and attended, surveys."""

from collections.abc import Mapping

from kiosk.core.casework.codes import Attendance, Gathering, OpinionGiven
from server.console.form import NOTE, Field, Form, Kind, Part
from server.console.words import mark as _

JOINT: Mapping[str, Form] = {
    "ask-opinion": Form(
        _("征求部门意见"),
        "question",
        _("一个部门问一次，从明天起数它自己的工作日。到期不答复，记为超时默认同意，责任由它承担；默认不等于准予。"),
        (
            Field("department", _("哪个部门"), Kind.DEPARTMENT, True, _("县里登记过的部门；没有的，请县里先登记。")),
            Field("days", _("几个工作日内答复"), Kind.NUMBER, hint=_("空着就按它公布的时限；可以给长些，不能给短。")),
            NOTE,
        ),
        part=Part.JOINT,
    ),
    "give-opinion": Form(
        _("记下部门答复"),
        "check",
        _("把部门的书面答复记在它名下，记了不能改。"),
        (
            Field("department", _("哪个部门"), Kind.DEPARTMENT, True),
            Field("opinion", _("意见"), Kind.CHOICE, True, codes=OpinionGiven),
            Field("reason", _("理由或条件"), hint=_("有条件同意、不同意的，请写明。")),
        ),
        part=Part.JOINT,
    ),
    "call-gathering": Form(
        _("通知开会或踏勘"),
        "people",
        _("通知到人才算：签收了又无故不到的，才可以记为缺席默认。"),
        (
            Field("sort", _("种类"), Kind.CHOICE, True, codes=Gathering),
            Field("on", _("哪一天"), Kind.DAY, True),
            Field("place", _("地点"), Kind.LINE, True),
            Field("departments", _("通知哪些部门")),
            NOTE,
        ),
        part=Part.JOINT,
    ),
    "sign-notice": Form(
        _("登记签收通知"),
        "sign",
        _("登记最近一次通知的签收。"),
        (
            Field("department", _("哪个部门"), Kind.DEPARTMENT, True),
            Field("signatory", _("签收人"), Kind.LINE, True),
        ),
        part=Part.JOINT,
    ),
    "note-attendance": Form(
        _("登记到会"),
        "tick-on",
        _("登记最近一次会议或踏勘谁来了；没有签收通知的，不能记为无故缺席。"),
        (
            Field("department", _("哪个部门"), Kind.DEPARTMENT, True),
            Field("attendance", _("到会"), Kind.CHOICE, True, codes=Attendance),
            Field("reason", _("缺席的理由")),
        ),
        part=Part.JOINT,
    ),
    "survey": Form(
        _("登记踏勘"),
        "location",
        _("到现场的至少两人；一趟看几件的，每件各记一次，写同一个批次。"),
        (
            Field("sort", _("种类"), Kind.CHOICE, True, codes=Gathering),
            Field("people", _("到场人员"), Kind.LINE, True, _("姓名和单位。")),
            Field("findings", _("踏勘情况"), Kind.AREA, True),
            Field("trip", _("踏勘批次"), Kind.NUMBER, hint=_("一趟看一件的，空着。")),
        ),
        part=Part.JOINT,
    ),
}
