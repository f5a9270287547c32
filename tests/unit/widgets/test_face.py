"""The bundled fonts have what our people are called, and say how wide it is."""

import io

import pytest

from kiosk.widgets.face import Face, bundled


@pytest.mark.parametrize("name", ["Regular", "Bold"])
def test_the_main_fonts_have_the_same_characters(name: str) -> None:
    assert bundled(name).widths.keys() == bundled("Regular").widths.keys()


def test_the_main_font_has_gb2312() -> None:
    everything = {
        bytes((lead, trail)).decode("gb2312")
        for lead in (*range(0xB0, 0xD7), *range(0xD8, 0xF8)) for trail in range(0xA1, 0xFF)
    }  # fmt: skip
    assert everything - bundled("Regular").widths.keys() == set()


@pytest.mark.parametrize("char", "䶮𬭎𫖯喆堃赟翀玥·—…“”①✓→℃")
def test_rare_names_and_our_signs_stand_in_the_main_font(char: str) -> None:
    assert char in bundled("Regular").widths


@pytest.mark.parametrize("char", "㐂龍頔囍")
def test_names_from_before_the_table_stand_in_the_third(char: str) -> None:
    assert char in bundled("Rare").widths
    assert char not in bundled("Regular").widths


def test_no_character_is_in_two_files() -> None:
    assert bundled("Regular").widths.keys() & bundled("Rare").widths.keys() == set()


def test_a_chinese_character_is_as_wide_as_the_font_is_large() -> None:
    assert {bundled(name).widths[char] for name, char in (("Regular", "您"), ("Bold", "您"), ("Rare", "㐂"))} == {1000}
    assert bundled("Regular").widths["i"] < bundled("Regular").widths["m"] < 1000


def test_what_is_no_font_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="ends early"):
        Face(io.BytesIO(b"OTTO"))
    with pytest.raises(ValueError, match="no table"):
        Face(io.BytesIO(b"OTTO" + bytes(8)))
