"""Progress at the station: by the whole number, its end or the receipt's code, as of a time, and no guess for free."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.casework.case_number import issue, parse
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import Entrusted, entrust
from kiosk.desk.lookup import TRIES_MAX
from kiosk.desk.progress import Asker, Progress, asker, look_up
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from tests.concluded_by_hand import conclude, entrust_to_county, talk
from tests.county_by_hand import NOW_MS, CountyByHand
from tests.kiosk_by_hand import bare_example, opened


@pytest.fixture
def done(folder: Path, issued: Issued) -> Entrusted:
    with opened(folder, issued) as station:
        return entrust(station, bare_example())


@pytest.fixture
def locked(folder: Path, done: Entrusted) -> Iterator[Station]:
    """The station with nobody signed in, as a resident meets it."""
    with opened(folder) as station:
        yield station


def proved(progress: Progress) -> set[str]:
    return {truth.name for truth in progress.truths if truth.proved}


def plant(station: Station, done: Entrusted, number: str) -> None:
    """A second case of our own under another number, as if entrusted years before."""
    columns = [row[1] for row in station.store.all("PRAGMA table_info(event)")]
    row = dict(zip(columns, station.store.one("SELECT * FROM event WHERE hash = ?", done.event_hash), strict=True))
    row |= {"hash": bytes(32), "case": number, "seq": row["seq"] + 100, "position": row["position"] + 100}
    marks = ", ".join("?" * len(columns))
    station.store.connection.execute(f"INSERT INTO event VALUES ({marks})", [row[name] for name in columns])


def refused(station: Station, typed: str, code: str = "000000") -> str:
    with pytest.raises(Refusal) as no:
        look_up(station, typed, code)
    return no.value.code


def test_the_end_of_the_number_the_whole_and_the_code_picture_lead_to_one_case(
    locked: Station, done: Entrusted
) -> None:
    slip = done.receipt
    for typed, code in ((slip.number, slip.query_code), (slip.number[-8:], slip.query_code), (slip.qr, "")):
        asked, progress = look_up(locked, typed, code)
        assert asked == Asker(slip.number, slip.query_code)
        assert (progress.words, progress.as_of_ms) == ("已收件，尚未受理", 0)
        assert proved(progress) == {"recorded"} and not progress.may_rate


def test_an_end_that_two_cases_share_is_asked_for_in_full_and_no_code_is_tried(
    locked: Station, done: Entrusted
) -> None:
    number = done.receipt.number
    parts = parse(number)
    twin = next(
        other
        for year in range(2020, 2099)
        if (other := issue(parts.station, parts.date.replace(year=year), parts.terminal, parts.sequence)) != number
        and other.endswith(number[-8:])
    )
    plant(locked, done, twin)
    assert refused(locked, number[-8:], done.receipt.query_code) == "NUMBER_NOT_UNIQUE"
    assert look_up(locked, number, done.receipt.query_code)[0].number == number
    assert locked.store.one("SELECT COUNT(*) FROM query_try")[0] == 0


def test_what_is_too_short_or_no_number_is_told(locked: Station, done: Entrusted) -> None:
    for typed in ("", "1234567", "王秀英", "1" * 28):
        assert refused(locked, typed) == "NUMBER_TOO_SHORT"
    wrong = done.receipt.number[:-1] + str((int(done.receipt.number[-1]) + 1) % 10)
    assert refused(locked, wrong) == "CASE_NUMBER_CHECK_DIGIT"
    assert refused(locked, "99999999") == "QUERY_CODE_WRONG"  # who guesses learns nothing of what is held


def test_another_villages_case_is_told_where_to_ask(locked: Station, done: Entrusted) -> None:
    number = parse(done.receipt.number)
    other = next(row for row in locked.document.divisions.rows if len(row.code) == 12 and row.code != locked.code)
    with pytest.raises(Refusal) as no:
        look_up(locked, issue(other.station, number.date, 1, 1), "123456")
    assert no.value.code == "CASE_ELSEWHERE" and other.name in no.value.text()
    abroad = issue("110101001001", number.date, 1, 1)
    with pytest.raises(Refusal, match=r"CASE_ELSEWHERE.*110101001001"):
        asker(locked, abroad)


def test_five_wrong_codes_by_the_numbers_end_lock_the_case_for_its_whole_number_too(
    locked: Station, done: Entrusted
) -> None:
    wrong = "000000" if done.receipt.query_code != "000000" else "000001"
    for _ in range(TRIES_MAX):
        assert refused(locked, done.receipt.number[-8:], wrong) == "QUERY_CODE_WRONG"
    assert refused(locked, done.receipt.number, done.receipt.query_code) == "QUERY_CODE_LOCKED"


def test_the_countys_word_is_told_with_its_time_and_a_conclusion_may_be_rated_once_it_is_known(
    folder: Path, issued: Issued, county: CountyByHand
) -> None:
    with opened(folder, issued) as station:
        slip = entrust_to_county(station).receipt
        assert not look_up(station, slip.qr)[1].may_rate
        county.now_ms = NOW_MS + 3 * 86_400_000
        conclude(station, county, slip.number)
    with opened(folder) as station:
        _, progress = look_up(station, slip.number[-8:], slip.query_code)
        assert (progress.state, progress.words, progress.may_rate) == (State.CONCLUDED, "已办结", True)
        assert progress.told_zh.startswith("已办结：准予。") and progress.told_en.startswith("Concluded: granted.")
        assert progress.as_of_ms == county.now_ms
        assert proved(progress) == {"recorded", "left", "at_county", "safe", "accepted"}
        act(station, Wanted(slip.number, "rate", {"grade": "1"}, query_code=slip.query_code))
        assert look_up(station, slip.qr)[1].rated


def test_where_the_case_has_moved_on_here_the_countys_older_word_is_not_repeated(
    folder: Path, issued: Issued, county: CountyByHand
) -> None:
    with opened(folder, issued) as station:
        slip = entrust_to_county(station).receipt
        talk(station, county)
        county.send(station.identity, county.decide(slip.number, Kind.COMPLAINED, {}))
        talk(station, county)  # a word of the time when it was received
        act(station, Wanted(slip.number, "forward", {}))
        _, progress = look_up(station, slip.qr)
        assert progress.told_zh.startswith("已上报县，等待受理")


def test_nothing_of_the_principal_is_told(locked: Station, done: Entrusted) -> None:
    said = str(look_up(locked, done.receipt.qr)[1])
    for secret in ("王秀英", "999901195509100123", "13857600001", "乌岩头村12号"):
        assert secret not in said
