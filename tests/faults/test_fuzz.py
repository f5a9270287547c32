"""Hostile bytes, the short campaign: two minutes of coverage-guided fuzzing over every reader of bytes from outside.
`python -m tests.faults.fuzz` goes on. Without atheris (it has no wheel for every Python) the fuzzing is skipped; seeds
are mutated without guidance all the same."""

import random
from importlib.util import find_spec

import pytest

from tests.faults.fuzz import fuzz
from tests.faults.fuzz_targets import TARGETS, try_it

SECONDS = 110
MUTATIONS_COUNT = 150

guided = pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed")


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_takes_what_is_good_and_says_no_to_the_rest_in_its_own_words(name: str) -> None:
    target, dice = TARGETS[name], random.Random(f"ci {name}")
    seeds = [seed[: target.bytes_max] for seed in target.seeds()]
    assert any(try_it(target, seed) for seed in seeds), "no seed is good: the fuzzing would begin from nothing"
    for _ in range(MUTATIONS_COUNT):
        try_it(target, _mutated(dice.choice(seeds), dice))


@guided
def test_no_reader_can_be_broken_by_bytes_that_were_made_for_it() -> None:
    found = fuzz("all", SECONDS, 10_000_000, seed=1)
    assert found.fault == "", f"{found.input}\n{found.fault}"
    assert found.runs > 2_000


@guided
def test_the_fuzzer_finds_what_a_reader_may_not_do() -> None:
    found = fuzz("planted", 30, 10_000_000, seed=1)
    assert "planted" in found.fault and bytes.fromhex(found.input).startswith(b"DB")


def _mutated(data: bytes, dice: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(found) + 1)
        match dice.randrange(4):
            case 0:
                found[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del found[at : at + dice.randrange(1, 40)]
            case 2:
                found[at:at] = dice.randbytes(dice.randrange(1, 9))
            case _:
                found[at:at] = found[at : at + dice.randrange(1, 60)]
    return bytes(found)
