"""The first forms filled in by touches in the real window, down to the receipt and what is recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kivy.core.window import Window

from kiosk.desk.opening import Opener
from kiosk.desk.staffing import Issued, sign_in_with_card, sign_out
from kiosk.desk.station import Station
from tests.kiosk_by_hand import PIN
from tests.ui.driver import Driver
from tests.ui.filler import Filler
from tests.ui.resident import IDENTITY
from tests.ui.walk import faults


@pytest.fixture
def filler(kiosk: Driver) -> Iterator[Filler]:
    yield Filler(kiosk)
    kiosk.shell.wipe()
    kiosk.settle()


def hand_in(filler: Filler, issued: Issued) -> dict[str, Any]:
    """From the materials to the receipt, and the answers as the agent reads them in the sealed body."""
    filler.bring_the_materials()
    filler.give_the_mandate()
    filler.sign()
    assert filler.sees("请看一看，都对吗？")
    assert faults(Window, filler.kiosk.pixels()) == []
    filler.tap("都对，提交")
    entrusted = filler.kiosk.shell.visit.entrusted
    assert entrusted.receipt.state == "已登记，待代办员确认"
    body: dict[str, Any] = filler.kiosk.ask(lambda station: opened_body(station, issued, entrusted.event_hash))
    assert body["form"]["id"] == filler.kiosk.shell.visit.matter.code
    answers: dict[str, Any] = body["answers"]
    return answers


def opened_body(station: Station, issued: Issued, event_hash: bytes) -> dict[str, Any]:
    sign_in_with_card(station, issued.badge, PIN)
    body = Opener(station).body(event_hash)
    sign_out(station)
    assert body is not None
    return body


def numbers_asked(kiosk: Driver) -> set[int]:
    return {int(row.number) for row in kiosk.page.ids.rows.children}


def test_the_old_age_allowance(kiosk: Driver, issued: tuple[Path, Issued], filler: Filler) -> None:
    filler.stand_before_the_form("MZ-06")
    filler.answer("claimed_before", "在别的县领过，后来迁过来了")
    filler.write_in("previous_place", "xian", "县")
    filler.answer("previous_until")
    filler.answer("pay_to", "我还没有卡")
    assert kiosk.sees("没有卡也能先办")
    filler.answer("no_card")
    filler.answer("yearly_check", "腿脚不便，请上门")
    assert 4 not in numbers_asked(kiosk), "who has no card is not asked for its copy"
    assert hand_in(filler, issued[1]) == {
        "claimed_before": "elsewhere", "previous_place": "县", "pay_to": "none", "yearly_check": "home",
    }  # fmt: skip


def test_the_insurance_of_two_people(kiosk: Driver, issued: tuple[Path, Issued], filler: Filler) -> None:
    filler.stand_before_the_form("YB-01")
    filler.answer("cover_year", "明年全年")
    filler.answer("insured_kin", "我自己")
    filler.tap("还有，再加")
    filler.answer("insured_kin", "老伴（丈夫或妻子）")
    filler.write_in("insured_name", "li", "李")
    filler.type_in("insured_id_number", IDENTITY[:-1] + "4")
    assert kiosk.page.error, "a number with a wrong digit is not taken"
    filler.tap("删除")
    filler.type_in("insured_id_number", IDENTITY[-1])
    assert kiosk.sees("老伴（丈夫或妻子），李"), "both stand there"
    filler.tap("没有了")
    assert kiosk.page.shown == "2"
    filler.answer("insured_count")
    filler.answer("then_pay")
    assert 2 in numbers_asked(kiosk), "who enrols the family is asked for the household register"
    answers = hand_in(filler, issued[1])
    assert (answers["cover_year"], answers["insured_count"]) == ("next", 2)
    assert [row["insured_kin"] for row in answers["insured"]] == ["self", "spouse"]
    assert answers["insured"][1]["insured_id_number"] == IDENTITY


def test_the_homestead_with_its_household_and_a_house(
    kiosk: Driver, issued: tuple[Path, Issued], filler: Filler
) -> None:
    filler.stand_before_the_form("ZR-01")
    filler.answer("build_kind", "老房子拆了，原地重建")
    filler.answer("build_reason", "人多，房子不够住")
    filler.answer("head_of_household", "是")
    filler.type_in("others_in_household", "2")
    for spelling, character, kin in (("li", "李", "老伴（丈夫或妻子）"), ("wang", "王", "子女")):
        filler.write_in("member_name", spelling, character)
        filler.answer("member_kin", kin)
    assert kiosk.page.shown == "3", "the household is counted"
    filler.answer("household_size")
    filler.answer("has_house", "是")
    filler.write_in("house_place", "cun", "村")
    filler.type_in("house_plot_m2", "120.5")
    filler.answer("house_fate", "拆掉，在原地重建")
    filler.tap("没有了")
    filler.answer("homesteads_m2")
    filler.answer("given_away", "否")
    filler.type_in("plot_m2", "120")
    filler.type_in("base_m2", "130")
    assert kiosk.sees("房子占地要大于0，不能比整块宅基地还大。")
    filler.tap("清空")
    filler.type_in("base_m2", "90")
    filler.type_in("floors", "2")
    filler.answer("floor_area_m2")
    filler.answer("plot_per_head_m2")
    filler.answer("drawing", "还没有，请帮我选")
    filler.answer("neighbours", "问过了，都同意")
    answers = hand_in(filler, issued[1])
    assert (answers["household_size"], answers["floor_area_m2"], answers["plot_per_head_m2"]) == (3, 180, 40)
    assert [row["member_kin"] for row in answers["member"]] == ["spouse", "child"]
    assert [(row["house_place"], row["house_plot_m2"]) for row in answers["house"]] == [("村", 120.5)]
