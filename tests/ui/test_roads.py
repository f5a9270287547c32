"""Sticks, batches and paper at a township's window, by touches, with a real village and a real county behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk import paper, sticks
from kiosk.desk.batches import batches
from kiosk.desk.epoch import Why, begin_epoch
from kiosk.desk.offering import ROAD_PAPER
from kiosk.desk.station import Station
from kiosk.devices.code_picture import draw_code
from kiosk.screens.agent.sticks import SEEN
from tests.courier_by_hand import VILLAGES, entrusted, kiosk, proved
from tests.kiosk_by_hand import PIN
from tests.server_by_hand import county
from tests.ui.card import scan_card
from tests.ui.courier import Round, at_township


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    folder = tmp_path_factory.mktemp("round")
    with county(folder / "county") as house, at_township(folder, house) as one:
        yield one


@pytest.fixture(scope="module")
def village(round_: Round, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with kiosk(tmp_path_factory.mktemp("village") / "kiosk", round_.house, VILLAGES[0]) as one:
        yield one


@pytest.fixture
def at_desk(round_: Round) -> Round:
    """Signed in, the stick pulled and empty, no line."""
    window = round_.window
    round_.stick.in_, round_.line.open = False, False
    round_.stick.wipe()
    if window.shell.person is None:
        window.shell.go("sign_in")
        window.settle()
        scan_card(window, round_.issued.badge)
        window.type(PIN)
        window.tap("登录")
        window.wait_for(lambda: window.shell.person, "signing in")
    window.shell.home()
    window.settle()
    return round_


def plug_in(round_: Round) -> None:
    round_.stick.in_ = True
    round_.window.wait_for(lambda: round_.window.page.state == SEEN, "the stick", 8)
    round_.window.settle()


def test_a_stick_is_found_by_itself_and_a_folder_that_nothing_is_mounted_on_is_none(at_desk: Round) -> None:
    window = at_desk.window
    window.tap("U 盘")
    assert window.sees("还没有插 U 盘") and not at_desk.stick.in_ and at_desk.stick.folder.is_dir()
    plug_in(at_desk)
    assert window.sees("认出来了") and window.sees("盘上还没有批次")
    at_desk.stick.in_ = False
    window.wait_for(lambda: window.sees("还没有插 U 盘"), "the stick to go", 8)


def test_only_an_export_that_was_read_back_says_that_the_stick_may_be_pulled(at_desk: Round) -> None:
    window = at_desk.window
    number = window.ask(entrusted)
    window.tap("U 盘")
    plug_in(at_desk)
    window.tap("导出到 U 盘")
    window.wait_for(lambda: window.sees("可以拔出了"), "the export")
    assert window.sees("写完都读回来核对过了") and window.sees("（本站）")
    seen = window.ask(lambda station: sticks.look(station, at_desk.stick.folder))
    assert seen.may_be_pulled and seen.stations[0].own and seen.stations[0].case_events == 1
    left = window.ask(
        lambda station: station.store.one(
            'SELECT COUNT(*) FROM carried c JOIN event e ON e.log = c.log WHERE e."case" = ? '
            "AND e.seq BETWEEN c.first AND c.last", number,
        )[0]
    )  # fmt: skip
    assert left == 1


def test_a_stick_that_cannot_be_written_is_never_called_ready(at_desk: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    window = at_desk.window
    window.ask(entrusted)
    window.tap("U 盘")
    plug_in(at_desk)
    monkeypatch.setattr("kiosk.devices.stick.read_past_cache", lambda path, size: b"something else")
    window.tap("导出到 U 盘")
    window.wait_for(lambda: window.sees("没有做成"), "the refusal")
    assert window.sees("不可靠") and not window.sees("可以拔出了")


def test_a_villages_stick_is_taken_handed_on_and_its_answer_goes_home(at_desk: Round, village: Station) -> None:
    window, stick = at_desk.window, at_desk.stick
    entrusted(village)
    sticks.export(village, stick.folder)
    window.tap("U 盘")
    plug_in(at_desk)
    assert window.sees("条新的")
    window.tap("从 U 盘导入")
    window.wait_for(lambda: window.sees("可以拔出了"), "the import")
    assert window.sees("收下")
    window.tap("替别站带的批次")
    waiting = window.ask(batches).carried[0].waiting
    assert waiting and window.sees(f"{waiting} 条等着送") and not window.sees("条县已收到")
    window.tap("收过的 U 盘和纸")
    assert window.sees("验过签名")
    window.tap("各站的")
    at_desk.line.open = True
    window.tap("现在就转送")
    window.wait_for(lambda: window.sees(f"{waiting} 条县已收到"), "the county's word")
    assert window.sees("份答复等它来取") and window.sees(f"县里签收 {waiting} 条")
    window.tap("返回")
    plug_in(at_desk)
    window.tap("导出到 U 盘")
    window.wait_for(lambda: window.sees("给 1 个站带回的答复"), "the export")
    assert proved(village) == 0
    sticks.take(village, stick.folder)
    assert proved(village) >= 1


def test_what_was_not_taken_is_named_with_its_reason(at_desk: Round, village: Station) -> None:
    window, stick = at_desk.window, at_desk.stick
    entrusted(village, "李建国")
    sticks.export(village, stick.folder)
    torn = max(stick.folder.rglob("up-*"), key=lambda path: path.stat().st_size)
    torn.write_bytes(torn.read_bytes()[:-7] + b"scratch")
    window.tap("U 盘")
    plug_in(at_desk)
    assert window.sees("1 个文件坏了")
    window.tap("从 U 盘导入")
    window.wait_for(lambda: window.sees("1 个文件坏了一部分"), "the import")
    window.tap("替别站带的批次")
    window.tap("收过的 U 盘和纸")
    assert window.sees("有没收的")


def test_an_entrustment_goes_on_by_paper_only_once_every_code_was_shown(at_desk: Round) -> None:
    window = at_desk.window
    number = window.ask(lambda station: entrusted(station, "陈玉梅"))
    window.shell.go("case", number=number)
    window.settle()
    window.tap("送到哪里了")
    window.tap("纸上带走")
    window.wait_for(lambda: window.page.total, "the codes")
    total = int(window.page.total)
    assert total > 2 and window.sees(f"第 1 张，共 {total} 张")
    road = "SELECT COUNT(*) FROM event WHERE kind = 66"
    before = window.ask(lambda station: station.store.one(road)[0])
    window.tap("对方都拿到了")
    assert window.sees(f"第 1 张，共 {total} 张"), "a code was not shown yet"
    for _ in range(total - 1):
        window.tap("下一张")
    window.tap("对方都拿到了")
    window.wait_for(lambda: window.sees("这份已用纸上的码带走"), "the case")
    assert window.ask(lambda station: station.store.one(road)[0]) == before + 1


def test_codes_before_the_camera_are_counted_until_none_is_missing(
    at_desk: Round, village: Station, tmp_path: Path
) -> None:
    window = at_desk.window
    number = entrusted(village, "孙淑芬")
    texts = paper.parts(village, number)
    for path in list(tmp_path.iterdir()):
        path.unlink()
    window.shell.facts = window.shell.facts._replace(camera="folder", camera_folder=str(tmp_path))
    for at, text in enumerate(texts[:-1]):
        (tmp_path / f"{at:02}.png").write_bytes(draw_code(text))
    window.tap("U 盘")
    window.tap("读纸上的码")
    window.wait_for(lambda: window.sees(f"还差 1 张，共 {len(texts)} 张"), "all but one", 60)
    assert window.sees(f"还没读到第 {len(texts)} 张")
    other = paper.parts(village, entrusted(village, "赵铁柱"))[0]
    window.page.code_read(other)
    window.frames(2)
    assert window.sees("另一份委托")
    for letter in texts[-1]:
        window.key(ord(letter.lower()), letter)
    window.key(13)
    window.wait_for(lambda: window.sees("收下了"), "the last code")
    newest = window.ask(batches).takings[0]
    assert newest.road == ROAD_PAPER and newest.taken.stations[0].station == VILLAGES[0]


def test_a_new_log_is_told_at_the_desk_until_somebody_has_read_it(at_desk: Round) -> None:
    window = at_desk.window

    def restored(station: Station) -> None:
        with station.store.transaction() as connection:
            pen = begin_epoch(station, connection, Why.GUARD)
        station.take_up(pen)

    assert not window.sees("这台机器里的资料比原来旧")
    window.ask(restored)
    window.shell.home()
    window.settle()
    window.tap("这台机器里的资料比原来旧")
    assert window.sees("另开了一本日志") and window.sees("回执")
    window.tap("知道了")
    window.settle()
    assert not window.sees("这台机器里的资料比原来旧")
