"""The public look-up: number and code together open one case's progress; everything else is one and the same no."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.core.casework.case_number import check_digit
from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.event import ClockReading, Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office import lookup, tries
from server.office.bodies import Bodies
from server.office.lookup import CASE_TRIES_MAX, LOCKED_S, Lookup, network
from server.office.progress import Progress, progress
from server.office.published import Published
from server.store import tables as t
from server.store.database import reading
from server.store.sign_in_tables import wrong_try
from tests.office_by_hand import CLERK, CODE, do, forwarded_case, number, people
from tests.server_by_hand import House, Wall, county, station

WRONG = "000000"
HERE = "192.0.2.7"


class Uptime(Wall):
    """A clock whose seconds since boot tests set too."""

    s = 10_000

    def __call__(self) -> ClockReading:
        return super().__call__()._replace(uptime_s=self.s)


def at(house: House) -> tuple[Lookup, Uptime]:
    wall = Uptime()
    return Lookup(house.node, house.engine, house.writer, Instruments(wall, house.instruments.draw)), wall


def code_of(look: Lookup, case: str, code: str, address: str = HERE) -> str:
    """The refusal's code, "" when it was found."""
    try:
        look.find(case, code, address)
    except Refusal as no:
        return no.code
    return ""


def unknown(case: str) -> str:
    """Another right number, of a case that does not exist."""
    body = case[:22] + "0999"
    return body + check_digit(body)


def shown(house: House, case: str, identity: bytes) -> Progress:
    published = Published(house.node)
    with reading(house.engine) as connection:
        bodies = Bodies(house.node, house.instruments, published)
        return progress(connection, house.node, published, bodies, case, identity, house.wall.ms)


def test_number_and_code_open_state_dates_and_masked_name_and_nothing_else(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house), accept_tier=Level.COUNTY, decide_tier=Tier.COUNTY)
        people(house, CLERK)
        do(house, case, "accept", "C1")
        look, _ = at(house)
        spaced = f" {case[:12]} {case[12:20]}-{case[20:]} "
        found, identity = look.find(spaced, f" {CODE[:3]} {CODE[3:]} ", HERE)
        told = shown(house, found, identity)
        assert (told.number, told.principal, told.state) == (case, "王*英", State.ACCEPTED)
        assert [kind for kind, _ in told.steps] == [Kind.ENTRUSTED, Kind.FORWARDED, Kind.ACCEPTED]
        assert told.sentence == ("已受理，由县办理。", "Accepted; the county handles it.")


def test_the_text_of_the_receipts_code_is_enough(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house))
        assert at(house)[0].find(f"daiban1:{case}:{CODE}:0123456789ABCDEF", "", HERE)[0] == case


def test_an_unknown_number_and_a_wrong_code_are_told_apart_by_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house))
        for asked in (case, unknown(case)):
            look, _ = at(house)
            said = [code_of(look, asked, WRONG, f"198.51.100.{i}") for i in range(CASE_TRIES_MAX + 1)]
            assert said == ["PROGRESS_NOT_FOUND"] * CASE_TRIES_MAX + ["PROGRESS_LOCKED"]


def test_five_wrong_tries_rest_the_case_for_an_hour_even_for_the_right_code(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house))
        look, wall = at(house)
        for _ in range(CASE_TRIES_MAX):
            code_of(look, case, WRONG)
        wall.s += LOCKED_S - 1
        assert code_of(look, case, CODE) == "PROGRESS_LOCKED"
        wall.s += 1
        assert code_of(look, case, CODE) == ""


def test_a_right_code_forgets_the_wrong_ones_before_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house))
        look, _ = at(house)
        for _ in range(3):
            for _ in range(CASE_TRIES_MAX - 1):
                assert code_of(look, case, WRONG) == "PROGRESS_NOT_FOUND"
            assert code_of(look, case, CODE) == ""


def test_an_address_that_tries_many_numbers_rests_and_others_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "ADDRESS_TRIES_MAX", 4)
    with county(tmp_path / "c") as house:
        village = station(house)
        cases = [forwarded_case(house, village, sequence) for sequence in range(1, 7)]
        look, _ = at(house)
        assert [code_of(look, case, WRONG) for case in cases[:5]][-1] == "PROGRESS_LOCKED"
        assert code_of(look, cases[5], CODE) == "PROGRESS_LOCKED"
        assert code_of(look, cases[5], CODE, "192.0.2.8") == ""


def test_what_is_no_number_or_no_code_counts_as_no_try(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house))
        look, _ = at(house)
        assert code_of(look, case[:-1], CODE) == "CASE_NUMBER_SHAPE"
        assert code_of(look, case, "12345") == "QUERY_CODE_SHAPE"
        assert code_of(look, "DAIBAN1:nonsense", "") == "RECEIPT_UNREADABLE"
        with reading(house.engine) as connection:
            assert connection.scalars(select(func.count()).select_from(wrong_try)).one() == 0


def test_two_cases_of_one_number_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house))
        other = house.office.query_mac(case, "314159")
        row = {"county": house.node.county_code, "id": b"2" * 24, "case_no": case, "mac": other}
        house.writer.run(lambda journal: journal.connection.execute(t.query_code.insert().values(**row)))
        look, _ = at(house)
        assert look.find(case, "314159", HERE)[1] == b"2" * 24
        assert look.find(case, CODE, HERE)[1] != b"2" * 24


def test_neither_addresses_nor_numbers_lie_in_the_table_of_tries(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = number(station(house))
        code_of(at(house)[0], case, WRONG)
        with reading(house.engine) as connection:
            rows = repr(connection.execute(select(wrong_try)).all())
        assert HERE not in rows and case not in rows and len(rows) > 40


def test_numbers_invented_without_end_do_not_fill_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "ROWS_COUNT_MAX", 8)
    with county(tmp_path / "c") as house:
        look, wall = at(house)
        village = station(house)
        for sequence in range(1, 30):
            wall.s += 1
            code_of(look, number(village, sequence), WRONG, f"203.0.113.{sequence}")
        with reading(house.engine) as connection:
            assert connection.scalars(select(func.count()).select_from(wrong_try)).one() <= 10


def test_invented_numbers_lift_no_cases_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "ROWS_COUNT_MAX", 8)
    with county(tmp_path / "c") as house:
        village = station(house)
        case = forwarded_case(house, village)
        look, wall = at(house)
        for _ in range(CASE_TRIES_MAX):
            code_of(look, case, WRONG)
        for sequence in range(2, 30):
            wall.s += 1
            code_of(look, number(village, sequence), WRONG, f"203.0.113.{sequence}")
        assert code_of(look, case, CODE) == "PROGRESS_LOCKED"


def test_after_a_restart_nothing_rests_longer_than_an_hour(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house))
        look, wall = at(house)
        for _ in range(CASE_TRIES_MAX):
            code_of(look, case, WRONG)
        wall.s = 5  # the machine was started anew
        house.writer.run(lambda journal: tries.begin(journal, wall.s))
        wall.s = 5 + LOCKED_S
        assert code_of(look, case, CODE) == ""


def test_a_phones_whole_network_is_one_address() -> None:
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2:ffff::1") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.7") == network("192.0.2.7") != network("192.0.2.8")
