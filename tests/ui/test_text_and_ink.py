"""Text, ink and camera pictures as pixels: no box, no line that begins wrongly, ink where the finger was."""

import itertools

import pytest
from kivy.core.text import Label as CoreLabel
from kivy.core.window import Window
from PIL import Image

from kiosk.core.casework.signature import check_strokes
from kiosk.devices.camera import Camera, Frame, SyntheticCamera
from kiosk.widgets import fonts
from kiosk.widgets.camera_view import CameraView
from kiosk.widgets.line_breaks import CLOSING, OPENING
from kiosk.widgets.signature_pad import SignaturePad
from kiosk.widgets.text import SLACK_PX, Text
from tests.ui.hand import SIZES, holding

LONG = "请点一下您要办的事情：第 2 步，共 7 步；承诺 20 个工作日办结（法定30个工作日），每月补贴 120.5元。“好的”——她说……"
NO_FONT_HAS = "\U00031350"


def drawn(text: str, font: str) -> bytes:
    """What a font makes of one character."""
    label = CoreLabel(text=text, font_size=48, font_name=font)
    label.refresh()
    return bytes(label.texture.pixels)


@pytest.mark.parametrize("char", "䶮㐂𬭎𫖯龍頔")
def test_a_rare_name_is_no_box(char: str) -> None:
    with holding():
        font = fonts.font_of(char)
        assert font is not None
        assert drawn(char, font) != drawn(NO_FONT_HAS, font)


def test_what_no_font_has_is_shown_by_its_code() -> None:
    with holding() as (_hand, show):
        text = show(Text(text=f"王{NO_FONT_HAS}英", hug=True))
        assert "〔U+31350〕" in text._label.text
        assert text.text == f"王{NO_FONT_HAS}英"


def test_what_looks_like_mark_up_in_a_name_is_shown_as_it_stands() -> None:
    with holding() as (_hand, show):
        plain, marked = Text(text="[b]王[/b]", hug=True), Text(text="[b]王[/b]㐂", hug=True)
        show(plain)
        show(marked)
        assert marked.texture_size[0] > plain.texture_size[0] > 80


@pytest.mark.parametrize("role", ["display", "title", "heading", "body", "label", "small"])
@pytest.mark.parametrize("width", [200, 333, 640, 1200])
def test_text_is_as_high_as_its_lines_and_no_line_is_wrong(role: str, width: int) -> None:
    with holding() as (_hand, show):
        for bold in (False, True):
            text = show(Text(text=LONG + "㐂", role=role, bold=bold, size_hint=(None, None), width=width))
            assert text.height == text.texture_size[1]
            assert text.texture_size[0] <= width
            assert len(text._label.text.split("\n")) == len(text.lines)
            assert all(line[0] not in CLOSING for line in text.lines)
            assert all(line[-1] not in OPENING for line in text.lines)


def test_a_measured_line_is_as_wide_as_it_is_drawn() -> None:
    with holding():
        for text in ("请点一下您要办的事情", "Please touch what you would like to do", "13857600001", "王秀英（代办员）"):
            for bold, size in itertools.product((False, True), (20, 22, 24, 27, 29, 30, 36, 46)):
                label = CoreLabel(text=text, font_size=size, font_name=fonts.MAIN, bold=bold)
                label.refresh()
                assert label.texture.size[0] <= fonts.width_px(text, size, bold) + SLACK_PX
                assert label.texture.size[0] >= fonts.width_px(text, size, bold) * 0.96


def test_signing_gives_a_signature_and_leaves_ink_where_the_finger_was() -> None:
    with holding() as (hand, show):
        pad = show(SignaturePad(size_hint=(None, None), size=(1000, 500)))
        before = hand.pixels()
        hand.stroke([(200 + 20 * step, 300) for step in range(20)])
        hand.stroke([(400, 400 - 10 * step) for step in range(15)])
        check_strokes(pad.strokes)
        assert pad.enough
        assert len(pad.strokes) == 2
        assert _light(before, 300, 300) > 600
        assert _light(hand.pixels(), 300, 300) < 200
        hand.tap("退一笔")
        assert len(pad.strokes) == 1
        hand.tap("全部重写")
        assert pad.strokes == ()
        assert _light(hand.pixels(), 300, 300) > 600
        assert hand.sees("请用手指在这里写您的名字")


def test_thirty_fingers_write_one_stroke_and_press_nothing_behind_the_paper() -> None:
    with holding() as (hand, show):
        pad = show(SignaturePad(size_hint=(None, None), size=(1000, 500)))
        down = hand.fingers([(100 + 20 * finger, 250 + 3 * finger) for finger in range(30)])
        hand.lift(down)
        assert len(pad.strokes) == 1
        assert not pad.enough
        hand.stroke([(200 + 20 * step, 300) for step in range(20)])
        assert pad.enough


def test_a_finger_that_leaves_the_paper_keeps_within_the_signature() -> None:
    with holding() as (hand, show):
        pad = show(SignaturePad(size_hint=(None, None), size=(1000, 500)))
        hand.stroke([(500, 300), (1400, 900), (-300, -300), (500, 300), (520, 310), (540, 330), (560, 300), (580, 320),
                     (600, 330), (620, 350)])  # fmt: skip
        check_strokes(pad.strokes)


def _light(picture: Image.Image, x: int, y_up: int) -> int:
    return sum(picture.getpixel((x, picture.height - y_up)))


def test_a_camera_picture_stands_upright() -> None:
    red, blue = b"\xff\x00\x00", b"\x00\x00\xff"
    rows = (red * 40 + blue * 40) * 30 + blue * 80 * 30  # red in the upper left corner only
    with holding() as (hand, show):
        show(CameraView(lambda: Frame(1, 80, 60, rows), size_hint=(None, None), size=(800, 800)))
        hand.wait_for(lambda: _reddish(hand.pixels()), "the picture", 5)
        picture = hand.pixels()
        upper_left, upper_right = picture.getpixel((300, 300)), picture.getpixel((500, 300))
        lower_right, lower_left = picture.getpixel((500, 500)), picture.getpixel((300, 500))
        corners = [upper_left, upper_right, lower_right, lower_left]
        assert [corner[0] > 200 for corner in corners] == [True, False, False, False]


def _reddish(picture: Image.Image) -> bool:
    colours = [picture.getpixel((x, y)) for x in (300, 500) for y in (300, 500)]
    return any(red > 200 and green < 50 for red, green, _ in colours)


def test_a_view_that_left_the_window_shows_and_keeps_nothing() -> None:
    camera = Camera(SyntheticCamera()).open()
    with holding() as (hand, show):
        view = show(CameraView(lambda: camera.latest, size_hint=(None, None), size=(800, 600)))
        hand.wait_for(lambda: view.seen, "a picture", 10)
        view.parent.remove_widget(view)
        assert not view.seen
        assert view._texture is None
    camera.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_signature_pad_fits_every_window(size: tuple[int, int]) -> None:
    with holding(size, elder=True) as (_hand, show):
        pad = show(SignaturePad(size_hint=(1, None), height=500))
        assert pad.paper.height > 300
        assert pad.paper.width == pytest.approx(Window.width)
