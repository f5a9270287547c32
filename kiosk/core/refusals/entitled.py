"""What the published catalogue allows of a matter, and what a person's own record allows them to do."""

from kiosk.core.refusals.sentence import Sentence

ENTITLED: dict[str, Sentence] = {
    "OUTSIDE_CAMPAIGN": Sentence(
        409,
        "事项{matter}集中办理，只在{first}至{last}收件。",
        "Matter {matter} is taken in from {first} to {last} only.",
        "请在这段时间来办。",
        "Come back between these days.",
    ),
    "MATERIAL_MAY_NOT_FOLLOW": Sentence(
        409,
        "材料{materials}不能后补，目录允许后补的是：{allowed}。",
        "Material {materials} may not follow later; the catalogue lets these follow: {allowed_en}.",
        "请一次告知补正。",
        "Ask for a correction that names everything.",
    ),
    "MATERIAL_MAY_NOT_BE_PROMISED": Sentence(
        409,
        "材料{materials}不能用承诺代替，目录允许的是：{allowed}。",
        "No promise may stand for material {materials}; the catalogue allows: {allowed_en}.",
        "请提交这项材料。",
        "Bring the material itself.",
    ),
    "NOT_AUTHORISED": Sentence(
        403,
        "工号{number}没有办理事项{matter}的“{grade}”授权。",
        "Staff number {number} is not authorised to {grade_en} matter {matter}.",
        "请由获得授权的人员办理。",
        "Let somebody with that authority do it.",
    ),
    "AUTHORISATION_DAYS": Sentence(
        400,
        "授权的起止日期不对：{first}至{last}。",
        "An authorisation cannot last from {first} to {last}.",
        "请改正日期。",
        "Correct the days.",
    ),
    "AUTHORISATION_UNKNOWN": Sentence(
        404,
        "工号{number}对事项{matter}没有授权。",
        "Staff number {number} has no authorisation for matter {matter}.",
        "请核对工号和事项。",
        "Check the number and the matter.",
    ),
    "STAFF_TERM_ENDED": Sentence(
        403,
        "工号{number}的任用或挂职到{until}为止，已经期满。",
        "The term of staff number {number} ended on {until}.",
        "确需继续的，请县管理员延长。",
        "If it goes on, let the county administrator prolong it.",
    ),
    "TRAINING_ENDED": Sentence(
        403,
        "工号{number}的培训有效期到{until}为止，不能登记新的委托；在办的可以继续办。",
        "The training of staff number {number} ended on {until}: no new case may be opened, those under way go on.",
        "请参加培训，或由其他代办员登记。",
        "Take the training, or let another agent open it.",
    ),
    "DELEGATION_WRONG": Sentence(
        400,
        "事项{matter}不能这样调整层级：{reason_zh}。",
        "Matter {matter} cannot change its tier so: {reason_en}.",
        "请改正后重试，什么也没有改动。",
        "Correct it and try again; nothing was changed.",
    ),
}
