"""The paper road's codes: any order, each readable alone, joined only when whole and of one whole."""

import random

import pytest

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.paper import (
    PAPER_BYTES_MAX,
    PART_BYTES,
    PART_CHARS_MAX,
    join,
    missing,
    parts_of,
    read_part,
)
from kiosk.core.refusal import Refusal

DICE = random.Random(3)
BATCH = DICE.randbytes(2_345)
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_parts_join_in_any_order_and_any_number_of_times() -> None:
    texts = [*parts_of(BATCH), *parts_of(BATCH)[:4]]
    DICE.shuffle(texts)
    assert join(map(read_part, texts)) == BATCH


@pytest.mark.parametrize("size", [1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, PAPER_BYTES_MAX])
def test_every_size_comes_back_whole_in_codes_of_the_small_alphabet(size: int) -> None:
    batch = DICE.randbytes(size)
    texts = parts_of(batch)
    assert join(map(read_part, texts)) == batch
    assert all(set(text) <= ALPHANUMERIC and len(text) <= PART_CHARS_MAX for text in texts)


def test_what_paper_does_not_carry_is_refused_with_its_size() -> None:
    with pytest.raises(Refusal, match="PAPER_TOO_LARGE"):
        parts_of(bytes(PAPER_BYTES_MAX + 1))


def test_missing_parts_are_named() -> None:
    texts = parts_of(BATCH)
    some = [read_part(text) for number, text in enumerate(texts, 1) if number not in (2, 7)]
    assert missing(some) == (2, 7)
    with pytest.raises(Refusal, match="2, 7"):
        join(some)


def test_parts_of_two_wholes_are_never_mixed() -> None:
    other = parts_of(BATCH[::-1])
    with pytest.raises(Refusal, match="PAPER_UNREADABLE"):
        join([*map(read_part, parts_of(BATCH)), read_part(other[0])])


def test_a_forged_part_under_the_right_digest_makes_no_whole() -> None:
    texts = list(parts_of(BATCH))
    texts[3] = texts[3].replace(texts[3].split(":")[4], texts[4].split(":")[4])
    with pytest.raises(Refusal, match="PAPER_UNREADABLE"):
        join(map(read_part, texts))


@pytest.mark.parametrize(
    "text",
    ["", "DBP1", "DBADGE1:V001", "DBP1:0011223344556677:0:3:AA", "DBP1:0011223344556677:4:3:AAAA",
     "DBP1:0011223344556677:1:99:AAAA", "DBP1:001122334455667g:1:1:AA", "DBP1:0011223344556677:1:2:AAAA",
     "DBP1:0011223344556677:1:1:AB", "DBP1:0011223344556677:1:1:AA" + "A" * 400],
)  # fmt: skip
def test_what_is_no_code_of_paper_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read_part(text)
