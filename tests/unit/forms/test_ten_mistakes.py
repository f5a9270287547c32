"""The sheet a clerk brings on the first day: ten typical mistakes, ten messages that say where and what to do."""

import io

from openpyxl import Workbook

from server.forms.examining import examine
from server.forms.finding import Finding
from tests.unit.forms.sheets import CATALOGUE

QUESTIONS = (
    ("类型", "名称", "题目", "英文题目", "显示条件", "校验", "校验说明", "英文校验说明", "计算", "参数"),
    ("单选 reasons", "reason", "为什么申请？", "Why do you apply?"),
    ("整数", "家庭人口", "家里几口人？", "How many people are there?"),  # 1: a Chinese name
    ("小数", "income", "一年收入多少元？", "How much is the income of a year?", None, ". >", "不能是负数。", "Not negative."),  # 2
    ("文字", "illness", "生的什么病？", "Which illness?", "${reason} ＝ ‘ill’"),  # 3: full-width signs
    ("文字", "other", "别的原因？", "Which other reason?", "${reason} = 'others'"),  # 4: no such option
    ("计算", "per_head", None, None, None, None, None, None, "rond(${income} div 12, 2)"),  # 5: no such function
    ("文字", "card", "卡号是多少？", "What is the number?", None, "regex(., '[0-9]{19}')", "19位。", "19 digits."),  # 6
    ("照片", "house", "拍一张房子。", "Take a picture of the house."),  # 7: without max-pixels
    ("文字", "income", "还有别的收入吗？", "Any other income?"),  # 8: a name twice
    ("文字", "phone_of", "家里谁接电话？", "Who answers the telephone?", "${incme} > 0"),  # 9: no such question
    ("文字", "remark", "还有什么要说的？"),  # 10: no English
)
OPTIONS = (
    ("列表", "值", "文字", "英文"),
    ("reasons", "ill", "生病", "Illness"),
    ("reasons", "other", "别的", "Something else"),
)
SETTINGS = (("表单编号", "标题", "版本", "状态"), ("MZ-04", "临时救助申请", "2026112201", "未审"))

# Where, what is quoted, what is offered.
EXPECTED = (
    ("问题 B3", "家庭人口", "jia_ting_ren_kou"),
    ("问题 F4", ". >", "请补上，如 . > 0"),
    ("问题 E5", "＝‘’", "${reason} = 'ill'"),
    ("问题 E6", "others", "other"),
    ("问题 I7", "rond()", "round"),
    ("问题 F8", "[0-9]{19}", "'^[0-9]{19}$'"),
    ("问题 J9", "max-pixels", "max-pixels=1600"),
    ("问题 B10", "income", "第4行"),
    ("问题 E11", "incme", "income"),
    ("问题 D12", "英文题目", "请补上英文"),
)


def ten_mistakes() -> tuple[Finding, ...]:
    book = Workbook()
    for title, rows in (("问题", QUESTIONS), ("选项", OPTIONS), ("设置", SETTINGS)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return examine(out.getvalue(), CATALOGUE, lambda name: None).findings


def test_ten_mistakes_are_ten_messages_in_the_order_of_the_sheet() -> None:
    assert [one.place for one in ten_mistakes()] == [place for place, _, _ in EXPECTED]


def test_each_message_quotes_what_is_wrong_and_offers_what_is_right() -> None:
    for one, (_, quoted, offered) in zip(ten_mistakes(), EXPECTED, strict=True):
        assert quoted in one.text("zh") and offered in one.text("zh"), one.line()


def test_a_message_fits_two_lines_and_has_no_word_of_a_programmer() -> None:
    for one in ten_mistakes():
        assert len(one.text("zh")) <= 80, one.line()
        assert not any(word in one.text("zh") for word in ("XPath", "syntax", "token", "error", "None")), one.line()


def test_the_english_of_a_message_names_the_same_things() -> None:
    for one, (_, quoted, _) in zip(ten_mistakes(), EXPECTED, strict=True):
        assert quoted in one.text("en"), one.line()
