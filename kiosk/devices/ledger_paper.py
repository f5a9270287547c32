"""A month of the ledger 台账 for the printer: A4 across, its head on every page, at the foot who signs and which page
it is (domain F-5: 页签)."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import as_file, files

import typst

from kiosk.core.casework.case_number import grouped

# The columns of domain §4.11 as they stand on paper: what belongs together stands under one another, so that all fit.
STACKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("序号", ("sequence",)),
    ("办件编号\n日期时间", ("number", "at")),
    ("委托人　组别\n联系电话", ("principal", "group", "phone")),
    ("事项\n办件类型", ("matter", "case_type")),
    ("材料清单\n原件份数", ("materials",)),
    ("受理人\n上报时间", ("received_by", "forwarded_at")),
    ("接收单位/人\n承诺日期", ("taken_by", "promised")),
    ("补正\n次数", ("corrections",)),
    ("进展\n结果", ("progress", "result")),
    ("领取　送达\n签收", ("collected_at", "delivered_at", "signed_for")),
    ("费用(代缴)\n票据号", ("fee_receipt",)),
    ("回访(时间/\n方式/满意度)", ("followed_up",)),
    ("归档号\n备注", ("archive", "remark")),
)

NUMBERS = ("number", "archive")  # 27 digits: grouped as on a receipt, so that they can be read and broken


def draw_ledger(place: str, month: str, lines: Iterable[Mapping[str, str]]) -> bytes:
    """The month as PDF. place: the station as people say it; month: 2026-11; lines: as `of_month` numbers them."""
    year, number = month.split("-")
    data = {
        "place": place, "month": f"{year}年{int(number)}月", "heads": [head for head, _ in STACKED],
        "rows": ledger_cells(lines),
    }  # fmt: skip
    return typst.compile(
        _template(), font_paths=_fonts(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, format="pdf",
        timestamp=0,
    )  # fmt: skip


def ledger_cells(lines: Iterable[Mapping[str, str]]) -> list[list[str]]:
    """The cells of each line, one for each of `STACKED`."""
    return [[_cell(line, names) for _, names in STACKED] for line in lines]


def _cell(line: Mapping[str, str], names: Iterable[str]) -> str:
    told = (grouped(line[name]) if name in NUMBERS and line[name] else line[name] for name in names)
    return "\n".join(filter(None, told))


@cache
def _template() -> bytes:
    return files("kiosk.devices").joinpath("ledger.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Those of the house, read once."""
    with as_file(files("assets").joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
