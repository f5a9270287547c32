"""The template a clerk begins with: every type once, in a small form that itself passes the checks and converts."""

from server.forms.vocabulary import CHINESE
from server.forms.writing import write_workbook

_SETTINGS = {"表单编号": "MZ-01", "标题": "示例：低保申请", "版本": "2026112201", "状态": "未审", "默认语言": CHINESE}

_QUESTIONS = (
    {"类型": "外部表", "名称": "principal"},
    {"类型": "计算", "名称": "age", "计算": "pulldata('principal', 'age', 'name', 'self')"},
    {"类型": "说明", "名称": "welcome", "题目": "下面问几个问题，不清楚的可以请工作人员帮忙。",
     "英文题目": "A few questions follow. Ask the staff if anything is unclear."},
    {"类型": "单选 reasons", "名称": "reason", "题目": "主要因为什么困难？", "提示": "选最主要的一个。",
     "英文题目": "What is the main reason for the hardship?", "英文提示": "Choose the main one.", "必填": "是"},
    {"类型": "长文字", "名称": "reason_other", "题目": "请说说是什么困难。", "英文题目": "Please describe the hardship.",
     "必填": "是", "必填说明": "请写一两句话。", "英文必填说明": "Please write a sentence or two.",
     "显示条件": "${reason} = 'other'"},
    {"类型": "是否", "名称": "married", "题目": "结婚了吗？", "英文题目": "Are you married?", "必填": "是"},
    {"类型": "整数", "名称": "people", "题目": "一起生活的有几口人？", "提示": "算上本人。",
     "朗读": "一起生活的有几口人？算上您自己。", "英文题目": "How many people live together?", "英文提示": "Count yourself.",
     "英文朗读": "How many people live together, counting yourself?", "必填": "是", "校验": ". >= 1 and . <= 20",
     "校验说明": "人数应在1到20之间。", "英文校验说明": "The number is between 1 and 20."},
    {"类型": "循环开始", "名称": "members", "题目": "一位家庭成员", "英文题目": "A member of the household",
     "显示条件": "${people} > 1", "重复次数": "${people} - 1"},
    {"类型": "文字", "名称": "member_name", "题目": "这位家人叫什么名字？", "英文题目": "What is this person's name?", "必填": "是"},
    {"类型": "年份", "名称": "member_born", "题目": "哪一年出生？", "英文题目": "In which year was this person born?", "必填": "是",
     "校验": ". <= today()", "校验说明": "出生年份不能晚于今年。", "英文校验说明": "The year cannot lie in the future."},
    {"类型": "金额", "名称": "wage", "题目": "一个月挣多少钱？", "提示": "没有收入就填0。",
     "英文题目": "How much does this person earn a month?", "英文提示": "0 where there is no income.", "必填": "是",
     "默认": "0", "校验": ". >= 0", "校验说明": "金额不能是负数。", "英文校验说明": "The amount cannot be negative."},
    {"类型": "循环结束"},
    {"类型": "计算", "名称": "income", "计算": "sum(${wage})"},
    {"类型": "分组开始", "名称": "land", "题目": "土地", "英文题目": "Land"},
    {"类型": "小数", "名称": "acreage", "题目": "家里种几亩地？", "英文题目": "How many mu of land do you farm?", "校验": ". >= 0",
     "校验说明": "亩数不能是负数。", "英文校验说明": "The number cannot be negative."},
    {"类型": "多选 crops", "名称": "grown", "题目": "种了哪些？", "英文题目": "What do you grow?", "显示条件": "${acreage} > 0"},
    {"类型": "分组结束"},
    {"类型": "排序 helps", "名称": "wishes", "题目": "最需要哪方面的帮助？请排先后。",
     "英文题目": "Which help do you need most? Put it in order."},
    {"类型": "范围", "名称": "health", "题目": "身体好不好？", "提示": "1是很差，5是很好。", "英文题目": "How is your health?",
     "英文提示": "1 is very poor, 5 is very good.", "参数": "start=1 end=5 step=1"},
    {"类型": "日期", "名称": "since", "题目": "哪一天开始困难的？", "英文题目": "Since which day?", "校验": ". <= today()",
     "校验说明": "不能晚于今天。", "英文校验说明": "It cannot be later than today."},
    {"类型": "年月", "名称": "moved_in", "题目": "哪年哪月搬到本村？", "英文题目": "In which month did you move to this village?"},
    {"类型": "时间", "名称": "at_home", "题目": "一般几点在家？", "提示": "方便工作人员上门。", "英文题目": "When are you usually at home?",
     "英文提示": "So that staff can visit."},
    {"类型": "日期时间", "名称": "visit", "题目": "哪天几点上门合适？", "英文题目": "Which day and hour suits for a visit?"},
    {"类型": "条码", "名称": "card_code", "题目": "请扫一扫卡上的条码。", "英文题目": "Please scan the code on the card."},
    {"类型": "照片", "名称": "house_photo", "题目": "拍一张住房的照片。", "英文题目": "Take a photograph of the house.",
     "参数": "max-pixels=1600"},
    {"类型": "确认", "名称": "truth", "题目": "以上说的都是真的。", "英文题目": "All of this is true.", "必填": "是"},
    {"类型": "签名", "名称": "signed", "题目": "请在这里签名。", "英文题目": "Please sign here.", "必填": "是"},
    {"类型": "隐藏", "名称": "channel", "默认": "kiosk"},
    {"类型": "材料", "名称": "material_5", "题目": "残疾、重病的材料", "英文题目": "Papers on disability or severe illness",
     "显示条件": "${reason} = 'illness' or ${reason} = 'disability'"},
)  # fmt: skip

_OPTIONS = (
    *({"列表": "reasons", "值": value, "文字": zh, "英文": en} for value, zh, en in (
        ("illness", "生大病", "A severe illness"), ("disability", "残疾", "A disability"),
        ("age", "年纪大", "Old age"), ("other", "其他", "Something else"))),
    *({"列表": "crops", "值": value, "文字": zh, "英文": en} for value, zh, en in (
        ("rice", "水稻", "Rice"), ("vegetables", "蔬菜", "Vegetables"), ("fruit", "水果", "Fruit"))),
    *({"列表": "helps", "值": value, "文字": zh, "英文": en} for value, zh, en in (
        ("money", "生活费", "Living costs"), ("care", "看病", "Medical care"), ("house", "住房", "Housing"))),
)  # fmt: skip


def template() -> bytes:
    """The template as an .xlsx."""
    return write_workbook(_QUESTIONS, _OPTIONS, _SETTINGS)
