"""The pages of the journey by touches: kind words for what is not right, and nothing typed is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.desk.staffing import Issued, sign_in_with_card
from kiosk.desk.visit import CONSENTS, POWERS
from kiosk.desk.visiting import begin
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _
from tests.kiosk_by_hand import PIN, empower
from tests.ui.driver import Driver
from tests.ui.filler import fill_in
from tests.ui.guide import Guide
from tests.ui.resident import IDENTITY, MATTER, PHONE, Resident


@pytest.fixture(autouse=True)
def from_home(kiosk: Driver) -> Iterator[None]:
    yield
    kiosk.shell.wipe()
    kiosk.settle()


def test_a_wrong_digit_is_told_kindly_and_nothing_typed_is_lost(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    resident.go_to_the_questions()
    resident.tap("下一步")
    assert resident.sees("这一项还空着。请填好再点下一步。")
    kiosk.type("wang")
    resident.tap("下一步")
    assert (kiosk.page.key, kiosk.page.typed) == ("name", "王"), "what the keyboard chose is seen before one goes on"
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
    assert kiosk.sees("现在 71 周岁") and kiosk.sees("80 周岁以上"), "a hint, which keeps nobody from going on"
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


def test_c_14_a_campaign_outside_its_days_is_told_on_the_first_page_and_leads_to_no_form(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    resident.tap("办手续")
    resident.tap("搜一搜")
    kiosk.type("gljt")
    kiosk.tap(MATTER)
    visit = kiosk.shell.visit
    assert visit.matter is not None
    visit.choose(replace(visit.matter, intake_from=date(2020, 3, 1), intake_to=date(2020, 3, 31)))
    kiosk.page.enter()
    kiosk.settle()
    assert kiosk.sees("这件事集中办理，今天不收件。收件的日子写在下面。")
    assert kiosk.sees("2020-03-01 – 2020-03-31") and not kiosk.sees("我要办")
    kiosk.tap("看别的事情")
    assert kiosk.sees("您想办哪方面的事？请点一下。")


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
    fill_in(visit)
    for material in visit.matter.materials:
        visit.hold(material.number, "原件")
    empower(visit, POWERS[:2], "delivered", True)
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
    assert kiosk.sees("138  5760  0009")


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


def test_a_second_tap_is_not_taken_by_the_page_that_came_under_the_finger(
    kiosk: Driver, issued: tuple[Path, Issued]
) -> None:
    guide = Guide(kiosk, issued[1])
    guide.show("question")
    kiosk.settle()
    kiosk.shell.visit.answers.pop("phone")
    kiosk.shell.instead("question", key="id_number")
    kiosk.settle()
    place = kiosk.find("下一步").centre
    with kiosk.in_haste():
        kiosk.seconds.skipped_s += 5
        for _ in range(2):
            kiosk.touch(*place)
        assert kiosk.page.key == "phone" and kiosk.page.error == "", "the second tap was not meant for this page"
        kiosk.seconds.skipped_s += 0.6
        kiosk.touch(*place)
        assert kiosk.page.error, "who taps again after a moment is answered"


def test_the_receipt_stays_until_there_was_time_to_read_it(kiosk: Driver, issued: tuple[Path, Issued]) -> None:
    Guide(kiosk, issued[1]).show("receipt")
    kiosk.settle()
    with kiosk.in_haste():
        for passed_s, page in ((1.0, "ReceiptPage"), (1.1, "DonePage")):
            kiosk.seconds.skipped_s += passed_s
            kiosk.tap("我记好了")
            assert type(kiosk.page).__name__ == page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("missing", CONSENTS)
def test_the_consent_that_is_missing_is_brought_into_view_and_marked(
    kiosk: Driver, issued: tuple[Path, Issued], missing: str, language: str
) -> None:
    theme.elder, theme.language = True, language
    Guide(kiosk, issued[1]).show("privacy")
    kiosk.shell.visit.consent(missing, False)
    kiosk.shell.instead("privacy")
    kiosk.settle()
    view = kiosk.page.ids.ticks.ids.view
    view.scroll_y = 0 if missing == CONSENTS[0] else 1
    kiosk.tap(_("下一步"))
    option = next(option for option in kiosk.page.ids.choice.children if option.key == missing)
    one = next(one for one in kiosk.seen() if one.widget is option)
    assert one.shown.height >= one.whole.height - 1, "all of it is seen"
    assert (option.lacking, option.fill) == (True, "wait_wash")
    kiosk.touch(*one.centre)
    assert not option.lacking and option.chosen
    kiosk.tap(_("下一步"))
    assert kiosk.page.step == "question"


def test_in_large_type_handing_in_is_offered_to_who_has_seen_the_end(
    kiosk: Driver, issued: tuple[Path, Issued]
) -> None:
    theme.elder = True
    Guide(kiosk, issued[1]).show("summary")
    kiosk.settle()
    kiosk.shell.visit.entrusted = None
    assert not kiosk.sees("都对，提交") and not kiosk.sees("签名")
    for _touch in range(6):
        if kiosk.sees("接着往下看"):
            kiosk.tap("接着往下看")
    assert kiosk.sees("签名") and kiosk.shell.visit.entrusted is None
    kiosk.tap("回到开头")
    assert kiosk.sees("都对，提交"), "once seen it stays seen"


def test_the_touch_that_led_to_the_end_hands_nothing_in(kiosk: Driver, issued: tuple[Path, Issued]) -> None:
    theme.elder = True
    Guide(kiosk, issued[1]).show("summary")
    kiosk.settle()
    kiosk.shell.visit.entrusted = None
    with kiosk.in_haste():
        kiosk.seconds.skipped_s += 5
        place = kiosk.find("接着往下看").centre
        for _touch in range(6):
            kiosk.touch(*place)
    assert kiosk.sees("都对，提交") and kiosk.shell.visit.entrusted is None


def test_who_has_filled_something_is_told_that_it_is_still_there(kiosk: Driver) -> None:
    resident = Resident(kiosk)
    resident.go_to_the_questions()
    resident.tap("叫人帮忙")
    assert kiosk.sees("您填的内容还在")
