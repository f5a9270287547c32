"""Commands, their fields, and the numbers that identify."""

from kiosk.core.refusals.sentence import Sentence

COMMANDS: dict[str, Sentence] = {
    "COMMAND_UNKNOWN": Sentence(
        400, "没有“{command}”这个命令。", "There is no command {command}.", "可用命令：{commands}。", "Commands: {commands}.",
    ),
    "FIELD_UNKNOWN": Sentence(
        400, "命令{command}没有“{field}”这一项。", "Command {command} has no field {field}.",
        "请核对名称。", "Check its name.",
    ),
    "FIELD_MISSING": Sentence(
        400, "命令{command}还缺“{field}”。", "Command {command} needs {field}.", "请填写后再试。", "Fill it in and try again.",
    ),
    "FIELD_NOT_VALID": Sentence(
        400, "命令{command}的“{field}”不正确：{why}。", "Field {field} of command {command} is not valid: {why}.",
        "请改正后再试。", "Correct it and try again.",
    ),
    "POWER_MISSING": Sentence(
        403, "您没有办理“{command}”所需的权限（{power}）。", "You lack the power that {command} needs ({power}).",
        "请由有权限的人办理。", "Ask somebody who has it.",
    ),
    "MATTER_TERMS_MISSING": Sentence(
        409, "目录里没有事项{matter}的受理条件和时限。", "The catalogue holds no terms of matter {matter}.",
        "请同步目录后再试。", "Bring the catalogue up to date and try again.",
    ),
    "MATTER_OF_THE_VILLAGE": Sentence(
        409, "事项{matter}由村级办理，乡镇站点不收件。", "Matter {matter} is decided by the village: the township takes none in.",
        "请到所在村便民服务站办理，或请工作人员联系该站。", "Go to the village's own station, or let staff call it.",
    ),
    "GAP_UNKNOWN": Sentence(
        400, "补正代码{gap}不正确：事项{matter}有{count}项材料。", "Gap code {gap} is not valid: {matter} has {count} materials.",
        "代码为材料序号乘100加原因（1缺少 2无法辨认 3过期 4不符 5不完整 9其他）。",
        "A code is material number x 100 + reason (1 missing, 2 unreadable, 3 expired, 4 wrong, 5 partial, 9 other).",
    ),
    "CASE_NUMBER_SHAPE": Sentence(
        400, "办件编号应为27位数字。", "A case number has 27 digits.", "请照回执重新输入。", "Type it again from the receipt.",
    ),
    "CASE_NUMBER_CHECK_DIGIT": Sentence(
        400, "办件编号校验不符，可能输错了数字。", "The case number's check digit is wrong: a digit may be mistyped.",
        "请照回执重新输入，或扫描回执二维码。", "Type it again from the receipt, or scan the code on it.",
    ),
    "CASE_NUMBER_PARTS": Sentence(
        400, "办件编号的站点{station}、终端{terminal}、序号{sequence}或日期不正确。",
        "The case number's station {station}, terminal {terminal}, sequence {sequence} or date is not valid.",
        "请照回执重新输入，或联系县管理员。", "Type it again from the receipt, or tell the county administrator.",
    ),
    "CASE_NUMBERS_USED_UP": Sentence(
        503, "本终端今天的{limit}个办件编号已用完。", "This terminal has used its {limit} case numbers of the day.",
        "请改用另一台终端，或明天再办；编号日期晚于今天的，请县里另发注册文件，取新的终端号。",
        "Use another terminal, or come back tomorrow; where the numbers' date lies ahead of today, "
        "ask the county for a new enrolment file, which brings the next terminal number.",
    ),
    "QUERY_CODE_SHAPE": Sentence(
        400, "查询码应为6位数字。", "A query code has 6 digits.", "请照回执重新输入。", "Type it again from the receipt.",
    ),
    "ID_FIFTEEN_DIGITS": Sentence(
        400, "这是15位的旧号码，已停止使用。", "This is an old number of 15 digits, no longer in use.",
        "请输入第二代居民身份证上的18位号码。", "Type the 18 digits of the present identity card.",
    ),
    "ID_SHAPE": Sentence(
        400, "公民身份号码应为17位数字加1位数字或X。", "An identity number is 17 digits and a digit or X.",
        "请照身份证重新输入。", "Type it again from the card.",
    ),
    "ID_BIRTH_DATE": Sentence(
        400, "公民身份号码里的出生日期不存在。", "The identity number holds an impossible birth date.",
        "请核对第7至14位。", "Check the 7th to 14th digits.",
    ),
    "ID_CHECK_DIGIT": Sentence(
        400, "公民身份号码最后一位校验不符，可能输错了数字。", "The identity number's check digit is wrong: a digit may be mistyped.",
        "请照身份证逐位核对。", "Check it against the card, digit by digit.",
    ),
    "USCC_SHAPE": Sentence(
        400, "统一社会信用代码应为18位，不含I、O、S、V、Z。", "A credit code has 18 characters without I, O, S, V and Z.",
        "请照证照重新输入。", "Type it again from the licence.",
    ),
    "USCC_CHECK_DIGIT": Sentence(
        400, "统一社会信用代码校验不符，可能输错；个别早期代码确实如此。",
        "The credit code's check character is wrong; a few genuine early codes are like that.",
        "请核对证照；确认无误的，由主管确认后录入。", "Check the licence; a supervisor who has seen it may accept the code.",
    ),
}
