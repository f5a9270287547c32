"""差评整改: what was rated with one of the two worst grades is put right in time (T10; 国办发〔2019〕51号).

A grade is sealed to the county, so no limit of the case can follow from it: this one is the county's alone.
"""

from datetime import date

from kiosk.core.casework.codes import Unit
from kiosk.core.casework.limits import CountyLimits, Deadline, deadline
from kiosk.core.casework.workdays import WorkCalendar

BAD_FROM_GRADE = 4  # 不满意, and 5 非常不满意 (GB/T 39046 A.8)


def is_bad(grade: int) -> bool:
    """Whether a grade of 1 to 5 asks for putting right."""
    return grade >= BAD_FROM_GRADE


def rectify_by(rated_on: date, limits: CountyLimits, calendar: WorkCalendar) -> Deadline:
    """The last day for it; the day of the rating itself is not counted."""
    return deadline(rated_on, limits.rectify_working_days, Unit.WORKING_DAYS, calendar)
