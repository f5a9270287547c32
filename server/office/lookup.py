"""The public look-up: whoever has the case number and the query code sees that case's progress, and nobody else does.

The county keeps HMAC(county secret, case ‖ code) and never the code (design, Downward). A number that does not exist
and a code that is wrong are told apart by nothing: one sentence, one count, the same steps. A try is counted before
the code is looked at, for the number and for the address it comes from, and taken back when it was right; five wrong
ones rest the number for an hour, as at a kiosk. Seconds of uptime, no wall clock; an address is kept as an HMAC only.
"""

import hmac
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Engine, select

from kiosk.core.casework.case_number import parse, plain
from kiosk.core.casework.query_code import check_query_code
from kiosk.core.casework.receipt import QR_PREFIX, read_receipt_code
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office import tries
from server.office.tries import Counter, try_id
from server.store import tables as t
from server.store.database import reading
from server.store.journal import Journal
from server.store.writer import Writer

CASE_TRIES_MAX = 5
ADDRESS_TRIES_MAX = 30  # a village may stand behind one address of its carrier
LOCKED_S = WITHIN_S = 3_600
IPV6_NETWORK_BYTES = 8  # one household or phone has a whole /64
NOBODY = bytes(32)  # what a code is compared with where no case has that number


class Lookup:
    """Looking up over one store, from any thread."""

    def __init__(self, node: Node, engine: Engine, writer: Writer, instruments: Instruments) -> None:
        self._node, self._engine, self._writer, self._instruments = node, engine, writer, instruments

    def find(self, number: str, code: str, address: str) -> tuple[str, bytes]:
        """(plain number, identity of the case) for what was typed, or the text of a receipt's QR in `number`. Refusals
        CASE_NUMBER_…, QUERY_CODE_SHAPE, RECEIPT_UNREADABLE (nothing is counted), PROGRESS_LOCKED,
        PROGRESS_NOT_FOUND."""
        number, code = read_typed(number, code)
        counters = self._counters(number, address)
        self._writer.run(lambda journal: self._count(journal, counters))
        mac = query_mac(self._node.secret, number, code)
        q = t.query_code.c
        asked = select(q.id, q.mac).where(q.county == self._node.county_code, q.case_no == number).order_by(q.id)
        with reading(self._engine) as connection:
            held = [(row.id, row.mac) for row in connection.execute(asked)] or [(b"", NOBODY)]
        right = [which for which, kept in held if hmac.compare_digest(kept, mac)]
        if not right:
            raise Refusal("PROGRESS_NOT_FOUND")
        self._writer.run(lambda journal: self._forget(journal, counters))
        return number, right[0]

    def _counters(self, number: str, address: str) -> tuple[Counter, Counter]:
        case = try_id(self._node.secret, "case", number)
        near = try_id(self._node.secret, "address", network(address))
        return (
            Counter(case, CASE_TRIES_MAX, WITHIN_S, LOCKED_S, "PROGRESS_LOCKED"),
            Counter(near, ADDRESS_TRIES_MAX, WITHIN_S, LOCKED_S, "PROGRESS_LOCKED"),
        )

    def _count(self, journal: Journal, counters: tuple[Counter, Counter]) -> None:
        tries.count(journal, self._instruments.clock().uptime_s, counters)

    def _forget(self, journal: Journal, counters: tuple[Counter, Counter]) -> None:
        """It was right: the number begins anew, the address is given this one try back."""
        case, near = counters
        tries.forget(journal, case)
        tries.take_back(journal, near)


def query_mac(secret: bytes, number: str, code: str) -> bytes:
    """What is kept of a query code: HMAC-SHA-256(county secret, case ‖ code). It never leaves this node."""
    return hmac.digest(secret, f"{number}{code}".encode(), "sha256")


def read_typed(number: str, code: str) -> tuple[str, str]:
    """The plain number and code of what was typed or pasted; Refusals as `Lookup.find` says."""
    if number.strip().upper().startswith(QR_PREFIX):
        found = read_receipt_code(number.strip().upper())
        return found.number, found.query_code
    found_number = plain(number)
    parse(found_number)
    return found_number, check_query_code(code)


def network(address: str) -> str:
    """What is counted as one address: an IPv4 address, an IPv6 /64; whatever else as it stands."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return (parsed.ipv4_mapped and str(parsed.ipv4_mapped)) or parsed.packed[:IPV6_NETWORK_BYTES].hex()
    return str(parsed)
