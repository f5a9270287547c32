"""Every sentence the checks can say, one table: what is wrong and what to do, in Chinese and English.

Names in braces are filled in by the check; they quote the workbook.
"""

from server.forms.saying import Said
from server.forms.sentences_of_expressions import EXPRESSIONS

_SHEETS = {
    "HEADER_UNKNOWN": Said(
        "没有“{header}”这一列。", "There is no column {header}.",
        "是不是“{offered}”？只给自己看的，列名以“备注”开头。", "Did you mean {offered}? A column of your own begins with 备注.",
    ),
    "HEADER_OWN": Said(
        "没有“{header}”这一列，程序不读。", "There is no column {header}: it is not read.",
        "请删去，或把列名改成以“备注”开头。", "Delete it, or begin its name with 备注.",
    ),
    "HEADERS_MISSING": Said(
        "第1行不是列名。", "Row 1 holds no headers.",
        "请把上面多出来的行删去，或把模板的第1行抄回来。", "Delete what stands above them, or copy row 1 of the template.",
    ),
    "HEADER_TWICE": Said(
        "列名“{header}”和{other}列重复。", "Column {header} is there twice, also in {other}.",
        "请把两列并成一列。", "Join the two.",
    ),
    "FILTER_HEADER": Said(
        "没有“{header}”这一列。用来筛选的列，列名只能是小写英文字母、数字和下划线。",
        "There is no column {header}. A column to filter by has a name of a-z, 0-9 and _.",
        "可以改成 {offered}；只给自己看的，列名以“备注”开头。", "You might call it {offered}; a column of your own begins with 备注.",
    ),
    "CELL_COMPUTED": Said(
        "这一格是Excel公式“{text}”，程序读不到它的结果。", "This cell is a formula of the spreadsheet: “{text}”.",
        "请删去开头的等号，或先把格式改成“文本”再写。", "Take the = at its beginning away, or make the cell a text first.",
    ),
    "TYPE_MISSING": Said("这一行没有写类型。", "This row has no type.", "请从下拉列表里选一个类型。", "Choose one from the list."),
    "TYPE_UNKNOWN": Said(
        "没有“{type}”这种类型。", "There is no type {type}.",
        "请从下拉列表里选，是不是“{offered}”？", "Choose from the list; did you mean {offered}?",
    ),
    "TYPE_AND_MORE": Said(
        "“{type}”后面不能再写“{more}”。", "Nothing follows {type}; found {more}.", "请删去后面的字。", "Delete what follows.",
    ),
    "LIST_NOT_NAMED": Said(
        "“{type}”后面要写选项的列表名。", "{type} needs the name of a list of options.",
        "空一格写上，如“单选 reasons”，再到“选项”表里写这个列表。", "Write it after a blank, and the list in 选项.",
    ),
    "FILE_NOT_NAMED": Said(
        "“{type}”后面要写CSV文件名。", "{type} needs the name of a CSV file.", "空一格写上，如“文件单选 crops.csv”。",
        "Write it after a blank, such as crops.csv.",
    ),
    "FILE_NAME": Said(
        "文件名“{file}”不合适。", "The file name {file} will not do.",
        "请用小写英文字母、数字、下划线，以.csv结尾，如 crops.csv。", "Use a-z, 0-9 and _, ending in .csv.",
    ),
    "FILE_MISSING": Said(
        "没有找到文件“{file}”。", "The file {file} was not found.",
        "请把它和工作簿放在同一个文件夹里。", "Put it into the folder of the workbook.",
    ),
    "NOT_ENDED": Said(
        "“{begun}”没有对应的“{end}”。", "{begun} is never ended.",
        "请在这组最后一题的下一行加一行“{end}”。", "Add a row {end} after its last question.",
    ),
    "NOT_BEGUN": Said(
        "“{end}”前面没有对应的开始。", "{end} ends what was never begun.", "请删去这一行，或在前面补上开始的一行。",
        "Delete this row, or begin it above.",
    ),
    "ENDED_OTHERWISE": Said(
        "这里写着“{end}”，可是第{row}行是“{begun}”。", "{end} stands here, but row {row} is {begun}.",
        "开始和结束要成对：分组对分组，循环对循环。", "Begin and end go in pairs, group with group, round with round.",
    ),
    "TABLE_INSIDE": Said(
        "外部表“{name}”写在分组或循环里了。", "The table {name} stands in a group or round.", "请移到最前面。", "Move it to the top.",
    ),
    "NESTED_DEEP": Said(
        "分组和循环套了{limit}层以上。", "Groups and rounds are nested deeper than {limit}.", "请少套几层。", "Nest them less.",
    ),
    "ROUNDS_DEEP": Said(
        "循环套了{limit}层以上。", "Rounds are nested deeper than {limit}.", "请少套几层。", "Nest them less.",
    ),
    "INSIDE_EMPTY": Said(
        "“{begun}”里一题也没有。", "There is no question inside {begun}.", "请把题目写在开始和结束之间，或删去这两行。",
        "Write questions between its begin and end, or delete both rows.",
    ),
}  # fmt: skip
_NAMES = {
    "NAME_MISSING": Said(
        "这一题没有名称。", "This question has no name.", "请起一个，如 {offered}。", "Give it one, such as {offered}.",
    ),
    "NAME_CHINESE": Said(
        "名称“{name}”里有中文或全角字。", "The name {name} is not ASCII.", "可以改成拼音 {offered}。", "In pinyin: {offered}.",
    ),
    "NAME_SHAPE": Said(
        "名称“{name}”不合适。", "The name {name} will not do.",
        "只用小写英文字母、数字、下划线，字母开头，可以改成 {offered}。", "Use a-z, 0-9 and _, a letter first: {offered}.",
    ),
    "NAME_LONG": Said(
        "名称“{name}”超过{limit}个字母。", "The name {name} has more than {limit} letters.", "请改短。", "Shorten it.",
    ),
    "NAME_RESERVED": Said(
        "名称“{name}”是程序自己用的。", "The name {name} is the program's own.", "请换一个，如 {offered}。", "Take another: {offered}.",
    ),
    "NAME_TWICE": Said(
        "名称“{name}”和第{row}行重复。", "The name {name} already stands in row {row}.",
        "全表的名称都不能相同，分组和循环里的也算，请改一个。", "Names are unique in the whole form: change one.",
    ),
    "MATERIAL_NAME": Said(
        "材料行的名称“{name}”不对。", "{name} is no name of a material.",
        "请写 material_ 加上材料在事项目录里的序号，如 material_2。", "Write material_ and its number in the catalogue.",
    ),
    "MATERIAL_NAME_TAKEN": Said(
        "“{name}”这个名称只给材料用。", "The name {name} is for a material.", "请把类型改成“材料”，或换一个名称。",
        "Make its type 材料, or take another name.",
    ),
    "MATERIAL_UNKNOWN": Said(
        "事项{matter}只有{count}项材料，没有“{name}”。", "{matter} has {count} materials, and no {name}.",
        "请核对序号：{listed}。", "Check the number: {listed}.",
    ),
    "MATERIAL_IN_ROUND": Said(
        "材料行写在循环“{round}”里了。", "A material stands in round {round}.",
        "请移到循环外面；条件可以写 count()、sum()。", "Move it out; its condition may use count() and sum().",
    ),
}  # fmt: skip
_LISTS = {
    "LIST_MISSING": Said(
        "“选项”表里没有列表“{list}”。", "There is no list {list} in 选项.",
        "请补上这个列表，或改成：{offered}", "Write it, or name one that is there: {offered}.",
    ),
    "LIST_UNUSED": Said(
        "列表“{list}”没有题目用到。", "No question uses the list {list}.", "请删去，或核对题目里写的列表名。",
        "Delete it, or check the name in the question.",
    ),
    "LIST_LONG": Said(
        "列表“{list}”超过{limit}个选项。", "The list {list} has more than {limit} options.",
        "请分成两级，或改用“文件单选”。", "Split it in two, or use 文件单选.",
    ),
    "OPTION_OF_NO_LIST": Said(
        "选项“{value}”没有写列表名。", "The option {value} belongs to no list.", "请在“列表”列写上列表名。", "Write its list.",
    ),
    "VALUE_MISSING": Said(
        "这个选项没有写值。", "This option has no value.", "请写一个，如 {offered}。", "Give it one, such as {offered}.",
    ),
    "VALUE_BLANK": Said(
        "选项的值“{value}”里有空格，多选时会被当成两个。", "The value {value} holds a blank and would count as two answers.",
        "可以改成 {offered}。", "Make it {offered}.",
    ),
    "VALUE_SHAPE": Said(
        "选项的值“{value}”不合适。", "The value {value} will not do.",
        "值只用英文字母、数字、下划线，可以改成 {offered}；给人看的字写在“文字”列。",
        "Use letters, digits and _: {offered}. What people read stands in 文字.",
    ),
    "VALUE_TWICE": Said(
        "列表“{list}”里的值“{value}”和第{row}行重复。", "{value} stands in {list} twice, also in row {row}.",
        "请改一个。", "Change one.",
    ),
    "OPTION_UNLABELLED": Said(
        "选项“{value}”没有写文字。", "The option {value} has no text.", "请写上给人看的字。", "Write what people read.",
    ),
}  # fmt: skip
_TEXTS = {
    "LABEL_MISSING": Said("这一题没有写题目。", "This question has no label.", "请写上要问的话。", "Write what it asks."),
    "ENGLISH_MISSING": Said(
        "“{column}”空着，中文写的是“{text}”。", "{column} is empty; the Chinese is “{text}”.", "请补上英文。", "Add the English.",
    ),
    "CHINESE_MISSING": Said(
        "“{column}”空着，英文写的是“{text}”。", "{column} is empty; the English is “{text}”.", "请补上中文。", "Add the Chinese.",
    ),
    "TEXT_LONG": Said(
        "“{column}”有{count}个字，屏幕上最多{limit}个。", "{column} has {count} characters, the screen holds {limit}.",
        "请写短些，说明的话放到“提示”里，或分成两题。", "Shorten it; explanations go into 提示, or make two questions of it.",
    ),
    "QUESTIONS_NONE": Said("表里一题也没有。", "There is no question.", "请从第2行写起，一行一题。", "Begin in row 2, one a row."),
    "QUESTIONS_MANY": Said(
        "表单有{count}题，超过{limit}题。", "The form has {count} questions, more than {limit}.",
        "村民站着答不完，请只问办事必需的。", "Nobody stands that long: ask only what the matter needs.",
    ),
    "CONSTRAINT_UNSAID": Said(
        "“{name}”有校验，没有写校验说明。", "{name} has a constraint and no message.",
        "请写一句话，告诉村民怎样才对，如“人数应在1到20之间。”", "Say in a sentence what is right.",
    ),
    "CONSTRAINT_MISSING": Said(
        "“{name}”写了校验说明，没有写校验。", "{name} has a message and no constraint.", "请写上校验，或删去说明。",
        "Write the constraint, or delete the message.",
    ),
    "REQUIRED_UNSAID": Said(
        "“{name}”有条件地必填，没有写必填说明。", "{name} is required under a condition and has no message.",
        "请写一句话，说明为什么这时候要填。", "Say why it is needed then.",
    ),
}  # fmt: skip
_MEANING = {
    "OPTION_UNKNOWN": Said(
        "“{name}”的选项里没有“{value}”这个值。", "{value} is no option of {name}.",
        "请写选项的值（列表“{list}”），大概是：{offered}", "Write a value of the list {list}; probably {offered}",
    ),
    "DEFAULT_UNKNOWN": Said(
        "“{name}”的选项里没有默认的“{value}”。", "The default {value} is no option of {name}.",
        "请写选项的值：{offered}", "Write one of its values: {offered}.",
    ),
    "SEVERAL_COMPARED": Said(
        "“{name}”是多选，不能用等号和“{value}”比。", "{name} has several answers and cannot equal {value}.",
        "请写 selected(${{{name}}}, '{value}')", "Write selected(${{{name}}}, '{value}')",
    ),
    "NUMBER_WITH_TEXT": Said(
        "“{name}”是数，不能和文字“{value}”比。", "{name} is a number and is compared with the text {value}.",
        "请写数，不加引号，如 ${{{name}}} > 0", "Write a number without quotes.",
    ),
    "DAY_WITH_TEXT": Said(
        "“{name}”是日期，不能和“{value}”比。", "{name} is a day and is compared with {value}.",
        "请写 date('2026-01-31') 这样的日期，或 today()。", "Write date('2026-01-31'), or today().",
    ),
    "TEXT_ORDERED": Said(
        "“{name}”是文字，不能和“{value}”比大小。", "{name} is a text; there is no less or more than {value}.",
        "请用 = 或 !=，或把题目改成整数。", "Use = or !=, or make it a number.",
    ),
    "TRUTH_COMPARED": Said(
        "“{name}”和 {word} 比，不看答案是什么。", "{name} is compared with {word}, which does not look at the answer.",
        "请写选项的值，如 ${{{name}}} = 'yes'", "Write a value, as in ${{{name}}} = 'yes'",
    ),
    "PATTERN_UNREADABLE": Said(
        "regex() 的样子“{pattern}”在“{found}”这里写错了，或写法不通用。",
        "The pattern {pattern} is broken near {found}, or not understood everywhere.",
        "请用通用的写法，如 '^[0-9]{{16,19}}$'", "Use plain ones, such as '^[0-9]{{16,19}}$'",
    ),
    "PATTERN_LOOSE": Said(
        "regex() 的样子“{pattern}”没有从^写到$，不同软件理解不同。",
        "The pattern {pattern} is not anchored; engines read it differently.",
        "请写成 '{offered}'", "Write '{offered}'",
    ),
    "PATTERN_EXPLODES": Said(
        "regex() 的样子“{pattern}”重复里又套重复，遇到填错的会算很久。", "{pattern} repeats a repetition and can take for ever.",
        "请去掉里面或外面的 * 或 +。", "Take the inner or the outer * or + away.",
    ),
    "UNREACHABLE": Said(
        "“{name}”的显示条件“{text}”怎么答都不成立，这一题永远不会出现。", "{name} is never asked: “{text}” holds for no answers.",
        "请改正条件，或删去这一题。", "Correct the condition, or delete the question.",
    ),
    "CYCLE": Said(
        "这几题互相等着，谁也算不出来：{names}。", "These questions wait for each other: {names}.",
        "请让其中一题的显示条件或计算不再提到下一题。", "Let one of them no longer name the next.",
    ),
    "PULLED_UNKNOWN": Said(
        "principal表里没有“{column}”这一列。", "The table principal has no column {column}.",
        "可以用的列：{known}。", "Columns: {known}.",
    ),
}  # fmt: skip
_PARTICULARS = {
    "PARAMETER_SHAPE": Said(
        "参数“{text}”不对。", "The parameter {text} will not do.", "请写成“名字=值”，中间不空格，几个用空格隔开，如 start=0 end=10。",
        "Write name=value, separated by blanks.",
    ),
    "PARAMETER_UNKNOWN": Said(
        "这种题没有参数“{name}”。", "This type has no parameter {name}.", "可以写的参数：{known}。", "Parameters: {known}.",
    ),
    "PIXELS_MISSING": Said(
        "照片没有写 max-pixels，手机拍的一张就有好几兆。", "A photograph without max-pixels has several megabytes.",
        "请在参数里写 max-pixels={usual}", "Write max-pixels={usual}",
    ),
    "PIXELS_WRONG": Said(
        "max-pixels={text} 不合适。", "max-pixels={text} will not do.", "请写{least}到{most}之间的整数，一般写 {usual}。",
        "Write a whole number from {least} to {most}, usually {usual}.",
    ),
    "RANGE_WRONG": Said(
        "范围的参数不全，或起止不对。", "The ends of the range are missing or wrong.",
        "请写三个数，起小于止，不超过{limit}步，如 start=0 end=10 step=1", "Write start=0 end=10 step=1, at most {limit} steps.",
    ),
    "CALCULATION_MISSING": Said(
        "“{name}”是计算，没有写怎么算。", "{name} is a calculation with nothing to compute.", "请在“计算”列写上。", "Write it in 计算.",
    ),
    "DEFAULT_OF_PICTURE": Said(
        "照片和签名不能有默认。", "A photograph or signature has no default.", "请把“默认”空着。", "Leave 默认 empty.",
    ),
    "APPEARANCE_UNKNOWN": Said(
        "没有“{word}”这种外观。", "There is no appearance {word}.", "请从下拉列表里选，可以写：{offered}", "You may write: {offered}.",
    ),
}  # fmt: skip
_SETTINGS = {
    "SETTINGS_MISSING": Said(
        "“设置”表是空的。", "The sheet 设置 is empty.", "请写上表单编号、标题和版本。", "Write the form's number, title and version.",
    ),
    "FORM_ID_MISSING": Said("没有写表单编号。", "The form has no number.", "请写事项代码，如 MZ-05。", "Write the matter's code."),
    "MATTER_NOT_LISTED": Said(
        "事项目录里没有“{code}”。", "The catalogue has no matter {code}.", "请到事项目录里查代码；写法最近的是：{offered}",
        "Look its code up in the catalogue; spelt most alike: {offered}.",
    ),
    "TITLE_MISSING": Said("没有写标题。", "The form has no title.", "请写上表单的名字。", "Write it."),
    "VERSION_SHAPE": Said(
        "版本“{text}”不对。", "The version {text} will not do.", "请写年月日加两位序号，如 2026112201；每改一次加一。",
        "Write yyyymmddNN, such as 2026112201, one more with each change.",
    ),
    "STATUS_UNKNOWN": Said("状态“{text}”不对。", "There is no state {text}.", "请选：{known}", "Choose one of {known}"),
    "LANGUAGE_OTHER": Said(
        "默认语言写的是“{text}”。", "The default language is {text}.", "请写 {fixed}", "Write {fixed}",
    ),
    "CONVERTER_SAYS": Said(
        "转换程序不接受：{said}。", "The converter says: {said}.", "请照它说的改，或把工作簿发给县里的技术人员。",
        "Mend it as it says, or send the workbook to the county's technician.",
    ),
    "ENGINE_SAYS": Said(
        "表单装不进自助机：{zh}", "A kiosk cannot load the form: {en}", "请照它说的改，或把工作簿发给县里的技术人员。",
        "Mend it as it says, or send the workbook to the county's technician.",
    ),
}  # fmt: skip

SENTENCES: dict[str, Said] = {
    **_SHEETS, **_NAMES, **_LISTS, **_TEXTS, **EXPRESSIONS, **_MEANING, **_PARTICULARS, **_SETTINGS,
}  # fmt: skip
