"""Roads that said no for good: passed over until there is something new to say, or this program begins anew (R-HERD).

In memory only. What passes with time (408, 425, 429, 5xx, a closed line) is the schedule's to try again, not this
room's.
"""

from kiosk.core.carriage.backoff import Again, after_status
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.refusal import Refusal
from kiosk.desk.station import Station
from kiosk.desk.store import OWN


def repeat_refusal(station: Station, url: str) -> None:
    """Raise what this address said for good, unless something was written here since."""
    said = station.refusing.get(url)
    if said is not None and said[1] == _newest(station):
        raise said[0]


def note_refusal(station: Station, url: str, no: Refusal) -> None:
    """Remember `no` where it will be the same tomorrow."""
    status = no.params.get("peer_status")
    if isinstance(status, int) and after_status(status) is Again.NEVER:
        station.refusing[url] = (no, _newest(station))
    else:
        station.refusing.pop(url, None)


def _newest(station: Station) -> int:
    asked = "SELECT COALESCE(MAX(position), 0) FROM event WHERE origin = ? AND kind <> ?"
    return int(station.store.one(asked, OWN, CARRIED)[0])
