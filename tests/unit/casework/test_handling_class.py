"""补办件, the sixth of the six kinds of case 六件制 (domain C-1, C-6)."""

from datetime import date

from kiosk.core.casework.codes import Result
from kiosk.core.casework.handling_class import HandlingClass, handling_class
from kiosk.core.casework.kinds import Kind
from tests.unit.casework.history import COUNTY, PROMISE, TOWNSHIP, VILLAGE, History


def test_c_01_what_is_taken_in_with_a_material_to_follow_is_a_补办件_also_once_it_has_come() -> None:
    history = History().forwarded()
    history.add(Kind.SUPPLY_ALLOWED, TOWNSHIP, {"materials": (2,), "until": date(2026, 12, 4)})
    assert handling_class(history.case, "1") is HandlingClass.SUPPLEMENTED
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    history.add(Kind.SUPPLIED, VILLAGE, {"materials": (2,)})
    assert handling_class(history.case, "1") is HandlingClass.SUPPLEMENTED


def test_c_06_a_补办件_whose_material_never_came_is_a_退回件() -> None:
    history = History().forwarded()
    history.add(Kind.SUPPLY_ALLOWED, TOWNSHIP, {"materials": (2,), "until": date(2026, 12, 4)})
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    history.add(Kind.SUPPLY_LAPSED, COUNTY, author="")
    assert history.case.result is Result.RETURNED
    assert handling_class(history.case, "1") is HandlingClass.RETURNED
