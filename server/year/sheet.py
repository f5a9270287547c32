"""The shipped catalogue with what a county adds to it, so that the year has steps, 容缺 and 告知承诺; what the sheet says
itself stays.

Every second matter with a promise of a week or more in working days gets limits for its three steps; the last material
that is required may follow, and the first may be promised.
"""

import csv
import io

from kiosk.core.catalogue.matters import Matter, Necessity
from kiosk.core.catalogue.sheet import read_catalogue

ADDED = ("step_limits", "later_materials", "promise_materials")
PROMISED_DAYS_MIN = 7


def with_county_columns(catalogue: str) -> str:
    """The sheet with those columns filled."""
    matters = {one.code: one for one in read_catalogue(catalogue, version=1)[0].matters}
    rows = list(csv.DictReader(io.StringIO(catalogue.removeprefix("\ufeff"), newline="")))
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(dict.fromkeys((*rows[0], *ADDED))))
    writer.writeheader()
    for row in rows:
        said = {column: cell for column, cell in row.items() if cell}
        writer.writerow(dict.fromkeys(row, "") | _added(matters[row["local_code"]]) | said)
    return written.getvalue()


def _added(matter: Matter) -> dict[str, str]:
    required = [one.number for one in matter.materials if one.necessity is Necessity.REQUIRED]
    steps = ""
    if matter.number % 2 and matter.promised_days >= PROMISED_DAYS_MIN and matter.promised_unit.startswith("工作日"):
        rest = matter.promised_days - 3
        steps = f"承办{rest - rest // 2}+审核{rest // 2}+批准3"
    return {
        "step_limits": steps,
        "later_materials": str(required[-1]) if len(required) > 1 else "",
        "promise_materials": str(required[0]) if required else "",
    }
