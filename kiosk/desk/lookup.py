"""The query code 查询码 at this kiosk: made from the device's own secret and the operation that entrusted.

It guards the screen, not a stolen disk (design, Downward): whoever has the disk has the secret too. It is
derived, so that a second submit of one operation shows the same receipt without the code lying anywhere.
Five wrong tries lock the case for an hour, counted in seconds since boot and again after a restart.
"""

import hmac

from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.query_code import (
    QUERY_CODE_DIGITS,
    check_query_code,
    query_code_from,
)
from kiosk.core.refusal import Refusal
from kiosk.desk.station import Station
from kiosk.desk.store import BY_NODE

TRIES_MAX = 5
LOCKED_S = 3600


def query_code(device_secret: bytes, operation: bytes) -> str:
    """The six digits of the case that `operation` entrusted; a clone's case of the same number has others."""
    digest = hmac.digest(device_secret, b"daiban-query-code\0" + operation, "sha256")
    return query_code_from(int.from_bytes(digest[:16], "big") % 10**QUERY_CODE_DIGITS)


def check_code(station: Station, case: str, typed: str) -> None:
    """Return when the code is the case's; Refusal QUERY_CODE_SHAPE, _WRONG or _LOCKED. Tries are counted."""
    code = check_query_code(typed)
    entrusted = station.store.one(
        f'SELECT operation FROM event WHERE "case" = ? AND kind = ? AND {BY_NODE} ORDER BY origin', case,
        Kind.ENTRUSTED, station.identity.node,
    )  # fmt: skip
    if entrusted is None:
        raise Refusal("QUERY_CODE_WRONG")
    tried = station.store.one('SELECT tries, last_try_s FROM query_try WHERE "case" = ?', case)
    tries, last_try_s = tried or (0, 0)
    uptime_s = station.instruments.clock().uptime_s
    if tries >= TRIES_MAX:
        passed_s = uptime_s - last_try_s if uptime_s >= last_try_s else uptime_s
        if passed_s < LOCKED_S:
            raise Refusal("QUERY_CODE_LOCKED", wait_s=LOCKED_S - passed_s)
        tries = 0
    right = hmac.compare_digest(code, query_code(station.device_secret, entrusted[0]))
    with station.store.transaction() as connection:
        if right:
            connection.execute('DELETE FROM query_try WHERE "case" = ?', (case,))
        else:
            connection.execute("INSERT OR REPLACE INTO query_try VALUES (?, ?, ?)", (case, tries + 1, uptime_s))
    if not right:
        raise Refusal("QUERY_CODE_WRONG", tries_left=TRIES_MAX - tries - 1)
