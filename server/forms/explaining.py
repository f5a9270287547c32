"""What the sheet 说明 of the template says: every word of the vocabulary, and how conditions are written."""

from server.forms.vocabulary import OPTIONS, QUESTIONS, SETTINGS, TYPES, SheetWords

TYPE_HEADING = "问题的类型 · Types of questions"

_HOW = (
    ("第一步", "在“问题”表里一行写一题，从上到下就是问的顺序；一个屏幕只问一题。",
     "Write one question a row in 问题; a screen asks one at a time, from the top."),
    ("第二步", "单选、多选、排序的选项写在“选项”表里，用列表名连起来。",
     "Options stand in 选项; their list's name joins them to 单选, 多选, 排序."),
    ("第三步", "“设置”表写事项代码、标题和版本；改一次，版本末两位加一。",
     "设置 holds the matter's code, title and version; each change adds one to the version."),
    ("第四步", "保存为.xlsx，运行 form check，照提示改到没有问题为止。",
     "Save as .xlsx, run form check, and mend until it finds nothing."),
    ("不用问的", "姓名、身份证号、电话、住址、组别在表单外面已经问过，不要再问。",
     "Name, ID number, phone, address and group are asked outside the form: never again."),
    ("示例行", "模板里的问题和选项都是示例，可以改，可以删。", "All rows of the template are examples: change or delete them."),
    ("备注", "可以加一列“备注”，只给自己看，程序不读。", "A column 备注 is your own: it is not read."),
)  # fmt: skip
_CONDITIONS = (
    ("${income}", "别的题的答案，写它的名称。", "The answer to another question, by its name."),
    (".", "校验里的点，就是这一题的答案，如 . >= 0 and . <= 20", "In 校验 the answer itself."),
    ("= != < >", "等于、不等于、小于、大于；文字加半角引号，如 ${kind} = 'new'", "Compare; a text stands in straight quotes."),
    ("and or not()", "并且、或者、不，如 ${a} = 'yes' and not(${b} = 'no')", "And, or, not."),
    ("selected()", "多选里选了没有，如 selected(${incomes}, 'pension')", "Whether a 多选 has that value."),
    ("+ - * div mod", "加减乘除和余数，除号写 div", "Arithmetic; to divide write div."),
    ("count() sum()", "循环的个数、循环里某题的总和，如 sum(${wage})", "Rows of a round; the sum over a round."),
    ("regex()", "按样子校验，必须从^到$，如 regex(., '^[0-9]{16,19}$')", "Match a pattern, from ^ to $."),
    ("today()", "今天，如 . <= today()", "The present day."),
    ("pulldata()", "委托人的情况，如 pulldata('principal', 'age', 'name', 'self') >= 60，可取下面各项。",
     "About the principal: one of the following."),
    ("", "age 周岁，sex（male、female），born 出生日期，village 村代码，township 乡镇代码，by（agent 代办、alone 本人自己），today 今天",
     "age, sex, born, village, township, by (agent or alone), today"),
    ("半角符号", "条件里的括号、引号、逗号、等号都用半角（英文）符号。", "Brackets, quotes, commas and signs are ASCII ones."),
)  # fmt: skip


def _columns(words: SheetWords) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (column.zh, f"{column.about_zh}（{column.canonical}）", column.about_en) for column in words.columns
    )


# Heading and rows of three cells: the word, Chinese, English.
EXPLANATION = (
    ("怎样填 · How to fill in", _HOW),
    (TYPE_HEADING, tuple((kind.zh, f"{kind.about_zh}（{kind.canonical}）", kind.about_en) for kind in TYPES)),
    ("条件和计算 · Conditions and calculations", _CONDITIONS),
    ("“问题”的列 · Columns of 问题", _columns(QUESTIONS)),
    ("“选项”的列 · Columns of 选项", _columns(OPTIONS)),
    ("“设置”的列 · Columns of 设置", _columns(SETTINGS)),
)
