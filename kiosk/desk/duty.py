"""Who is on duty 值班, by day and by night, so that people find somebody inside and outside the eight hours ([S002]
“八小时内和八小时外，让群众都能找得到人”; domain F-8).

The station keeps it itself, in one small file of its folder: a village changes its turns more often than any county
hears of it. The hours are the office's, in China; the machine's clock decides, since it only informs (R-TIME).
"""

from pathlib import Path
from typing import Annotated

import msgspec

from kiosk.core.casework.days import china_moment
from kiosk.core.refusal import Refusal
from kiosk.desk.folder import read_bounded, write_whole
from kiosk.desk.station import Station

DUTY_FILE = "duty.json"
DUTY_BYTES_MAX = 4_096
MINUTES_AN_HOUR = 60
Hour = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class OnDuty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person and how to reach them. phone: whole, as one dials it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    phone: Annotated[str, msgspec.Meta(min_length=3, max_length=24, pattern=r"^[0-9 +()-]*$")]


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """day: from `begins` until `ends`, hours of China as 08:30; night: all the rest."""

    day: OnDuty
    night: OnDuty
    begins: Hour = "08:30"
    ends: Hour = "17:30"

    def at(self, at_ms: int) -> OnDuty:
        """Who is on duty at `at_ms` milliseconds UTC."""
        moment = china_moment(at_ms)
        now, begins, ends = moment.hour * MINUTES_AN_HOUR + moment.minute, _minutes(self.begins), _minutes(self.ends)
        return self.day if begins <= now < ends else self.night


def read_duty(folder: Path) -> Duty | None:
    """What the station keeps in its folder, None where nobody has said yet; Refusal DUTY_WRONG, FILE_UNREADABLE."""
    path = folder / DUTY_FILE
    return check_duty(read_bounded(path, DUTY_BYTES_MAX)) if path.exists() else None


def write_duty(folder: Path, duty: Duty) -> None:
    """Keep it; Refusal DUTY_WRONG, and then what stood there stands."""
    data = msgspec.json.format(msgspec.json.encode(duty), indent=1) + b"\n"
    check_duty(data)
    write_whole(folder / DUTY_FILE, data)


def check_duty(data: bytes) -> Duty:
    """The duty of a file's bytes; Refusal DUTY_WRONG, also where the day ends before it begins."""
    try:
        duty = msgspec.json.decode(data, type=Duty)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refusal("DUTY_WRONG", why=str(error)) from error
    if _minutes(duty.begins) >= _minutes(duty.ends):
        raise Refusal("DUTY_WRONG", why=f"{duty.begins} >= {duty.ends}")
    return duty


def on_duty_now(station: Station) -> OnDuty | None:
    """Who is on duty at this station now; None where nobody has said, or what was said cannot be read."""
    try:
        duty = read_duty(station.folder)
    except Refusal:
        return None  # `kiosk duty` says what is wrong with it; whoever stands here needs the rest of the page
    return duty.at(station.now().wall_ms) if duty else None


def _minutes(hour: str) -> int:
    hours, minutes = hour.split(":")
    return int(hours) * MINUTES_AN_HOUR + int(minutes)
