"""A resident alone comes with the old-age allowance, and goes home with a receipt: by touches, from home to the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kivy.core.window import Window

from kiosk.desk.opening import Opener
from kiosk.desk.staffing import Issued, sign_in_with_card, sign_out
from kiosk.desk.station import Station
from kiosk.widgets.theme import theme
from tests.kiosk_by_hand import PIN
from tests.ui.driver import Driver
from tests.ui.resident import Resident
from tests.ui.walk import faults

RARE, PLAIN = ("yan", "䶮"), ("ying", "英")  # spelling, character


@pytest.fixture(autouse=True)
def from_home(kiosk: Driver) -> Iterator[None]:
    yield
    kiosk.shell.wipe()
    kiosk.settle()


def cases(station: Station) -> list[str]:
    return [number for (number,) in station.store.all('SELECT number FROM "case"')]


def recorded_name(station: Station, issued: Issued, event_hash: bytes) -> str:
    """The principal's name in a case, as the agent reads it: nobody else at this station can."""
    sign_in_with_card(station, issued.badge, PIN)
    body = Opener(station).body(event_hash)
    sign_out(station)
    assert body is not None
    return str(body["principal"]["name"])


@pytest.mark.parametrize(("language", "elder", "given"), [("zh", False, RARE), ("en", True, PLAIN)])
def test_a_resident_alone_entrusts_the_old_age_allowance(
    kiosk: Driver, issued: tuple[Path, Issued], language: str, elder: bool, given: tuple[str, str]
) -> None:
    before = kiosk.ask(cases)
    theme.language, theme.elder = language, elder
    kiosk.settle()
    resident = Resident(kiosk)
    resident.go_to_the_questions()
    resident.answer_the_questions(given)
    resident.answer_the_form()
    resident.bring_the_materials()
    resident.give_the_mandate()
    resident.sign()
    assert resident.sees("请看一看，都对吗？")
    name = "王" + given[1]
    assert kiosk.sees(name)
    assert faults(Window, kiosk.pixels()) == []
    resident.submit_twice()
    after = kiosk.ask(cases)
    assert len(after) == len(before) + 1, "one case, however often it was touched"
    entrusted = kiosk.shell.visit.entrusted
    receipt = entrusted.receipt
    assert receipt.state == "已登记，待代办员确认"
    assert kiosk.sees(receipt.query_code[:3])
    assert kiosk.ask(lambda station: recorded_name(station, issued[1], entrusted.event_hash)) == name
    kiosk.page.forward()
    kiosk.settle()
    resident.tap("完成")
    assert resident.sees("办手续")
    assert kiosk.shell.visit.answers == {}
    assert (theme.language, theme.elder) == ("zh", False)
