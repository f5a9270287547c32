"""What somebody asked for, and who answers for it (首问负责)."""

from kiosk.core.refusals.sentence import Sentence

ENQUIRIES: dict[str, Sentence] = {
    "ENQUIRY_UNKNOWN": Sentence(
        404, "没有首问登记{id}。", "There is no enquiry {id}.", "请核对登记号。", "Check its number.",
    ),
    "ENQUIRY_CLOSED": Sentence(
        409, "首问登记{id}已经办结。", "Enquiry {id} is closed.", "有新的问题请另行登记。", "Note a new one.",
    ),
    "ENQUIRY_NOT_YOURS": Sentence(
        403,
        "首问登记{id}由工号{owner}负责。",
        "Enquiry {id} is answered for by staff number {owner}.",
        "请由负责人或接手人办理。",
        "Let the owner, or whom it was transferred to, do it.",
    ),
    "ENQUIRY_FACT_WRONG": Sentence(
        400,
        "首问登记的{name}应为1至{chars_max}字，不能有控制字符。",
        "The {name} of an enquiry has 1 to {chars_max} printable characters.",
        "请改正后重试。",
        "Correct it and try again.",
    ),
    "REFERRAL_INCOMPLETE": Sentence(
        400,
        "转介要写明部门、电话和地址，不能只说不办。",
        "A referral names the department, its phone and its address: nobody is sent away with a bare no.",
        "请补全；目录写有联系方式的，写事项代码即可。",
        "Complete it; where the catalogue holds the contact, the matter's code is enough.",
    ),
    "NOTE_UNKNOWN": Sentence(
        404, "没有建议或问题{id}。", "There is no suggestion or problem {id}.", "请核对登记号。", "Check its number.",
    ),
    "MONTH_WRONG": Sentence(
        400, "{month}不是月份。", "{month} is not a month.", "请写成 2026-11。", "Write it as 2026-11.",
    ),
    "NOTHING_RATED_BADLY": Sentence(
        404, "办件{case}没有待整改的差评。", "Case {case} has no bad rating that is still to be put right.",
        "请核对编号，或看 ratings list --all。", "Check the number, or look at ratings list --all.",
    ),
    "ENQUIRY_NOT_REFERRED": Sentence(
        409,
        "首问登记{id}没有转介，没有转介单。",
        "Enquiry {id} was not referred: there is no paper.",
        "请先转介。",
        "Refer it first.",
    ),
}
