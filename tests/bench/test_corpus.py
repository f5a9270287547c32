"""The corpus is what the figures say it is, and the shipped dictionary was not trained on it."""

import statistics
from importlib.resources import files

import pytest
import zstandard

from kiosk.core.casework.entrustment import read_entrustment
from kiosk.core.casework.identity_number import read_identity_number
from tests.bench.corpus import Part, records

DICTIONARY = files("assets").joinpath("catalogue/entrustment.dict").read_bytes()
BENCH = list(records("bench", 1, 400))


def test_a_record_has_about_1468_bytes_and_the_shape_of_an_entrustment() -> None:
    assert 1_430 < statistics.mean(map(len, BENCH)) < 1_510
    for record in BENCH[:50]:
        principal = read_entrustment(record).principal
        assert read_identity_number(principal.id_number).number.startswith("999901")


def test_the_same_seed_gives_the_same_records_and_another_gives_others() -> None:
    assert list(records("bench", 1, 20)) == BENCH[:20]
    assert not set(records("bench", 2, 20)) & set(BENCH)


def test_matters_people_and_places_of_the_dictionary_are_not_those_of_the_figures() -> None:
    def seen(part: Part) -> tuple[set[str], set[str], set[str]]:
        read = [read_entrustment(record) for record in records(part, 3, 400)]
        villages = {one.principal.address.partition("区")[2][:5] for one in read}
        return {one.matter for one in read}, {one.principal.name[0] for one in read}, villages

    for trained, measured in zip(seen("train"), seen("bench"), strict=True):
        assert len(trained) > 15
        assert not trained & measured


def test_the_shipped_dictionary_makes_a_single_record_less_than_half_as_large_as_zstd_alone() -> None:
    data = zstandard.ZstdCompressionDict(DICTIONARY)
    alone, helped = zstandard.ZstdCompressor(level=19), zstandard.ZstdCompressor(level=19, dict_data=data)
    small = statistics.mean(len(helped.compress(record)) for record in BENCH)
    assert small < 0.5 * statistics.mean(len(alone.compress(record)) for record in BENCH)
    assert 50_000 < len(DICTIONARY) < 60_000
    assert zstandard.ZstdDecompressor(dict_data=data).decompress(helped.compress(BENCH[0])) == BENCH[0]


@pytest.mark.parametrize("part", ["train", "bench"])
def test_no_record_repeats(part: Part) -> None:
    assert len(set(records(part, 5, 200))) == 200
