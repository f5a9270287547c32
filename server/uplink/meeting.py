"""Who answers at the county's address when its word or its pinned key does not fit any more: the county under newer
keys, if the root certifies them and they name the key of this very connection."""

import requests

from kiosk.core.carriage.cbor import Malformed, unpack
from kiosk.core.carriage.certificate import Identity, Role, verify_chain
from kiosk.core.carriage.pin import is_pinned
from server.uplink.pinned import PinnedAdapter, session_over

CHAIN_BYTES_MAX = 4 * 1024
WAIT_S = 30.0


def meet(url: str, root_public: bytes) -> Identity | None:
    """The county as it shows itself there; None when nobody does, or somebody else."""
    adapter = PinnedAdapter(None)
    try:
        with (
            session_over(adapter) as session,
            session.get(
                url.rstrip("/") + "/v1/certificate", timeout=WAIT_S, allow_redirects=False, stream=True
            ) as answer,
        ):
            body = next(answer.iter_content(CHAIN_BYTES_MAX), b"") if answer.status_code == 200 else b""
        chain = unpack(body, CHAIN_BYTES_MAX)
        found = verify_chain(tuple(chain) if type(chain) is list else (), root_public)
    except (requests.RequestException, Malformed, OSError):
        return None
    fits = url.startswith("http:") or is_pinned(adapter.shown, found.tls_pin)  # plain HTTP never leaves this machine
    return found if found.role is Role.COUNTY and fits else None
