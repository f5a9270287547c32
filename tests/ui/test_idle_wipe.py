"""A minute of quiet warns, eighty seconds wipe: nothing of the last visitor stays in object, texture or clipboard."""

import gc
import io
import threading
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from kivy.core.clipboard import Clipboard
from kivy.core.window import Window
from kivy.graphics.texture import Texture
from PIL import Image

from kiosk.core.xforms.filling import Question
from kiosk.desk.photograph import prepare
from kiosk.desk.staffing import Issued, sign_in_with_card
from kiosk.desk.visiting import begin
from kiosk.widgets.theme import theme
from tests.kiosk_by_hand import PIN
from tests.ui.driver import Driver

# Written so that neither this module nor the catalogue holds them: a test that finds itself finds nothing.
NAME = "".join(chr(code) for code in (0x6B27, 0x9633, 0x971C, 0x971E, 0x4E4B))
PHONE = "".join(str(digit) for digit in (1, 3, 9, 5, 7, 1, 8, 0, 4, 6, 2))
IDENTITY = "".join("33 10 03 1949 1231 002".split()) + "3"
PHOTO_PX = (413, 279)
ICON_PX_MAX = 96
FREED_S_MAX = 10.0


def visiting(kiosk: Driver) -> None:
    """A visitor who has said and shown everything, and stands at the question for the name."""
    kiosk.touch(640, 20)
    visit = kiosk.shell.visit
    visit.beginning = kiosk.ask(begin)
    visit.choose(kiosk.shell.catalogue.matters[0])
    visit.answer("name", NAME)
    visit.answer("phone", PHONE)
    visit.answers["id_number"] = IDENTITY
    form = visit.form
    assert form is not None
    written = next(step.ref for step in form.steps if isinstance(step, Question) and step.kind == "text")
    form.answer(written, NAME)
    form.drafts[written] = f"{NAME} {PHONE}"
    number = kiosk.shell.catalogue.matters[0].materials[0].number
    visit.hold(number, "原件")
    picture = io.BytesIO()
    Image.effect_noise(PHOTO_PX, 64).convert("RGB").save(picture, "JPEG")
    visit.keep_photograph(number, prepare(picture.getvalue(), "户口簿"))
    visit.sign([[(x * 17, 300 + x % 5 * 120, (at * 40 + x) * 20) for x in range(40)] for at in range(3)])
    theme.elder, theme.language = True, "en"
    for name, given in (
        ("question", {"key": "phone"}), ("photos", {"number": number}), ("signing", {}), ("summary", {}),
        ("form", {"key": written}), ("question", {"key": "name"}),
    ):  # fmt: skip
        kiosk.shell.go(name, **given)
        kiosk.settle()
    assert kiosk.sees(NAME), f"the test looks for what was really shown: {kiosk.words()}"
    Clipboard.put(f"{NAME} {PHONE}", "UTF8_STRING")


def everything() -> Iterator[tuple[object, object]]:
    """(holder, held) for every object of the process. Tuples and dicts of plain values are not among the collector's
    own: they are looked into where they are held."""
    gc.unfreeze()
    gc.collect()
    for holder in gc.get_objects():
        if not str(type(holder).__module__).startswith("_pytest"):
            waiting = gc.get_referents(holder)
            while waiting:
                held = waiting.pop()
                yield holder, held
                kind = type(held)  # isinstance asks the object itself, and a proxy of one that is freed cannot answer
                if not issubclass(kind, str | bytes | int | type) and not gc.is_tracked(held):
                    waiting += gc.get_referents(held)


def traces() -> list[str]:
    """Where in the whole process something of the visitor still stands."""
    marks = (NAME, PHONE, IDENTITY)
    found: list[str] = []
    mine = (id(globals()), id(marks), id(found), id(visiting.__code__.co_consts))
    for holder, held in everything():
        said = held if type(held) is str else held.decode("utf-8", "replace") if type(held) is bytes else ""
        if any(mark in said for mark in marks) and id(holder) not in mine:
            found.append(f"{type(holder).__name__} {getattr(holder, '__name__', '')}: {said[:60]}")
    return found


def held_bytes(size: int, digest: bytes) -> bool:
    """Whether any object of the process holds these bytes."""
    return any(
        type(held) is bytes and len(held) == size and sha256(held).digest() == digest for _, held in everything()
    )


def textures() -> list[tuple[int, int]]:
    """The sizes of all textures that are alive, but the house's icons: small squares, drawn once each and kept.

    Which icon was drawn first in which visit depends on the line (its picture changes with every round)."""
    gc.collect()
    sizes = [tuple(one.size) for one in gc.get_objects() if issubclass(type(one), Texture)]
    return [(width, height) for width, height in sizes if width != height or width > ICON_PX_MAX]


def test_the_search_finds_what_stands_there(kiosk: Driver) -> None:
    visiting(kiosk)
    assert traces()
    kiosk.shell.home()


def test_s_48_a_minute_of_quiet_warns_in_words_and_a_touch_on_go_on_keeps_everything(kiosk: Driver) -> None:
    visiting(kiosk)
    kiosk.skip(61)
    assert kiosk.sees("Are you still there?") and kiosk.sees("19")
    kiosk.tap("Go on")
    assert not kiosk.sees("Are you still there?") and kiosk.sees(NAME)
    kiosk.skip(30)
    assert kiosk.sees(NAME), "the count began anew"
    kiosk.shell.home()


def test_a_touch_beside_the_warning_neither_answers_it_nor_reaches_the_page(kiosk: Driver) -> None:
    visiting(kiosk)
    kiosk.skip(61)
    kiosk.touch(60, 40)
    assert kiosk.sees("Are you still there?") and kiosk.sees("19")
    kiosk.tap("I am done")
    kiosk.skip(1)
    assert kiosk.sees("办手续") and not traces()


def test_eighty_seconds_of_quiet_leave_nothing_of_the_visitor(kiosk: Driver) -> None:
    visiting(kiosk)
    [photograph] = kiosk.shell.visit.photographs.values()
    size, digest = len(photograph.full_jpeg), sha256(photograph.full_jpeg).digest()
    assert held_bytes(size, digest)
    del photograph
    kiosk.skip(81)
    kiosk.skip(1)  # what is dropped is freed half a second later
    assert kiosk.sees("办手续") and theme.language == "zh" and not theme.elder
    assert traces() == []
    assert not Clipboard.get("UTF8_STRING").strip("\0")
    assert not held_bytes(size, digest), "the photograph's own bytes are let go"
    assert PHOTO_PX not in textures()
    visit = kiosk.shell.visit
    assert visit.matter is None and not visit.answers and not visit.signature and visit.beginning is None


def test_visit_after_visit_leaves_no_more_textures_than_the_first(kiosk: Driver) -> None:
    stays: list[Counter[tuple[int, int]]] = []
    for _ in range(4):
        visiting(kiosk)
        kiosk.skip(81)
        kiosk.skip(1)
        until = time.monotonic() + FREED_S_MAX
        stays.append(Counter(textures()))
        # On a busy machine what was dropped may be freed, or a round of exchange end, some frames later.
        while len(stays) > 1 and stays[-1].total() > stays[-2].total() and time.monotonic() < until:
            kiosk.frames(10)
            stays[-1] = Counter(textures())
    assert stays[-1].total() <= stays[-2].total(), f"these sizes stay: {stays[-1] - stays[-2]}"


def test_home_touched_by_the_visitor_forgets_as_well(kiosk: Driver) -> None:
    visiting(kiosk)
    kiosk.shell.home()
    kiosk.skip(1)
    assert traces() == []


def test_a_dialog_left_open_goes_too(kiosk: Driver) -> None:
    from kiosk.widgets.dialog import ask

    kiosk.touch(640, 20)
    kiosk.shell.go("help")
    kiosk.settle()
    ask("?", NAME)
    kiosk.settle()
    assert kiosk.sees(NAME)
    kiosk.skip(81)
    kiosk.skip(1)
    assert len(Window.children) == 1 and traces() == []


def test_an_agent_who_walks_away_is_locked_out_alike(kiosk: Driver, issued: tuple[Path, Issued]) -> None:
    kiosk.touch(640, 20)
    kiosk.shell.sign_in(lambda station: sign_in_with_card(station, issued[1].badge, PIN))
    kiosk.wait_for(lambda: kiosk.shell.person, "the agent signed in")
    kiosk.settle()
    kiosk.skip(61)
    assert kiosk.sees("您还在吗？"), "at the desk's first page too: an agent has something to lose"
    kiosk.skip(20)
    assert kiosk.shell.person is None and kiosk.sees("办手续")
    assert kiosk.ask(lambda station: station.signed_in) is None


def test_whoever_signs_in_too_late_finds_the_station_locked_again(kiosk: Driver, issued: tuple[Path, Issued]) -> None:
    kiosk.shell.go("help")
    kiosk.shell.sign_in(lambda station: sign_in_with_card(station, issued[1].badge, PIN))
    kiosk.shell.wipe()
    kiosk.settle()
    assert kiosk.shell.person is None
    assert kiosk.ask(lambda station: station.signed_in) is None


def test_a_sign_in_that_a_stalled_desk_does_after_the_wipe_opens_nothing_for_whoever_comes_next(
    kiosk: Driver, issued: tuple[Path, Issued]
) -> None:
    stalled = threading.Event()
    kiosk.app.desk.do(lambda station: stalled.wait(20), lambda _: None, lambda _: None)
    kiosk.shell.sign_in(lambda station: sign_in_with_card(station, issued[1].badge, PIN))
    kiosk.seconds.skipped_s += 81
    kiosk.wait_for(lambda: kiosk.sees("办手续"), "the wipe")
    authors: list[str] = []
    kiosk.shell.do(lambda station: station.author, authors.append)
    stalled.set()
    kiosk.settle()
    assert authors == [""], "a resident alone, and nobody's case"


def test_who_signs_in_again_after_such_a_wipe_is_signed_in_at_desk_and_window_alike(
    kiosk: Driver, issued: tuple[Path, Issued]
) -> None:
    stalled = threading.Event()
    kiosk.app.desk.do(lambda station: stalled.wait(20), lambda _: None, lambda _: None)
    for _ in range(2):
        kiosk.shell.wipe()
        kiosk.shell.sign_in(lambda station: sign_in_with_card(station, issued[1].badge, PIN))
    stalled.set()
    kiosk.wait_for(lambda: kiosk.shell.person, "the agent")
    kiosk.settle()
    assert kiosk.shell.person.number == kiosk.ask(lambda station: station.author)
    kiosk.shell.wipe()


def test_a_page_built_anew_during_a_sign_in_leaves_no_station_open_that_the_window_calls_locked(
    kiosk: Driver, issued: tuple[Path, Issued]
) -> None:
    kiosk.shell.sign_in(lambda station: sign_in_with_card(station, issued[1].badge, PIN))
    theme.elder = True
    kiosk.wait_for(lambda: kiosk.shell.person, "the agent")
    kiosk.settle()
    assert kiosk.ask(lambda station: station.author) == kiosk.shell.person.number
    kiosk.shell.wipe()
    kiosk.settle()
    assert kiosk.ask(lambda station: station.signed_in) is None


def test_the_warning_lies_over_an_open_dialog_and_is_answered_there(kiosk: Driver) -> None:
    from kiosk.widgets.dialog import ask

    answered: list[bool] = []
    kiosk.touch(640, 20)
    kiosk.shell.go("help")
    kiosk.settle()
    ask("要回首页吗？", on_no=lambda: answered.append(True))
    kiosk.settle()
    kiosk.skip(61)
    assert kiosk.words()[-1] == "继续", "the uppermost of all"
    kiosk.tap("继续")
    assert not kiosk.sees("您还在吗？") and kiosk.sees("要回首页吗？") and not answered
    kiosk.tap("返回")
    assert answered == [True]
    kiosk.skip(30)
    assert kiosk.sees("等的时候"), "the count began anew"
    kiosk.shell.home()


def test_a_dialog_that_comes_up_over_the_warning_is_answered_by_somebody_who_is_there(kiosk: Driver) -> None:
    from kiosk.widgets.dialog import ask

    kiosk.touch(640, 20)
    kiosk.shell.go("help")
    kiosk.skip(61)
    assert kiosk.sees("您还在吗？")
    ask("要回首页吗？", no="接着办")
    kiosk.frames(4)
    kiosk.tap("接着办")
    assert not kiosk.sees("您还在吗？")
    kiosk.skip(30)
    assert kiosk.sees("等的时候"), "the count began anew"
    kiosk.shell.home()


def test_home_asks_nobody_and_turns_back_into_the_language_of_the_village(kiosk: Driver) -> None:
    kiosk.touch(640, 20)
    theme.language = "en"
    kiosk.settle()
    kiosk.skip(61)
    assert not kiosk.sees("Are you still there?")
    kiosk.skip(20)
    assert theme.language == "zh"
