"""The citizen identity number, GB 11643-1999: 18 characters with a birth date and a check digit.

Region codes are not checked: published lists are incomplete, and a genuine number must never be turned away.
"""

import datetime
import re
from typing import NamedTuple

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from kiosk.core.refusal import Refusal


class IdentityNumber(NamedTuple):
    """number: 18 characters, X upper case; born: as it says; male: by the parity of its sequence."""

    number: str
    born: datetime.date
    male: bool

    def age(self, day: datetime.date) -> int:
        """Whole years 周岁 on `day`."""
        return years_old(self.born, day)


def years_old(born: datetime.date, day: datetime.date) -> int:
    """Whole years of age on `day`: the birthday itself counts."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def read_identity_number(text: str, today: datetime.date | None = None) -> IdentityNumber:
    """Read a number; a lower-case x and surrounding blanks are forgiven. `today` refuses a birth in the future.

    Raises Refusal ID_FIFTEEN_DIGITS, ID_SHAPE, ID_BIRTH_DATE or ID_CHECK_DIGIT.
    """
    number = text.strip().upper()
    if re.fullmatch(r"[0-9]{15}", number):
        raise Refusal("ID_FIFTEEN_DIGITS")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refusal("ID_SHAPE")
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        raise Refusal("ID_BIRTH_DATE") from None
    if today is not None and born > today:
        raise Refusal("ID_BIRTH_DATE")
    if ric.calc_check_digit(number) != number[-1]:
        raise Refusal("ID_CHECK_DIGIT")
    return IdentityNumber(number, born, int(number[16]) % 2 == 1)
