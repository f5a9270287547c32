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
        "请由经办的一级办；须由上级决定的，先转报。", "Leave it to the level that has it; what a higher level decides is passed up first.",
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
    "SUPPLY_ALLOWED_ALREADY": Sentence(
        409, "这个办件已经定过哪些材料可以后补。",
        "What may follow later was settled for this case already.",
        "请按已定的日期补交。", "Bring it by the day that was set.",
    ),
    "NOTHING_FOLLOWS": Sentence(
        409, "这个办件没有要后补的这些材料。",
        "Nothing of that is to follow in this case.",
        "请核对补办件通知书。", "Look at the notice of what follows.",
    ),
    "PROOF_PROMISED_ALREADY": Sentence(
        409, "这个办件已经签过告知承诺书。",
        "A promise was signed for this case already.",
        "不用再签。", "Nothing needs to be signed again.",
    ),
    "NOTHING_PROMISED": Sentence(
        409, "这个办件没有要核查的承诺。",
        "There is no promise to check in this case.",
        "请核对办件编号。", "Check the case number.",
    ),
    "PROMISE_CHECKED_ALREADY": Sentence(
        409, "这项承诺已经核查过。",
        "This promise was checked already.",
        "不用再查。", "Nothing needs to be checked again.",
    ),
    "SUPPLY_OWED": Sentence(
        409, "还有容缺材料没有补来，不能准予。",
        "A material that was to follow has not come: it cannot be granted.",
        "请等补齐，或作其他决定。", "Wait for it, or decide otherwise.",
    ),
    "PROMISE_FALSE": Sentence(
        409, "承诺经核查不实，不能准予。", "The promise was found untrue: it cannot be granted on it.",
        "请作不予或退回决定，并告知理由；申请人可以带证明重新办理。",
        "Refuse or return it with the reason; the applicant may begin anew with the proof.",
    ),
    "DAY_PAST": Sentence(
        400, "日期{day}已经过去（今天{today}）。", "The day {day} has passed (today is {today}).",
        "请写今天或以后的日期，并核对本机时钟。", "Name today or a later day, and look at this machine's clock.",
    ),
    "DAY_TOO_FAR": Sentence(
        400, "日期{day}太远，最远到{last}。", "The day {day} is too far off: {last} is the last.",
        "请核对年份，写一年以内的日期。", "Look at the year, and name a day within one.",
    ),
    "CARD_ISSUED_ALREADY": Sentence(
        409, "这次超时已经亮过这种牌。",
        "This breach has its card of that colour already.",
        "不用再亮。", "Nothing needs to be issued again.",
    ),
    "CARD_UNKNOWN": Sentence(
        404, "没有这张牌，或者已经撤销。",
        "There is no such card, or it was revoked.",
        "请核对牌号。", "Check the card's number.",
    ),
    "OPINION_ASKED_ALREADY": Sentence(
        409, "已经向这个部门征求过意见。",
        "This department was asked already.",
        "请等它反馈，或到期默认。", "Wait for its answer, or its limit.",
    ),
    "OPINIONS_TOO_MANY": Sentence(
        400, "一个办件最多向30个部门征求意见。",
        "At most 30 departments are asked in one case.",
        "请合并征求。", "Ask fewer of them.",
    ),
    "GATHERINGS_TOO_MANY": Sentence(
        400, "一个办件最多记30次会议或踏勘。", "At most 30 gatherings and 30 surveys are noted in one case.",
        "请把意见记在最近一次里。", "Write it into the latest one.",
    ),
    "OPINION_NOT_ASKED": Sentence(
        404, "没有向这个部门征求过意见。",
        "This department was not asked.",
        "请核对部门代码。", "Check the department's code.",
    ),
    "OPINION_ANSWERED": Sentence(
        409, "这个部门已经反馈，或者已按默认同意记录。",
        "This department has answered, or was taken as consenting.",
        "如有不同意见，请告诉牵头部门。", "Tell the lead department if you disagree.",
    ),
    "DEFAULT_NOT_POSSIBLE": Sentence(
        409, "没有签收通知，或者没有记录无故缺席，不能按默认同意。",
        "Without a signed notice and an unexcused absence nothing is taken as consent.",
        "请重新通知。", "Call again.",
    ),
    "NOTHING_CALLED": Sentence(
        409, "还没有发出会议或踏勘通知。",
        "No meeting or survey was called.",
        "请先发通知。", "Call one first.",
    ),
    "NOTICE_NOT_SIGNED": Sentence(
        409, "这个部门没有签收通知，不能记为无故缺席。",
        "This department did not sign for the notice and cannot be noted as absent.",
        "请重新通知并请它签收。", "Call again and have it signed for.",
    ),
    "OPINIONS_OPEN": Sentence(
        409, "还有部门没有反馈意见，也没有到期。",
        "A department has not answered, and its limit has not ended.",
        "请等反馈或到期。", "Wait for the answers or their limits.",
    ),
    "MANDATE_ENDED": Sentence(
        403, "委托人已经撤销委托，代办员不能再代办这一步。",
        "The principal took the mandate back: the agent may not do this.",
        "请委托人本人办理，或重新签委托书。", "The principal does it in person, or signs a new mandate.",
    ),
    "MANDATE_STANDS": Sentence(
        409, "委托还有效，不用重新委托。",
        "The mandate stands.",
        "可以直接办理。", "Go on with it.",
    ),
    "NO_MANDATE_HERE": Sentence(
        409, "办件现在是“{state}”，没有可以撤销或重签的委托。",
        "The case is {state_en}: there is no mandate to take back or give.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "FEES_NOT_BY_AGENT": Sentence(
        403, "代办员不能开缴费单，代办不收费。",
        "An agent cannot bill: the agency is free.",
        "法定费用由受理窗口开单。", "Statutory fees are billed by the window.",
    ),
    "NOTHING_OWED": Sentence(
        409, "没有这么多要缴的费用。",
        "So much is not owed.",
        "请核对缴费通知单。", "Look at the bill.",
    ),
    "NO_FEES_HERE": Sentence(
        409, "办件现在是“{state}”，不能开单或缴费。",
        "The case is {state_en}: nothing is billed or paid now.",
        "请查看办件进展。", "Look at the case's progress.",
    ),
    "LINKED_ALREADY": Sentence(
        409, "这个办件已经列入一个项目。",
        "The case belongs to a project already.",
        "请核对项目编号。", "Check the project.",
    ),
    "LINK_TO_ITSELF": Sentence(
        400, "一个办件不能等自己。",
        "A case cannot wait for itself.",
        "请改前置的序号。", "Change what it comes after.",
    ),
}
