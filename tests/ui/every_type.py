"""A form of every type that the county's template offers, written as a clerk writes it, for the window's tests.

It stands on the shelf as the form of the old-age allowance; nothing of it ships."""

import io
from pathlib import Path

from openpyxl import Workbook

from kiosk.desk.forms import Shelf
from server.forms.converting import to_xform
from server.forms.reading import read_form
from server.forms.workbook import read_workbook

CODE = "MZ-06"
HEADERS = ("类型", "名称", "题目", "提示", "必填", "校验", "校验说明", "显示条件", "计算", "只读", "外观", "参数")
VILLAGES = tuple(f"{side}{family}村" for side in "上下东西" for family in "王李张陈林")
CROPS = ("水稻", "小麦", "玉米", "茶叶", "杨梅", "枇杷", "蜜桔", "文旦", "毛竹", "番薯", "土豆", "油菜", "黄豆", "花生")
# In the order of HEADERS; what is left out is empty.
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("文字", "place", "房子在哪里？", "说个大家都知道的地名。", "是"),
    ("长文字", "reason", "是什么原因？", "一两句话就行。"),
    ("文字", "id_number", "这一位的身份证号是多少？", "一共 18 位。", "是", "string-length(.) = 18", "身份证号一共 18 位，请再看一看。", "",
     "", "", "numbers"),
    ("整数", "people", "户口簿上有几个人？", "", "是", ". <= 15", "请填 15 以内的数。"),
    ("小数", "area", "占地多少平方米？", "一分地约 67 平方米。", "是"),
    ("金额", "income", "一个月收入多少元？", "", "是"),
    ("整数", "double", "两份一共几口人", "", "", "", "", "", "${people} * 2", "是"),
    ("单选 claims", "claimed", "您以前领过吗？", "", "是"),
    ("是否", "married", "您结婚了吗？", "", "是"),
    ("多选 pipes", "pipes", "房子要通哪些？", "可以点好几样。", "是"),
    ("单选 villages", "village", "您的户口在哪个村？", "", "是"),
    ("文件单选 crops.csv", "crop", "种的是什么？", "", "是"),
    ("排序 works", "works", "村里先做哪一样？", "最要紧的放在最前面。", "是"),
    ("日期", "born", "孩子哪一天出生？", "", "是", ". <= today()", "这一天还没到呢，请再看一看。"),
    ("年月", "until", "领到哪年哪月？", "记不清可以跳过。"),
    ("年份", "built", "房子是哪一年盖的？", "", "是"),
    ("时间", "visit", "几点上门方便？", "", "是"),
    ("日期时间", "hurt", "什么时候摔伤的？", "", "是"),
    ("范围", "walking", "走路方便吗？", "1 是走不动，10 是很方便。", "是", "", "", "", "", "", "", "start=1 end=10 step=1"),
    ("照片", "house", "请给老房子拍一张照片", "站远一点，整栋都照进来。", "是", "", "", "", "", "", "", "max-pixels=1600"),
    ("签名", "signed", "请家里人签名", "", "是", "", "", "", "", "", "", "max-pixels=1600"),
    ("条码", "code", "药盒上的条码", "", "否"),
    ("确认", "knows", "老房子拆了，就不能再退回来。", "", "是"),
    ("说明", "told", "登记不要钱。有人向您收钱，请告诉我们。"),
    ("循环开始", "member", "家里人"),
    ("文字", "member_name", "这一位叫什么名字？", "", "是"),
    ("单选 kin", "member_kin", "这一位是您的什么人？", "", "是"),
    ("循环结束", ""),
)  # fmt: skip
LISTS = {
    "claims": ("没领过，第一次", "在别的县领过，后来迁过来了", "在本县领过，后来停了"),
    "pipes": ("水", "电", "煤气", "网络", "下水道"),
    "villages": VILLAGES,
    "works": ("修路", "装路灯", "办食堂"),
    "kin": ("老伴", "子女", "父母"),
}


def make_shelf(folder: Path) -> Shelf:
    """A shelf with this form alone, and the table that it chooses crops from."""
    folder.mkdir()
    (folder / f"{CODE}.xml").write_bytes(to_xform(read_form(read_workbook(_workbook()))[0]))
    rows = "".join(f"crop_{at},{crop}\n" for at, crop in enumerate(CROPS))
    (folder / "crops.csv").write_text("name,label\n" + rows, "utf-8")
    return Shelf(folder)


def _workbook() -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    survey, choices, settings = (book.create_sheet(name) for name in ("问题", "选项", "设置"))
    survey.append((*HEADERS, "英文题目"))
    for question in QUESTIONS:
        english = f"What about the {question[1].replace('_', ' ')}?"
        survey.append((*question, *[""] * (len(HEADERS) - len(question)), english if question[1] else ""))
    choices.append(("列表", "值", "文字", "英文"))
    for name, labels in LISTS.items():
        for at, label in enumerate(labels):
            choices.append((name, f"{name}_{at}", label, f"{name} number {at}"))
    settings.append(("表单编号", "标题", "版本"))
    settings.append((CODE, "样样都问一遍", "2026112201"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
