"""The shape of a sentence that the checks can say."""

from typing import NamedTuple


class Said(NamedTuple):
    """`zh`, `en` what is wrong; `next_zh`, `next_en` what to do."""

    zh: str
    en: str
    next_zh: str
    next_en: str
