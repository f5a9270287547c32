"""What a form may know of the principal without asking again: one row of CSV, read by `pulldata('principal', …)`.

Made anew from the identity number for every visit; it never lies in a file. Other tools of the ODK family read the same
form with a `principal.csv` of their own.
"""

import csv
import datetime
import io
from typing import Literal

from kiosk.core.casework.identity_number import IdentityNumber

PRINCIPAL_FILE = "principal.csv"  # the instance that a form calls `principal`
COLUMNS = ("name", "age", "sex", "born", "village", "township", "by", "today")
SELF = "self"  # the only value of `name`: the key that a form looks up by
TOWNSHIP_DIGITS = 9

NOBODY = (",".join(COLUMNS) + "\n").encode()  # for reading a form before there is a principal
By = Literal["agent", "alone"]  # whether an agent is signed in


def principal_csv(identity: IdentityNumber | None, today: datetime.date, station: str, by: By) -> bytes:
    """UTF-8 CSV of a header and one row. identity: None while nobody is known, then age, sex and birth date are empty;
    today: the day that ages are judged by; station: the 12-digit code of the village or township."""
    age, sex, born = "", "", ""
    if identity is not None:
        age, born = str(identity.age(today)), identity.born.isoformat()
        sex = "male" if identity.male else "female"
    row = (SELF, age, sex, born, station, station[:TOWNSHIP_DIGITS], by, today.isoformat())
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows((COLUMNS, row))
    return sheet.getvalue().encode()
