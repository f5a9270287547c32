"""Run inside an environment of its own, with `cwt` and `pyhpke` and without any of our code: reads the frozen vectors
on standard input (one JSON object, name -> vector), checks them by implementations that are not ours, and prints what
it found as one JSON object, name of the check -> true, or the error's name.

What it knows of our wire stands in docs/protocol.md and nowhere else.
"""

import base64
import hashlib
import json
import sys

import cbor2
from cwt import COSE, COSEKey
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

EVENT, CERTIFICATE = b"daiban-event-1", b"daiban-certificate-1"
ACKNOWLEDGEMENT, ASK, DOCUMENT = b"daiban-acknowledgement-1", b"daiban-ask-1", b"daiban-catalogue-1"


def flipped(data, at):
    """`data` with one bit of byte `at` (from the end when negative) changed."""
    harmed = bytearray(data)
    harmed[at] ^= 1
    return bytes(harmed)


def signed_by(public, signed, purpose):
    key = COSEKey.new({1: 1, 3: -8, -1: 6, -2: public, 4: [2]})  # OKP, EdDSA, Ed25519, x, verify
    return COSE.new().decode(signed, keys=[key], external_aad=purpose)


def opened(secret, sealed, aad):
    key = COSEKey.new({1: 4, 3: 24, -1: secret, 4: [4]})  # symmetric, ChaCha20/Poly1305, k, decrypt
    return COSE.new().decode(sealed, keys=[key], external_aad=aad)


def unwrapped(private, wrap, info):
    suite = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)
    key = KEMKey.from_jwk({"kty": "OKP", "crv": "X25519", "x": private[1], "d": private[0]})
    return suite.create_recipient_context(wrap[:32], key, info=info).open(wrap[32:])


def jwk_bytes(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def check(vectors, harm):
    """Everything in `vectors`; harm(bytes) is applied to each signed, sealed or wrapped byte string first."""
    found = {}

    def held(name, do, wanted=None):
        try:
            got = do()
            found[name] = True if wanted is None else got == wanted
        except Exception as error:
            found[name] = type(error).__name__

    keys, event, wrap = vectors["keys"], vectors["event"], vectors["wrap"]
    certificates = vectors["certificates"]
    village, county, root = (bytes.fromhex(keys["ed25519_public"][who]) for who in ("village", "county", "county root"))

    head = bytes.fromhex(event["head"])
    held("event", lambda: signed_by(village, harm(bytes.fromhex(event["signed"])), EVENT), head)
    held("event without a body", lambda: signed_by(village, harm(bytes.fromhex(vectors["head"]["signed"])), EVENT))
    held("key event", lambda: signed_by(village, harm(bytes.fromhex(wrap["signed"])), EVENT))
    held("county certificate", lambda: signed_by(root, harm(bytes.fromhex(certificates["county"])), CERTIFICATE))
    enrolment = harm(bytes.fromhex(certificates["station"][1]))
    held("enrolment certificate", lambda: signed_by(county, enrolment, CERTIFICATE))
    ack = harm(bytes.fromhex(vectors["acknowledgement"]["signed"]))
    held("acknowledgement", lambda: signed_by(county, ack, ACKNOWLEDGEMENT))
    held("ask", lambda: signed_by(village, harm(bytes.fromhex(vectors["ask"]["signed"])), ASK))
    held("document", lambda: signed_by(county, harm(bytes.fromhex(vectors["document"]["signed"])), DOCUMENT))

    # The seal: external_aad is made from the signed head, as any reader must.
    f = cbor2.loads(head)
    case = f"{int.from_bytes(f[6], 'big'):027d}" if f[6] else ""
    aad = cbor2.dumps([f[0], f[1], f[2], f[3], f[4], f[5], case, f[15]], canonical=True)
    sealed = bytes.fromhex(event["sealed"])
    secret = bytes.fromhex(wrap["content_key"])
    held("body hash", lambda: hashlib.sha256(harm(sealed)).digest() == f[13] and len(sealed) == f[14], True)
    held("body", lambda: opened(secret, harm(sealed), aad), bytes.fromhex(event["compressed"]))

    # The wrap: info is (suite, node, log, audience, key id) of the key event.
    k = cbor2.loads(cbor2.loads(bytes.fromhex(wrap["signed"])).value[2])
    key_id, wraps = k[12][1], k[12][2]
    info = cbor2.dumps([k[0], k[1], k[2], [who for who, _ in wraps], key_id], canonical=True)
    for who in ("county", "county recovery", "village"):
        private, public = (bytes.fromhex(keys[part][who]) for part in ("x25519", "x25519_public"))
        mine = hashlib.sha256(b"daiban-recipient" + public).digest()[:8]
        own = next(one for recipient, one in wraps if recipient == mine)
        pair = (jwk_bytes(private), jwk_bytes(public))
        held(f"wrap for {who}", lambda own=own, pair=pair: unwrapped(pair, harm(own), info), secret)
    held("key id", lambda: hashlib.sha256(b"daiban-ck" + harm(secret)).digest()[:16], key_id)
    return found


def main():
    vectors = json.load(sys.stdin)
    told = {
        "whole": check(vectors, lambda data: data),
        "last bit flipped": check(vectors, lambda data: flipped(data, -1)),
        "bit in the middle flipped": check(vectors, lambda data: flipped(data, len(data) // 2)),
        "another purpose": {},
    }
    key, signed = bytes.fromhex(vectors["keys"]["ed25519_public"]["village"]), bytes.fromhex(vectors["event"]["signed"])
    try:
        signed_by(key, signed, ASK)
        told["another purpose"]["event"] = True
    except Exception as error:
        told["another purpose"]["event"] = type(error).__name__
    print(json.dumps(told))


if __name__ == "__main__":
    main()
