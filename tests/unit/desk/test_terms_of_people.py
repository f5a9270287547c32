"""What the county set for a person holds at a station without a line: training that ran out, a term that ended."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.staffing import add_staff, sign_in_with_card, sign_out
from tests.kiosk_by_hand import PIN, cheap_wraps, example, photographs
from tests.unit.office.intake_by_hand import done
from tests.valley_by_hand import Valley

SECOND = "V002"


@pytest.fixture
def valley(tmp_path: Path) -> Iterator[Valley]:
    with ExitStack() as stack:
        yield Valley(tmp_path, stack)


def told(valley: Valley, **days: str) -> None:
    """The county sets it, and the village's kiosk hears of it."""
    people(valley)
    done(valley.house, "staff-term", number="V001", staff="admin", **days)
    valley.sync(valley.village)


def people(valley: Valley) -> None:
    asked = {"number": "V001", "name": "李代办", "level": "village", "prefix": "331003001001", "roles": "clerk"}
    done(valley.house, "staff-add", **asked)


def refusal(deed: Callable[[], object]) -> str:
    try:
        deed()
    except Refusal as no:
        return no.code
    return ""


def open_case(valley: Valley) -> str:
    return refusal(lambda: entrust(valley.village, example(operation=""), photographs()))


def test_f_03_an_agent_with_expired_training_opens_no_new_case_and_goes_on_with_the_others(valley: Valley) -> None:
    running = valley.entrusted()
    told(valley, trained_until="2026-11-21")
    assert open_case(valley) == "TRAINING_ENDED"
    act(valley.village, Wanted(running, "forward", {}))
    told_again = done(valley.house, "staff-term", number="V001", staff="admin", trained_until="2027-12-31")
    valley.sync(valley.village)
    assert told_again["catalogue_version"] == valley.village.document.version
    assert open_case(valley) == ""


def test_f_03_a_resident_alone_is_not_turned_away_for_it(valley: Valley) -> None:
    told(valley, trained_until="2026-11-21")
    sign_out(valley.village)
    assert open_case(valley) != "TRAINING_ENDED"


def test_f_07_whose_term_has_ended_signs_in_at_no_station(valley: Valley) -> None:
    with cheap_wraps():
        issued = add_staff(valley.village, SECOND, PIN, frozenset())
    asked = {"number": SECOND, "name": "挂职", "level": "village", "prefix": "331003001001", "roles": "clerk"}
    done(valley.house, "staff-add", **asked)
    done(valley.house, "staff-term", number=SECOND, staff="admin", until="2026-11-21")
    valley.sync(valley.village)
    sign_out(valley.village)
    assert refusal(lambda: sign_in_with_card(valley.village, issued.badge, PIN)) == "STAFF_TERM_ENDED"
    assert valley.village.signed_in is None
    done(valley.house, "staff-term", number=SECOND, staff="admin", until="2027-06-30")
    valley.sync(valley.village)
    assert refusal(lambda: sign_in_with_card(valley.village, issued.badge, PIN)) == ""


def test_f_07_who_was_signed_in_when_the_term_ended_does_nothing_more(valley: Valley) -> None:
    running = valley.entrusted()
    told(valley, until="2026-11-21")
    assert open_case(valley) == "STAFF_TERM_ENDED"
    assert refusal(lambda: act(valley.village, Wanted(running, "forward", {}))) == "STAFF_TERM_ENDED"
