"""What a county says again once it has changed its keys, in the transaction in which its new incarnation begins: the
catalogue with its new sealing key, and the list of revocations, both signed with the new one."""

from kiosk.core.carriage.revocation import sign_revocations
from kiosk.core.instruments import Instruments
from server.node import Node
from server.office.published import Published
from server.store import county_keys
from server.store.incarnation import present
from server.store.journal import Journal
from server.store.revoking import keep_revocations, revocations


def is_under_other_keys(journal: Journal, node: Node) -> bool:
    """Whether the main log, as the database knows it, was begun under other keys than the node has now: nothing more
    may be written in it."""
    now = present(journal)
    row = journal.book.row(node.identity.node + (node.log if now is None else now.log))
    return row is not None and row.identity is not None and row.identity.chain != node.identity.chain


def take_over(journal: Journal, node: Node, instruments: Instruments) -> None:
    """`node` as it is under its new keys."""
    now_ms = instruments.clock().wall_ms
    county_keys.keep(journal, node.identity)
    Published(node).change_county_key(journal, node.identity.sealing_key, now_ms)
    before = revocations(journal.connection, journal.county)
    if before.version:
        keep_revocations(journal, sign_revocations(node.signing_key, before.version + 1, before.nodes), now_ms)
