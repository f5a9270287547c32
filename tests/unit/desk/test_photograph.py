"""Photographs of materials: stripped, turned upright, small, and refused before they can do harm."""

import io
import random
import struct
import zlib
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import (
    FULL_BYTES_MAX,
    FULL_SIDE_PIXELS,
    PHOTO_BYTES_MAX,
    THUMB_BYTES_MAX,
    Photograph,
    open_photograph,
    prepare,
)

EXAMPLES = files("assets").joinpath("examples")


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """The hardest picture to compress."""
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("JPEG",))


def refused(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        prepare(data, "a.jpg")
    return caught.value


def within_bounds(photograph: Photograph) -> bool:
    return len(photograph.full_jpeg) <= FULL_BYTES_MAX and len(photograph.thumb_jpeg) <= THUMB_BYTES_MAX


@pytest.mark.parametrize("name", ["id-card.jpg", "application.jpg"])
def test_an_example_knows_its_place_and_the_prepared_picture_does_not(name: str) -> None:
    raw = EXAMPLES.joinpath(name).read_bytes()
    assert len(raw) < 300_000
    assert dict(Image.open(io.BytesIO(raw)).getexif().get_ifd(0x8825)), "the example must carry a place to strip"
    photograph = prepare(raw, name)
    assert within_bounds(photograph)
    for data in (photograph.full_jpeg, photograph.thumb_jpeg):
        assert not opened(data).getexif()
        assert b"Exif" not in data
        assert b"DemoPhone" not in data


def test_a_picture_held_sideways_is_turned_upright() -> None:
    raw = EXAMPLES.joinpath("application.jpg").read_bytes()
    lying = Image.open(io.BytesIO(raw))
    photograph = prepare(raw, "application.jpg")
    assert lying.width > lying.height
    assert photograph.width < photograph.height
    assert opened(photograph.full_jpeg).size == (photograph.width, photograph.height)


def test_turning_puts_the_right_corner_on_top() -> None:
    image = Image.new("RGB", (400, 200), "white")
    image.paste("red", (0, 0, 50, 50))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = opened(prepare(saved(image, exif=exif), "a.jpg").full_jpeg)
    red, green, _ = upright.getpixel((180, 20))  # type: ignore[misc]
    assert (upright.size, red > 200, green < 60) == ((200, 400), True, True)


def test_the_worst_picture_still_fits() -> None:
    photograph = prepare(saved(noise(2_400, 1_800), quality=60), "noise.jpg")
    assert within_bounds(photograph)
    assert max(photograph.width, photograph.height) <= FULL_SIDE_PIXELS


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_the_pictures_a_phone_makes_are_taken(kind: str) -> None:
    assert prepare(saved(noise(64, 48), kind), f"a.{kind}").width == 64


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "CMYK", "1", "I;16"])
def test_every_colour_mode_becomes_plain_red_green_blue(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(prepare(saved(Image.new(mode, (40, 30)), kind), "a").full_jpeg).mode == "RGB"


def test_what_is_transparent_becomes_paper_white() -> None:
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    assert opened(prepare(saved(clear, "PNG"), "a.png").full_jpeg).getpixel((20, 15)) == (255, 255, 255)


def test_a_file_of_80_megabytes_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "big.jpg"
    with path.open("wb") as file:
        file.truncate(80_000_000)
    with pytest.raises(Refusal) as caught:
        open_photograph(path)
    assert (caught.value.code, caught.value.params["size_bytes"]) == ("PHOTO_TOO_LARGE", 80_000_000)


def test_bytes_over_the_limit_are_refused_before_decoding() -> None:
    assert refused(b"\0" * (PHOTO_BYTES_MAX + 1)).code == "PHOTO_TOO_LARGE"


def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused_before_decoding() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (9_000, 60_000):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        bomb = (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(bytes(1000)))
            + chunk(b"IEND", b"")
        )
        assert refused(bomb).code == "PHOTO_TOO_MANY_PIXELS"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "这是一份文本。".encode() * 50,
        b"%PDF-1.7",
        b"GIF89a" + bytes(100),
        b"\xff\xd8\xff\xe0" + bytes(50),
        saved(noise(200, 200))[:5_000],
        b"<svg/>",
    ],
    ids=["empty", "text", "pdf", "gif", "header", "truncated", "svg"],
)
def test_what_is_not_a_whole_photograph_is_refused(data: bytes) -> None:
    assert refused(data).code == "NOT_A_PHOTO"


def test_a_text_file_named_jpg_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "note.jpg"
    path.write_text("不是照片", encoding="utf-8")
    for wrong in (path, tmp_path / "none.jpg", tmp_path):
        with pytest.raises(Refusal, match="NOT_A_PHOTO"):
            open_photograph(wrong)


def test_the_same_file_gives_the_same_bytes() -> None:
    raw = EXAMPLES.joinpath("id-card.jpg").read_bytes()
    assert prepare(raw, "a") == prepare(raw, "b")


def test_a_person_may_turn_a_photograph_by_quarters() -> None:
    page = Image.new("RGB", (300, 200), "white")
    page.paste("black", (0, 0, 60, 60))  # upper left
    corners = []
    for turned in (0, 1, 2, 3, 4):
        made = prepare(saved(page), "page.jpg", turned)
        picture = opened(made.full_jpeg).convert("L")
        width, height = picture.size
        at = {(x, y): picture.getpixel((x, y)) < 100 for x in (9, width - 9) for y in (9, height - 9)}
        corners.append((picture.size, next(corner for corner, dark in at.items() if dark)))
        assert (made.width, made.height) == picture.size
    assert corners == [
        ((300, 200), (9, 9)), ((200, 300), (191, 9)), ((300, 200), (291, 191)), ((200, 300), (9, 291)),
        ((300, 200), (9, 9)),
    ]  # fmt: skip
