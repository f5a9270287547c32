"""The unified social credit code, GB 32100-2015: 18 characters, the last a check character.

Some genuine early codes fail the check, so a failing check warns and a supervisor may accept it.
"""

import re
from typing import NamedTuple

from stdnum.cn import uscc

from kiosk.core.refusal import Refusal

KINDS = {
    "11": "机关",
    "12": "事业单位",
    "51": "社会团体",
    "52": "民办非企业单位",
    "54": "村（居）民委员会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "N2": "农村集体经济组织",
}


class CreditCode(NamedTuple):
    """code: 18 characters, upper case; kind: who holds it, "" if the prefix is not listed; warning: code or None."""

    code: str
    kind: str
    warning: str | None


def read_credit_code(text: str) -> CreditCode:
    """Read a code; lower case is forgiven. A failing check is a warning, USCC_CHECK_DIGIT. Refusal USCC_SHAPE."""
    code = text.strip().upper()
    if not re.fullmatch(r"[0-9ABCDEFGHJKLMNPQRTUWXY]{18}", code):
        raise Refusal("USCC_SHAPE")
    good = uscc.calc_check_digit(code[:17]) == code[17]
    return CreditCode(code, KINDS.get(code[:2], ""), None if good else "USCC_CHECK_DIGIT")


def require_credit_code(text: str, accepted_by_supervisor: bool = False) -> CreditCode:
    """`read_credit_code`, where a warning is a Refusal unless a supervisor has seen the licence."""
    found = read_credit_code(text)
    if found.warning and not accepted_by_supervisor:
        raise Refusal(found.warning)
    return found
