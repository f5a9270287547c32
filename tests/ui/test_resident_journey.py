"""A resident alone comes with the old-age allowance, and goes home with a receipt: by touches, from home to the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kivy.base import EventLoop
from kivy.core.window import Window

from kiosk.desk.opening import Opener
from kiosk.desk.staffing import Issued, sign_in_with_card, sign_out
from kiosk.desk.station import Station
from kiosk.desk.visit import CONSENTS, POWERS
from kiosk.desk.visiting import begin
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import PIN, make_station
from tests.ui.driver import Driver, Finger, driving
from tests.ui.walk import faults

MATTER = "高龄津贴（80周岁以上老年人）申领"
IDENTITY, PHONE = "999901195509100123", "13857600001"
LEAVES_MAX = 60  # pages of candidates for the rarest character of a syllable


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Issued]:
    folder = tmp_path_factory.mktemp("kiosk") / "station"
    return folder, make_station(folder, CountyByHand())


@pytest.fixture(scope="module")
def kiosk(issued: tuple[Path, Issued]) -> Iterator[Driver]:
    with driving(issued[0]) as driver:
        yield driver


@pytest.fixture(autouse=True)
def from_home(kiosk: Driver) -> Iterator[None]:
    yield
    kiosk.shell.wipe()
    kiosk.settle()


class Resident:
    """Somebody at the window, who reads the words in the language chosen."""

    def __init__(self, kiosk: Driver) -> None:
        self.kiosk = kiosk

    def tap(self, words: str, nth: int = 0) -> None:
        self.kiosk.tap(_(words), nth)

    def sees(self, words: str) -> bool:
        return self.kiosk.sees(_(words))

    def go_to_the_questions(self) -> None:
        self.tap("办手续")
        self.tap("老人的事")
        self.kiosk.tap(MATTER)
        self.tap("我要办")
        for consent in ("我看过这份告知书了", "我同意由代办员替我办这件事", "我同意有关部门共享、核验我的信息"):
            self.tap(consent)
        self.tap("下一步")

    def write(self, spelling: str, character: str) -> None:
        """Spell on our own keyboard, and leaf until the character is offered."""
        self.kiosk.type(spelling)
        for _leaf in range(LEAVES_MAX):
            if character in self.kiosk.words():
                break
            self.tap("更多")
        self.kiosk.tap(character)

    def answer_the_questions(self) -> None:
        self.write("wang", "王")
        self.write("yan", "䶮")
        self.tap("下一步")
        self.kiosk.type(IDENTITY)
        self.tap("下一步")
        self.kiosk.type(PHONE)
        self.tap("下一步")
        assert self.kiosk.page.typed, "the village is filled in"
        self.kiosk.type("12")
        self.tap("下一步")
        self.kiosk.type("3")
        self.tap("下一步")

    def bring_the_materials(self) -> None:
        for row in reversed(self.kiosk.page.ids.rows.children):
            option = next(option for option in row.ids.options.children if option.key == "原件")
            self.kiosk.page.ids.scroll.ids.view.scroll_to(option, padding=20, animate=False)
            self.kiosk.settle()
            seen = next(one for one in self.kiosk.seen() if one.widget is option)
            self.kiosk.touch(*seen.centre)
        self.tap("下一步")

    def give_the_mandate(self) -> None:
        self.tap("下一步")
        self.tap("替我交材料")
        self.tap("替我领结果")
        self.tap("下一步")
        self.tap("下一步")
        self.tap("我单独同意处理我的敏感个人信息")
        self.tap("下一步")

    def sign(self) -> None:
        pad = self.kiosk.page.ids.pad
        left, bottom = pad.to_window(*pad.pos)
        for at in (0.25, 0.5, 0.75):
            across = [(left + pad.width * (0.2 + 0.06 * x), bottom + pad.height * at) for x in range(10)]
            self.kiosk.stroke(across)
        self.tap("下一步")

    def submit_twice(self) -> None:
        """A finger that trembles: down, up, down, up, before anything else happens."""
        self.kiosk.scroll_to(_("都对，提交"))
        x, y = self.kiosk.find(_("都对，提交")).centre
        for touch in range(2):
            finger = Finger(9_000 + touch, x / Window.width, y / Window.height)
            EventLoop.post_dispatch_input("begin", finger)
            EventLoop.post_dispatch_input("end", finger)
        self.kiosk.settle()


def cases(station: Station) -> list[str]:
    return [number for (number,) in station.store.all('SELECT number FROM "case"')]


def recorded_name(station: Station, issued: Issued, event_hash: bytes) -> str:
    """The principal's name in a case, as the agent reads it: nobody else at this station can."""
    sign_in_with_card(station, issued.badge, PIN)
    body = Opener(station).body(event_hash)
    sign_out(station)
    assert body is not None
    return str(body["principal"]["name"])


@pytest.mark.parametrize(("language", "elder"), [("zh", False), ("en", True)])
def test_a_resident_alone_entrusts_the_old_age_allowance(
    kiosk: Driver, issued: tuple[Path, Issued], language: str, elder: bool
) -> None:
    before = kiosk.ask(cases)
    theme.language, theme.elder = language, elder
    kiosk.settle()
    resident = Resident(kiosk)
    resident.go_to_the_questions()
    resident.answer_the_questions()
    resident.bring_the_materials()
    resident.give_the_mandate()
    resident.sign()
    assert resident.sees("请看一看，都对吗？")
    assert kiosk.sees("王䶮")
    assert faults(Window, kiosk.pixels()) == []
    resident.submit_twice()
    after = kiosk.ask(cases)
    assert len(after) == len(before) + 1, "one case, however often it was touched"
    entrusted = kiosk.shell.visit.entrusted
    receipt = entrusted.receipt
    assert receipt.state == "已登记，待代办员确认"
    assert kiosk.sees(receipt.query_code[:3])
    assert kiosk.ask(lambda station: recorded_name(station, issued[1], entrusted.event_hash)) == "王䶮"
    kiosk.page.forward()
    kiosk.settle()
    resident.tap("完成")
    assert resident.sees("办手续")
    assert kiosk.shell.visit.answers == {}
    assert (theme.language, theme.elder) == ("zh", False)


def test_a_wrong_digit_is_told_kindly_and_nothing_typed_is_lost(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    resident.go_to_the_questions()
    resident.tap("下一步")
    assert resident.sees("这一项还空着。请填好再点下一步。")
    resident.write("wang", "王")
    resident.tap("下一步")
    kiosk.type(IDENTITY[:-1] + "4")
    assert resident.sees("好像有一位点错了。请照着身份证，一位一位再看一遍。")
    resident.tap("下一步")
    assert kiosk.page.key == "id_number", "it stays until it is right"
    resident.tap("返回")
    assert kiosk.page.typed == "王"
    resident.tap("下一步")
    assert kiosk.page.typed == IDENTITY[:-1] + "4"
    resident.tap("叫人帮忙")
    resident.tap("返回")
    assert kiosk.page.typed == IDENTITY[:-1] + "4", "calling for help loses nothing"
    resident.tap("删除")
    kiosk.type("3")
    assert kiosk.sees("1955 年 9 月 10 日")
    resident.tap("大字")
    assert kiosk.page.typed == IDENTITY
    resident.tap("下一步")
    assert kiosk.page.key == "phone"


def test_what_cannot_be_entrusted_is_told_and_leads_to_no_form(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    resident.tap("办手续")
    resident.tap("户口和证件")
    kiosk.tap("居民身份证申领、换领、补领")
    assert resident.sees("要本人去")
    assert not kiosk.sees("我要办")
    assert kiosk.sees("待县确认"), "what the sheet lacks is not left empty"
    resident.tap("看别的事情")
    assert resident.sees("您想办哪方面的事？请点一下。")


def test_letters_and_other_words_find_the_matter(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    resident.tap("办手续")
    resident.tap("搜一搜")
    kiosk.type("gljt")
    kiosk.tap(MATTER)
    assert resident.sees("我要办")


def test_who_does_not_agree_goes_home_and_leaves_nothing(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    resident.tap("办手续")
    resident.tap("老人的事")
    kiosk.tap(MATTER)
    resident.tap("我要办")
    resident.tap("我看过这份告知书了")
    resident.tap("下一步")
    assert kiosk.sees("还有 2 项没有打勾")
    resident.tap("我不同意")
    resident.tap("不办了，回首页")
    assert resident.sees("办手续")
    assert kiosk.shell.visit.matter is None


def at_the_summary(kiosk: Driver) -> None:
    """Somebody has come as far as the summary: everything is given and signed."""
    visit = kiosk.shell.visit
    visit.beginning = kiosk.ask(begin)
    visit.choose(kiosk.shell.catalogue.matter("MZ-06"))
    visit.notice_seen = True
    for name in CONSENTS:
        visit.consent(name, True)
    for key, text in {"name": "王䶮", "id_number": IDENTITY, "phone": PHONE, "address": "乌岩头村12号"}.items():
        visit.answer(key, text)
    for material in visit.matter.materials:
        visit.hold(material.number, "原件")
    visit.empower(POWERS[:2], "delivered", True)
    visit.sign([[(x * 17, 300 + x % 5 * 120, x * 20) for x in range(40)]])
    kiosk.shell.go("summary")
    kiosk.settle()


def test_a_changed_line_comes_back_to_the_summary_by_way_of_the_signature(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    at_the_summary(kiosk)
    resident.tap("改", 3)
    assert kiosk.page.key == "phone"
    resident.tap("返回")
    assert resident.sees("请看一看，都对吗？"), "nothing changed: nothing is signed again"
    resident.tap("改", 3)
    resident.tap("删除")
    kiosk.type("9")
    resident.tap("改好了")
    assert resident.sees("请在框里签名")
    resident.sign()
    assert kiosk.sees("13857600009")


def test_with_an_agent_signed_in_the_case_is_received(kiosk: Driver, issued: tuple[Path, Issued]) -> None:
    kiosk.shell.sign_in(lambda station: sign_in_with_card(station, issued[1].badge, PIN))
    kiosk.wait_for(lambda: kiosk.shell.person)
    at_the_summary(kiosk)
    assert not kiosk.sees("代办员没有登录")
    visit, resident = kiosk.shell.visit, Resident(kiosk)
    kiosk.shell.instead("mandate", key="read")
    kiosk.settle()
    assert kiosk.sees("张代办（V001）")
    resident.tap("改好了")
    resident.tap("都对，提交")
    assert visit.entrusted is not None
    assert visit.entrusted.receipt.state == "已收件，尚未受理"
