"""The query code 查询码: six digits on the receipt that open a case's progress on a screen, and nothing else."""

import re

from kiosk.core.casework.case_number import plain
from kiosk.core.refusal import Refusal

QUERY_CODE_DIGITS = 6


def check_query_code(text: str) -> str:
    """The six digits, half width; Refusal QUERY_CODE_SHAPE otherwise. Whether it is right is asked elsewhere."""
    code = plain(text)
    if not re.fullmatch(r"[0-9]{6}", code):
        raise Refusal("QUERY_CODE_SHAPE")
    return code


def query_code_from(number: int) -> str:
    """A code from a random `number` in 0..999999 that the caller has drawn evenly."""
    if not 0 <= number < 10**QUERY_CODE_DIGITS:
        raise AssertionError("a query code is drawn from 0..999999")
    return f"{number:06}"
