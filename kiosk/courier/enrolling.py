"""Fetching an enrolment with a one-time code: ask for the id that follows from it, open what comes with its key.

Who answers proves itself by the code; a pin, where a picture named one, is checked as well."""

from kiosk.core.carriage.enrolment_code import SEALED_BYTES_MAX, Invitation, open_enrolment, opener
from kiosk.core.refusal import Refusal
from kiosk.courier.http import check_url, fetch
from kiosk.courier.pinned import PinnedAdapter


def fetch_enrolment(invitation: Invitation, url: str, connect_timeout_s: float) -> bytes:
    """The enrolment file's bytes. url: over the picture's. Refusals ENROLMENT_ADDRESS_MISSING, ADDRESS_NOT_ALLOWED,
    ROAD_CLOSED, PEER_NOT_TRUSTED, PEER_REFUSED, CAPTIVE_PORTAL, ENROLMENT_CODE_OPENS_NOT."""
    address = url or invitation.url
    if not address:
        raise Refusal("ENROLMENT_ADDRESS_MISSING")
    opens = opener(invitation.code)
    adapter = PinnedAdapter(invitation.pin or None)
    answer = fetch(adapter, check_url(address) + "/v1/enrolments", opens.id, SEALED_BYTES_MAX, connect_timeout_s)
    return open_enrolment(opens, answer)
