"""Which papers each kind of step prints: the case table's `document` column, one row a paper."""

from collections.abc import Mapping
from typing import NamedTuple

from server.documents import handling_papers as handling
from server.documents import intake_papers as intake
from server.documents.saying import Says


class Paper(NamedTuple):
    """serial: two digits of its number, never used again for another; code: what it is, in Latin letters; addressed: it
    speaks to the principal; signers: who signs by hand; refuses: it says no, so that a remedy stands on it (行政许可法
    38)."""

    serial: int
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
        Paper(1, "receipt", "收件凭证", intake.receipt, signers=_PERSON_AND_CLERK),
        Paper(2, "mandate", "委托书", intake.mandate, False, ("委托人（签名或者按指印）", "受托人")),
    ),
    "Received": (Paper(1, "receipt", "收件凭证", intake.receipt, signers=_PERSON_AND_CLERK),),
    "Corrected": (Paper(3, "correction-receipt", "补正收件凭证", intake.correction_receipt, signers=_PERSON_AND_CLERK),),
    "Forwarded": (Paper(4, "handing-up", "上报交接单", intake.handing_up, False, _HANDED),),
    "Accepted": (Paper(5, "acceptance", "受理通知书", intake.acceptance),),
    "DeemedAccepted": (Paper(6, "deemed-acceptance", "受理通知书（视为受理）", intake.deemed_acceptance),),
    "CorrectionAsked": (Paper(7, "correction", "补正告知书", intake.correction, signers=("当事人签收",)),),
    "Declined": (Paper(8, "declining", "不予受理通知书", intake.declining, signers=("当事人签收",), refuses=True),),
    "Returned": (Paper(9, "going-back", "退回单", intake.going_back, False, _HANDED),),
    "CorrectionLapsed": (Paper(10, "ending", "终止告知书", intake.ending, refuses=True),),
    "PassedUp": (Paper(11, "passing-up", "转报单", handling.passing_up, False, _HANDED),),
    "Suspended": (Paper(12, "special-procedure", "特别程序告知书", handling.special_procedure),),
    "Extended": (Paper(13, "extension", "延期告知书", handling.extension),),
    "JointOpened": (Paper(14, "joint-notice", "联合审查会议通知", handling.joint_notice, False, ("签收单位", "签收人")),),
    "JointClosed": (Paper(15, "joint-minutes", "联合审查会议纪要", handling.joint_minutes, False, ("主持人", "记录人")),),
    "Concluded": (Paper(16, "decision", "决定书", handling.decision),),
    "Delivered": (Paper(17, "delivery", "送达回证", handling.delivery, signers=("受送达人", "送达人")),),
    "FollowedUp": (Paper(18, "follow-up", "回访记录", handling.follow_up, False, ("回访人",)),),
    "Withdrawn": (Paper(19, "withdrawal", "撤回确认书", handling.withdrawal, signers=("当事人", "经办人")),),
    "HandedOver": (Paper(20, "hand-over", "办件交接单", handling.hand_over, False, _HANDED),),
}
