"""Materials, photographs, signing and the receipt under a finger, on a real station; and what the desk recorded."""

import io
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from kivy.graphics import Rectangle

from kiosk.core.casework.kinds import Kind
from kiosk.desk.opening import Opener
from kiosk.desk.photograph import open_photograph
from kiosk.desk.picture_folder import PictureFolder
from kiosk.desk.staffing import Issued, sign_in_with_card
from kiosk.desk.station import Station
from kiosk.desk.visit import Visit
from kiosk.desk.visiting import begin
from kiosk.devices.receipt_image import read_receipt
from kiosk.settings import read_settings, write_settings
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import PIN, example, make_station, photographs
from tests.ui.driver import Driver, driving
from tests.ui.filler import fill_in
from tests.ui.walk import faults

MATTER = "MZ-01"


class Place:
    """A station, its folder of pictures, and its folder of receipts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pictures, self.receipts = folder / "kiosk", folder / "pictures", folder / "receipts"
        self.issued: Issued = make_station(self.folder, CountyByHand())
        self.pictures.mkdir()
        self.receipts.mkdir()
        for path in photographs():
            shutil.copy(path, self.pictures / path.name)
        settings = msgspec.structs.replace(
            read_settings(self.folder), photograph_folder=str(self.pictures), receipt_folder=str(self.receipts),
            camera="synthetic",
        )  # fmt: skip
        write_settings(self.folder, settings)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def d(place: Place) -> Iterator[Driver]:
    """The window at 备齐材料, with everything before it answered."""
    with driving(place.folder) as driver:
        answered(driver)
        driver.shell.go("materials")
        driver.settle()
        yield driver


def answered(d: Driver) -> Visit:
    visit = d.shell.visit
    visit.beginning = d.ask(begin)
    visit.choose(d.shell.catalogue.matter(MATTER))
    visit.notice_seen = visit.mandate_read = True
    for consent in ("notice_read", "agent_acts", "departments_share"):
        visit.consent(consent, True)
    for key, value in json.loads(example())["principal"].items():
        visit.answer(key, value)
    fill_in(visit)
    visit.tick_powers(["提交材料", "补正"])
    visit.end_at("delivered")
    visit.consent_sensitive(True)
    return visit


def touch_row(d: Driver, material: int, words: str) -> None:
    """Touch these words in a material's row, once it is in sight."""
    row = next(row for row in d.page.ids.rows.children if row.number == material)
    d.page.ids.scroll.ids.view.scroll_to(row, padding=20, animate=False)
    d.settle()
    found = [one for one in d.seen() if one.is_button and getattr(one.widget, "text", "") == words]
    inside = [one for one in found if row.collide_point(*row.to_widget(*one.centre))]
    assert inside, (words, d.words())
    d.touch(*inside[0].centre)


def sign(d: Driver) -> None:
    pad = d.page.ids.pad.paper
    x, y = pad.to_window(*pad.center)
    d.stroke([(x - 160 + 12 * step, y + 30 * (step % 4)) for step in range(24)])
    d.stroke([(x - 40 + 3 * step, y + 90 - 7 * step) for step in range(24)])


def hold_all(d: Driver) -> None:
    for material in (1, 2, 3, 4):
        touch_row(d, material, "复印件" if material == 2 else "原件")


def test_what_is_required_and_not_there_is_named_before_the_next_page(d: Driver) -> None:
    touch_row(d, 1, "原件")
    touch_row(d, 3, "没带来")
    assert d.sees("没有它，今天还交不了")
    heights = {row.number: row.height for row in d.page.ids.rows.children}
    touch_row(d, 1, "没带来")
    assert d.sees("请代办员给一张、帮着填"), "a form is not fetched from home"
    assert {row.number: row.height for row in d.page.ids.rows.children} == heights, "nothing moves under the finger"
    touch_row(d, 1, "原件")
    d.tap("下一步")
    assert d.page.step == "materials"
    assert d.sees("还没选：申请人居民身份证、家庭经济状况申报及核对授权书。") and d.sees("还差：居民户口簿。")
    for material in (2, 3, 4):
        touch_row(d, material, "原件")
    assert not d.sees("还差")
    d.tap("下一步")
    assert d.page.step == "mandate"
    assert {number: row.held for number, row in d.shell.visit.materials.items()} == dict.fromkeys((1, 2, 3, 4), "原件")


def test_what_the_answers_make_necessary_is_asked_for_and_what_they_do_not_is_not(d: Driver) -> None:
    asked = {int(row.number) for row in d.page.ids.rows.children}
    form = d.shell.visit.form
    assert form is not None
    form.answer(next(key for key in form.keys if key.endswith("own_health")), "serious")
    d.shell.instead("materials")
    d.settle()
    rows = {int(row.number): row.mark for row in d.page.ids.rows.children}
    assert set(rows) - asked == {5} and rows[5] == "一定要有"


def test_in_large_type_the_next_row_comes_by_itself(d: Driver) -> None:
    """Where one row fills the page, nobody has to know that a page can be pushed."""
    d.tap("大字")
    for material in (1, 2, 3, 4):
        row = next(row for row in d.page.ids.rows.children if row.number == material)
        option = row.ids.options.children[-1]
        x, y = option.to_window(*option.center)
        d.touch(x, y)
        assert d.shell.visit.materials[material].held == "原件"
    d.tap("下一步")
    assert d.page.step == "mandate"


def test_in_large_type_the_button_below_skips_no_row(d: Driver) -> None:
    d.tap("大字")
    view = d.page.ids.scroll.ids.view
    for row in list(reversed(d.page.ids.rows.children))[1:]:
        if not d.page.more:
            break
        d.tap("下面还有")
        top = view.to_window(view.x, view.top)[1] - row.to_window(row.x, row.top)[1]
        assert 0 <= round(top) < row.height or not d.page.more, row.name


def test_a_material_that_offices_look_up_is_not_asked_for(place: Place) -> None:
    with driving(place.folder) as d:
        visit = answered(d)
        visit.choose(d.shell.catalogue.matter("MZ-07"))
        d.shell.go("materials")
        d.settle()
        assert visit.materials[4].held == "核验"
        touch_row(d, 4, "原件")
        assert visit.materials[4].held == "原件"


def test_a_resident_alone_is_not_shown_what_others_brought(d: Driver) -> None:
    touch_row(d, 1, "原件")
    touch_row(d, 1, "拍照片")
    assert d.sees("拍一张") and not d.sees("选一张")
    d.shell.go("pictures", number=1)
    d.settle()
    assert d.sees("只有代办员能打开") and not d.page.ids.tiles.children
    d.shell.go("photo_check", number=1, picture="id-card.jpg")
    d.settle()
    assert d.sees("只有代办员能打开") and not d.page.shown and not d.page.ready


def test_a_folder_that_hangs_keeps_no_deed_waiting(
    place: Place, d: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    let = threading.Event()
    d.shell.sign_in(lambda station: sign_in_with_card(station, place.issued.badge, PIN))
    d.settle()
    answered(d).hold(1, "原件")
    listing = PictureFolder.pictures
    monkeypatch.setattr(PictureFolder, "pictures", lambda folder: let.wait(20) and listing(folder))
    d.shell.go("pictures", number=1)
    d.settle()  # the desk does what is asked of it
    assert not d.page.ids.tiles.children
    d.page._late(0)
    assert d.sees("现在打不开")
    let.set()
    d.wait_for(lambda: len(d.page.ids.tiles.children) == 2, "the folder's answer")
    assert not d.sees("现在打不开")


def test_photographs_are_chosen_turned_and_taken_and_stay_in_memory(place: Place, d: Driver) -> None:
    d.shell.sign_in(lambda station: sign_in_with_card(station, place.issued.badge, PIN))
    d.settle()
    answered(d)
    d.shell.go("materials")
    d.settle()
    touch_row(d, 1, "原件")
    touch_row(d, 1, "拍照片")
    d.tap("选一张")
    tiles = d.page.ids.tiles.children
    d.wait_for(lambda: len(tiles) == 2 and all(tile.picture for tile in tiles), "the pictures of the folder")
    wide = next(tile for tile in tiles if tile.key == "id-card.jpg")
    d.touch(*wide.to_window(*wide.center))
    upright = d.wait_for(lambda: d.page.shown, "the picture")
    d.tap("转一下")
    d.wait_for(lambda: d.page.shown != upright, "the picture, turned")
    d.tap("用这张")
    d.tap("拍一张")
    d.wait_for(lambda: d.page.sees, "the camera's first frame")
    d.tap("拍照")
    d.tap("换一张")
    d.wait_for(lambda: d.page.sees, "the camera again")
    d.tap("拍照")
    d.tap("用这张")
    assert d.sees("第 2 张")
    d.tap("好了")
    assert d.sees("照片 2 张")
    [turned, taken] = d.shell.visit.photographs.values()
    assert (turned.width > turned.height) is False and taken.width > taken.height
    on_disk = [path.read_bytes() for path in place.folder.rglob("*") if path.is_file()]
    for photograph in (turned, taken):
        inside = photograph.full_jpeg[1_000:1_040]
        assert not any(inside in data for data in on_disk)
    assert not any(path.suffix in (".jpg", ".png") for path in place.folder.rglob("*"))


def test_what_the_camera_saw_is_blanked_when_its_page_is_left(d: Driver) -> None:
    d.shell.go("camera", number=1)
    d.wait_for(lambda: d.page.sees, "the camera's first frame")
    drawn = [one.texture for one in d.page.ids.view.canvas.children if isinstance(one, Rectangle)]
    [seen] = [texture for texture in drawn if texture is not None and texture.width > 100]
    assert any(seen.pixels[0::4])
    d.tap("不拍了")
    assert not any(seen.pixels[0::4])


def test_a_photograph_may_be_taken_away_again(d: Driver) -> None:
    visit = d.shell.visit
    visit.hold(1, "原件")
    visit.keep_photograph(1, open_photograph(photographs()[0]))
    d.shell.instead("photos", number=1)
    d.settle()
    d.tap("第 1 张")
    d.tap("留着")
    assert len(visit.photographs) == 1
    d.tap("第 1 张")
    d.tap("去掉它")
    assert not visit.photographs and d.sees("还没有照片")


def test_a_resident_alone_signs_hands_in_and_reads_the_receipt(place: Place, d: Driver) -> None:
    hold_all(d)
    d.shell.visit.keep_photograph(2, open_photograph(photographs()[1]))
    d.shell.instead("signing")
    d.settle()
    assert d.sees("替我交材料、替我补材料") and d.sees("代办员不能转给别人办")
    d.tap("下一步")
    assert d.sees("还没有签名")
    x, y = d.page.ids.pad.paper.to_window(*d.page.ids.pad.paper.center)
    d.stroke([(x, y), (x + 3, y)])
    d.tap("下一步")
    assert d.sees("这样还看不出名字") and d.page.step == "signing"
    d.tap("全部重写")
    sign(d)
    d.tap("下一步")
    d.tap("都对，提交")
    receipt = d.shell.visit.entrusted.receipt
    assert d.sees("已登记，待代办员确认") and d.sees("已登记在这台机器上")
    assert not any(re.search("送出|收到|受理", words) for words in d.words())  # nothing is shown as sent
    last = f"{receipt.number[-8:-4]} {receipt.number[-4:]}"
    assert d.sees(last) and d.sees(f"{receipt.query_code[:3]} {receipt.query_code[3:]}")
    assert faults(d.app.root_window) == []
    out = io.BytesIO()
    d.pixels().save(out, "PNG")
    assert read_receipt(out.getvalue()) == receipt.qr  # the code on the screen is read off the screen
    assert not d.sees("存成图片")
    d.tap("看整张回执")
    assert d.page.paper
    d.tap("返回")
    d.tap("返回")
    assert d.sees("不用再回去改")
    d.tap("知道了")
    d.tap("我记好了")
    assert d.sees("代办员看过、确认以后，正式收件")
    d.tap("完成")
    assert d.shell.at_home
    assert d.shell.visit.entrusted is None and not d.shell.visit.photographs
    assert not list(place.receipts.iterdir())
    assert d.ask(lambda station: station.store.one("SELECT COUNT(*) FROM event WHERE kind = ?", Kind.ENTRUSTED)[0]) == 1
    lanes = d.ask(lambda station: station.store.all("SELECT lane FROM attachment ORDER BY lane"))
    assert lanes == [(1,), (2,)]


def test_with_an_agent_the_receipt_is_a_received_one_and_is_kept_as_a_picture(place: Place, d: Driver) -> None:
    d.shell.sign_in(lambda station: sign_in_with_card(station, place.issued.badge, PIN))
    d.settle()
    answered(d)
    visit = d.shell.visit
    for material in (1, 2, 3, 4):
        visit.hold(material, "原件")
    visit.keep_photograph(4, open_photograph(photographs()[0]))
    d.shell.go("signing")
    d.settle()
    assert d.sees("代办员张代办")
    sign(d)
    d.tap("下一步")
    d.tap("都对，提交")
    assert d.sees("已收件，尚未受理")
    d.tap("存成图片")
    assert d.sees("图片存好了")
    [kept] = place.receipts.iterdir()
    entrusted = visit.entrusted
    assert entrusted is not None and read_receipt(kept.read_bytes()) == entrusted.receipt.qr

    def body(station: Station) -> dict[str, object]:
        found = Opener(station).body(entrusted.event_hash)
        assert found is not None
        return found

    said = d.ask(body)
    assert said["mandate"]["agent"] == "V001" and len(said["signature"]) == 2
    assert {row["material"] for row in said["attachments"]} == {4}


def test_who_cannot_write_has_a_helper_and_two_witnesses(d: Driver) -> None:
    hold_all(d)
    d.shell.instead("signing")
    d.settle()
    d.tap("不会写字，请人代写")
    for name, phone in (("li", "13800000001"), ("wang", "13800000002"), ("zhang", "13800000003")):
        d.type(name)
        d.tap({"li": "李", "wang": "王", "zhang": "张"}[name])
        d.tap("下一步")
        d.type(phone)
        d.tap("下一步")
    visit = d.shell.visit
    assert visit.signature == () and visit.helper is not None
    assert [visit.helper.name, *(one.name for one in visit.witnesses)] == ["李", "王", "张"]
    assert visit.witnesses[1].phone == "13800000003"
    assert d.page.step == "summary" and visit.gaps() == ()
