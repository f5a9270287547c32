"""Every sentence the checks can say, one table: what is wrong and what to do, in Chinese and English.

Names in braces are filled in by the check; they quote the workbook.
"""

from typing import NamedTuple


class Said(NamedTuple):
    """`zh`, `en` what is wrong; `next_zh`, `next_en` what to do."""

    zh: str
    en: str
    next_zh: str
    next_en: str


SENTENCES: dict[str, Said] = {}
