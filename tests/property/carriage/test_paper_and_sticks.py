"""Paper and sticks under any order, any repetition and any harm."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.carriage.batch import frame_bytes, read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.paper import PAPER_BYTES_MAX, join, missing, parts_of, read_part
from kiosk.core.carriage.stick import FileKind, is_whole, listed, name_for, read_name, unfinished
from kiosk.core.refusal import Refusal
from tests.vectors.exchange import frozen

UP = bytes.fromhex(frozen("stick")["up"])
FRAMES = [frame_bytes(frame) for frame in read_batch(UP).frames]


@given(st.binary(min_size=1, max_size=PAPER_BYTES_MAX), st.randoms())
def test_paper_joins_from_any_order_with_repetitions(batch: bytes, dice: random.Random) -> None:
    texts = list(parts_of(batch))
    texts += dice.sample(texts, dice.randint(0, len(texts)))
    dice.shuffle(texts)
    assert join(map(read_part, texts)) == batch


@given(st.binary(min_size=201, max_size=4_000), st.randoms())
def test_paper_with_a_code_missing_names_it_and_joins_to_nothing(batch: bytes, dice: random.Random) -> None:
    texts = list(parts_of(batch))
    gone = dice.randrange(len(texts))
    parts = [read_part(text) for number, text in enumerate(texts) if number != gone]
    assert missing(parts) == (gone + 1,)


@given(st.text(max_size=500))
def test_any_text_is_a_part_or_malformed(text: str) -> None:
    try:
        part = read_part(text)
    except Malformed:
        return
    assert 1 <= part.number <= part.total


@given(st.lists(st.sampled_from(parts_of(UP) + parts_of(UP[::-1])), max_size=40))
def test_any_heap_of_codes_joins_to_what_one_of_them_was_made_of_or_is_refused(texts: list[str]) -> None:
    try:
        batch = join(map(read_part, texts))
    except Refusal as no:
        assert no.code in ("PAPER_NOT_WHOLE", "PAPER_UNREADABLE")
        return
    assert batch in (UP, UP[::-1])


@given(st.sampled_from(FileKind), st.binary(min_size=8, max_size=8), st.binary(max_size=100), st.randoms())
def test_a_name_is_read_back_in_any_case_and_tells_a_changed_content(
    kind: FileKind, node: bytes, data: bytes, dice: random.Random
) -> None:
    name = name_for(kind, node, data)
    spelt = "".join(dice.choice((letter.upper(), letter)) for letter in name.text)
    assert read_name(spelt) == name and is_whole(name, data) and not is_whole(name, data + b"x")
    assert listed([spelt, name.text, "x.jpg"]) == [name] and unfinished([name.text + ".part", "x.part"])


@given(st.integers(min_value=0, max_value=len(UP) - 1), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_costs_at_most_the_frame_it_lies_in(at: int, change: int) -> None:
    scratched = bytearray(UP)
    scratched[at] ^= change
    try:
        left = {frame_bytes(frame) for frame in read_batch(bytes(scratched)).frames}
    except Malformed:
        raise AssertionError("a stick killed by one byte") from None
    assert len(set(FRAMES) - left) <= 1
