"""What a visitor is asked, one question a screen, and the check of each: the entrustment's own functions."""

import datetime
import re
from typing import NamedTuple

from kiosk.core.casework.entrustment import ADDRESS_CHARS_MAX, GROUP_CHARS_MAX
from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.casework.written_text import check_name, check_phone, check_text
from kiosk.core.refusal import Refusal

YES = "yes"
RELATIONS = ("父亲", "母亲", "祖父母", "外祖父母", "其他监护人")  # what a guardian is to the child, as it is recorded


class Question(NamedTuple):
    """`key` of the answer; `kind` says how it is given: name, id, phone and group by the pads made for them, text by
    the keyboard, relation by choosing, consent by a tick. field: what a Refusal calls it. Only `optional` may stay
    empty."""

    key: str
    kind: str
    field: str
    optional: bool = False


PRINCIPALS = (  # in the order of `Principal`'s fields
    Question("name", "name", "委托人姓名"),
    Question("id_number", "id", "公民身份号码"),
    Question("phone", "phone", "联系电话"),
    Question("address", "text", "住址"),
    Question("group", "group", "村民小组", optional=True),
)
GUARDIANS = (
    Question("guardian_name", "name", "监护人姓名"),
    Question("guardian_phone", "phone", "监护人联系电话"),
    Question("guardian_relation", "relation", "监护人与委托人关系"),
    Question("guardian_consent", "consent", "监护人同意"),
)
# Who stands in for a principal that cannot write: a helper and two witnesses, (name, telephone) each in this order.
STAND_INS = (
    Question("helper_name", "name", "代书人姓名"),
    Question("helper_phone", "phone", "代书人联系电话"),
    Question("witness_1_name", "name", "第一位见证人姓名"),
    Question("witness_1_phone", "phone", "第一位见证人联系电话"),
    Question("witness_2_name", "name", "第二位见证人姓名"),
    Question("witness_2_phone", "phone", "第二位见证人联系电话"),
)


def check_answer(question: Question, text: str, today: datetime.date | None) -> str:
    """The answer as it will be recorded; blanks at its ends are dropped, of a name nothing else is changed.

    A group's bare number becomes 第n村民小组. Raises the Refusal that says what is wrong."""
    said = text.strip()
    if not said and question.optional:
        return ""
    if question.kind == "consent":
        if said != YES:
            raise Refusal("CONSENT_MISSING", consents=question.field)
        return said
    if not said:
        raise Refusal("TEXT_MISSING", field=question.field)
    if question.kind == "name":
        check_name(question.field, said)
    elif question.kind == "id":
        return read_identity_number(said, today).number
    elif question.kind == "phone":
        check_phone(said)
    elif question.kind == "group":
        return _group(question, said)
    else:
        chars_max = ADDRESS_CHARS_MAX if question.key == "address" else GROUP_CHARS_MAX
        check_text(question.field, said, chars_max, required=True)
    return said


def _group(question: Question, said: str) -> str:
    if re.fullmatch(r"[0-9]{1,2}", said) and int(said):
        return f"第{int(said)}村民小组"
    check_text(question.field, said, GROUP_CHARS_MAX)
    return said
