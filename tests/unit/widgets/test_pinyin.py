"""The pinyin keyboard reaches every character, and the commonest names without leafing."""

from importlib.resources import files

import pytest

from kiosk.widgets.face import bundled
from kiosk.widgets.pinyin import CANDIDATES_MAX, Syllables, bundled_syllables

PAGE_LEAST = 7  # candidates on the narrowest screen, for old eyes


def surnames() -> list[tuple[str, str]]:
    rows = (files("assets") / "pinyin" / "surnames.txt").read_text("utf-8").splitlines()
    return [(row.split(" ")[0], row.split(" ")[1]) for row in rows]


@pytest.fixture(scope="module")
def table() -> Syllables:
    return bundled_syllables()


def written(table: Syllables, spelling: str, wanted: str) -> list[int]:
    """Where each character of a name stands among the candidates when its turn comes."""
    places, name = [], ""
    for char in wanted:
        found = table.candidates(spelling, surname=not name, given=bool(name))
        place = [each.char for each in found].index(char)
        places.append(place)
        spelling, name = spelling[found[place].letters :], name + char
    assert spelling == ""
    return places


def test_a_name_is_composed_syllable_by_syllable(table: Syllables) -> None:
    assert table.split("lixiuying") == ["li", "xiu", "ying"]
    assert max(written(table, "lixiuying", "李秀英")) < PAGE_LEAST


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("wangguihua", "王桂花"), ("zhangjianguo", "张建国"), ("chenyulan", "陈玉兰"), ("lvfengxian", "吕凤仙"),
        ("ouyangxiu", "欧阳秀"), ("zhugeliang", "诸葛亮"), ("shanguizhen", "单桂珍"), ("xianan", "冼安"),
        ("dingdashan", "丁大山"), ("qiuyuee", "邱月娥"),
    ],
)  # fmt: skip
def test_villagers_find_their_names(table: Syllables, spelling: str, name: str) -> None:
    assert all(place < 40 for place in written(table, spelling, name))


def test_the_hundred_commonest_surnames_stand_on_the_first_page(table: Syllables) -> None:
    places = [
        [each.char for each in table.candidates(syllable, surname=True)].index(name)
        for name, syllable in surnames()[:100]
    ]
    assert sum(place < PAGE_LEAST for place in places) == 100
    assert sum(place == 0 for place in places) >= 65


def test_the_four_hundred_commonest_surnames_are_there_under_their_own_reading(table: Syllables) -> None:
    assert len(surnames()) >= 399
    for name, syllable in surnames():
        place = [each.char for each in table.candidates(syllable, surname=True)].index(name)
        assert place < 21, name


@pytest.mark.parametrize(("name", "syllable"), [("单", "shan"), ("仇", "qiu"), ("解", "xie"), ("区", "ou"), ("曾", "zeng")])
def test_a_surname_is_found_as_its_bearer_says_it(table: Syllables, name: str, syllable: str) -> None:
    assert name in [each.char for each in table.candidates(syllable, surname=True)[:PAGE_LEAST]]


def test_every_chinese_character_of_the_main_font_can_be_typed(table: Syllables) -> None:
    han = {char for char in bundled("Regular").widths if "㐀" <= char <= "鿿" or ord(char) > 0x1FFFF}
    assert len(han) > 8_105
    reached = {each.char for syllable in table.usual for each in table.candidates(syllable)}
    assert han - reached == set()


@pytest.mark.parametrize(("typed", "char"), [("xi", "㐂"), ("yan", "䶮"), ("long", "龍"), ("di", "頔"), ("xi", "囍")])
def test_a_rare_name_can_be_typed(table: Syllables, typed: str, char: str) -> None:
    assert char in [each.char for each in table.candidates(typed, given=True)]


def test_every_candidate_has_a_glyph(table: Syllables) -> None:
    have = bundled("Regular").widths.keys() | bundled("Rare").widths.keys()
    offered = set("".join([*table.usual.values(), *table.further.values()]))
    assert offered - have == set()


@pytest.mark.parametrize(("typed", "meant"), [("lin", "宁"), ("zang", "张"), ("sang", "上"), ("jin", "静"), ("wang", "黄")])
def test_who_mixes_two_sounds_still_finds_the_character(table: Syllables, typed: str, meant: str) -> None:
    assert meant in [each.char for each in table.candidates(typed)]


@pytest.mark.parametrize("typed", ["lv", "lu", "lyu"])
def test_u_with_two_dots_is_found_as_keyboards_and_papers_write_it(table: Syllables, typed: str) -> None:
    assert "吕" in [each.char for each in table.candidates(typed, surname=True)[:PAGE_LEAST]]


def test_the_beginning_of_a_syllable_offers_what_may_come(table: Syllables) -> None:
    assert "张" in [each.char for each in table.candidates("zh", surname=True)[:14]]


@pytest.mark.parametrize("typed", ["", "vvvv", "i", "uuuu", "lixiuyingg", "q" * 30, "xyz", "李"])
def test_letters_that_mean_nothing_do_no_harm(table: Syllables, typed: str) -> None:
    found = table.candidates(typed)
    assert len(found) <= CANDIDATES_MAX
    assert all(0 < each.letters <= len(typed) for each in found)
    assert "".join(table.split(typed)) == typed.replace("李", "")


def test_two_readings_of_the_same_letters_are_both_offered(table: Syllables) -> None:
    found = {each.char: each.letters for each in table.candidates("xian")[:28]}
    assert found["先"] == 4
    assert found["西"] == 2
