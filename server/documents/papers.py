"""Which papers each kind of step prints: the case table's `document` column, one row a paper."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kiosk.core.casework.codes import SuspendedFor
from server.documents import afterwards_papers as afterwards
from server.documents import fee_papers as fees
from server.documents import handling_papers as handling
from server.documents import intake_papers as intake
from server.documents import joint_papers as joint
from server.documents import mandate_papers as mandates
from server.documents.opinions_told import department
from server.documents.saying import Says, coded, written
from server.documents.subject import Subject
from server.office.steps import Step


def principal(subject: Subject, step: Step) -> str:
    """It speaks to the person who applies."""
    return subject.principal


def nobody(subject: Subject, step: Step) -> str:
    """It is the office's own record."""
    return ""


def departments(subject: Subject, step: Step) -> str:
    """It speaks to the departments that its step names."""
    return written(step, "departments") or "有关单位"


def asked_department(subject: Subject, step: Step) -> str:
    """It speaks to the one that is asked."""
    return written(step, "department_name") or department(subject, step)


class Paper(NamedTuple):
    """serial: two digits of its number, never used again for another; code: what it is, in Latin letters; title: with
    what the step says of `sort` or what was `decided` where it has braces; to: whom it addresses; signers: who signs by
    hand; refuses: it says no, so that a remedy stands on it (行政许可法 38); when: which of these steps print it;
    by_accept_tier: the county's clock wrote the step, and the tier that had to act answers for it."""

    serial: int
    code: str
    title: str
    says: Says
    to: Callable[[Subject, Step], str] = principal
    signers: tuple[str, ...] = ()
    refuses: bool = False
    when: Callable[[Step], bool] = lambda step: True
    by_accept_tier: bool = False

    def titled(self, subject: Subject, step: Step) -> str:
        """Its title on the paper of that step."""
        return self.title.format(sort=coded(step, "sort"), decided=handling.decided(subject, step))


def _mandated(step: Step) -> bool:
    return bool(step.facts.get("mandate"))


def _unmandated(step: Step) -> bool:
    return not _mandated(step)


def _for_public_notice(step: Step) -> bool:
    return step.facts.get("reason") is SuspendedFor.PUBLIC_NOTICE


_PERSON_AND_CLERK = ("当事人（签名或者按指印）", "经办人")
_MANDATE = ("委托人（签名或者按指印）", "受托人")
_HANDED = ("移交人", "接收人")
_TAKEN = ("签收单位", "签收人")
_SEEN = ("当事人签收",)

PAPERS: Mapping[str, tuple[Paper, ...]] = {
    "Entrusted": (
        Paper(1, "receipt", "收件回执", intake.receipt, signers=_PERSON_AND_CLERK, when=_mandated),
        Paper(1, "receipt", "登记回执", intake.receipt, signers=_PERSON_AND_CLERK, when=_unmandated),
        Paper(2, "mandate", "委托书", mandates.mandate, nobody, _MANDATE, when=_mandated),
    ),
    "Received": (
        Paper(1, "receipt", "收件回执", intake.receipt, signers=_PERSON_AND_CLERK),
        Paper(2, "mandate", "委托书", mandates.mandate, nobody, _MANDATE),
    ),
    "Corrected": (Paper(3, "correction-receipt", "补正收件凭证", intake.correction_receipt, signers=_PERSON_AND_CLERK),),
    "Forwarded": (Paper(4, "handing-up", "上报交接单", intake.handing_up, nobody, _HANDED),),
    "Accepted": (Paper(5, "acceptance", "受理通知书", intake.acceptance),),
    "DeemedAccepted": (
        Paper(6, "deemed-acceptance", "受理通知书（视为受理）", intake.deemed_acceptance, by_accept_tier=True),
    ),
    "CorrectionAsked": (Paper(7, "correction", "补正告知书", intake.correction, signers=_SEEN),),
    "Declined": (Paper(8, "declining", "不予受理通知书", intake.declining, signers=_SEEN, refuses=True),),
    "Returned": (Paper(9, "going-back", "退回单", intake.going_back, nobody, _HANDED),),
    "CorrectionLapsed": (Paper(10, "ending", "终止告知书", intake.ending, refuses=True, by_accept_tier=True),),
    "PassedUp": (Paper(11, "passing-up", "转报单", handling.passing_up, nobody, _HANDED),),
    "Suspended": (
        Paper(12, "special-procedure", "特别程序告知书", handling.special_procedure),
        Paper(32, "public-notice", "公示", handling.public_notice, nobody, when=_for_public_notice),
    ),
    "Extended": (Paper(13, "extension", "延期告知书", handling.extension),),
    "JointOpened": (Paper(14, "joint-notice", "联合审查会议通知", joint.joint_notice, departments, _TAKEN),),
    "JointClosed": (Paper(15, "joint-minutes", "联合审查会议纪要", joint.joint_minutes, nobody, ("主持人", "记录人")),),
    "Concluded": (Paper(16, "decision", "{decided}决定书", handling.decision),),
    "Delivered": (Paper(17, "delivery", "送达回证", handling.delivery, signers=("受送达人", "送达人")),),
    "FollowedUp": (Paper(18, "follow-up", "回访记录", handling.follow_up, nobody, ("回访人",)),),
    "Withdrawn": (Paper(19, "withdrawal", "撤回确认书", handling.withdrawal, signers=("当事人", "经办人")),),
    "HandedOver": (Paper(20, "hand-over", "办件交接单", handling.hand_over, nobody, _HANDED),),
    "Archived": (Paper(21, "case-file", "案卷目录", handling.case_file, nobody, ("归档人",)),),
    "SupplyAllowed": (Paper(22, "supply-notice", "补办件通知书", afterwards.supply_notice, signers=_SEEN),),
    "Supplied": (Paper(23, "supply-receipt", "补交材料收据", afterwards.supply_receipt, signers=_PERSON_AND_CLERK),),
    "SupplyLapsed": (
        Paper(24, "supply-ended", "退回通知书", afterwards.supply_ended, refuses=True, by_accept_tier=True),
    ),
    "ProofPromised": (
        Paper(25, "promise", "告知承诺书", afterwards.promise, signers=("承诺人（签名或者按指印）", "经办人")),
    ),
    "PromiseChecked": (Paper(26, "promise-check", "承诺核查记录", afterwards.promise_check, nobody, ("核查人",)),),
    "OpinionAsked": (Paper(27, "opinion-request", "征求意见函", joint.opinion_request, asked_department, _TAKEN),),
    "GatheringCalled": (Paper(28, "gathering-notice", "{sort}通知", joint.gathering_notice, departments, _TAKEN),),
    "Surveyed": (
        Paper(29, "survey-record", "{sort}记录", joint.survey_record, nobody, ("踏勘人员（两人以上）", "申请人或者代办员")),
    ),
    "MandateRevoked": (
        Paper(30, "mandate-revoked", "撤销委托确认书", mandates.revocation, signers=("委托人（签名或者按指印）", "经办人")),
    ),
    "MandateGiven": (Paper(2, "mandate", "委托书", mandates.mandate, nobody, _MANDATE),),
    "FeesBilled": (Paper(31, "bill", "缴费通知单", fees.bill, signers=("开单人",)),),
}
