"""The receipt as a picture: everything of the slip stands on it, its code can be read, and no line leaves the paper."""

import io

import msgspec
import pytest
from PIL import Image

from kiosk.core.casework.receipt import HandedOver, Receipt, read_receipt_code
from kiosk.devices.receipt_image import read_receipt
from kiosk.devices.receipt_paper import MARGIN_PIXELS, WIDTH_PIXELS, compose, draw_paper

NUMBER = "331003001001202611220100015"
RECEIPT = Receipt(
    title="收件回执",
    number=NUMBER,
    query_code="012345",
    matter="MZ-01 最低生活保障对象审核确认（农村低保）",
    date="2026-11-22",
    materials=(HandedOver(1, "最低生活保障申请书", "原件"), HandedOver(12, "家庭成员残疾、重病等情况材料", "复印件", 2),
               HandedOver(3, "低保证", "核验")),
    state="已收件，尚未受理",
    handling="受理后18个工作日内",
    complaint_phone="待县确认",
    qr=f"DAIBAN1:{NUMBER}:012345:0123456789ABCDEF",
    mark="演示",
    station="宁溪镇乌岩头村便民服务站",
    agent="张㐂䶮（工号V001）",
)  # fmt: skip


def opened(receipt: Receipt) -> Image.Image:
    return Image.open(io.BytesIO(draw_paper(receipt)))


def test_everything_that_the_slip_says_stands_on_the_picture() -> None:
    shown = "".join(block.label + "：" + block.text for block in compose(RECEIPT)).replace(" ", "").replace("\n", "（")
    for line in RECEIPT.lines():
        said = line.strip("【】").split("：")[-1].removesuffix("）").replace(" ", "")
        assert said in shown, line


def test_its_code_is_read_back_from_the_picture() -> None:
    code = read_receipt_code(read_receipt(draw_paper(RECEIPT)))
    assert (code.number, code.query_code) == (NUMBER, "012345")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"matter": "MZ-01 " + "很长的事项名称" * 9, "agent": "欧阳" + "长" * 30, "station": "乡镇" * 20},
        {"agent": "", "station": "", "mark": "", "materials": ()},
    ],
    ids=["usual", "longest", "barest"],
)
def test_nothing_leaves_the_paper_and_it_is_black_on_white(changes: dict[str, object]) -> None:
    picture = opened(msgspec.structs.replace(RECEIPT, **changes))
    assert picture.width == WIDTH_PIXELS
    margin = MARGIN_PIXELS - 4
    for edge in ((0, 0, margin, picture.height), (WIDTH_PIXELS - margin, 0, WIDTH_PIXELS, picture.height),
                 (0, 0, WIDTH_PIXELS, 16), (0, picture.height - 12, WIDTH_PIXELS, picture.height)):  # fmt: skip
        assert picture.crop(edge).getextrema() == (255, 255)
    assert picture.getextrema() == (0, 255)


def test_a_rare_name_is_drawn_and_what_no_font_has_is_named_by_its_code() -> None:
    plain = [opened(msgspec.structs.replace(RECEIPT, agent=name)).tobytes() for name in ("张㐂", "张䶮", "张\U00031350")]
    assert len(set(plain)) == 3  # not one box for all of them
