"""Forms: reading a definition, filling it in, restoring a record."""

from kiosk.core.refusals.sentence import Sentence

FORMS: dict[str, Sentence] = {
    "FORM_XML": Sentence(
        400,
        "“{name}”不能作为表单读取：{reason_zh}。",
        "“{name}” cannot be read as a form: {reason_en}.",
        "请用“form convert”由表格重新生成，不要手工修改。",
        "Make it anew from its workbook with “form convert”; do not edit it by hand.",
    ),
    "FORM_STRUCTURE": Sentence(
        400,
        "表单在“{where}”处不正确：{reason_zh}。",
        "The form is wrong at “{where}”: {reason_en}.",
        "请在表格中改正后重新生成，原有表单继续使用。",
        "Correct the workbook and convert it again; the form held before stays in use.",
    ),
    "FORM_EXPRESSION": Sentence(
        400,
        "“{where}”的表达式“{expression}”从第{place}个字符起读不懂：{found}。",
        "The expression “{expression}” of “{where}” cannot be read from character {place} on: {found}.",
        "请在表格中改正该表达式，并用“form check”检查。",
        "Correct the expression in the workbook and look at it with “form check”.",
    ),
    "FORM_CYCLE": Sentence(
        400,
        "这些题目互相计算，成了一个圈：{names}。",
        "These questions are computed from each other in a circle: {names}.",
        "请去掉其中一处引用。",
        "Take one of the references out.",
    ),
    "FORM_FILE": Sentence(
        400,
        "表单用到的文件“{name}”不能使用：{reason_zh}。",
        "The file “{name}” that the form uses cannot be used: {reason_en}.",
        "请把正确的文件和表单放在一起再导入。",
        "Put the right file beside the form and import them again.",
    ),
    "FORM_QUESTION_UNKNOWN": Sentence(
        404,
        "表单现在没有“{ref}”这道题。",
        "The form has no question “{ref}” now.",
        "请返回上一页，从现有的题目继续。",
        "Go back and carry on from the questions that there are.",
    ),
    "FORM_ANSWER_TYPE": Sentence(
        400,
        "“{question}”不能这样回答：{reason_zh}。",
        "“{question}” cannot be answered like that: {reason_en}.",
        "请按题目的要求重新填写。",
        "Answer it again as the question asks.",
    ),
    "FORM_ANSWER_FIXED": Sentence(
        409,
        "“{question}”由系统填写，不能改动。",
        "“{question}” is filled in by the form and cannot be changed.",
        "如不正确，请改动它所依据的题目。",
        "If it is wrong, change the questions that it follows from.",
    ),
    "FORM_ANSWER_UNKNOWN": Sentence(
        400,
        "没有要回答的题目“{key}”。",
        "There is no question “{key}” to be answered.",
        "请照表单核对题目的名称。",
        "Check the question's name against the form.",
    ),
    "FORM_ROWS": Sentence(
        409,
        "“{repeat}”不能这样增减：{reason_zh}。",
        "Rows of “{repeat}” cannot be added or removed like that: {reason_en}.",
        "请从现有的各项继续。",
        "Carry on from the rows that there are.",
    ),
    "FORM_ACTION": Sentence(
        409,
        "表单要把一个值同时填入“{target}”的几行，不知道填哪一行。",
        "The form sets “{target}”, which stands in several rows, and does not say in which.",
        "请告诉县里：该表单的触发要写明是哪一行。",
        "Tell the county: the form's trigger must say which row it means.",
    ),
    "FORM_RECORD": Sentence(
        400,
        "保存的填写记录不能继续：{reason_zh}。",
        "The saved record cannot be continued: {reason_en}.",
        "请从头填写。",
        "Fill the form in from the beginning.",
    ),
}
