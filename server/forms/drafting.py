"""A first form from a row of the catalogue: not reviewed (未审), a beginning for a clerk, and already fit to be used.

It asks no more than the row gives reason for: which kind of application it is and what it is about, who acts where the
row says that it is not simply the principal, what decides whether a conditional material is needed, and when staff may
come where somebody comes to look. What the row says to everybody it says on a screen of its own.
"""

from collections.abc import Iterator, Mapping

from kiosk.core.catalogue.matters import Material, Matter, Necessity
from server.forms.vocabulary import CHINESE
from server.forms.writing import write_workbook

STATUS = "未审"
SHOWN_CHARS = 50  # of a name quoted in a question, so that the question stays within its screen

Row = Mapping[str, str]

# Words in a matter's name that say what kind of application it is; where one stands, nobody is asked.
SETTLED = ("变更", "注销", "终止", "补领", "补办", "补换", "换领", "换证", "转移", "初次", "首次", "登记", "报销", "丧葬", "认证", "备案",
           "验收", "查询")  # fmt: skip
PUBLIC_WORDS, SECRET_WORDS = ("公示", "公告"), ("不对外", "不公示", "禁止")
VISIT_WORDS = ("现场", "踏勘", "入户", "上门", "实地", "查验", "勘查")
WARD_WORDS = ("监护", "儿童", "孤儿", "未成年", "婴幼儿", "学生")

# What a matter of each kind is about (GB/T 39046-2020 A.1), asked in everyday words.
_STATEMENTS = {
    "行政给付": ("因为什么要申请？请用几句话说说。", "Why do you apply? Please say it in a few sentences."),
    "行政许可": ("您要办的具体是什么？在哪里、有多大、多少？", "What exactly is it for? Where, how large, how many?"),
    "行政确认": ("请说说您现在的情况。", "Please describe your present situation."),
    "公共服务事项": ("您要办的具体是什么？", "What exactly would you like done?"),
}
_STATEMENT = ("请用几句话说说要办的事。", "Please say in a few sentences what it is about.")
_CHANGE_WORDS = ("变更", "更正")
_TELLING_WORDS = ("投诉", "诉求", "求职", "设立")  # registered is what somebody tells
_KINDS = (("new", "第一次办", "For the first time"), ("again", "以前办过，接着办", "Had it before, to go on"),
          ("change", "以前办过，情况变了", "Had it before, something changed"))  # fmt: skip
_RELATIONS = (("father", "父亲", "Father"), ("mother", "母亲", "Mother"), ("grandparent", "祖父母或外祖父母", "Grandparent"),
              ("child", "子女", "Son or daughter"), ("spouse", "丈夫或妻子", "Husband or wife"),
              ("other", "别的监护人或亲属", "Another guardian or relative"))  # fmt: skip
_TIMES = (("any", "都可以", "Any time"), ("morning", "上午", "Mornings"), ("afternoon", "下午", "Afternoons"),
          ("weekend", "周末", "Weekends"))  # fmt: skip
_LISTS = {"kinds": _KINDS, "relations": _RELATIONS, "times": _TIMES}


def draft(matter: Matter, version: str) -> bytes:
    """The workbook of a first form. `version` as yyyymmddNN."""
    questions = list(_questions(matter))
    used = {str(row["类型"]).partition(" ")[2] for row in questions}
    options = [
        {"列表": name, "值": value, "文字": zh, "英文": en}
        for name, listed in _LISTS.items()
        if name in used
        for value, zh, en in listed
    ]
    settings = {"表单编号": matter.code, "标题": matter.name, "版本": version, "状态": STATUS, "默认语言": CHINESE}
    return write_workbook(questions, options, settings)


def _questions(matter: Matter) -> Iterator[Row]:
    yield from _who_acts(matter)
    yield from _what_it_is_about(matter)
    for material in matter.materials:
        yield from _material(material)
    step = matter.publicity_or_special_step
    if any(word in step for word in VISIT_WORDS):
        yield _asked(
            "单选 times", "visit_time", "工作人员什么时候上门或到现场方便？", "When may staff come to visit or to look at the place?",
            提示="去以前会先打电话。", 英文提示="They will call before they come.",
        )  # fmt: skip
    if any(word in step for word in PUBLIC_WORDS) and not any(word in step for word in SECRET_WORDS):
        yield _asked(
            "确认", "made_public", "办的时候要公示：村里会贴出姓名和结果。", "The name and the result will be posted in the village.",
            必填="是", 必填说明="看过以后请点“知道了”。", 英文必填说明="Please confirm that you have read it.",
        )  # fmt: skip


def _what_it_is_about(matter: Matter) -> Iterator[Row]:
    """The kind of application and a statement; where the matter's name says both, a remark that may be left out."""
    settled = any(word in matter.name for word in SETTLED)
    if matter.matter_type in ("行政给付", "行政确认", "行政许可") and not settled:
        yield _asked("单选 kinds", "kind", "这次是哪一种？", "Which kind of application is this?", 必填="是")
    zh, en = _STATEMENTS.get(matter.matter_type, _STATEMENT)
    if any(word in matter.name for word in _CHANGE_WORDS):
        zh, en = "要改什么？原来怎样，改成怎样？", "What should be changed, from what into what?"
    elif settled and not any(word in matter.name for word in _TELLING_WORDS):
        yield _asked("长文字", "statement", "有什么要说明的吗？", "Is there anything you want to add?",
                     提示="没有就跳过。", 英文提示="Skip it if there is nothing.")  # fmt: skip
        return
    yield _asked(
        "长文字", "statement", zh, en, 必填="是", 提示="可以请工作人员帮忙写。", 英文提示="The staff can write it down for you.",
        必填说明="请说一两句，办的人才知道怎么办。", 英文必填说明="A sentence or two, so that the office knows what to do.",
    )  # fmt: skip


def _who_acts(matter: Matter) -> Iterator[Row]:
    """What the row's rule leaves open: in person only, with help only, or by a guardian for a child."""
    rule = f"规定：{matter.agent_rule[:120]}。" if matter.agent_rule else ""
    if matter.agent_allowed == "N":
        yield _asked(
            "说明", "in_person", f"这件事要本人到场，代办员只能先帮着登记。{rule}",
            "You must come in person for this; the agent can only register it beforehand.",
        )  # fmt: skip
    elif matter.agent_allowed == "P":
        yield _asked(
            "说明", "with_help", f"这件事由本人或家人申请，代办员只能协助。{rule}",
            "You or your family apply for this yourselves; the agent may only assist.",
        )  # fmt: skip
    if any(word in f"{matter.name}{matter.agent_rule}" for word in WARD_WORDS):
        yield _asked("是否", "for_ward", "是替孩子或您照顾的人办吗？", "Is it for a child, or somebody in your care?", 必填="是")
        shown = "${for_ward} = 'yes'"
        yield _asked("文字", "ward_name", "他（她）叫什么名字？", "What is the name of that person?", 必填="是", 显示条件=shown)
        yield _asked("单选 relations", "ward_relation", "您是他（她）的什么人？", "How are you related to that person?",
                     必填="是", 显示条件=shown)  # fmt: skip


def _material(material: Material) -> Iterator[Row]:
    """A question and a 材料 row where the row's text leaves open whether the paper is needed.

    A paper that is always needed stays as the catalogue says; the mandate is signed with the entrustment itself.
    """
    if material.signed_here:
        return
    name, number = material.name[:SHOWN_CHARS], material.number
    listed = {"提示": f"材料清单第{number}项：{_with_condition(material)}",
              "英文提示": f"Number {number} of the list of materials: {name}"}  # fmt: skip
    if material.shared:
        yield _asked("是否", f"look_up_{number}", "有一份材料可以由办事单位自己查，您同意他们查吗？",
                     "The office can look one of the papers up itself. Do you agree?", 必填="是", **listed)  # fmt: skip
        shown = f"${{look_up_{number}}} = 'no'"
    elif material.necessity is Necessity.CONDITIONAL:
        yield _asked("是否", f"has_{number}", "下面这份材料，您有吗？", "Do you have the following paper?", 必填="是", **listed)
        shown = f"${{has_{number}}} = 'yes'"
    elif material.necessity is Necessity.LATER:
        yield _asked("是否", f"now_{number}", "下面这份材料可以后补，现在就交吗？",
                     "The following paper may come later. Do you hand it in now?", 必填="是", **listed)  # fmt: skip
        shown = f"${{now_{number}}} = 'yes'"
    else:
        return
    yield _asked("材料", f"material_{number}", name, f"Number {number} of the list: {name}", 显示条件=shown)


def _with_condition(material: Material) -> str:
    condition = f"（{material.condition_text[:SHOWN_CHARS]}）" if material.condition_text else ""
    return f"{material.name[:SHOWN_CHARS]}{condition}"


def _asked(kind: str, name: str, zh: str, en: str, **more: str) -> Row:
    return {"类型": kind, "名称": name, "题目": zh, "英文题目": en, **more}
