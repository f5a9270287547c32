"""Every type of question that the county's template offers, answered by touches in the real window."""

from collections.abc import Iterator

import pytest
from kivy.core.window import Window

from kiosk.desk.forms import Shelf
from kiosk.widgets.theme import theme
from tests.ui.card import ENTER
from tests.ui.driver import Driver
from tests.ui.every_type import CODE, make_shelf
from tests.ui.filler import Filler
from tests.ui.walk import faults

NUMBER = "331003195509100123"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return make_shelf(tmp_path_factory.mktemp("shelf") / "forms")


@pytest.fixture
def filler(kiosk: Driver, shelf: Shelf) -> Iterator["PhotographingFiller"]:
    """Somebody before the first question of that form, at a machine with a camera."""
    kiosk.shell.facts = kiosk.shell.facts._replace(camera="synthetic")
    resident = PhotographingFiller(kiosk)
    resident.stand_before_the_form(CODE, shelf)
    yield resident
    kiosk.shell.wipe()
    kiosk.settle()


class PhotographingFiller(Filler):
    """Photographs and scans, too."""

    def photograph(self) -> None:
        kiosk = self.kiosk
        kiosk.tap("拍一张")
        kiosk.wait_for(lambda: kiosk.page.sees, "the camera's first frame")
        kiosk.tap("拍照")
        kiosk.wait_for(lambda: kiosk.page.ready, "the picture")
        kiosk.tap("用这张")

    def scan(self, code: str) -> None:
        for character in code:
            self.kiosk.key(ord(character), character)
        self.kiosk.key(ENTER, "")


def test_every_type_is_answered_by_touches_and_is_recorded_as_it_was_said(
    kiosk: Driver, filler: PhotographingFiller
) -> None:
    filler.write_in("place", "cun", "村")
    filler.answer("reason")
    filler.type_in("id_number", NUMBER)
    filler.type_in("people", "2")
    filler.type_in("area", "120.5")
    kiosk.type("300")
    assert kiosk.sees("300 元")
    filler.answer("income")
    assert kiosk.sees("4"), "what was worked out is shown"
    filler.answer("double")
    filler.answer("claimed", "在本县领过，后来停了")
    filler.answer("married", "是")
    filler.answer("pipes", "网络", "水")
    kiosk.type("dongchen")
    filler.answer("village", "东陈村")
    kiosk.type("yangmei")
    filler.answer("crop", "杨梅")
    kiosk.tap("往前", nth=2)
    filler.answer("works")
    filler.keys("2", "0", "1", "9", "3 月", "12")
    filler.answer("born")
    filler.answer("until")
    filler.type_in("built", "1998")
    filler.keys("14", "30 分")
    filler.answer("visit")
    filler.keys("2", "0", "2", "6", "11 月", "20", "8", "5 分")
    filler.answer("hurt")
    filler.answer("walking", "＋", "＋")
    filler.photograph()
    assert (filler.name, kiosk.page.picture is not None) == ("house", True)
    filler.answer("house")
    filler.sign()
    filler.scan("6901234567892")
    filler.answer("code")
    filler.answer("knows", "我知道了")
    filler.answer("told")
    filler.write_in("member_name", "wang", "王")
    filler.answer("member_kin", "老伴")
    assert kiosk.sees("还有家里人吗？")
    filler.tap("没有了")
    assert kiosk.shell.visit.form.gaps() == ()
    answers = kiosk.shell.visit.form.answers
    house, signed = answers.pop("house"), answers.pop("signed")
    assert {taken.name for taken in kiosk.shell.visit.form.attached} == {house, signed}
    assert answers == {
        "place": "村", "id_number": NUMBER, "people": 2, "area": 120.5, "income": 300, "double": 4,
        "claimed": "claims_2", "married": "yes", "pipes": "pipes_0 pipes_3", "village": "villages_13", "crop": "crop_4",
        "works": "works_0 works_2 works_1", "born": "2019-03-12", "built": "1998-01-01",
        "visit": "14:30:00.000+08:00", "hurt": "2026-11-20T08:05:00.000+08:00", "walking": 2, "code": "6901234567892",
        "knows": True, "member": [{"member_name": "王", "member_kin": "kin_0"}],
    }  # fmt: skip


def test_what_is_wrong_is_said_at_the_field_in_the_words_of_the_form(
    kiosk: Driver, filler: PhotographingFiller
) -> None:
    filler.go_to("people")
    filler.tap("下一步")
    assert kiosk.page.error, "it has to be answered"
    filler.type_in("people", "16")
    assert kiosk.sees("请填 15 以内的数。")
    assert faults(Window, kiosk.pixels()) == []
    filler.tap("删除")
    assert kiosk.page.error == "", "who mends it is not told any more"
    filler.tap("下一步")
    assert filler.name != "people"
    filler.go_to("until")
    filler.keys("2", "0")
    filler.tap("下一步")
    assert (filler.name, filler.sees("还没有点完。请接着点，或者点“清空”。")) == ("until", True)
    filler.tap("清空")
    filler.tap("下一步")
    assert filler.name == "built"


def test_nothing_typed_is_lost_by_going_back_or_for_help_or_by_another_language(
    kiosk: Driver, filler: PhotographingFiller
) -> None:
    filler.go_to("born")
    filler.keys("2", "0", "1", "9", "3 月")
    filler.tap("返回")
    assert filler.name == "works"
    filler.tap("下一步")
    assert kiosk.page.typed == "2019/3/"
    filler.tap("叫人帮忙")
    filler.tap("返回")
    assert kiosk.page.typed == "2019/3/"
    filler.tap("English")
    assert (kiosk.page.typed, kiosk.sees("What about the born?")) == ("2019/3/", True)
    theme.language = "zh"
    filler.go_to("village")
    kiosk.type("dongchen")
    kiosk.tap("东陈村")
    filler.tap("大字")
    assert kiosk.page.chosen == ["villages_13"]


def test_rows_are_added_changed_and_taken_away(kiosk: Driver, filler: PhotographingFiller) -> None:
    filler.go_to("member[1]/member_name")
    filler.write_in("member_name", "wang", "王")
    filler.answer("member_kin", "老伴")
    filler.tap("还有，再加")
    assert kiosk.page.key.endswith("member[2]/member_name")
    filler.write_in("member_name", "li", "李")
    filler.answer("member_kin", "子女")
    assert kiosk.sees("王，老伴") and kiosk.sees("李，子女")
    assert faults(Window, kiosk.pixels()) == []
    filler.tap("改", nth=1)
    assert kiosk.page.typed == "李"
    filler.tap("返回")
    filler.go_to("/member")
    filler.tap("去掉")
    filler.tap("去掉它")
    assert kiosk.sees("李，子女") and not kiosk.sees("王，老伴")
    filler.tap("没有了")
    assert kiosk.shell.visit.form.answers["member"] == [{"member_name": "李", "member_kin": "kin_1"}]
    assert kiosk.page.step == "materials"


@pytest.mark.parametrize(("size", "language"), [((1280, 800), "en"), ((1080, 1920), "zh"), ((1920, 1080), "zh")])
def test_every_type_keeps_the_rules_of_the_screen_in_large_type(
    kiosk: Driver, filler: PhotographingFiller, size: tuple[int, int], language: str
) -> None:
    kiosk.resize(*size)
    theme.elder, theme.language = True, language
    broken = []
    for key in kiosk.shell.visit.form.keys:
        kiosk.shell.go("form", key=key)
        kiosk.settle_once()
        broken += [f"{key}: {fault}" for fault in faults(Window, kiosk.pixels())]
    kiosk.resize(1280, 800)
    assert broken == []
