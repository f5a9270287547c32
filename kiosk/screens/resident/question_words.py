"""How each question is asked, in plain spoken words; and the kind sentence where an answer is not right yet."""

import datetime

from kiosk.core.refusal import Refusal
from kiosk.desk.age import TooYoung
from kiosk.desk.questions import RELATIONS
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _


def question_word(key: str) -> str:
    """The name of an answer, as the summary shows it."""
    return {
        "name": _("姓名"),
        "id_number": _("身份证号"),
        "phone": _("电话"),
        "address": _("住址"),
        "group": _("村民小组"),
        "guardian_name": _("监护人姓名"),
        "guardian_phone": _("监护人电话"),
        "guardian_relation": _("监护人是孩子的"),
        "guardian_consent": _("监护人同意"),
    }[key]


def asked(key: str) -> tuple[str, str]:
    """(the question, a second line that helps) of a question."""
    return {
        "name": (_("您叫什么名字？"), _("和身份证上写的一样。")),
        "id_number": (_("您的身份证号是多少？"), _("一共 18 位，照着身份证一位一位点。")),
        "phone": (_("您的电话是多少？"), _("有事好联系您。手机 11 位；座机要带区号。")),
        "address": (_("您住在哪里？"), _("村名已经写好了，补上门牌就行；不对可以改。")),
        "group": (_("您是第几村民小组？"), _("点数字就行。不清楚可以空着，直接点下一步。")),
        "guardian_name": (_("孩子的监护人叫什么？"), _("委托人不满十四周岁，要由监护人来办。")),
        "guardian_phone": (_("监护人的电话是多少？"), _("手机 11 位；座机要带区号。")),
        "guardian_relation": (_("监护人是孩子的什么人？"), _("请点一下。")),
        "guardian_consent": (_("监护人同意吗？"), _("孩子不满十四周岁，他（她）的信息要监护人单独同意。")),
    }[key]


def relation_word(relation: str) -> str:
    """One of RELATIONS as it is shown; what is recorded stays Chinese."""
    words = (_("父亲"), _("母亲"), _("爷爷或奶奶"), _("外公或外婆"), _("其他监护人"))
    return dict(zip(RELATIONS, words, strict=True))[relation]


def kindly(refusal: Refusal, typed: str) -> str:
    """What to say where an answer is not right yet: no blame, and what to do."""
    digits = len(typed)
    sentences = {
        "ID_SHAPE": _("现在是 {count} 位，身份证号一共 18 位。请再看一看，补上或删掉几位。").format(count=digits),
        "ID_FIFTEEN_DIGITS": _("这是以前的 15 位号码。请照现在的身份证，点 18 位的号码。"),
        "ID_BIRTH_DATE": _("中间 8 位是出生的年月日，好像有一位点错了。请照着身份证再看一看。"),
        "ID_CHECK_DIGIT": _("好像有一位点错了。请照着身份证，一位一位再看一遍。"),
        "PHONE_NOT_VALID": _("现在是 {count} 位。手机号是 11 位，1 开头；座机要带区号，比如 0576。").format(count=digits),
        "TEXT_MISSING": _("这一项还空着。请填好再点下一步。"),
        "NAME_NOT_ALLOWED": _("名字里有一个字认不出来。请照着身份证再写一遍。"),
        "CONSENT_MISSING": _("这一项还没有打勾。同意的，请监护人点一下。"),
    }
    return sentences.get(refusal.code) or refusal.text(theme.language)


def young_words(born: datetime.date, young: TooYoung) -> str:
    """What to say to somebody who has not the age a matter is for: a hint, nobody is turned away here."""
    return _(
        "{year} 年 {month} 月 {day} 日出生，现在 {age} 周岁。这件事是给 {needed} 周岁以上的人办的，"
        "不清楚可以问代办员。要接着办，点“下一步”；不办了，点“首页”。"
    ).format(year=born.year, month=born.month, day=born.day, age=young.age, needed=young.needed)
