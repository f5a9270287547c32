"""The county's keys, generation by generation: a station learns a newer one from whoever shows it, because the offline
root's signature is all that counts, and believes new words under the newest alone.

What was said under an earlier one and is kept here verifies as it did; a chain that begins with one stays valid.
"""

from collections.abc import Iterable

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, newer_county
from kiosk.core.carriage.head import verify_event
from kiosk.core.event import Event
from kiosk.desk.station import Station


def learn_county(station: Station, shown: Iterable[Identity]) -> bool:
    """Believe the county under its newest keys from now on, if one of these verified identities shows newer ones."""
    newer = newer_county(station.county, shown)
    if newer is None:
        return False
    with station.store.transaction() as connection:
        connection.execute(
            "INSERT INTO county_certificate VALUES (?, ?) ON CONFLICT DO NOTHING", (newer.generation, newer.chain[0])
        )
    station.county_changed()
    return True


def is_by_county(station: Station, event: Event) -> bool:
    """Whether the county signed this event under any keys that we know it to have had."""
    return any(_verifies(known, event) for known in station.counties)


def was_never_without(station: Station) -> bool:
    """Whether we know every generation of the county's keys up to the present one."""
    return [one.generation for one in station.counties] == list(range(station.county.generation, 0, -1))


def _verifies(known: Identity, event: Event) -> bool:
    try:
        verify_event(known.verifier(), event)
    except Malformed:
        return False
    return True
