"""Attachments over HTTP: the two requests of tus 1.0 that a courier needs, creation and PATCH.

Creation is asked for again whenever it is not sure how far the other side is: it answers with that, in signed words,
and changes nothing for what was begun.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping

from kiosk.core.refusal import Refusal

PATH = "/v1/attachments"
ACKNOWLEDGEMENT = "Daiban-Acknowledgement"
_TUS = {"Tus-Resumable": "1.0.0"}


def begin_headers(leave: bytes, attachment_id: bytes, total_bytes: int) -> dict[str, str]:
    """The head of a request that begins an upload; its texts are those that any tus client could send."""
    named = {"id": attachment_id.hex(), "leave": b64encode(leave).decode()}
    metadata = ",".join(f"{key} {b64encode(text.encode()).decode()}" for key, text in named.items())
    return {**_TUS, "Upload-Length": str(total_bytes), "Upload-Metadata": metadata}


def go_on_headers(offset: int) -> dict[str, str]:
    """The head of a request that brings bytes from `offset` on."""
    return {**_TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}


def acknowledgement_in(headers: Mapping[str, str]) -> bytes:
    """The signed answer. Refusal CAPTIVE_PORTAL when there is none: an offset alone proves nothing."""
    try:
        return b64decode(headers.get(ACKNOWLEDGEMENT, "-"), validate=True)
    except ValueError as error:
        raise Refusal("CAPTIVE_PORTAL") from error
