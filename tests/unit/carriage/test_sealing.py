"""Content keys, their wraps, sealed bodies and their compression."""

import threading

import msgspec
import pytest
import zstandard

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.kinds import KEY_SHARED
from kiosk.core.carriage.sealing import (
    BODY_BYTES_MAX,
    Dictionary,
    content_key_id,
    make_content_key,
    open_body,
    open_proof,
    open_witness,
    recipient_id,
    unwrap,
)
from tests.carriage_by_hand import (
    BODY,
    DICTIONARY,
    MANY_WORDS,
    case_number,
    content_key,
    entrusted_log,
    public,
    sealing,
    secret,
    village_log,
)

LOG, KEY = entrusted_log()
SHARED, ENTRUSTED = LOG.all[1], LOG.all[2]


@pytest.mark.parametrize("who", ["county", "county recovery", "village"])
def test_everyone_in_the_audience_unwraps_the_content_key(who: str) -> None:
    assert unwrap(SHARED.event.head, sealing(who)) == KEY


def test_nobody_else_does() -> None:
    assert unwrap(SHARED.event.head, sealing("neighbour")) is None


def test_a_wrap_moved_into_another_log_does_not_open() -> None:
    head = SHARED.event.head
    for moved in ({"node": bytes(8)}, {"log": bytes(8)}):
        with pytest.raises(Malformed):
            unwrap(msgspec.structs.replace(head, **moved), sealing("county"))


def test_a_wrap_that_names_another_key_or_audience_does_not_open() -> None:
    head = SHARED.event.head
    wraps = head.facts[2]
    for who in ("county", "county recovery", "village"):
        mine = [wrap for wrap in wraps if wrap[0] == recipient_id(public(sealing(who)))]
        for facts in ({1: bytes(16), 2: wraps}, {1: head.facts[1], 2: mine}):
            with pytest.raises(Malformed, match="does not open"):
                unwrap(msgspec.structs.replace(head, facts=facts), sealing(who))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {1: b"k" * 16},
        {1: b"k" * 16, 2: {}},
        {1: 7, 2: []},
        {1: b"k" * 16, 2: [1]},
        {1: b"k" * 16, 2: ["ab"]},
        {1: b"k" * 16, 2: [[b"r" * 8, b"short"]]},
        {1: b"k" * 16, 2: [[[], b"w" * 80]]},
        {1: b"k" * 16, 2: [[b"r" * 8]]},
        {1: b"k" * 16, 2: [[b"r" * 8, b"w" * 80]] * 2},
        {1: b"k" * 16, 2: [[b"r" * 8, b"w" * 80]] * 17},
        {1: b"k" * 16, 2: [[b"s" * 8, b"w" * 80], [b"r" * 8, b"w" * 80]]},
    ],
)
def test_hostile_key_events_are_malformed(facts: dict[int, object]) -> None:
    with pytest.raises(Malformed):
        unwrap(village_log().write(KEY_SHARED, facts=facts).event.head, sealing("county"))


def test_a_wrap_of_all_zeros_for_us_is_malformed() -> None:
    for wrap in (bytes(80), b"\x01" + bytes(79), b"\xff" * 80):
        facts = {1: KEY.key_id, 2: [[recipient_id(public(sealing("county"))), wrap]]}
        with pytest.raises(Malformed):
            unwrap(village_log().write(KEY_SHARED, facts=facts).event.head, sealing("county"))


def test_a_key_is_named_by_its_hash_and_each_recipient_checks_it() -> None:
    lied = KEY._replace(key_id=content_key_id(bytes(32)))
    written = village_log().share(lied, tuple(public(sealing(who)) for who in ("county", "county recovery", "village")))
    with pytest.raises(Malformed, match="another key"):
        unwrap(written.event.head, sealing("county"))


def test_an_audience_is_sorted_and_each_recipient_stands_once() -> None:
    a, b = public(sealing("a")), public(sealing("b"))
    assert make_content_key(secret("k"), (a, b, a)) == make_content_key(secret("k"), (b, a))
    with pytest.raises(Malformed):
        make_content_key(secret("k"), ())
    with pytest.raises(Malformed):
        make_content_key(secret("k"), tuple(public(sealing(str(i))) for i in range(17)))


def test_a_body_opens_in_its_own_event_only() -> None:
    head = ENTRUSTED.event.head
    assert open_body(KEY, ENTRUSTED.sealed, head, DICTIONARY) == BODY
    other = LOG.entrust(KEY, case_number(sequence=2))
    for transplanted in (
        (ENTRUSTED.sealed, other.event.head),
        (other.sealed, head),
        (ENTRUSTED.sealed, msgspec.structs.replace(head, operation=bytes(12))),
        (ENTRUSTED.sealed, msgspec.structs.replace(head, case=case_number(sequence=3))),
        (ENTRUSTED.sealed, msgspec.structs.replace(head, node=bytes(8))),
    ):
        with pytest.raises(Malformed):
            open_body(KEY, *transplanted, DICTIONARY)


def test_a_body_does_not_open_with_a_wrong_key_or_dictionary() -> None:
    wrong, _ = content_key("another")
    with pytest.raises(Malformed):
        open_body(wrong, ENTRUSTED.sealed, ENTRUSTED.event.head, DICTIONARY)
    with pytest.raises(Malformed):
        open_body(KEY, ENTRUSTED.sealed, ENTRUSTED.event.head, Dictionary(b"short dictionary"))


@pytest.mark.parametrize("body", [b"", b"x", BODY, bytes(BODY_BYTES_MAX), bytes(range(256)) * 100])
def test_a_body_comes_back_through_the_dictionary(body: bytes) -> None:
    assert DICTIONARY.decompress(DICTIONARY.compress(body)) == body


def test_a_body_over_the_bound_is_not_compressed() -> None:
    with pytest.raises(Malformed):
        DICTIONARY.compress(bytes(BODY_BYTES_MAX + 1))


def magicless(body: bytes, **parameters: int) -> bytes:
    wanted = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_checksum=0, write_dict_id=0, **parameters
    )
    return zstandard.ZstdCompressor(
        dict_data=zstandard.ZstdCompressionDict(MANY_WORDS), compression_params=wanted
    ).compress(body)


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = magicless(bytes(100_000_000))
    assert len(bomb) < 20_000
    for hostile in (bomb, magicless(bytes(BODY_BYTES_MAX + 1)), magicless(b"small", write_content_size=0)):
        with pytest.raises(Malformed):
            DICTIONARY.decompress(hostile)


def test_a_frame_that_lies_about_its_length_is_refused() -> None:
    honest = DICTIONARY.compress(bytes(1_000))
    assert honest[:3] == b"\x60\xe8\x02"  # single segment, content size in two bytes: 1000 - 256
    for size in (b"\x00\x00", b"\xff\xff", b"\xe9\x02"):
        with pytest.raises(Malformed):
            DICTIONARY.decompress(honest[:1] + size + honest[3:])
    huge = b"\xe0" + (2**62).to_bytes(8, "little") + honest[3:]
    with pytest.raises(Malformed):
        DICTIONARY.decompress(huge)


def test_a_frame_cut_short_or_followed_by_more_is_refused() -> None:
    whole = DICTIONARY.compress(BODY)
    for cut in range(len(whole)):
        with pytest.raises(Malformed):
            DICTIONARY.decompress(whole[:cut])
    for more in (b"\x00", whole):
        with pytest.raises(Malformed):
            DICTIONARY.decompress(whole + more)


def test_one_dictionary_serves_many_threads() -> None:
    """Only reading is shared: the writer alone compresses."""
    bodies = [bytes([i]) * 5_000 + BODY for i in range(8)]
    compressed = {body: DICTIONARY.compress(body) for body in bodies}
    wrong: list[object] = []

    def work(body: bytes) -> None:
        for _ in range(50):
            try:
                if DICTIONARY.decompress(compressed[body]) != body:
                    wrong.append("another body")
            except BaseException as error:  # a thread must not swallow it
                wrong.append(error)

    threads = [threading.Thread(target=work, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_witness_needs_key_event_and_body() -> None:
    event_hash = ENTRUSTED.event.hash
    own = open_witness(KEY, event_hash, BODY)
    assert own == ENTRUSTED.witness
    other, _ = content_key("another")
    assert own not in (
        open_witness(other, event_hash, BODY),
        open_witness(KEY, bytes(32), BODY),
        open_witness(KEY, event_hash, b""),
    )
    assert open_proof([own, bytes(32)]) != open_proof([bytes(32), own])
