"""An agent's day by touches alone, on the real window, a real station, and a county that answers in this process.

Signs in, confirms what a resident registered alone, forwards it, answers a correction, delivers a result with the
principal's signature, follows one up, reads the proofs, and signs out. What the desk recorded is asked of the desk.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import proved_so_far
from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.codes import GapReason, gap_code
from kiosk.core.casework.kinds import Kind
from kiosk.desk.casefile import casefile
from kiosk.desk.correction import Correction, Gap
from kiosk.desk.opening import Opener
from kiosk.desk.permitted import deeds_on
from kiosk.desk.proofs import proofs_of
from kiosk.desk.station import Station
from kiosk.devices.badge import draw_badge
from kiosk.screens.agent.deed_words import deed_word
from kiosk.screens.agent.words import minute
from kiosk.settings import read_settings, write_settings
from tests.desk_by_hand import NAMES, DeskDay, exchange_with, make_day
from tests.kiosk_by_hand import PIN, cheap_wraps, instruments, photographs
from tests.ui.card import scan_card
from tests.ui.driver import Driver, driving


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DeskDay:
    with cheap_wraps():
        day = make_day(tmp_path_factory.mktemp("station") / "kiosk")
    pictures = day.folder.parent / "pictures"
    pictures.mkdir()
    for path in photographs():
        (pictures / path.name).write_bytes(path.read_bytes())
    settings = read_settings(day.folder)
    write_settings(day.folder, type(settings)(free_disk_bytes_min=0, photograph_folder=str(pictures)))
    return day


@pytest.fixture(scope="module")
def window(made: DeskDay) -> Iterator[Driver]:
    def synchronise(station: Station, away: Any) -> Mapping[str, Any]:
        exchange_with(station, made.county)
        road = {"url": "https://127.0.0.1:1", "ok": True, "role": "county"}
        return {"ok": True, "roads": [road], "exchange": {"catalogue_version": 0}, **proved_so_far(station)}

    with driving(made.folder, tools=instruments(91, made.wall), synchronise=synchronise) as driver:
        yield driver


@pytest.fixture
def at_desk(window: Driver, made: DeskDay) -> Driver:
    """Signed in, on the day's list."""
    if window.shell.person is None:
        window.shell.go("sign_in")
        window.settle()
        scan_card(window, made.issued.badge)
        window.type(PIN)
        window.tap("登录")
        window.wait_for(lambda: window.shell.person, "signing in")
    window.shell.home()
    window.settle()
    return window


def sign_here(window: Driver) -> None:
    """Three strokes on the pad that is shown."""
    pad = window.page._question.ids.pad.paper
    left, bottom = pad.to_window(*pad.pos)
    for stroke in range(3):
        window.stroke([(left + 150 + stroke * 140 + 6 * i, bottom + 60 + i * 13 % 90) for i in range(20)])


def events(window: Driver, number: str) -> list[Kind | None]:
    return [one.kind for one in window.ask(lambda station: casefile(station, number)).happened]


def test_a_picture_of_the_card_in_the_stations_folder_opens_nothing(window: Driver, made: DeskDay) -> None:
    """With it beside the wrapped key, a stolen machine would be guarded by the PIN alone."""
    picture = made.folder / "badge.png"
    picture.write_bytes(draw_badge(made.issued.badge))
    window.shell.go("sign_in")
    window.settle()
    assert window.page.way == "card" and not window.sees("图片")
    window.shell.home()
    picture.unlink()


def test_a_card_held_to_the_camera_is_read_within_two_seconds(window: Driver, made: DeskDay, tmp_path: Path) -> None:
    (tmp_path / "badge.png").write_bytes(draw_badge(made.issued.badge))
    facts = window.shell.facts
    window.shell.facts = facts._replace(camera="folder", camera_folder=str(tmp_path))
    window.shell.go("sign_in")
    window.wait_for(lambda: window.page.way == "pin", "the card", 2)
    assert window.sees("您好，张代办")
    window.shell.facts = facts
    window.shell.home()


def test_a_scanned_card_and_its_pin_open_the_desk(window: Driver, made: DeskDay) -> None:
    window.shell.go("sign_in")
    window.settle()
    scan_card(window, made.issued.badge)
    assert window.sees("您好，张代办")
    window.type(PIN[:-1])
    window.tap("登录")
    assert window.sees("PIN 至少 6 位数字")
    window.tap("清空")
    window.type(PIN)
    window.tap("登录")
    window.wait_for(lambda: window.shell.person, "signing in")
    assert window.shell.person.name == "张代办" and window.sees("今天的活")


def test_the_day_lists_what_waits_with_masked_names_and_the_most_urgent_first(at_desk: Driver) -> None:
    words = at_desk.words()
    assert any("欧**敏" in text for text in words) and not any(
        name in text for name in NAMES.values() for text in words
    )
    assert at_desk.sees("超期 11 天")
    at_desk.tap("要补正")
    assert at_desk.sees("张*兰") and not at_desk.sees("欧**敏")
    at_desk.tap("全部")


def test_a_case_offers_exactly_the_deeds_that_the_table_permits(at_desk: Driver, made: DeskDay) -> None:
    for number in made.cases.values():
        at_desk.shell.go("case", number=number)
        at_desk.settle()
        permitted = at_desk.ask(lambda station, number=number: deeds_on(station, casefile(station, number).case))
        buttons = at_desk.page.ids.deeds.children[::-1]
        assert sorted(button.command for button in buttons) == sorted(permitted)
        assert all(button.text == deed_word(button.command) for button in buttons)
        in_sight = [button for button in buttons if at_desk.sees(button.text)]
        assert in_sight == buttons[: len(in_sight)], "what is below is reached by moving the list"
        assert in_sight == buttons or at_desk.sees("下面还有")


def test_a_resident_alone_is_confirmed_with_their_signature(at_desk: Driver, made: DeskDay) -> None:
    number = made.cases["pending"]
    at_desk.tap("等签字")
    at_desk.tap("王*英")
    assert at_desk.sees("交来的材料") and at_desk.sees("1. "), "who decides about them sees them without moving the page"
    at_desk.tap("签字确认委托")
    at_desk.tap("下一步")
    assert at_desk.sees("还没有签名")
    file = at_desk.ask(lambda station: casefile(station, number))
    for shown in (file.agent, file.matter_name, "替我交材料", "代办员不能转给别人办"):
        assert shown and at_desk.sees(shown)
    sign_here(at_desk)
    assert not at_desk.sees("还没有签名")
    at_desk.tap("下一步")
    at_desk.tap("签字确认委托", -1)
    assert at_desk.sees("“签字确认委托”已记在本机")
    assert events(at_desk, number) == [Kind.ENTRUSTED, Kind.RECEIVED]
    received = at_desk.ask(lambda station: casefile(station, number)).happened[-1]
    assert len(at_desk.ask(lambda station: Opener(station).body(received.hash))["signature"]) == 3
    assert received.author == "V001"


def test_it_is_forwarded_with_a_word_written_on_our_keyboard(at_desk: Driver, made: DeskDay) -> None:
    number = made.cases["pending"]
    at_desk.shell.go("case", number=number)
    at_desk.settle()
    at_desk.tap("上报")
    at_desk.tap("写一句话")
    at_desk.type("123")
    at_desk.tap("下一步")
    at_desk.tap("上报", -1)
    file = at_desk.ask(lambda station: casefile(station, number))
    assert [one.kind for one in file.happened][-1] is Kind.FORWARDED and file.happened[-1].texts == ("123",)
    assert at_desk.sees("等着送出") and not at_desk.sees("已上报") and "forward" not in file.deeds
    at_desk.tap("送到哪里了")
    assert at_desk.sees("最新一步“上报”：本机已登记，还没送出")


def test_a_correction_is_answered_gap_by_gap_with_a_photograph(at_desk: Driver, made: DeskDay) -> None:
    number = made.cases["correction"]
    at_desk.tap("要补正")
    at_desk.tap("张*兰")
    assert at_desk.sees("县里说材料要补")
    at_desk.tap("交补正材料")
    assert at_desk.sees("机动车驾驶证照片看不清") and at_desk.sees("还差 2 样")
    at_desk.tap("拍照")
    at_desk.tap("选一张")
    tiles = at_desk.page.ids.tiles.children
    at_desk.wait_for(lambda: tiles and all(tile.picture for tile in tiles), "the pictures of the folder")
    at_desk.settle()
    at_desk.touch(*tiles[0].to_window(*tiles[0].center))
    at_desk.wait_for(lambda: getattr(at_desk.page, "ready", False), "the picture")
    at_desk.tap("用这张")
    at_desk.tap("好了")
    assert at_desk.sees("拍了 1 张") and at_desk.sees("还差 1 样")
    at_desk.tap("带来了", -1)
    assert at_desk.sees("都补齐了")
    at_desk.tap("交补正材料", -1)
    assert at_desk.sees("“交补正材料”已记在本机")
    answered = at_desk.ask(lambda station: casefile(station, number)).happened[-1]
    assert (answered.kind, answered.facts["materials"], answered.photographs) == (Kind.CORRECTED, (2, 3), 1)


def test_a_notice_that_names_a_material_which_this_catalogue_lacks_throws_nobody_out(
    at_desk: Driver, made: DeskDay
) -> None:
    at_desk.shell.go("correction", number=made.cases["handling"], command="resubmit")
    at_desk.settle()
    page = at_desk.page
    newer = Gap(gap_code(9, GapReason.MISSING), 9, "", GapReason.MISSING, False)
    page._file = page._file._replace(correction=Correction("另缺一样新材料。", (newer,), None, False))
    page._list()
    at_desk.settle()
    assert at_desk.sees("第 9 样")
    at_desk.tap("拍照")
    assert at_desk.page is page
    page.photograph(9)  # the catalogue changed under a page that was already shown
    at_desk.settle()
    assert at_desk.page is page and page.trouble and at_desk.shell.person is not None


def test_a_result_is_handed_over_and_signed_for(at_desk: Driver, made: DeskDay) -> None:
    number = made.cases["result"]
    at_desk.tap("要送达")
    at_desk.tap("刘*华")
    at_desk.tap("送达签收")
    assert at_desk.sees("结果：准予，符合条件，准予发放") and at_desk.sees(grouped(number))
    sign_here(at_desk)
    at_desk.tap("下一步")
    at_desk.tap("送达签收", -1)
    assert at_desk.sees("结果交到村民手里") and events(at_desk, number)[-1] is Kind.DELIVERED


def test_a_followed_up_case_leaves_the_day(at_desk: Driver, made: DeskDay) -> None:
    number = made.cases["delivered"]
    at_desk.tap("要回访")
    at_desk.tap("陈*梅")
    at_desk.tap("回访")
    at_desk.tap("打电话")
    at_desk.tap("下一步")
    at_desk.tap("基本满意")
    at_desk.tap("下一步")
    at_desk.tap("回访", -1)
    done = at_desk.ask(lambda station: casefile(station, number)).happened[-1]
    body = at_desk.ask(lambda station: Opener(station).body(done.hash))
    assert (done.kind, done.facts["way"].name, body["outcome"]) == (Kind.FOLLOWED_UP, "PHONE", 2)
    at_desk.shell.home()
    at_desk.settle()
    assert not at_desk.sees("陈*梅")


def test_nothing_is_shown_as_received_before_somebody_signed_for_it(at_desk: Driver, made: DeskDay) -> None:
    at_desk.tap("送出情况")
    waiting = [row for row in at_desk.page.rows if row["mark"] == "本机已登记"]
    assert waiting
    at_desk.pixels()
    at_desk.tap("现在就送")
    at_desk.wait_for(lambda: at_desk.sees("没有等着送的"), "everything carried")
    at_desk.wait_for(lambda: at_desk.sees("送到了：县里签收了"), "the answer")
    assert not [row for row in at_desk.page.rows if row["mark"] in ("本机已登记", "已离开本站")]
    event, number = at_desk.page.rows[0]["key"]
    at_desk.page.pick((event, number))
    at_desk.settle()
    proofs = {one.truth: one for one in at_desk.ask(lambda station: proofs_of(station, event))}
    received = proofs["at_county"]
    assert at_desk.sees(event.hex()[:8])
    at_desk.scroll_to(received.proof[:8])
    assert at_desk.sees("县已收到") and at_desk.sees(received.proof[:8])
    assert at_desk.sees(f"县里 331003 签 · {minute(received.at_ms)} · 签收号 {received.counter}")
    at_desk.scroll_to("还没有凭据：乡镇已收到")
    assert "at_township" not in proofs and at_desk.sees("还没有凭据：乡镇已收到")


def test_the_ledger_finds_a_person_by_a_part_of_the_name(at_desk: Driver) -> None:
    at_desk.shell.go("ledger", query="桂兰")
    at_desk.wait_for(lambda: at_desk.sees("1 件"), "the search")
    at_desk.wait_for(lambda: at_desk.sees("张*兰"), "the name")
    at_desk.tap("不找了")
    at_desk.wait_for(lambda: at_desk.sees("8 件"), "all of them")


def test_a_new_case_with_the_resident_begins_at_the_desk_and_leads_back_to_it(at_desk: Driver) -> None:
    at_desk.tap("和村民新办一件")
    assert at_desk.shell.person is not None and not at_desk.sees("今天的活")
    at_desk.tap("返回")
    assert at_desk.sees("今天的活")


def test_what_one_does_not_do_idly_is_asked_once_more(at_desk: Driver, made: DeskDay) -> None:
    number = made.cases["fresh"]
    at_desk.shell.go("case", number=number)
    at_desk.settle()
    for words in ("撤回委托", "下一步"):
        at_desk.tap(words)
    at_desk.tap("撤回委托", -1)
    at_desk.tap("先不")
    assert events(at_desk, number)[-1] is Kind.ENTRUSTED
    at_desk.tap("撤回委托", -1)
    at_desk.tap("撤回委托", -1)
    assert events(at_desk, number)[-1] is Kind.WITHDRAWN and at_desk.sees("已撤回")


def test_how_to_reach_the_principal_is_shown_only_when_asked_for(at_desk: Driver, made: DeskDay) -> None:
    at_desk.shell.go("case", number=made.cases["late"])
    at_desk.settle()
    assert not at_desk.sees("欧阳小敏")
    at_desk.tap("看联系电话")
    assert at_desk.sees("欧阳小敏")
    at_desk.tap("知道了")
    assert not at_desk.sees("欧阳小敏")


def test_after_signing_out_nothing_of_a_case_is_left_to_read(at_desk: Driver, made: DeskDay) -> None:
    at_desk.tap("锁上离开")
    assert at_desk.shell.person is None
    masked = ("欧**敏", "张*兰", "王*英", "刘*华", "陈*梅", "李*国")
    assert not any(name in text for text in at_desk.words() for name in (*masked, *NAMES.values()))
    assert at_desk.ask(lambda station: (station.signed_in, station.opened_names)) == (None, {})
    for page, given in (("case", {"number": made.cases["late"]}), ("desk", {}), ("ledger", {}), ("sending", {})):
        at_desk.shell.go(page, **given)
        at_desk.settle()
        assert not any(name in text for text in at_desk.words() for name in (*masked, *NAMES.values())), page
        at_desk.shell.home()
        at_desk.settle()


def test_a_desk_that_nobody_touches_locks_itself(at_desk: Driver) -> None:
    assert at_desk.shell.person is not None
    at_desk.skip(61)
    at_desk.skip(20)
    assert at_desk.shell.person is None
    assert at_desk.ask(lambda station: station.signed_in) is None


def test_wrong_tries_are_told_kindly_and_then_wait(window: Driver, made: DeskDay) -> None:
    window.shell.go("sign_in")
    window.settle()
    scan_card(window, made.issued.badge)
    for _ in range(5):
        window.type("111119")
        window.tap("登录")
        window.wait_for(lambda: window.sees("请核对工作证和 PIN"), "a kind word")
    window.type(PIN)
    window.tap("登录")
    window.wait_for(lambda: window.sees("秒再试"), "the wait")
    assert window.shell.person is None
    made.wall.uptime_s += 61


def test_the_passphrase_is_typed_word_by_word(window: Driver, made: DeskDay) -> None:
    window.shell.go("sign_in")
    window.settle()
    window.tap("用五个词的口令登录")
    _, *words = made.issued.passphrase.split()
    window.page.phrase = "".join(words)
    window.settle()
    assert all(window.sees(word) for word in words)
    window.tap("登录")
    window.wait_for(lambda: window.shell.person, "signing in")
    window.shell.sign_out()
    window.settle()
    assert json.dumps(words[0], ensure_ascii=False)[1:-1] not in "".join(window.words())
