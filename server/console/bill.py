"""One bill 缴费通知单 between browser and office: rows of a form as the items of `bill`, amounts in yuan as whole fen."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

BILL_ROWS = 6  # a building permit's fees are four; another bill may follow
ITEM_CHARS_MAX = 60
BASIS_CHARS_MAX = 200
YUAN_CHARS_MAX = 13
TEXTS: Mapping[str, int] = {"item": ITEM_CHARS_MAX, "basis": BASIS_CHARS_MAX, "rate": BASIS_CHARS_MAX}  # characters
AMOUNTS: Mapping[str, int] = {"floor_fen": YUAN_CHARS_MAX, "fen": YUAN_CHARS_MAX}
CELLS: Mapping[str, int] = {**TEXTS, **AMOUNTS}
_YUAN = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?", re.ASCII)


class Bill(NamedTuple):
    """items: rows in which something stands, amounts as fen; fen: of all of them, None while one cannot be read."""

    items: list[dict[str, str | int]]
    fen: int | None


def fen_of(yuan: str) -> int | None:
    """Fen of an amount in yuan as people write it: 12, 12.5, 1,200.00元; None for what is no such amount."""
    found = _YUAN.fullmatch(yuan.strip().replace(",", "").removesuffix("元"))  # zh-only
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def rows_typed(typed: Mapping[str, Sequence[str]]) -> tuple[Mapping[str, str], ...]:
    """What stands in each row of the form, by name of its field."""
    return tuple(
        {name: (typed.get(f"items-{number}-{name}") or [""])[-1][: most + 1] for name, most in CELLS.items()}
        for number in range(1, BILL_ROWS + 1)
    )


def bill_of(typed: Mapping[str, Sequence[str]]) -> Bill:
    """The bill that the form makes."""
    items: list[dict[str, str | int]] = []
    readable = True
    for row in rows_typed(typed):
        if not any(text.strip() for text in row.values()):
            continue
        amounts = {name: fen_of(row[name]) for name in AMOUNTS}
        readable = readable and None not in amounts.values()
        items.append({name: row[name].strip() for name in TEXTS} | {name: fen or 0 for name, fen in amounts.items()})
    total = sum(int(item["fen"]) for item in items)
    return Bill(items, total if readable and items else None)
