"""Which papers each kind of step prints: the case table's `document` column, one row a paper."""

from collections.abc import Mapping
from typing import NamedTuple

from server.documents import handling_papers as handling
from server.documents import intake_papers as intake
from server.documents.saying import Says


class Paper(NamedTuple):
    """code: stable, in addresses and numbers; addressed: it speaks to the principal; signers: who signs by hand;
    refuses: it says no, so that a remedy stands on it (行政许可法 38)."""

    code: str
    title: str
    says: Says
    addressed: bool = True
    signers: tuple[str, ...] = ()
    refuses: bool = False


_PERSON_AND_CLERK = ("当事人（签名或者按指印）", "经办人")
_HANDED = ("移交人", "接收人")

PAPERS: Mapping[str, tuple[Paper, ...]] = {
    "Entrusted": (
        Paper("receipt", "收件凭证", intake.receipt, signers=_PERSON_AND_CLERK),
        Paper("mandate", "委托书", intake.mandate, False, ("委托人（签名或者按指印）", "受托人")),
    ),
    "Received": (Paper("receipt", "收件凭证", intake.receipt, signers=_PERSON_AND_CLERK),),
    "Corrected": (Paper("correction-receipt", "补正收件凭证", intake.correction_receipt, signers=_PERSON_AND_CLERK),),
    "Forwarded": (Paper("handing-up", "上报交接单", intake.handing_up, False, _HANDED),),
    "Accepted": (Paper("acceptance", "受理通知书", intake.acceptance),),
    "DeemedAccepted": (Paper("deemed-acceptance", "受理通知书（视为受理）", intake.deemed_acceptance),),
    "CorrectionAsked": (Paper("correction", "补正告知书", intake.correction, signers=("当事人签收",)),),
    "Declined": (Paper("declining", "不予受理通知书", intake.declining, signers=("当事人签收",), refuses=True),),
    "Returned": (Paper("going-back", "退回单", intake.going_back, False, _HANDED),),
    "CorrectionLapsed": (Paper("ending", "终止告知书", intake.ending, refuses=True),),
    "PassedUp": (Paper("passing-up", "转报单", handling.passing_up, False, _HANDED),),
    "Suspended": (Paper("special-procedure", "特别程序告知书", handling.special_procedure),),
    "Extended": (Paper("extension", "延期告知书", handling.extension),),
    "JointOpened": (Paper("joint-notice", "联合审查会议通知", handling.joint_notice, False, ("签收单位", "签收人")),),
    "JointClosed": (Paper("joint-minutes", "联合审查会议纪要", handling.joint_minutes, False, ("主持人", "记录人")),),
    "Concluded": (Paper("decision", "决定书", handling.decision),),
    "Delivered": (Paper("delivery", "送达回证", handling.delivery, signers=("受送达人", "送达人")),),
    "FollowedUp": (Paper("follow-up", "回访记录", handling.follow_up, False, ("回访人",)),),
    "Withdrawn": (Paper("withdrawal", "撤回确认书", handling.withdrawal, signers=("当事人", "经办人")),),
    "HandedOver": (Paper("hand-over", "办件交接单", handling.hand_over, False, _HANDED),),
}
