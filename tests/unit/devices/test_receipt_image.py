"""The receipt's code, through the picture and back."""

import pytest

from kiosk.core.refusal import Refusal
from kiosk.devices.code_picture import CODE_BYTES_MAX
from kiosk.devices.receipt_image import draw_receipt, read_receipt


@pytest.mark.parametrize(
    "text",
    ["999901101201202611230100075", "DR1:9999:" + "A7" * 200, "委托回执 演示 查询码 042317", "x" * CODE_BYTES_MAX],
    ids=["number", "signed", "chinese", "longest"],
)
def test_a_receipt_is_drawn_and_read_back(text: str) -> None:
    assert read_receipt(draw_receipt(text)) == text


def test_a_receipt_too_long_for_one_code_is_refused_with_its_size() -> None:
    with pytest.raises(Refusal) as caught:
        draw_receipt("长" * 534)
    assert (caught.value.code, caught.value.params["size_bytes"]) == ("RECEIPT_TOO_LONG", 1_602)


def test_a_picture_without_a_code_is_refused() -> None:
    with pytest.raises(Refusal, match="RECEIPT_UNREADABLE"):
        read_receipt(b"\x89PNG\r\n\x1a\n")
