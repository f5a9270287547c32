"""The words of the Chinese template and their canonical XLSForm, one table for writing, reading and converting.

A workbook may use either word for a sheet, a column or a type; a finding names what the workbook wrote.
Source of the canonical words: the XLSForm reference (xlsform.org) and the question types of pyxform.
"""

import re
from typing import NamedTuple

CHINESE, ENGLISH = "中文 (zh)", "English (en)"  # languages as XLSForm names them; the first is the default


class Column(NamedTuple):
    """One column. `width` is in characters as a spreadsheet counts them; `also` are other spellings that are read."""

    zh: str
    canonical: str
    width: int
    about_zh: str
    about_en: str
    also: tuple[str, ...] = ()


class SheetWords(NamedTuple):
    """One sheet of the workbook with its columns in the order of the template."""

    zh: str
    canonical: str
    columns: tuple[Column, ...]


class QuestionType(NamedTuple):
    """What may stand under 类型. `takes` is what follows the word: "", "list" (of 选项) or "file" (a CSV)."""

    zh: str
    canonical: str
    appearance: str
    takes: str
    about_zh: str
    about_en: str
    shown: bool = True  # a villager meets it, so it needs a label


def _spoken(zh: str, canonical: str, width: int, about_zh: str, about_en: str) -> tuple[Column, Column]:
    """A text for people in both languages."""
    return (
        Column(zh, f"{canonical}::{CHINESE}", width, about_zh, about_en, (canonical, f"{canonical}::zh")),
        Column(f"英文{zh}", f"{canonical}::{ENGLISH}", width, f"{zh}的英文", f"{about_en}, in English",
               (f"{canonical}::en",)),
    )  # fmt: skip


_LABEL, _EN_LABEL = _spoken("题目", "label", 30, "屏幕上问的话，一句话问一件事", "what the screen asks, one thing at a time")
_HINT, _EN_HINT = _spoken("提示", "hint", 26, "题目下面的小字，说明哪里能找到答案", "small print below: where the answer is found")
_SAID, _EN_SAID = _spoken("朗读", "guidance_hint", 26, "读出来的话，空着就读题目", "what is said aloud; the label where empty")
_REQUIRED, _EN_REQUIRED = _spoken("必填说明", "required_message", 22, "没有填时说的话", "what is said where the answer is missing")
_CONSTRAINT, _EN_CONSTRAINT = _spoken("校验说明", "constraint_message", 26, "填得不对时说的话", "what is said where it is wrong")
_OPTION, _EN_OPTION = _spoken("文字", "label", 28, "屏幕上看到的选项", "the option as the screen shows it")

QUESTIONS = SheetWords("问题", "survey", (
    Column("类型", "type", 18, "从下拉列表选；单选、多选、排序后面空一格写列表名", "from the list; 单选, 多选, 排序 are followed by a list",
           ("question type",)),
    Column("名称", "name", 18, "小写英文字母、数字、下划线，全表不重复", "lower-case ASCII, digits, _; once in the form"),
    _LABEL, _HINT, _SAID,
    _EN_LABEL._replace(zh="英文题目"), _EN_HINT, _EN_SAID,
    Column("必填", "required", 8, "是、否，或一个条件", "是 yes, 否 no, or a condition"),
    _REQUIRED, _EN_REQUIRED,
    Column("显示条件", "relevant", 26, "成立时才问，如 ${married} = 'yes'", "asked only where this holds", ("relevance",)),
    Column("校验", "constraint", 22, "答案要满足的条件，点 . 是答案本身，如 . >= 0 and . <= 20", "what the answer (.) has to meet"),
    _CONSTRAINT, _EN_CONSTRAINT,
    Column("计算", "calculation", 24, "算出来的值，如 ${income} div ${people}", "the value, computed", ("calculate",)),
    Column("触发", "trigger", 12, "这一题变了才重新计算，如 ${income}", "computed anew when this question changes"),
    Column("默认", "default", 12, "一开始就填好的答案", "the answer it begins with"),
    Column("只读", "readonly", 8, "是、否，或一个条件", "是 yes, 否 no, or a condition", ("read_only",)),
    Column("外观", "appearance", 14, "从下拉列表选，可以空着", "from the list, may be empty"),
    Column("选项筛选", "choice_filter", 24, "只留下成立的选项，如 township = ${township}", "which options are left"),
    Column("重复次数", "repeat_count", 12, "循环固定几次，如 ${people}；空着就由本人添加", "how many rows; empty: people add them"),
    Column("参数", "parameters", 20, "照片 max-pixels=1600，范围 start=0 end=10 step=1",
           "max-pixels=1600; start=0 end=10 step=1"),
    Column("图片", "media::image", 14, "题目旁的图片文件名", "file name of a picture", ("image",)),
    Column("语音", "media::audio", 14, "录好的朗读文件名", "file name of a recording", ("audio",)),
))  # fmt: skip
OPTIONS = SheetWords("选项", "choices", (
    Column("列表", "list_name", 18, "列表名，小写英文字母、数字、下划线", "the list's name", ("list name",)),
    Column("值", "name", 16, "存下来的值，英文字母、数字、下划线，列表内不重复", "what is kept; once in its list", ("value",)),
    _OPTION, Column("英文", *_EN_OPTION[1:]),
    Column("图片", "media::image", 14, "选项旁的图片文件名", "file name of a picture", ("image",)),
))  # fmt: skip
SETTINGS = SheetWords("设置", "settings", (
    Column("表单编号", "form_id", 12, "事项代码，如 MZ-05", "the matter's code, such as MZ-05", ("id_string",)),
    Column("标题", "form_title", 30, "表单的名字", "the form's title", ("title",)),
    Column("版本", "version", 14, "年月日加两位序号，如 2026112201，改一次加一", "yyyymmddNN, one more with each change"),
    Column("状态", "status", 10, "已审、拟稿或未审", "已审 reviewed, 拟稿 drafted, 未审 not reviewed"),
    Column("默认语言", "default_language", 14, f"固定为 {CHINESE}", f"always {CHINESE}"),
))  # fmt: skip
SHEETS = (QUESTIONS, OPTIONS, SETTINGS)
EXPLAINED = "说明"  # the sheet that explains; not read

TYPES = (
    QuestionType("文字", "text", "", "", "一行字", "one line of text"),
    QuestionType("长文字", "text", "multiline", "", "几行字", "several lines of text"),
    QuestionType("整数", "integer", "", "", "个数、岁数", "a whole number"),
    QuestionType("小数", "decimal", "", "", "面积、重量", "a number with decimals"),
    QuestionType("金额", "decimal", "money", "", "多少元", "an amount in yuan"),
    QuestionType("单选", "select_one", "", "list", "几个里选一个，如 单选 reasons", "one of a list"),
    QuestionType("是否", "select_one", "", "", "只有是和否，不用写选项：值是 yes 和 no", "yes or no; its list is built in"),
    QuestionType("多选", "select_multiple", "", "list", "几个里选几个，如 多选 incomes", "any of a list"),
    QuestionType("排序", "rank", "", "list", "排先后，如 排序 wishes", "puts a list in order"),
    QuestionType("文件单选", "select_one_from_file", "", "file", "选项在CSV文件里，如 文件单选 crops.csv", "options from a CSV file"),
    QuestionType("日期", "date", "", "", "年月日", "a day"),
    QuestionType("年月", "date", "month-year", "", "只问到月", "a month"),
    QuestionType("年份", "date", "year", "", "只问到年", "a year"),
    QuestionType("时间", "time", "", "", "几点几分", "a time of day"),
    QuestionType("日期时间", "dateTime", "", "", "哪天几点", "a day and time"),
    QuestionType("范围", "range", "", "", "加减选一个数，参数写起止", "a number between two ends"),
    QuestionType("照片", "image", "", "", "拍一张照片，参数写 max-pixels", "takes a photograph"),
    QuestionType("签名", "image", "signature", "", "在屏幕上签名", "a signature on the screen"),
    QuestionType("条码", "barcode", "", "", "扫条码或二维码", "scans a code"),
    QuestionType("确认", "acknowledge", "", "", "看过后点“知道了”", "read and acknowledged"),
    QuestionType("说明", "note", "", "", "只给看，不用答", "shown, not answered"),
    QuestionType("材料", "note", "", "", "名称写 material_加目录里的序号：条件成立才要这份材料", "material_N: asked for where it is relevant"),
    QuestionType("计算", "calculate", "", "", "不显示，算出来", "computed, not shown", False),
    QuestionType("隐藏", "hidden", "", "", "不显示的值", "kept, not shown", False),
    QuestionType("外部表", "csv-external", "", "", "CSV表，名称就是表名，如 principal", "a CSV table, by its name", False),
    QuestionType("分组开始", "begin_group", "", "", "几题归一组", "a group begins", False),
    QuestionType("分组结束", "end_group", "", "", "组到此为止", "a group ends", False),
    QuestionType("循环开始", "begin_repeat", "", "", "一人（一物）一轮，题目写“一位家庭成员”", "asked anew for each person or thing"),
    QuestionType("循环结束", "end_repeat", "", "", "一轮到此为止", "a round ends", False),
)  # fmt: skip
BUILT_IN_LIST = "yes_no"
BUILT_IN_OPTIONS = (("yes", "是", "Yes"), ("no", "否", "No"))
YES, NO = ("是", "yes", "true", "true()"), ("否", "no", "false", "false()")

# 外观 that the kiosk knows, beyond those that belong to a type of the template.
APPEARANCES = ("multiline", "money", "month-year", "year", "signature", "numbers", "search")
STATES = ("已审", "拟稿", "未审")
MATERIAL = next(kind for kind in TYPES if kind.zh == "材料")
MATERIAL_NAME = re.compile(r"material_([1-9][0-9]?)")
