"""扎口收费: what may stand on a bill (domain E-8; [S001] “按照物价部门核定标准的下限由政务中心收费窗口代收费”).

All fees of a case go through one outlet, item by item, each with the law that says so and at the lowest approved rate;
what is above it needs a supervisor. The agency itself is free and never an item (domain F-6).
"""

from collections.abc import Set
from typing import Annotated, Any

import msgspec

from kiosk.core.casework.commands import Power
from kiosk.core.casework.kinds import FEN_MAX
from kiosk.core.refusal import Refusal

ITEMS_A_BILL_MAX = 20  # one page
_AGENCY = "代办"
_Name = Annotated[str, msgspec.Meta(max_length=60)]
_Words = Annotated[str, msgspec.Meta(max_length=200)]
_Fen = Annotated[int, msgspec.Meta(ge=0, le=FEN_MAX)]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a bill. basis: the law or regulation, with its article; rate: the approved rate in words; floor_fen:
    what the lowest approved rate comes to; fen: what is charged."""

    item: _Name
    basis: _Words
    rate: _Words
    floor_fen: _Fen
    fen: _Fen


def bill_items(items: Any) -> tuple[Item, ...]:
    """The items of a bill as typed, read and bounded. Refusals FEE_ITEM_WRONG, FEE_WITHOUT_BASIS, FEE_FOR_AGENCY."""
    if not isinstance(items, list) or not 1 <= len(items) <= ITEMS_A_BILL_MAX:
        raise _wrong(1, f"应有1至{ITEMS_A_BILL_MAX}项", f"a bill has 1 to {ITEMS_A_BILL_MAX} items")
    return tuple(_item(row, item) for row, item in enumerate(items, start=1))


def total_fen(items: Any) -> int:
    """What they come to, in fen. Refusals as `bill_items`, and FEE_ITEM_WRONG where that is nothing or too much."""
    found = sum(item.fen for item in bill_items(items))
    if not 1 <= found <= FEN_MAX:
        raise _wrong(1, "合计金额不对", "the sum is no amount")
    return found


def check_bill(items: Any, fen: int, owed_fen: int, powers: Set[Power]) -> None:
    """Whether such a bill may be made by somebody with these powers. fen: what the signed head says; owed_fen: of the
    bill before. Refusals as `total_fen`, FEE_SUM_WRONG, FEE_ABOVE_FLOOR, BILL_OPEN."""
    if owed_fen > 0:
        raise Refusal("BILL_OPEN")
    if total_fen(items) != fen:
        raise Refusal("FEE_SUM_WRONG", sum_fen=total_fen(items), fen=fen)
    for row, item in enumerate(bill_items(items), start=1):
        if item.fen > item.floor_fen and Power.SUPERVISOR not in powers:
            raise Refusal("FEE_ABOVE_FLOOR", row=row)


def _item(row: int, given: Any) -> Item:
    try:
        item = msgspec.convert(given, Item)
    except msgspec.ValidationError as error:
        raise _wrong(row, "缺项或格式不对", str(error)[:200]) from None
    if not item.item.strip():
        raise _wrong(row, "没有项目名称", "it has no name")
    if _AGENCY in item.item:
        raise Refusal("FEE_FOR_AGENCY", row=row)
    if not item.basis.strip():
        raise Refusal("FEE_WITHOUT_BASIS", row=row)
    return item


def _wrong(row: int, reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("FEE_ITEM_WRONG", row=row, reason_zh=reason_zh, reason_en=reason_en)
