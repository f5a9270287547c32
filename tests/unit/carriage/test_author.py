"""Writing one's own log, and how long a content key lives."""

import pytest

from kiosk.core.carriage.author import EMPTY, Body, KeyRing, Wording, first_wording, write
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import NO_HASH, verify_event
from kiosk.core.carriage.kinds import KEY_SHARED, NODE_CERTIFIED
from kiosk.core.carriage.sealing import CONTENT_KEY_AGE_MAX_MS, CONTENT_KEY_BODIES_MAX, open_body, open_witness
from kiosk.core.event import Level
from tests.carriage_by_hand import (
    AT_MS,
    BODY,
    DICTIONARY,
    clock,
    content_key,
    entrusted_log,
    public,
    sealing,
    secret,
    village_log,
)

LOG, KEY = entrusted_log()
US = (public(sealing("county")), public(sealing("village")))


def test_each_event_holds_the_hash_of_the_one_before() -> None:
    assert EMPTY == (0, NO_HASH) and LOG.all[0].event.head.prev == NO_HASH
    for before, after in zip(LOG.all, LOG.all[1:], strict=False):
        assert (after.event.head.seq, after.event.head.prev) == (before.event.head.seq + 1, before.event.hash)
    assert [w.event.head.kind for w in LOG.all[:2]] == [NODE_CERTIFIED, KEY_SHARED]


def test_a_written_event_verifies_opens_and_has_its_witness() -> None:
    written = LOG.all[2]
    verify_event(LOG.identity.verifier(), written.event)
    assert open_body(KEY, written.sealed, written.event.head, DICTIONARY) == BODY
    assert written.witness == open_witness(KEY, written.event.hash, BODY)


def test_what_was_folded_is_written_sorted_and_once() -> None:
    hashes = [w.event.hash for w in LOG.all]
    assert village_log().write(after=(*hashes, *hashes)).event.head.after == tuple(sorted(hashes))


def test_a_deed_at_another_tier_is_written_at_that_tier() -> None:
    assert village_log().write(level=Level.TOWNSHIP).event.head.level is Level.TOWNSHIP


def test_a_body_over_the_bound_is_not_written() -> None:
    body = Body(b"", bytes(65_000), DICTIONARY.dictionary_id, KEY, bytes(12))
    with pytest.raises(Malformed, match="at most"):
        write(LOG.pen, LOG.tip, Wording(bytes(12), 1, "", {}), clock(), body)


def test_a_first_event_holds_the_chain_and_the_incarnation() -> None:
    assert first_wording(LOG.identity, 3, bytes(12)).facts == {1: list(LOG.identity.chain), 2: 3}


def test_a_key_counts_as_shared_only_once_its_event_is_durable() -> None:
    ring = KeyRing()
    key, shared = ring.current(US, AT_MS, secret("1"))
    assert not shared and ring.current(US, AT_MS, secret("2")) == (key, False)
    ring.committed(key)
    assert ring.current(US[::-1], AT_MS, secret("3")) == (key, True)


def test_each_audience_has_its_own_key() -> None:
    ring = KeyRing()
    one, _ = ring.current(US, AT_MS, secret("1"))
    other, _ = ring.current(US[:1], AT_MS, secret("2"))
    assert one.key_id != other.key_id and one.audience != other.audience


@pytest.mark.parametrize("later_ms", [CONTENT_KEY_AGE_MAX_MS, -1, 10**13])
def test_a_key_lives_24_hours_and_not_through_a_clock_that_went_backwards(later_ms: int) -> None:
    ring = KeyRing()
    old, _ = ring.current(US, AT_MS, secret("1"))
    ring.committed(old)
    assert ring.current(US, AT_MS + CONTENT_KEY_AGE_MAX_MS - 1, secret("2"))[0] == old
    new, shared = ring.current(US, AT_MS + later_ms, secret("3"))
    assert new.key_id != old.key_id and not shared


def test_a_key_whose_day_is_over_is_forgotten_even_if_nobody_writes_to_its_audience() -> None:
    ring = KeyRing()
    ring.current(US, AT_MS, secret("1"))
    ring.current(US[:1], AT_MS + CONTENT_KEY_AGE_MAX_MS, secret("2"))
    assert len(ring._keys) == 1


def test_a_key_seals_two_to_the_twentieth_bodies_and_no_more() -> None:
    ring = KeyRing()
    old, _ = ring.current(US, AT_MS, secret("1"))
    audience = tuple(sorted(US))
    ring._keys[audience] = (old, AT_MS, CONTENT_KEY_BODIES_MAX - 1)
    assert ring.current(US, AT_MS, secret("2"))[0] == old
    assert ring.current(US, AT_MS, secret("3"))[0] != old


def test_a_body_is_sealed_to_whom_the_content_key_names() -> None:
    key, recipients = content_key("content", "village")
    assert key == KEY and len(recipients) == len(key.audience) == 3
