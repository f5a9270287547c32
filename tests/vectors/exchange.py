"""The exchange that the vectors freeze: a village hands over its certificate, its key and one entrustment; the county
acknowledges, is asked, and answers. Made of fixed keys; only HPKE's wraps are drawn, and so are frozen once.

    python -m tests.vectors.exchange       writes what is missing in tests/vectors; what is there is frozen for good
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent, Quarantine, Range, sign_acknowledgement
from kiosk.core.carriage.ask import Ask, Have, Proved, Report, sign_ask
from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.author import Body, Wording
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.cose import payload_of
from kiosk.core.carriage.document import sign_document
from kiosk.core.carriage.head import NO_HASH, body_aad
from kiosk.core.carriage.kinds import KEY_SHARED
from kiosk.core.carriage.paper import parts_of
from kiosk.core.carriage.protocol import Offer
from kiosk.core.carriage.sealing import open_proof, share_facts
from kiosk.core.carriage.stick import FileKind, name_for, sturdy
from kiosk.core.carriage.upload import Leave, sign_leave
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import ClockQuality
from tests.carriage_by_hand import (
    AT_MS,
    BODY,
    DICTIONARY,
    FACTS,
    MANY_WORDS,
    THE_COUNTY,
    TOWNSHIP,
    Log,
    case_number,
    clock,
    content_key,
    frame,
    public,
    sealing,
    secret,
    signing,
    village_log,
)
from tests.vectors.key_words import KEY_NAMES, key_words
from tests.vectors.purging_words import PURGING_NAMES, purging_words
from tests.vectors.restoring_words import RESTORING_NAMES, restoring_words

FOLDER = Path(__file__).parent
NAMES = (
    "keys",
    "certificates",
    "wrap",
    "event",
    "head",
    "batch",
    "acknowledgement",
    "relay_acknowledgement",
    "ask",
    "answer",
    "document",
    "attachment",
    "chunk",
    "leave",
    "stick",
    "paper",
    *KEY_NAMES,
    *PURGING_NAMES,
    *RESTORING_NAMES,
)
Vector = dict[str, Any]


def frozen(name: str) -> Vector:
    """A vector as it is frozen; byte strings in hex."""
    found: Vector = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def build(wraps: list[list[bytes]], compressed: bytes) -> dict[str, Vector]:
    """Every vector, from the wraps and the compressed body that cannot be made again byte for byte."""
    log = village_log()
    key, _ = content_key("content", "village")
    shared = log.add(Wording(log.draw(12), KEY_SHARED, "", {1: key.key_id, 2: wraps}))
    sealed_body = Body(BODY, compressed, DICTIONARY.dictionary_id, key, log.draw(12))
    wording = Wording(log.draw(8), int(Kind.ENTRUSTED), case_number(), FACTS, "V001", (shared.event.hash,))
    entrusted = log.add(wording, sealed_body)
    bare = log.write(int(Kind.LAPSED), case_number(), at=clock(0, 5, ClockQuality.UNSET))
    batch = write_batch(log.pen.node, [frame(w) for w in log.all[:3]])

    on_stick = sturdy(Offer(batch, tuple(written.event for written in log.all[:3]), ()))

    county = THE_COUNTY.identity
    relay = THE_COUNTY.enrol("relay", TOWNSHIP, Role.RELAY, serial=2)
    attachment_key = secret("attachment")
    plain = b"not a photograph" * 1_100  # 17,600 bytes: two pieces
    sealed_attachment = seal_attachment(attachment_key, plain)
    attachment_id = sha256(sealed_attachment).digest()
    chunk = chunks_of(attachment_id, sealed_attachment)[1]

    extent = Extent(log.name, 3, entrusted.event.hash)
    ack = sign_acknowledgement(
        THE_COUNTY.key,
        Acknowledgement(
            county.node,
            b"county-1",
            1,
            41,
            AT_MS + 900,
            county.level,
            False,
            recv=(extent,),
            safe=(extent,),
            open=(Range(log.name, 3, 3),),
            proof=open_proof([entrusted.witness]),
            quarantined=((log.name, 9, secret("a hash"), int(Quarantine.BODY_MISSING)),),
            attachments=((attachment_id, 16_384),),
        ),
    )
    custody = sign_acknowledgement(
        signing("relay"),
        Acknowledgement(relay.node, b"relay--1", 1, 5, AT_MS + 500, relay.level, False, recv=(extent,)),
    )
    down = Log(county, THE_COUNTY.key, b"down-001")
    report = Report("0.1.0", 8_000_000_000, 1_250, 3_660, 60)
    ask = sign_ask(
        log.pen.key,
        Ask(
            log.pen.node,
            log.pen.log,
            AT_MS + 60_000,
            1,
            1,
            (Proved(log.name, 3, 0, 0),),
            (Have(down.name, 0, NO_HASH),),
            report,
            65_536,
            (attachment_id,),
        ),
    )
    leave = sign_leave(log.pen.key, Leave(log.pen.node, log.pen.log, attachment_id, len(sealed_attachment)))
    document = sign_document(THE_COUNTY.key, 2, b'{"version":2}')
    answer = write_batch(
        county.node,
        [Frame(FrameType.ACKNOWLEDGEMENT, ack.signed), frame(down.all[0]), Frame(FrameType.DOCUMENT, document.signed)],
    )
    head = entrusted.event.head
    return {
        "keys": {
            "note": "secrets of nobody, for tests only",
            "ed25519": {
                who: signing(who).private_bytes_raw().hex() for who in ("county root", "county", "relay", "village")
            },
            "x25519": {who: sealing(who).private_bytes_raw().hex() for who in ("county", "county recovery", "village")},
            "ed25519_public": {
                who: public(signing(who)).hex() for who in ("county root", "county", "relay", "village")
            },
            "x25519_public": {who: public(sealing(who)).hex() for who in ("county", "county recovery", "village")},
            "dictionary": MANY_WORDS.hex(),
        },
        "certificates": {
            "root_public": THE_COUNTY.root_public.hex(),
            "county": county.chain[0].hex(),
            "relay": [one.hex() for one in relay.chain],
            "station": [one.hex() for one in log.identity.chain],
            "station_node": log.identity.node.hex(),
        },
        "wrap": {
            "signed": shared.event.signed.hex(),
            "hash": shared.event.hash.hex(),
            "key_id": key.key_id.hex(),
            "content_key": key.secret.hex(),
            "wraps": [[who.hex(), wrap.hex()] for who, wrap in wraps],
        },
        "event": {
            "plain": BODY.hex(),
            "compressed": compressed.hex(),
            "nonce": sealed_body.nonce.hex(),
            "external_aad": body_aad(head).hex(),
            "sealed": entrusted.sealed.hex(),
            "head": payload_of(entrusted.event.signed).hex(),
            "signed": entrusted.event.signed.hex(),
            "hash": entrusted.event.hash.hex(),
            "witness": entrusted.witness.hex(),
        },
        "head": {
            "head": payload_of(bare.event.signed).hex(),
            "signed": bare.event.signed.hex(),
            "hash": bare.event.hash.hex(),
        },
        "batch": {"sender": log.pen.node.hex(), "batch": batch.hex()},
        "acknowledgement": {"signed": ack.signed.hex(), "proof": ack.proof.hex()},
        "relay_acknowledgement": {"signed": custody.signed.hex()},
        "ask": {"signed": ask.signed.hex()},
        "answer": {"batch": answer.hex()},
        "document": {"version": 2, "content": document.content.hex(), "signed": document.signed.hex()},
        "attachment": {
            "key": attachment_key.hex(),
            "plain_sha256": sha256(plain).hexdigest(),
            "plain_unit": b"not a photograph".hex(),
            "plain_units": 1_100,
            "sealed_bytes": len(sealed_attachment),
            "id": attachment_id.hex(),
        },
        "chunk": {"offset": chunk.offset, "total_bytes": chunk.total_bytes, "payload": write_chunk(chunk).hex()},
        "leave": {"signed": leave.hex()},
        "stick": {
            "names": [
                name_for(kind, log.pen.node, data).text
                for kind, data in ((FileKind.UP, on_stick), (FileKind.DOWN, answer), (FileKind.ASK, ask.signed))
            ],
            "up": on_stick.hex(),
        },
        "paper": {"batch": batch.hex(), "parts": list(parts_of(batch))},
        **key_words(),
        **purging_words(),
        **restoring_words(),
    }


def again() -> dict[str, Vector]:
    """Every vector made anew from the two that are frozen."""
    wraps = [[bytes.fromhex(who), bytes.fromhex(wrap)] for who, wrap in frozen("wrap")["wraps"]]
    return build(wraps, bytes.fromhex(frozen("event")["compressed"]))


def main() -> None:
    if (FOLDER / "wrap.json").exists():
        vectors = again()
    else:
        log = village_log()
        key, recipients = content_key("content", "village")
        wraps: Any = share_facts(key, recipients, 1, log.pen.node, log.pen.log)[2]
        vectors = build(wraps, DICTIONARY.compress(BODY))
    for name in NAMES:
        path = FOLDER / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(vectors[name], indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
