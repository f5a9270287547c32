"""The receipt as a picture: one renderer for the screen, for a file and for a printer.

576 pixels wide, as a printer on 80 mm paper draws (8 pixels a millimetre): small print is 26 pixels, 3.2 mm. Black on
white only. What stands on it is all in casework's `Receipt`; here it is only set, and `compose` says in which order.
"""

import io
from collections.abc import Sequence
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.receipt import GUIDANCE, RECORDED_HERE, HandedOver, Receipt
from kiosk.devices.receipt_image import draw_receipt
from kiosk.widgets.face import bundled
from kiosk.widgets.line_breaks import break_lines

WIDTH_PIXELS = 576
MARGIN_PIXELS = 24
INNER_PIXELS = WIDTH_PIXELS - 2 * MARGIN_PIXELS
LABEL_PIXELS = 132  # the column of names: 投诉电话 in small print, and a gap
LEADING = 1.42  # from line to line, of the size
QR_PIXELS_MAX = 296
LAST_DIGITS = 8  # what is asked for to see the progress
SMALL, BODY, LARGE, TITLE, CODE = 26, 30, 38, 50, 76


class Look(Enum):
    """How a block is set."""

    PLAIN = "plain"
    CENTRED = "centred"
    BOXED = "boxed"  # in a frame: what somebody looks for first
    FLIPPED = "flipped"  # white on black
    FACT = "fact"  # a name and, beside it, what it says
    RULE = "rule"
    QR = "qr"


class Block(NamedTuple):
    """One piece of the slip, top to bottom. label: of a fact; text: line feeds are kept; size: pixels of the type."""

    look: Look
    text: str = ""
    label: str = ""
    size: int = BODY
    bold: bool = False


def compose(receipt: Receipt) -> list[Block]:
    """What stands on the slip, in its order."""
    number = grouped(receipt.number)
    place = number.rfind(" ", 0, number.rfind(" "))
    return [
        *([Block(Look.FLIPPED, f"【{receipt.mark}】不用于实际办理", size=SMALL, bold=True)] if receipt.mark else []),
        Block(Look.CENTRED, receipt.title, size=TITLE, bold=True),
        *([Block(Look.CENTRED, receipt.station, size=SMALL)] if receipt.station else []),
        Block(Look.BOXED, receipt.state, size=LARGE, bold=True),
        Block(Look.CENTRED, "办件编号（查进度输最后8位）", size=SMALL),
        Block(Look.CENTRED, number[:place], size=LARGE),
        Block(Look.CENTRED, number[place + 1 :], size=CODE, bold=True),
        Block(Look.CENTRED, "查询码（只告诉您信得过的人）", size=SMALL),
        Block(Look.CENTRED, f"{receipt.query_code[:3]} {receipt.query_code[3:]}", size=CODE, bold=True),
        Block(Look.QR, receipt.qr),
        Block(Look.RULE),
        Block(Look.FACT, receipt.matter, "事项"),
        Block(Look.FACT, receipt.date, "日期"),
        *([Block(Look.FACT, receipt.agent, "代办员")] if receipt.agent else []),
        *(_material(material) for material in receipt.materials),
        Block(Look.FACT, receipt.handling, "承诺办理"),
        Block(Look.FACT, receipt.complaint_phone, "投诉电话"),
        Block(Look.RULE),
        Block(Look.PLAIN, RECORDED_HERE, size=SMALL),
        Block(Look.PLAIN, GUIDANCE, size=SMALL),
    ]


def _material(material: HandedOver) -> Block:
    """How it was taken in stands behind its name, or below where both are too long for one line."""
    label, said = material.line.split("：", 1)
    if _width(said, BODY, False) > INNER_PIXELS - LABEL_PIXELS:
        name, held = said.removesuffix("）").rsplit("（", 1)
        said = f"{name}\n{held}"
    return Block(Look.FACT, said, label)


def draw_paper(receipt: Receipt) -> bytes:
    """The slip as a PNG, grey levels, 576 pixels wide and as high as it needs."""
    blocks = [(block, _lines(block)) for block in compose(receipt)]
    height = sum(_height(block, lines) for block, lines in blocks) + 2 * MARGIN_PIXELS
    paper = Image.new("L", (WIDTH_PIXELS, height), 255)
    pen, top = ImageDraw.Draw(paper), MARGIN_PIXELS
    for block, lines in blocks:
        _set(paper, pen, top, block, lines)
        top += _height(block, lines)
    out = io.BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()


def _lines(block: Block) -> list[str]:
    room = INNER_PIXELS - (LABEL_PIXELS if block.look is Look.FACT else 0) - (32 if block.look is Look.BOXED else 0)
    if block.look in (Look.QR, Look.RULE):
        return []
    return break_lines(block.text, room, lambda piece: _width(piece, block.size, block.bold))


def _height(block: Block, lines: Sequence[str]) -> int:
    """Pixels that a block takes, the gap below it included."""
    if block.look is Look.QR:
        return QR_PIXELS_MAX
    if block.look is Look.RULE:
        return 30
    around = {Look.BOXED: 48, Look.FLIPPED: 30, Look.FACT: 6}.get(block.look, 10)
    return round(len(lines) * _leading(block)) + around


def _leading(block: Block) -> float:
    return block.size * (LEADING if block.size < CODE else 1.3)


def _set(paper: Image.Image, pen: ImageDraw.ImageDraw, top: int, block: Block, lines: Sequence[str]) -> None:
    right, height = WIDTH_PIXELS - MARGIN_PIXELS, round(len(lines) * _leading(block))
    ink = 0
    if block.look is Look.RULE:
        for x in range(MARGIN_PIXELS, right, 12):
            pen.line((x, top + 12, x + 5, top + 12), fill=0, width=2)
        return
    if block.look is Look.QR:
        _set_code(paper, top, block.text)
        return
    if block.look is Look.BOXED:
        pen.rounded_rectangle((MARGIN_PIXELS, top + 10, right, top + 26 + height), 12, outline=0, width=4)
        top += 18
    elif block.look is Look.FLIPPED:
        pen.rounded_rectangle((MARGIN_PIXELS, top, right, top + 12 + height), 8, fill=0)
        top, ink = top + 6, 255
    elif block.look is Look.FACT:
        _write(pen, MARGIN_PIXELS, top + (block.size - SMALL) // 2 + 2, block.label, SMALL, False, 0)
    for place, line in enumerate(lines):
        left = float(MARGIN_PIXELS + (LABEL_PIXELS if block.look is Look.FACT else 0))
        if block.look in (Look.CENTRED, Look.BOXED, Look.FLIPPED):
            left = (WIDTH_PIXELS - _width(line, block.size, block.bold)) / 2
        _write(pen, left, round(top + place * _leading(block)), line, block.size, block.bold, ink)


def _set_code(paper: Image.Image, top: int, text: str) -> None:
    """The code in whole pixels a module, so that no edge of it is blurred."""
    with Image.open(io.BytesIO(draw_receipt(text))) as found:
        code = found.convert("L")
    unit = next(x for x in range(code.width) if any(code.getpixel((x, y)) == 0 for y in range(code.height))) // 4
    modules = code.width // unit
    side = modules * (QR_PIXELS_MAX // modules)
    small = code.resize((modules, modules), Image.Resampling.BOX).resize((side, side), Image.Resampling.NEAREST)
    paper.paste(small, ((WIDTH_PIXELS - side) // 2, top + (QR_PIXELS_MAX - side) // 2))


def _runs(text: str, bold: bool) -> list[tuple[str, str]]:
    """(font, characters): a rare name in the font that has it, and what none has as its code, never as a box."""
    main = "Bold" if bold else "Regular"
    runs: list[tuple[str, str]] = []
    for char in text:
        name = next((name for name in (main, "Rare") if char in bundled(name).widths), "")
        runs.append((name or main, char if name else f"〔U+{ord(char):04X}〕"))
    return runs


def _width(text: str, size: int, bold: bool) -> float:
    return sum(_font(name, size).getlength(run) for name, run in _runs(text, bold))


def _write(pen: ImageDraw.ImageDraw, x: float, y: int, text: str, size: int, bold: bool, ink: int) -> None:
    """Characters one beside the other from x; y: where the line begins."""
    baseline = y + round(size * 1.08)
    for name, run in _runs(text, bold):
        font = _font(name, size)
        pen.text((x, baseline), run, font=font, fill=ink, anchor="ls")
        x += font.getlength(run)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    data = files("assets").joinpath(f"fonts/NotoSansSC-{name}.otf").read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size)
