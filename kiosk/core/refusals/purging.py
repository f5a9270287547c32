"""Erasure, retention and the periods that the county sets."""

from kiosk.core.refusals.sentence import Sentence

PURGING: dict[str, Sentence] = {
    "ERASE_CASE_RUNS": Sentence(
        409,
        "办件{case}还在办理（{state}），不能删除正文。",
        "Case {case} still runs ({state_en}); its bodies cannot be erased.",
        "请先办结归档，或由本人撤回；之后再删除。",
        "Conclude and archive it, or let the principal withdraw; then erase.",
    ),
    "ERASE_NOTHING_LEFT": Sentence(
        409,
        "办件{case}的正文已经全部删除。",
        "Nothing of case {case} is left to erase.",
        "无需再做；何时由谁删除见办件的过程。",
        "Nothing is to be done; its timeline says when and by whom.",
    ),
    "ERASE_BODY_WAITS": Sentence(
        409,
        "办件{case}有{count}份正文还打不开，里面列着的照片无从知道，现在删除会留下它们。",
        "{count} bodies of case {case} cannot be opened yet; photographs listed in them would be left behind.",
        "请等密钥或字典到达（让那个站联网一次）后再删除。",
        "Wait until the key or dictionary has come (let that station sync once), then erase.",
    ),
    "ERASE_WHY_MISSING": Sentence(
        400,
        "请写明删除的依据（1至{limit_chars}字）。",
        "Say on what ground it is erased (1 to {limit_chars} characters).",
        "用 --note 写，如本人申请的日期和文号，不写姓名和证件号。",
        "Write it with --note, such as date and number of the request; no name, no ID number.",
    ),
    "PERIOD_WRONG": Sentence(
        400,
        "期限“{name}”不能设为{value}。",
        "The period {name} cannot be {value}.",
        "期限名见 server limits；天数为1至{days_max}的整数。",
        "server limits lists the names; days are whole, 1 to {days_max}.",
    ),
}
