"""What is said about the file a clerk hands in as a form, before a single cell of it is judged."""

from kiosk.core.refusals.sentence import Sentence

WORKBOOKS: dict[str, Sentence] = {
    "FORM_FILE_NOT_XLSX": Sentence(
        400, "这不是.xlsx工作簿。", "This is no .xlsx workbook.",
        "请在Excel或WPS里“另存为”Excel工作簿（.xlsx），再试一次。", "Save it as an Excel workbook (.xlsx) and try again.",
    ),
    "FORM_FILE_DAMAGED": Sentence(
        400, "工作簿打不开，内容已损坏。", "The workbook cannot be opened: it is damaged.",
        "请用Excel或WPS打开，另存为新的.xlsx，再试一次。", "Open it in a spreadsheet, save it under another name, try again.",
    ),
    "FORM_FILE_ENCRYPTED": Sentence(
        400, "工作簿设了打开密码，读不了。", "The workbook is protected by a password.",
        "请取消打开密码，另存后再试。", "Take the password away, save it, and try again.",
    ),
    "FORM_FILE_MACROS": Sentence(
        400, "工作簿里有宏，不接收。", "The workbook holds macros, which are not taken.",
        "请另存为不带宏的Excel工作簿（.xlsx）。", "Save it as a workbook without macros (.xlsx).",
    ),
    "FORM_FILE_TOO_LARGE": Sentence(
        413, "工作簿超过{limit} MB。", "The workbook is over {limit} MB.",
        "请删去图片和多余的工作表；图片另外放，表里只写文件名。", "Take pictures and spare sheets out of it.",
    ),
    "FORM_FILE_UNPACKS_HUGE": Sentence(
        413, "工作簿展开后超过{limit} MB，或部件过多，不接收。", "Unpacked, the workbook is over {limit} MB or has too many parts.",
        "请把需要的内容复制到一份新模板里。", "Copy what is needed into a new template.",
    ),
    "FORM_SHEET_TOO_LARGE": Sentence(
        413, "工作表“{sheet}”超过{rows}行或{columns}列。", "Sheet {sheet} has more than {rows} rows or {columns} columns.",
        "请删去下面和右边多余的行列；很长的选项表请放到CSV文件里。",
        "Delete the spare rows and columns; put very long lists of options into a CSV file.",
    ),
    "FORM_CELL_TOO_LONG": Sentence(
        400, "工作表“{sheet}”的{cell}超过{limit}个字。", "Cell {cell} of sheet {sheet} has over {limit} characters.",
        "请缩短这一格。", "Shorten it.",
    ),
    "FORM_SHEET_MISSING": Sentence(
        400, "工作簿里没有“{sheet}”工作表。现有：{present}。", "The workbook has no sheet {sheet}. It has: {present}.",
        "请用模板，工作表的名字不要改。", "Use the template and keep the names of its sheets.",
    ),
    "FORM_HAS_FINDINGS": Sentence(
        422, "表单还有{count}处要改，没有转换（第一处：{first}）", "The form has {count} findings and was not converted (first: {first})",
        "请运行 form check 看全部，改好再转换。", "Run form check to see all of them, mend them, convert again.",
    ),
}  # fmt: skip
