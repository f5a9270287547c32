"""Rating 评价 and complaint 投诉: the principal's own words, with the query code, sealed to the county alone.

Grades and their words are those of GB/T 39046-2020, table A.8; what a grade is about may be told, and need not be.
"""

from typing import NamedTuple

from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Done, Wanted, act
from kiosk.desk.progress import Asker
from kiosk.desk.station import Station

# What a rating may be about; the words that stand in its note.
DIMENSIONS = ("服务态度", "办事快慢", "材料多少", "讲得清楚", "跑腿次数")
COMPLAINT_CHARS_MAX = 200  # what one writes standing; the rest is said on the telephone


class Rating(NamedTuple):
    """grade: 1 非常满意 … 5 非常不满意; about: some of DIMENSIONS."""

    grade: int
    about: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """How it is told: 服务态度、办事快慢."""
        return "、".join(self.about)


def rate(station: Station, whose: Asker, rating: Rating, operation: bytes = b"") -> Done:
    """Record the rating; Refusals of the desk's deeds."""
    assert set(rating.about) <= set(DIMENSIONS), "the page offers these alone"
    texts = {"grade": str(rating.grade)}
    if rating.note:
        texts["note"] = rating.note
    return act(station, Wanted(whose.number, "rate", texts, query_code=whose.query_code, operation=operation))


def complain(station: Station, whose: Asker, said: str, operation: bytes = b"") -> Done:
    """Record the complaint: who works here cannot read it. Refusal TEXT_TOO_LONG and those of the desk's deeds."""
    if len(said) > COMPLAINT_CHARS_MAX:
        raise Refusal("TEXT_TOO_LONG", field="投诉内容", chars=len(said), limit_chars=COMPLAINT_CHARS_MAX)
    texts = {"complaint": said.strip()}
    return act(station, Wanted(whose.number, "complain", texts, query_code=whose.query_code, operation=operation))
