"""The shape of a no."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """`status` HTTP status; `zh`, `en` the sentence; `next_zh`, `next_en` what to do now."""

    status: int
    zh: str
    en: str
    next_zh: str
    next_en: str
