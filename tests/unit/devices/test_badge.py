"""The staff card, through the picture and back."""

import io

import pytest
from PIL import Image, ImageDraw

from kiosk.core.refusal import Refusal
from kiosk.devices.badge import Badge, badge_text, draw_badge, read_badge, read_badge_text
from kiosk.devices.badge_sight import badge_in_frame
from kiosk.devices.camera import Frame
from kiosk.devices.code_picture import PICTURE_BYTES_MAX, draw_code

BADGE = Badge("A-0001", bytes(range(16)))


def picture(image: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("badge", [BADGE, Badge("z", b"\0" * 16), Badge("agent.of_village", b"\xff" * 16)])
def test_a_card_is_drawn_and_read_back(badge: Badge) -> None:
    assert read_badge(draw_badge(badge)) == badge


def test_a_card_photographed_small_turned_and_dirty_is_still_read() -> None:
    card = Image.open(io.BytesIO(draw_badge(BADGE))).convert("RGB")
    ImageDraw.Draw(card).ellipse((150, 150, 190, 190), fill="#803020")
    table = Image.new("RGB", (900, 900), "#887766")
    table.paste(card.resize((380, 380)), (200, 240))
    assert read_badge(picture(table.rotate(17), "JPEG")) == BADGE


def test_the_text_of_a_card_is_short_and_shows_no_secret_when_printed() -> None:
    text = badge_text(BADGE)
    assert text == "DBADGE1:A-0001:AAAQEAYEAUDAOCAJBIFQYDIOB4:" + text[-4:]
    assert len(text) < 64
    assert BADGE.secret.hex() not in repr(BADGE)
    assert text[15:41] not in repr(BADGE)


def test_a_scanner_may_add_a_line_end() -> None:
    assert read_badge_text(badge_text(BADGE) + "\r\n") == BADGE


def test_any_one_changed_character_is_noticed() -> None:
    text = badge_text(BADGE)
    for place, character in enumerate(text):
        wrong = text[:place] + ("B" if character != "B" else "C") + text[place + 1 :]
        with pytest.raises(Refusal, match="BADGE_UNREADABLE"):
            read_badge_text(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DBADGE1:::",
        "DBADGE1:A:B:C",
        badge_text(BADGE).lower(),
        badge_text(BADGE) + "A",
        "x" * 10_000,
        "DBADGE1:村:AAAA",
    ],
)
def test_another_text_is_not_a_card(text: str) -> None:
    with pytest.raises(Refusal, match="BADGE_UNREADABLE"):
        read_badge_text(text)


@pytest.mark.parametrize("staff", ["", "-a", "a" * 17, "工号1", "a:b", "a b", "a\n"])
def test_a_staff_number_that_fits_no_card_is_refused(staff: str) -> None:
    with pytest.raises(Refusal, match="STAFF_NUMBER_NOT_VALID"):
        badge_text(Badge(staff, bytes(16)))


def test_two_different_cards_in_one_picture_are_refused() -> None:
    table = Image.new("RGB", (1200, 600), "white")
    for place, badge in enumerate((BADGE, Badge("B", bytes(16)))):
        table.paste(Image.open(io.BytesIO(draw_badge(badge))).convert("RGB").resize((450, 450)), (80 + 550 * place, 60))
    with pytest.raises(Refusal, match="BADGE_UNREADABLE"):
        read_badge(picture(table))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        picture(Image.new("RGB", (300, 300), "white")),
        draw_code("https://example.org"),
        draw_badge(BADGE)[:200],
        b"\0" * (PICTURE_BYTES_MAX + 1),
    ],
    ids=range(6),
)
def test_a_picture_without_a_card_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="BADGE_UNREADABLE"):
        read_badge(data)


def frame_of(image: Image.Image) -> Frame:
    return Frame(1, *image.size, image.convert("RGB").tobytes())


def test_a_card_held_before_the_camera_is_read_and_nothing_else_is() -> None:
    card = Image.open(io.BytesIO(draw_badge(BADGE))).convert("RGB").resize((420, 420))
    table = Image.new("RGB", (1280, 960), "#887766")
    assert badge_in_frame(frame_of(table)) is None
    table.paste(card, (420, 260))
    assert badge_in_frame(frame_of(table.rotate(8))) == BADGE
    other = Image.open(io.BytesIO(draw_badge(Badge("B", b"\1" * 16)))).convert("RGB").resize((380, 380))
    table.paste(other, (20, 20))
    assert badge_in_frame(frame_of(table)) is None  # two cards: whose is it?
    table = Image.new("RGB", (1280, 960), "#887766")
    table.paste(Image.open(io.BytesIO(draw_code("DBADGE1:A-0001:WRONG", sturdy=True))).convert("RGB"), (300, 300))
    assert badge_in_frame(frame_of(table)) is None
