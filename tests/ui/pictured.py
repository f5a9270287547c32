"""Who stands at the window while its pictures are made (`tests.ui.pictures`): what they touch, and what is kept."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from kiosk.core.casework.kinds import Kind
from kiosk.desk import paper, sticks
from kiosk.desk.progress import look_up
from kiosk.devices import plugged
from kiosk.devices.code_picture import draw_code
from kiosk.screens.agent.sticks import SEEN
from kiosk.screens.resident.errands import errands
from tests.desk_by_hand import NAMES, DeskDay, entrusted
from tests.kiosk_by_hand import PIN, cheap_wraps, instruments, make_station, opened
from tests.ui.card import scan_card
from tests.ui.courier import Stick
from tests.ui.filler import Filler
from tests.ui.resident import CONSENTS, IDENTITY, PHONE, Resident

if TYPE_CHECKING:
    from tests.ui.pictures import Album
    from tests.ui.village import Line

MATTER = "最低生活保障对象审核确认（农村低保）"  # what the shipped photographs are made for
NEIGHBOUR = "331003101247"  # the next village
EVERY = ("large", "en", "tall")


def resident(album: "Album", line: "Line") -> None:
    """A resident alone comes for the minimum living allowance."""
    kiosk = album.kiosk
    who = Resident(kiosk)
    _outside(album, line)
    who.tap("办手续")
    album.keep("matters", "large", "tall")
    kiosk.tap("搜一搜")
    album.keep("search-empty")
    kiosk.type("dibao")
    album.keep("search")
    kiosk.shell.home()
    kiosk.settle()
    who.tap("办手续")
    who.tap("救助和津贴")
    album.keep("matters-chosen")
    kiosk.tap(MATTER)
    album.keep("notice", *EVERY)
    who.tap("我要办")
    album.keep("privacy", "large")
    for consent in CONSENTS:
        who.tap(consent)
    who.tap("下一步")
    _questions(album, who)
    _form(album, who)
    _materials(album, who)
    album.keep("mandate", "tall")
    who.give_the_mandate()
    album.keep("signing-empty")
    kiosk.shell.go("standing_in")
    album.keep("standing-in")
    kiosk.shell.back()
    kiosk.settle()
    _write_name(kiosk)
    album.keep("signing")
    who.tap("下一步")
    album.keep("summary", "large", "tall")
    who.tap("都对，提交")
    album.keep("receipt", *EVERY)
    who.tap("看整张回执")
    album.keep("paper")
    who.tap("返回")
    who.tap("我记好了")
    album.keep("done", "tall")
    who.tap("完成")


def _outside(album: "Album", line: "Line") -> None:
    """首页 and what leads from it, with and without a line."""
    kiosk = album.kiosk
    album.keep("home", *EVERY)
    line.open = False
    kiosk.app.line.now()
    kiosk.settle()
    album.keep("home-offline")
    line.open = True
    kiosk.app.line.now()
    kiosk.settle()
    kiosk.shell.go("errand", key=errands()[2].key)
    album.keep("errand")
    kiosk.tap("叫人帮忙")
    album.keep("help", "large")
    kiosk.shell.home()
    kiosk.settle()


def _questions(album: "Album", who: Resident) -> None:
    """One question a screen; a wrong digit; somebody who was called away."""
    kiosk = album.kiosk
    who.write("wang", "王")
    who.write("xiu", "秀")
    kiosk.type("ying")
    album.keep("question", *EVERY, again=lambda: kiosk.type("ying"))  # letters not yet chosen go with the page
    who.write("ying", "英")
    who.tap("下一步")
    kiosk.type(IDENTITY[:-1] + "8")
    album.keep("question-wrong")
    who.tap("删除")
    kiosk.type(IDENTITY[-1])
    album.keep("question-number", "large", "tall")
    kiosk.skip(61)
    album.keep("still-there")
    who.tap("继续")
    who.tap("下一步")
    kiosk.type(PHONE)
    who.tap("下一步")
    kiosk.type("12")
    who.write("hao", "号")
    album.keep("question-address")
    who.tap("下一步")
    kiosk.type("3")
    who.tap("下一步")


def _form(album: "Album", who: Resident) -> None:
    """The first question of the form by touch; the rest of it was said before."""
    kiosk = album.kiosk
    kiosk.tap("有长年的慢性病")
    album.keep("form", *EVERY)
    who.tap("下一步")
    form = kiosk.shell.visit.form
    for name, value in (
        ("own_work", "farm"), ("others", "0"), ("income_kinds", "farm support"), ("farm_yuan", "6000"),
        ("support_yuan", "2400"), ("hardships", "age"), ("staff_relative", "no"), ("visit_time", "ring"),
    ):  # fmt: skip
        form.answer(next(key for key in form.keys if key.endswith(name)), value)
    form.seen |= set(form.keys)
    kiosk.shell.instead("materials")
    kiosk.settle()


def homestead(album: "Album") -> None:
    """Another resident applies for a homestead: people and houses one after another, figures, and what they come to."""
    kiosk = album.kiosk
    filler = Filler(kiosk)
    filler.stand_before_the_form("ZR-01")
    form = kiosk.shell.visit.form
    for name, value in (
        ("build_kind", "rebuild"), ("build_reason", "crowded"), ("head_of_household", "yes"),
        ("others_in_household", "2"), ("member[1]/member_name", "李建国"), ("member[1]/member_kin", "spouse"),
        ("member[2]/member_name", "李小明"), ("member[2]/member_kin", "child"), ("has_house", "yes"),
        ("house[1]/house_place", "村小学东边"), ("house[1]/house_plot_m2", "120.5"), ("house[1]/house_fate", "rebuild"),
        ("given_away", "no"), ("/plot_m2", "120"),
    ):  # fmt: skip
        form.answer(next(key for key in form.keys if key.endswith(name)), value)
    filler.go_to("member[2]/member_name")
    kiosk.type("ming")
    album.keep("form-row")
    filler.go_to("/house")
    album.keep("form-rows")
    filler.go_to("/base_m2")
    kiosk.type("130")
    filler.tap("下一步")
    album.keep("form-wrong")
    kiosk.shell.home()
    kiosk.settle()
    filler.stand_before_the_form("MZ-06")
    form = kiosk.shell.visit.form
    form.answer(next(key for key in form.keys if key.endswith("claimed_before")), "stopped")
    filler.go_to("previous_until")
    filler.keys("2", "0", "2", "4")
    album.keep("form-month")
    kiosk.shell.home()
    kiosk.settle()


def _materials(album: "Album", who: Resident) -> None:
    """What one has brought, photographed."""
    kiosk = album.kiosk
    rows = kiosk.page.ids.rows.children[::-1]
    for row in rows[:2]:
        option = next(option for option in row.ids.options.children if option.key == "原件")
        kiosk.touch(*option.to_window(*option.center))
    who.tap("下一步")
    album.keep("materials-lacking")
    kiosk.shell.go("photos", number=rows[1].number)
    album.keep("photos-empty")
    kiosk.tap("拍一张")
    kiosk.wait_for(lambda: kiosk.page.sees, "the camera's first frame")
    album.keep("camera")
    kiosk.tap("拍照")
    kiosk.wait_for(lambda: kiosk.page.ready, "the picture")
    album.keep("photo-check")
    kiosk.tap("用这张")
    album.keep("photos")
    kiosk.shell.back_to("materials")
    kiosk.settle()
    for row in kiosk.page.ids.rows.children[::-1]:
        option = next((option for option in row.ids.options.children if option.key == "原件"), None)
        if option is None:
            continue
        kiosk.page.ids.scroll.ids.view.scroll_to(option, padding=20, animate=False)
        kiosk.settle()
        kiosk.touch(*option.to_window(*option.center))
    kiosk.page.ids.scroll.ids.view.scroll_y = 1
    album.keep("materials", *EVERY)
    who.tap("下一步")


def _write_name(kiosk: Any) -> None:
    """王秀英, with a finger: strokes in parts of the sheet, from the lower left."""
    strokes = (
        ((0.13, 0.78), (0.29, 0.80)), ((0.14, 0.57), (0.28, 0.59)), ((0.11, 0.30), (0.31, 0.33)),
        ((0.21, 0.79), (0.21, 0.31)),
        ((0.54, 0.90), (0.45, 0.84)), ((0.40, 0.76), (0.60, 0.78)), ((0.50, 0.86), (0.50, 0.56)),
        ((0.49, 0.75), (0.40, 0.60)), ((0.51, 0.75), (0.61, 0.60)),
        ((0.42, 0.51), (0.56, 0.53), (0.53, 0.40), (0.60, 0.41), (0.58, 0.21), (0.53, 0.25)),
        ((0.48, 0.52), (0.46, 0.34), (0.39, 0.20)),
        ((0.71, 0.79), (0.90, 0.81)), ((0.76, 0.89), (0.76, 0.71)), ((0.85, 0.89), (0.85, 0.71)),
        ((0.74, 0.61), (0.74, 0.45)), ((0.74, 0.61), (0.87, 0.62), (0.86, 0.45)),
        ((0.69, 0.43), (0.92, 0.45)), ((0.80, 0.69), (0.79, 0.44), (0.75, 0.30), (0.67, 0.19)),
        ((0.80, 0.43), (0.86, 0.29), (0.94, 0.19)),
    )  # fmt: skip
    pad = kiosk.page.ids.pad.paper
    left, bottom = pad.to_window(*pad.pos)
    for corners in strokes:
        way = []
        for (x, y), (to_x, to_y) in pairwise(corners):
            way += [(x + (to_x - x) * at / 8, y + (to_y - y) * at / 8) for at in range(9)]
        kiosk.stroke([(left + x * pad.width, bottom + y * pad.height) for x, y in way])


def later(album: "Album", line: "Line", day: DeskDay) -> None:
    """The same resident, or another, asks how far it is, rates, complains."""
    kiosk = album.kiosk
    shell = kiosk.shell
    number, code = day.cases["delivered"], day.codes["delivered"]
    shell.go("progress")
    kiosk.settle()
    kiosk.type(number[-8:])
    album.keep("progress", "large", "tall")
    kiosk.tap("下一步")
    kiosk.type("000000" if code != "000000" else "000001")
    kiosk.tap("查一查")
    album.keep("progress-wrong")
    whose, progress = kiosk.ask(lambda station: look_up(station, number, code))
    case = {"whose": whose, "progress": progress}
    shell.go("case_progress", **case)
    album.keep("case-progress", *EVERY)
    shell.go("rating", **case)
    album.keep("rating-empty")
    kiosk.tap("非常满意")
    album.keep("rating", "tall")
    shell.go("complaint", **case)
    album.keep("complaint")
    kiosk.tap("写几句")
    kiosk.settle()
    for spelling, character in (("deng", "等"), ("de", "得"), ("tai", "太"), ("jiu", "久")):
        Resident(kiosk).write(spelling, character)
    album.keep("complaint-words")
    shell.home()
    kiosk.settle()


def agent(album: "Album", line: "Line", day: DeskDay) -> None:
    """The agent signs in, looks at the day, a case, the ledger, and what has arrived where."""
    kiosk = album.kiosk
    shell = kiosk.shell
    line.open = False  # what was entrusted today has not left yet
    shell.facts = shell.facts._replace(camera="none")  # the drawn sheet of paper is no card
    shell.go("sign_in")
    album.keep("sign-in")
    scan_card(kiosk, day.issued.badge)
    kiosk.type(PIN[:4])
    album.keep("sign-in-pin")
    kiosk.type(PIN[4:])
    kiosk.tap("登录")
    kiosk.wait_for(lambda: shell.person, "signing in")
    album.keep("desk", *EVERY)
    shell.go("case", number=day.cases["correction"])
    album.keep("case", *EVERY)
    shell.go("case_answers", number=day.cases["late"])
    kiosk.wait_for(lambda: kiosk.page.ids.parts.children, "the answers")
    album.keep("case-answers")
    shell.go("correction", number=day.cases["correction"])
    album.keep("correction", "large")
    kiosk.tap("拍照")
    kiosk.tap("选一张")
    tiles = kiosk.page.ids.tiles.children
    kiosk.wait_for(lambda: tiles and all(tile.picture for tile in tiles), "the pictures of the folder")
    album.keep("pictures")
    shell.go("deed", number=day.cases["pending"], command="receive")
    kiosk.settle()
    album.keep("deed")
    shell.go("deed", number=day.cases["result"], command="deliver")
    kiosk.settle()
    album.keep("deed-deliver")
    shell.go("ledger")
    kiosk.wait_for(lambda: kiosk.sees("王*英"), "the ledger's names")
    album.keep("ledger", "large", "tall")
    shell.go("ledger_search")
    kiosk.settle()
    kiosk.type("gui")
    album.keep("ledger-search")
    shell.go("ledger", query="牛顿")
    album.keep("ledger-empty")
    kiosk.app.line.now()
    kiosk.settle()
    shell.go("sending")
    album.keep("sending", "large", "tall")
    event = kiosk.ask(
        lambda station: station.store.one(
            'SELECT hash FROM event WHERE "case" = ? AND kind = ?', day.cases["handling"], Kind.FORWARDED
        )
    )[0]
    shell.go("proof", number=day.cases["handling"], event=event)
    album.keep("proof")
    _by_hand(album, day)
    shell.sign_out()
    kiosk.settle()
    assert not any(name in words for name in NAMES.values() for words in kiosk.words())


def _by_hand(album: "Album", day: DeskDay) -> None:
    """A courier's stick with a neighbour's records, and an entrustment as codes on paper."""
    kiosk, shell = album.kiosk, album.kiosk.shell
    stick, texts = _neighbour(day)
    shell.go("sticks")
    kiosk.settle()
    stick.in_ = True
    with patch.object(plugged, "is_mounted", lambda place: stick.in_ and place == stick.folder):
        kiosk.wait_for(lambda: kiosk.page.state == SEEN, "the stick")
        album.keep("sticks")
        kiosk.tap("从 U 盘导入")
        kiosk.wait_for(lambda: kiosk.sees("可以拔出了"), "the import")
        kiosk.tap("导出到 U 盘")
        kiosk.wait_for(lambda: kiosk.sees("读回来核对过"), "the export")
        album.keep("sticks-done")
    shell.go("batches")
    album.keep("batches")
    kiosk.tap("收过的 U 盘和纸")
    album.keep("batches-taken")
    shell.go("proof", number=day.cases["pending"])
    kiosk.settle()
    album.keep("proof-waiting")
    shell.go("paper_out", number=day.cases["pending"])
    kiosk.wait_for(lambda: kiosk.page.total, "the codes")
    album.keep("paper-out")
    camera = day.folder.parent / "camera"
    camera.mkdir()
    for at, text in enumerate(texts[:-3]):
        (camera / f"{at:02}.png").write_bytes(draw_code(text))
    shell.facts = shell.facts._replace(camera="folder", camera_folder=str(camera))
    shell.go("paper_in")
    kiosk.wait_for(lambda: kiosk.page.total - kiosk.page.read == 3, "the codes but three", 120)
    album.keep("paper-in")


def _neighbour(day: DeskDay) -> tuple[Stick, tuple[str, ...]]:
    """A stick that the next village wrote, and the codes of one of its entrustments."""
    folder, stick = day.folder.parent / "neighbour", Stick(day.folder.parent / "media", "KINGSTON")
    tools = instruments(92, day.wall)
    with cheap_wraps():
        issued = make_station(folder, day.county, code=NEIGHBOUR, tools=tools)
    with opened(folder, issued, tools) as station:
        numbers = [entrusted(station, name).number for name in ("林海", "阮文明")]
        sticks.export(station, stick.folder)
        return stick, paper.parts(station, numbers[0])
