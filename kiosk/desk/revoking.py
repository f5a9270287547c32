"""Revocations at a station: the newest list that the county signed, and what it does to what is held already.

It comes downward or on a stick, from whoever carries it; only the county's signature and its version count.
"""

from collections.abc import Iterable

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.revocation import is_revocations, verify_revocations
from kiosk.core.refusal import Refusal
from kiosk.desk.journal import project
from kiosk.desk.revoked import REVOCATIONS, revocations
from kiosk.desk.station import Station


def take_revocations(station: Station, signed: bytes) -> bool:
    """Keep a newer list, and fold anew what it changes; False when ours is as new. Malformed when the county did not
    sign it."""
    found, before = verify_revocations(station.county.verifier(), signed), revocations(station.store)
    if found.version <= before.version:
        return False
    nodes = [node for node in {*found.nodes, *before.nodes} if found.nodes.get(node) != before.nodes.get(node)]
    with station.store.transaction(len(signed)) as connection:
        station.store.remember(REVOCATIONS, signed)
        numbers = {
            number
            for node in nodes
            for (number,) in connection.execute(
                'SELECT DISTINCT "case" FROM event WHERE substr(log, 1, 8) = ? AND "case" <> \'\'', (node,)
            )
        }
        for number in sorted(numbers):
            project(station.store, number)
    return True


def hear_revocations(station: Station, documents: Iterable[bytes]) -> int:
    """Take what there is of newer lists among signed documents; how many were no list of the county's."""
    wrong = 0
    for signed in documents:
        if is_revocations(signed):
            try:
                take_revocations(station, signed)
            except Malformed:
                wrong += 1
    return wrong


def refuse_revoked(station: Station, peer: Identity) -> None:
    """Refusal PEER_REVOKED when nothing of this node's is believed any more."""
    if revocations(station.store).has(peer.node):
        raise Refusal("PEER_REVOKED", code=peer.code)
