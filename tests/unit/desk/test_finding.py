"""Whoever asks for a matter finds it: by what it is about, by words people say, by pinyin and its first letters."""

from importlib.resources import files

import pytest

from kiosk.core.catalogue.matters import Matter
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.desk.finding import ERRANDS, GROUPS, errand_matters, find, find_names, grouped_matters

SHEET = files("assets").joinpath("catalogue/catalogue.csv").read_text("utf-8")
MATTERS = read_catalogue(SHEET, 1)[0].matters
READINGS = {
    "高": ("gao",), "龄": ("ling",), "津": ("jin",), "贴": ("tie",), "残": ("can",), "疾": ("ji",), "人": ("ren",),
    "证": ("zheng",), "重": ("zhong", "chong"), "度": ("du", "duo"),
}  # fmt: skip


def codes(found: tuple[Matter, ...]) -> list[str]:
    return [matter.code for matter in found]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("高龄津贴", "MZ-06"),
        ("高龄补贴", "MZ-06"),
        ("低保", "MZ-01"),
        ("残疾证", "CL-01"),
        ("身份证", "GA-06"),
        ("敬老卡", "MZ-15"),
        ("建房用地", "ZR-01"),
        ("gljt", "MZ-06"),
        ("gaoling", "MZ-06"),
        ("GaoLJT", "MZ-06"),
        ("chongdu", "MZ-08"),
        ("zhongd", "MZ-08"),
        ("mz-06", "MZ-06"),
    ],
)
def test_what_people_say_finds_the_matter_first(said: str, code: str) -> None:
    assert codes(find(MATTERS, said, READINGS))[0] == code


@pytest.mark.parametrize("said", ["", "   ", "航天飞机", "xyz", "？！"])
def test_what_the_catalogue_does_not_hold_is_not_found(said: str) -> None:
    assert find(MATTERS, said, READINGS) == ()


@pytest.mark.parametrize(("said", "found"), [
    ("", [0, 1, 2]), ("残疾人", [0, 2]), ("重残", [2]), ("cjr", [0, 2]), ("zhongdu", [2]), ("pension", [1]), ("xyz", []),
])  # fmt: skip
def test_names_are_found_by_words_in_them_and_by_how_they_are_spelt(said: str, found: list[int]) -> None:
    assert list(find_names(("残疾人证", "Old-age pension", "重度残疾人"), said, READINGS)) == found


def test_a_long_query_is_read_up_to_its_limit() -> None:
    assert find(MATTERS, "gao" * 10_000, READINGS) == ()


def test_every_matter_can_be_reached_by_a_group() -> None:
    grouped = grouped_matters(MATTERS)
    assert {matter.code for group in grouped.values() for matter in group} == {matter.code for matter in MATTERS}
    assert [key for key in grouped if key != "other"] == [group.key for group in GROUPS]
    assert codes(grouped["elders"])[:2] == ["MZ-06", "MZ-15"]


def test_each_of_the_six_tiles_leads_somewhere() -> None:
    for errand in ERRANDS:
        assert 1 <= len(errand_matters(MATTERS, errand)) <= 5, errand
    assert len(errand_matters(MATTERS, "papers")) == len(MATTERS)
