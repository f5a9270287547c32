"""The list of revocations in force at a station (`revoking` takes newer ones)."""

from functools import lru_cache

from kiosk.core.carriage.revocation import NONE_REVOKED, Revocations, read_revocations
from kiosk.desk.store import Store

REVOCATIONS = "revocations"  # in meta: the signed list


def revocations(store: Store) -> Revocations:
    """The list in force; version 0 before the first."""
    signed = store.meta(REVOCATIONS)
    return _read(signed) if signed else NONE_REVOKED


@lru_cache(maxsize=4)
def _read(signed: bytes) -> Revocations:
    return read_revocations(signed)
