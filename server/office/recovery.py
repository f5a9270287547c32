"""The recovery key: printed in three shares, and the drill that proves that two of them open what this county keeps.

The key itself is read once, from the offline medium, to be split; a drill joins it in memory only, and writes nothing
but a line in the audit.
"""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jinja2
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, select

from kiosk.core.carriage.author import EMPTY, share_wording, write
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import SUITE, log_name
from kiosk.core.carriage.sealing import make_content_key, open_body, open_witness, recipient_id, unwrap
from kiosk.core.carriage.shares import SECRET_BYTES, SET_BYTES, Share, share_code, share_groups, split
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office.drawn_code import drawn_code
from server.office.founding import write_private
from server.office.published import Published
from server.store import shelf
from server.store import tables as t

BODIES_OPENED_MAX = 20  # of the newest; one would prove the key, several that no accident helped
_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("server.office", "pages"), autoescape=True, undefined=jinja2.StrictUndefined
)


class Drill(NamedTuple):
    """What a drill proved. bodies: how many sealed bodies of this county's journal the key opened, 0 when it holds
    none and a test body was opened instead; said: what that means, (Chinese, English)."""

    bodies: int
    said: tuple[str, str]


def print_shares(node: Node, key: bytes, out: Path, now_ms: int, draw: Callable[[int], bytes]) -> list[Path]:
    """Three pages in folder `out`, 0600, each to be printed and then deleted. key: the content of recovery.key.
    Refusals RECOVERY_KEY_WRONG, FILE_UNWRITABLE."""
    if len(key) != SECRET_BYTES or _public(X25519PrivateKey.from_private_bytes(key)) != node.identity.recovery_key:
        raise Refusal("RECOVERY_KEY_WRONG")
    shares = split(key, draw(SET_BYTES), draw(SECRET_BYTES))
    paths = []
    for share in shares:
        path = out / f"share-{share.set_id.hex()}-{share.number}.html"
        try:
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, _page(node, share, now_ms).encode())
        except OSError as error:
            raise Refusal("FILE_UNWRITABLE", name=path) from error
        paths.append(path)
    return paths


def drill(node: Node, connection: Connection, key: X25519PrivateKey, instruments: Instruments) -> Drill:
    """Open with the joined key what this county holds sealed to it. Refusals RECOVERY_KEY_WRONG, RECOVERY_OPENS_NOT."""
    if _public(key) != node.identity.recovery_key:
        raise Refusal("RECOVERY_KEY_WRONG")
    opened = _opened(node, connection, key)
    if opened == 0:
        secret = make_content_key(instruments.draw(SECRET_BYTES), (node.identity.recovery_key,))
        wording = share_wording(secret, (node.identity.recovery_key,), node.pen, SUITE, instruments.draw(8))
        if unwrap(write(node.pen, EMPTY, wording, instruments.clock()).event.head, key) != secret:
            raise Refusal("RECOVERY_OPENS_NOT", event="test")
        said = (
            "本县还没有密封给恢复密钥的正文；已打开当场做的试件。有了真实委托后请再演练一次。",
            ("This county holds no body sealed to the recovery key yet; a test piece made here was opened. Drill again "
            "once there are real entrustments."),
        )
        return Drill(0, said)
    said = (
        f"两份合成的密钥打开了本县最新的{opened}份密封正文，与县服务器自己打开的一致。",
        (f"The key joined from two shares opened the newest {opened} sealed bodies of this county, and found in them "
        "what the county's own key found."),
    )
    return Drill(opened, said)


def _opened(node: Node, connection: Connection, key: X25519PrivateKey) -> int:
    """How many of the newest bodies it opened; each that is sealed to it must open."""
    e, k = t.event.c, t.shared_key.c
    mine = recipient_id(node.identity.recovery_key)
    asked = (
        select(e.hash)
        .join(t.shared_key, (k.county == e.county) & (k.key_id == e.key_id) & (k.log_name == e.log_name))
        .where(e.county == node.county_code, k.recipient == mine, e.witness.is_not(None), e.hash != k.event_hash)
    )
    published = Published(node)
    count = 0
    for event_hash in connection.scalars(asked.order_by(e.received_at_ms.desc(), e.hash).limit(BODIES_OPENED_MAX)):
        row = shelf.held(connection, node.county_code, event_hash)
        if row is None or not row.sealed:
            continue
        head = row.event.head
        dictionary = published.dictionary(connection, head.dictionary_id)
        try:
            for shared in shelf.key_events(connection, node.county_code, head.key_id):
                content = unwrap(shared.event.head, key) if log_name(shared.event.head) == log_name(head) else None
                if content is None or dictionary is None:
                    continue
                plain = open_body(content, row.sealed, head, dictionary)
                if open_witness(content, event_hash, plain) != row.witness:
                    raise Malformed("another witness")
                count += 1
                break
            else:
                raise Malformed("no wrap, or no dictionary")
        except Malformed as error:
            raise Refusal("RECOVERY_OPENS_NOT", event=event_hash.hex()[:16]) from error
    return count


def _page(node: Node, share: Share, now_ms: int) -> str:
    day = datetime.datetime.fromtimestamp(now_ms / 1000, datetime.UTC).date().isoformat()
    return _PAGES.get_template("share.html").render(
        share=share, groups=share_groups(share), set_id=share.set_id.hex(), recipient=share.recipient.hex(),
        county=node.county_code, day=day, code=drawn_code(share_code(share)),
    )  # fmt: skip


def _public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
