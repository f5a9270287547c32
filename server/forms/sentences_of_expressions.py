"""What the checks say of how conditions and calculations are written; a part of the table in sentences.py."""

from server.forms.saying import Said

EXPRESSIONS: dict[str, Said] = {
    "SIGNS_WIDE": Said(
        "用了全角符号 {signs} ，程序不认。", "Full-width signs are not understood: {signs} .",
        "请改成半角：{offered}", "Write: {offered}",
    ),
    "OPERATOR_FOREIGN": Said(
        "“{text}”里的 {sign} 程序不认。", "{sign} is not understood in “{text}”.", "请写成 {ours}。", "Write {ours}.",
    ),
    "REFERENCE_SHAPE": Said(
        "“{text}”里的 $ 和花括号不成对。", "$ and braces do not match in “{text}”.",
        "引用别的题要写成 ${{名称}}，如 ${{income}}。", "A question is named as in ${{income}}.",
    ),
    "REFERENCE_UNKNOWN": Said(
        "没有哪一题叫“{name}”。", "No question is called {name}.", "请核对名称，可以写：{offered}", "You may write: {offered}.",
    ),
    "REFERENCE_BLANK": Said(
        "花括号里的“{name}”前后有空格。", "There are blanks around {name} in the braces.", "请写成 ${{{name}}}", "Write ${{{name}}}",
    ),
    "NAME_BARE": Said(
        "“{name}”光写着，程序不知道是什么。", "{name} stands alone, and means nothing.",
        "是题就写 ${{名称}}，是文字就加半角引号；这里大概是 {offered}", "A question is ${{name}}, a text is quoted; probably {offered}",
    ),
    "CONDITION_PROSE": Said(
        "“{text}”是一句话，程序算不出来。", "“{text}” is a sentence: the program cannot compute it.",
        "请写成算式，如 . > 0 或 ${{kind}} = 'new'；写法见“说明”表。", "Write . > 0 or ${{kind}} = 'new'; see the sheet 说明.",
    ),
    "NEITHER_YES_NOR_NO": Said(
        "这里写的是“{text}”，程序不认。", "{text} is not understood here.",
        "请写“是”或“否”，或写一个条件，如 ${{kind}} = 'new'。", "Write 是 (yes) or 否 (no), or a condition: ${{kind}} = 'new'.",
    ),
    "COMPARED_TWICE": Said(
        "“{text}”连着比了两次，程序不会照您想的算。", "“{text}” compares twice in a row, which is not what it seems.",
        "请拆成两个条件，中间写 and，如 . >= 1 and . <= 20", "Make two conditions of it, as in . >= 1 and . <= 20",
    ),
    "VALUE_ALONE": Said(
        "“{text}”里的 {value} 前后没有比什么，这样总是成立。", "{value} is compared with nothing in “{text}”, so it always holds.",
        "and、or 的两边都要写全，如 ${{kind}} = 'new' or ${{kind}} = 'used'",
        "Write both sides of and, or in full: ${{kind}} = 'new' or ${{kind}} = 'used'",
    ),
    "FILTER_COLUMN_UNKNOWN": Said(
        "“{sheet}”表里没有“{name}”这一列。", "{sheet} has no column {name}.", "可以用的列：{known}。", "Columns: {known}.",
    ),
    "EXPRESSION_CUT": Said(
        "“{text}”没有写完，最后缺一个值。", "“{text}” ends too early: a value is missing.",
        "请补上，如 . > 0", "Complete it, as in . > 0",
    ),
    "VALUE_EXPECTED": Said(
        "“{near}”里，{found} 前面缺一个值。", "A value is missing before {found} in “{near}”.",
        "请补上，或删去多余的符号。", "Add it, or delete the sign that is too much.",
    ),
    "OPERATOR_EXPECTED": Said(
        "“{near}”里，{found} 前面缺一个符号。", "An operator is missing before {found} in “{near}”.",
        "两个值之间要有 and、or、=、+ 这样的符号。", "Between two values stands and, or, =, + or the like.",
    ),
    "BRACKET_EXTRA": Said(
        "“{text}”多了一个 {found} 。", "There is a {found} too many in “{text}”.", "请删去，或补上前面的括号。",
        "Delete it, or open the bracket before it.",
    ),
    "BRACKET_OPEN": Said(
        "“{text}”里的括号 {found} 没有合上。", "The bracket {found} is never closed in “{text}”.", "请补上另一半。", "Close it.",
    ),
    "QUOTE_OPEN": Said(
        "“{text}”里的引号 {found} 没有合上。", "The quotation mark {found} is never closed in “{text}”.",
        "请补上另一个，前后用同一种引号。", "Close it with the same mark.",
    ),
    "SIGN_UNKNOWN": Said(
        "“{near}”里的 {found} 程序不认。", "{found} is not understood in “{near}”.", "请删去；文字要加半角引号，如 '水稻'。",
        "Delete it; a text stands in straight quotes.",
    ),
    "EXPRESSION_LONG": Said(
        "这个条件太长，或括号套得太深。", "This is too long, or nested too deep.", "请先用“计算”行算出一部分。",
        "Compute a part of it in a row 计算 before.",
    ),
    "EXPRESSION_UNREADABLE": Said(
        "“{text}”在“{near}”这里读不懂。", "“{text}” is not understood near “{near}”.", "请照“说明”表里的写法改。",
        "Write it as the sheet 说明 shows.",
    ),
    "FUNCTION_UNKNOWN": Said(
        "没有 {name}() 这个函数。", "There is no function {name}().", "可以写：{offered}", "You may write: {offered}.",
    ),
    "ARGUMENTS_COUNT": Said(
        "{name}() 里有{given}项，应为{wanted}项。", "{name}() was given {given} arguments, it takes {wanted}.",
        "各项之间用半角逗号隔开，请核对：{near}", "They are separated by commas; check: {near}",
    ),
    "TRIGGER_SHAPE": Said(
        "触发写的是“{text}”。", "The trigger is {text}.", "只写一题，如 ${{income}}。", "Name one question, as in ${{income}}.",
    ),
    "TRIGGER_NOT_ASKED": Said(
        "触发写的“{name}”不是村民回答的题。", "The trigger {name} is no question that people answer.",
        "请写一道要回答的题。", "Name one that they answer.",
    ),
    "OUT_OF_ROUND": Said(
        "“{name}”在循环“{round}”里，有好几个，这里不知道指哪一个。", "{name} stands in round {round} and has many answers here.",
        "请用 sum()、count()、max()、join() 合起来，或写在同一个循环里。", "Use sum(), count(), max() or join(), or ask it in that round.",
    ),
}  # fmt: skip
