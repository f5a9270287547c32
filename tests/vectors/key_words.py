"""The wire forms of keys, frozen: the county's next certificate, a list of revocations and an ask that names its
version, a station's change of its sealing key, a share of the recovery key, an enrolment that waits under its code."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from kiosk.core.carriage.ask import Ask, Report, sign_ask
from kiosk.core.carriage.certificate import certify_county
from kiosk.core.carriage.enrolment_code import Invitation, make_code, opener, picture_text, seal_enrolment, shown
from kiosk.core.carriage.revocation import Revoked, Why, sign_revocations
from kiosk.core.carriage.shares import share_code, share_groups, split
from kiosk.core.carriage.station_key import change_wording
from tests.carriage_by_hand import AT_MS, COUNTY, THE_COUNTY, public, sealing, secret, signing, village_log

KEY_NAMES = ("county_again", "revocations", "ask_revocations", "sealing_key_changed", "share", "enrolment_code")
Vector = dict[str, Any]


def key_words() -> dict[str, Vector]:
    """Every vector, made anew; none of them draws."""
    makers: dict[str, Callable[[], Vector]] = {
        "county_again": _county_again,
        "revocations": _revocations,
        "ask_revocations": _ask,
        "sealing_key_changed": _sealing_key_changed,
        "share": _share,
        "enrolment_code": _enrolment_code,
    }
    assert tuple(makers) == KEY_NAMES
    return {name: make() for name, make in makers.items()}


def _county_again() -> Vector:
    certificate = certify_county(
        THE_COUNTY.root, public(signing("county again")), public(sealing("county again")),
        public(sealing("county recovery")), sha256(b"county again").digest(), COUNTY, 2,
    )  # fmt: skip
    return {"root_public": THE_COUNTY.root_public.hex(), "generation": 2, "certificate": certificate.hex()}


def _revocations() -> Vector:
    log = village_log()
    made = sign_revocations(THE_COUNTY.key, 3, {log.pen.node: Revoked(Why.STOLEN, {log.pen.log: 17})})
    return {
        "version": 3, "node": log.pen.node.hex(), "why": int(Why.STOLEN), "log": log.pen.log.hex(), "last_seq": 17,
        "signed": made.signed.hex(),
    }  # fmt: skip


def _ask() -> Vector:
    log = village_log()
    report = Report("0.1.0", 1, None, 1, 0)
    ask = Ask(log.pen.node, log.pen.log, AT_MS, 1, 1, (), (), report, 65_536, (), 3)
    return {"revocations_version": 3, "signed": sign_ask(log.pen.key, ask).signed.hex()}


def _sealing_key_changed() -> Vector:
    log, old, new = village_log(), sealing("village"), sealing("village again")
    wording = change_wording(log.draw(12), log.pen.node, old, public(new), public(sealing("county")))
    event = log.add(wording).event
    return {
        "old": public(old).hex(), "new": public(new).hex(), "county": public(sealing("county")).hex(),
        "proof": wording.facts[4].hex(), "signed": event.signed.hex(),
    }  # fmt: skip


def _share() -> Vector:
    made = split(secret("county recovery sealing"), b"\x01\x02\x03\x04", secret("slopes"))
    return {
        "secret": secret("county recovery sealing").hex(),
        "slopes": secret("slopes").hex(),
        "groups": [list(share_groups(share)) for share in made],
        "code": share_code(made[0]),
    }


def _enrolment_code() -> Vector:
    code = make_code(secret("code")[:10])
    opens = opener(code)
    invitation = Invitation(code, sha256(b"pin").digest(), "https://192.0.2.1:8331")
    return {
        "random": secret("code")[:10].hex(), "code": shown(code), "picture": picture_text(invitation),
        "id": opens.id.hex(), "key": opens.key.hex(), "file": b"an enrolment file".hex(),
        "sealed": seal_enrolment(opens, bytes(12), b"an enrolment file").hex(),
    }  # fmt: skip
