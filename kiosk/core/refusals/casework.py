"""Events and states of a case."""

from kiosk.core.refusals.sentence import Sentence

CASEWORK: dict[str, Sentence] = {
    "BAD_FACTS": Sentence(
        400, "事件（种类{kind}）的编码字段{field}不正确：{why}。", "An event of kind {kind} has a bad fact {field}: {why}.",
        "请升级软件；如一再出现，请联系县管理员。", "Update the software; if it comes back, tell the county administrator.",
    ),
    "KIND_UNKNOWN": Sentence(
        400, "本软件还不认识这种事件。", "This software does not know this kind of event yet.",
        "事件已保留并照常转送；请升级软件。", "It is kept and passed on; update the software.",
    ),
    "OTHER_CASE": Sentence(
        400, "事件不属于这个办件。", "The event belongs to another case.", "请核对办件编号。", "Check the case number.",
    ),
    "OPERATION_REPEATED": Sentence(
        409, "同一次操作已经生效。", "The same operation has already taken effect.",
        "不用重做。", "Nothing needs to be done again.",
    ),
    "NO_SUCH_CASE": Sentence(
        404, "还没有这个办件。", "There is no such case yet.", "请核对办件编号，或先登记委托。",
        "Check the case number, or entrust first.",
    ),
    "ALREADY_ENTRUSTED": Sentence(
        409, "这个办件已经登记过委托。", "This case has been entrusted already.", "请打开原办件继续办理。",
        "Open the case and go on with it.",
    ),
    "NOT_PENDING": Sentence(
        409, "办件现在是“{state}”，不是委托待签。", "The case is {state_en}, not pending a signature.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "NOT_AT_INTAKE": Sentence(
        409, "办件现在是“{state}”，不在收件环节，不能这样办。", "The case is {state_en}, no longer at intake.",
        "请查看办件进展和现在可用的操作。", "Look at the progress and at what can be done now.",
    ),
    "NOT_FORWARDED": Sentence(
        409, "办件现在是“{state}”，没有上报，不能退回。", "The case is {state_en}: it was not forwarded.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "NOT_IN_CORRECTION": Sentence(
        409, "办件现在是“{state}”，不在补正中。", "The case is {state_en}, not in correction.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "NOT_ACCEPTED": Sentence(
        409, "办件现在是“{state}”，不能开始办理或转报。", "The case is {state_en}: handling or passing up has no place here.",
        "请先受理，或查看办件进展。", "Accept it first, or look at the progress.",
    ),
    "NOT_IN_HANDLING": Sentence(
        409, "办件现在是“{state}”，不在办理环节。", "The case is {state_en}, not in handling.",
        "请先开始办理或恢复办理。", "Start or resume handling first.",
    ),
    "NOT_SUSPENDED": Sentence(
        409, "办件现在是“{state}”，没有挂起。", "The case is {state_en}, not suspended.", "不用恢复。", "Nothing to resume.",
    ),
    "NOT_IN_JOINT_REVIEW": Sentence(
        409, "办件现在是“{state}”，不在联审。", "The case is {state_en}, not in joint review.",
        "请先发起联审。", "Open the joint review first.",
    ),
    "NOT_CONCLUDED": Sentence(
        409, "办件现在是“{state}”，还没有办结。", "The case is {state_en}, not concluded.",
        "请在办结后再试。", "Try again once it is concluded.",
    ),
    "NOT_AWAITING_DELIVERY": Sentence(
        409, "办件现在是“{state}”，没有待送达的结果。", "The case is {state_en}: there is no result to deliver.",
        "请先发出结果。", "Send the result first.",
    ),
    "NOT_DELIVERED": Sentence(
        409, "办件现在是“{state}”，还没有送达。", "The case is {state_en}, not delivered.",
        "请先送达并由委托人签收。", "Deliver it first, signed for by the principal.",
    ),
    "ALREADY_ENDED": Sentence(
        409, "办件现在是“{state}”，已经结束，不能撤回或作废。", "The case is {state_en}: it has ended.",
        "如有异议，请投诉或另行申请。", "To object, complain or apply anew.",
    ),
    "WRONG_LEVEL": Sentence(
        403, "这一步不由{level}级办理；办件现由{handler}级经办。",
        "This is not for the {level_en} level to do; the {handler_en} level has the case.",
        "请转给经办的一级。", "Leave it to the level that has it.",
    ),
    "AUTHOR_MISSING": Sentence(
        403, "这一步要由登记在册的工作人员办理。", "This must be done by a member of staff.",
        "请工作人员登录后再办。", "Let a member of staff sign in.",
    ),
    "SYSTEM_ONLY": Sentence(
        403, "这一步只能由系统自动办理。", "Only the system itself does this.", "不用人工办理。", "Nobody needs to do it by hand.",
    ),
    "ACCEPT_TIER_BELOW": Sentence(
        409, "这个事项由下级受理，{level}级不能代为补正。", "A lower level accepts this matter: the {level_en} cannot resubmit it.",
        "请由原站点补正。", "Let the station that took it in resubmit it.",
    ),
    "REACHED_ALREADY": Sentence(
        409, "收到时间已经记录。", "Its arrival is recorded already.", "不用重做。", "Nothing needs to be done again.",
    ),
    "NOT_WITH_ACCEPT_TIER": Sentence(
        409, "有受理权的一级还没有收到，受理时限没有开始。", "The level that may accept it has not received it: no limit runs.",
        "请先上报。", "Forward it first.",
    ),
    "ACCEPTED_HERE": Sentence(
        409, "这个事项由{level}级受理，不用上报。", "The {level_en} level itself accepts this matter: it is not forwarded.",
        "请直接受理、补正或不予受理。", "Accept it, ask for a correction or decline it.",
    ),
    "OLD_GAP": Sentence(
        409, "第一次补正时就有的问题，不能再次要求补正（应当一次告知）。",
        "A gap that existed at the first correction may not be asked for again: everything is told at once.",
        "请受理或不予受理；确有必要的，由主管批准并记录。", "Accept or decline; a supervisor may override, which is recorded.",
    ),
    "NO_DEEMING": Sentence(
        409, "这个事项不适用逾期视为受理。", "Silence does not accept this matter.", "请受理、补正或不予受理。",
        "Accept it, ask for a correction or decline it.",
    ),
    "NOT_REACHED": Sentence(
        409, "收到时间还没有记录，不能视为受理。", "Its arrival is not recorded, so nothing is deemed accepted.",
        "请等待县级记录收到时间。", "Wait for the county to record the arrival.",
    ),
    "DEEMED_DATE": Sentence(
        409, "视为受理的日期应当是收到之日。", "A deemed acceptance dates from the day of receipt.",
        "请按收到之日重新生成。", "Make it again with that day.",
    ),
    "PASS_UP_FIRST": Sentence(
        409, "办件还在{handler}级，{level}级不能开始办理。", "The {handler_en} level has the case: the {level_en} cannot start.",
        "请{handler}级先转报。", "Let the {handler_en} level pass it up first.",
    ),
    "DECIDED_HERE": Sentence(
        409, "这个事项不由更高一级决定，不用转报。", "No higher level decides this matter: it is not passed up.",
        "请直接办理。", "Handle it here.",
    ),
    "PASSED_TO_WRONG_TIER": Sentence(
        409, "只能转报给有决定权的一级。", "It can only be passed to the level that decides.",
        "请转报给事项目录写明的决定层级。", "Pass it to the deciding level named in the catalogue.",
    ),
    "DECIDED_ABOVE": Sentence(
        409, "这个事项由上级决定，转报后不能在{level}级办结。", "A higher level decides: the {level_en} cannot conclude it.",
        "请等待上级办理。", "Wait for that level.",
    ),
    "RESULT_NOT_HERE": Sentence(
        400, "在“{state}”不能用这个办结结果。", "That result has no place where a case is {state_en}.",
        "在办：准予、不予、退回；已转报：转报办结。", "In handling: granted, refused, returned; passed up: passed-on.",
    ),
    "EXTENDED_ALREADY": Sentence(
        409, "办件已经延期一次，不能再延。", "The case has been extended once already.",
        "请在时限内办结。", "Conclude it within the limit.",
    ),
    "NOT_FOLLOWED_UP": Sentence(
        409, "还没有回访，不能归档。", "It has not been followed up and is not archived.", "请先回访。", "Follow up first.",
    ),
}
