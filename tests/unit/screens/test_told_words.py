"""What is told of a case that nobody has confirmed: where it is, whose turn it is, and until when."""

import datetime

from kiosk.core.casework.transitions import State
from kiosk.desk.progress import Progress, Truth
from kiosk.screens.resident.case_progress import told_words


def progress(state: State, at_county: bool) -> Progress:
    truths = (Truth("recorded", "", True), Truth("at_county", "", at_county))
    due = datetime.date(2026, 12, 22)
    return Progress("3" * 27, "高龄津贴", state, "", "县里的话。", "", 0, "", truths, False, False, "", due)


def test_an_unconfirmed_case_at_the_county_is_there_and_yet_not_begun() -> None:
    told = told_words(progress(State.PENDING, at_county=True))
    assert told.startswith("登记的内容县里已经收到。") and "确认以后，才开始办" in told and "12 月 22 日以前" in told


def test_before_the_county_is_proved_to_have_it_nothing_of_the_county_is_said() -> None:
    told = told_words(progress(State.PENDING, at_county=False))
    assert "县里" not in told and "记在这台机器上" in told


def test_of_any_other_case_the_slip_speaks() -> None:
    assert told_words(progress(State.RECEIVED, at_county=True)) == "县里的话。"
