"""Who said no for good, and to what: not said again (R-HERD).

A road that refuses is passed over until there is something new to say, a person asks, or this program begins anew. An
event that one node set apart is not offered to it again; where the copy's body was at fault, which a disk or a line may
mend, it is once an hour of power. In memory only. What passes with time (408, 425, 429, 5xx, a closed line) is the
schedule's to try again, not this room's.
"""

from collections.abc import Mapping

from kiosk.core.carriage.acknowledgement import OF_THE_BODY
from kiosk.core.carriage.backoff import Again, after_status
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.refusal import Refusal
from kiosk.desk.station import Station
from kiosk.desk.store import OWN

BODY_AGAIN_S = 3_600  # powered on


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


def forget_refusals(station: Station) -> None:
    """A person asks again."""
    station.refusing.clear()
    station.not_taken.clear()


def not_taken(station: Station, node: bytes) -> set[bytes]:
    """Hashes of our events that `node` is not offered now."""
    powered_s = station.powered_s()
    return {event for event, (said_s, for_good) in station.not_taken.get(node, {}).items()
            if for_good or powered_s < said_s + BODY_AGAIN_S}  # fmt: skip


def note_not_taken(station: Station, node: bytes, refused: Mapping[bytes, int]) -> None:
    """`node` set these apart: hash -> reason (`Quarantine`)."""
    powered_s = station.powered_s()
    noted = station.not_taken.setdefault(node, {})
    noted |= {event: (powered_s, reason not in OF_THE_BODY) for event, reason in refused.items()}


def _newest(station: Station) -> int:
    asked = "SELECT COALESCE(MAX(position), 0) FROM event WHERE origin = ? AND kind <> ?"
    return int(station.store.one(asked, OWN, CARRIED)[0])
