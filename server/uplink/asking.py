"""A relay's own ask: the same whether it goes over HTTP or by stick."""

from sqlalchemy import Connection

from kiosk.core.carriage.ask import Ask, Report, sign_ask
from kiosk.core.instruments import Instruments
from server.node import Node
from server.store import notes
from server.store.revoking import revocations
from server.store.vouching import COUNTY_INCARNATION

from .owed import downward_held, not_yet_safe, proved_logs


def make_ask(
    node: Node, connection: Connection, instruments: Instruments, report: Report, budget_bytes: int
) -> Ask:
    """One signed question for every station under the relay's prefix."""
    code = node.county_code
    ask = Ask(
        node=node.identity.node,
        log=node.log,
        wall_ms=instruments.clock().wall_ms,
        incarnation_number=int(notes.note(connection, code, COUNTY_INCARNATION) or b"0"),
        catalogue_version=notes.document_version(connection, code),
        own=proved_logs(connection, code),
        down=downward_held(connection, code),
        report=report,
        attachments=not_yet_safe(connection, code, int.from_bytes(instruments.draw(4), "big") / 2**32),
        budget_bytes=budget_bytes,
        revocations_version=revocations(connection, code).version,
    )
    return sign_ask(node.signing_key, ask)
