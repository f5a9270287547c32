"""The enrolment file: everything a new node needs to trust its county and to be trusted by it.

One JSON object a person can read, byte strings in base64. It holds a one-time secret, so it is
handed over like a key and deleted after use; a second use shows itself at the county.
"""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..refusal import Refusal
from .cbor import Malformed
from .certificate import Identity, Role, certify_node, node_id, verify_chain
from .document import DOCUMENT_BYTES_MAX, verify_document

ENROLMENT_FORMAT = "daiban-enrolment-1"
ENROLMENT_BYTES_MAX = 2 * DOCUMENT_BYTES_MAX


class Enrolment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One node's way in. `chain`: [enrolment, county] certificates; `enrolment_key`: 32 secret bytes;
    `url`: the county's, "" when not yet known; `catalogue`: the signed document; `incarnation_number`: the
    county's at the time; `staff`: the station's people, (number, name), as far as the county knows them."""

    format: str
    station: str
    name: str
    role: int
    terminal: int
    url: str
    root: bytes
    chain: tuple[bytes, ...]
    enrolment_key: bytes
    incarnation_number: int
    catalogue: bytes
    staff: tuple[tuple[str, str], ...] = ()

    def certify(self, signing_key: bytes, sealing_key: bytes, tls_pin: bytes) -> Identity:
        """The node's own public keys, certified with the enrolment key; Malformed when the file is inconsistent."""
        certificate = certify_node(
            Ed25519PrivateKey.from_private_bytes(self.enrolment_key), signing_key, sealing_key, tls_pin
        )
        return verify_chain((certificate, *self.chain), self.root)

    @property
    def county(self) -> Identity:
        """The county, as its certificate under the root proves it."""
        return verify_chain(self.chain[-1:], self.root)


def write_enrolment(enrolment: Enrolment) -> bytes:
    """The file's bytes."""
    return msgspec.json.format(msgspec.json.encode(enrolment), indent=1) + b"\n"


def read_enrolment(data: bytes) -> Enrolment:
    """The enrolment in `data`. Refusal NOT_AN_ENROLMENT when it is none or was changed."""
    try:
        if len(data) > ENROLMENT_BYTES_MAX:
            raise Malformed("too large")
        found = msgspec.json.decode(data, type=Enrolment)
        if found.format != ENROLMENT_FORMAT or len(found.chain) != 2 or len(found.enrolment_key) != 32:
            raise Malformed("another format")
        own = Ed25519PrivateKey.from_private_bytes(found.enrolment_key).public_key().public_bytes_raw()
        probe = found.certify(own, b"", b"")
        if probe.node != node_id(own) or probe.role != Role(found.role) or probe.code != found.station:
            raise Malformed("certificates of another station")
        verify_document(Ed25519PublicKey.from_public_bytes(found.county.signing_key), found.catalogue)
    except (msgspec.MsgspecError, Malformed, ValueError) as error:
        raise Refusal("NOT_AN_ENROLMENT") from error
    return found
