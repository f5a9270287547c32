"""Authority is per person and matter (首席代表与窗口授权); training and terms end by themselves (代办员队伍, 挂职)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.console.sessions import begin, find
from server.office.staff import Staff
from server.office.working import require_working
from server.store import tables as t
from server.store.database import reading
from tests.office_by_hand import CLERK, TOWN, do, forwarded_case, people
from tests.server_by_hand import NOW_MS, House, county, station
from tests.unit.office.intake_by_hand import code, done

OTHER = Staff("T2", "镇窗口乙", Level.TOWNSHIP, "331003001", ("clerk", "approver"))
MATTER = "MZ-05"
DAY_MS = 86_400_000


def refused(house: House, case: str, command: str, staff: str, **fields: str) -> str:
    with pytest.raises(Refusal) as no:
        do(house, case, command, staff, **fields)
    return no.value.code


def authorise(house: House, number: str, grade: str, **days: str) -> dict[str, dict[str, int]]:
    return done(house, "authorise", number=number, matter=MATTER, grade=grade, staff="admin", **days)


def test_a_06_once_a_matter_has_an_authorisation_only_the_named_may(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, OTHER)
        kiosk = station(house)
        first, second = forwarded_case(house, kiosk), forwarded_case(house, kiosk, 2)
        assert do(house, first, "accept", "T2").state == "受理", "nobody is named yet: the post is enough"
        authorise(house, "T1", "conclude")
        assert refused(house, second, "accept", "T2") == "NOT_AUTHORISED"
        assert do(house, second, "accept", "T1").state == "受理"


def test_a_06_only_who_may_conclude_concludes_and_each_grade_holds_those_before_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, OTHER)
        case = forwarded_case(house, station(house))
        authorise(house, "T1", "review")
        authorise(house, "T2", "conclude")
        do(house, case, "accept", "T1")
        do(house, case, "start", "T1")
        assert refused(house, case, "conclude", "T1", result="granted") == "NOT_AUTHORISED"
        assert do(house, case, "conclude", "T2", result="granted").state == "办结"


def test_a_06_an_authorisation_holds_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house))
        authorise(house, "T1", "accept", first="2026-11-20", last="2026-11-21")
        assert refused(house, case, "accept", "T1") == "NOT_AUTHORISED", "what ran out gives it to nobody"
        authorise(house, "T1", "accept", first="2026-11-22", last="2026-11-22")
        assert do(house, case, "accept", "T1").state == "受理"


def test_a_06_the_rates_count_matters_and_not_people(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, OTHER)
        authorise(house, "T1", "accept")
        authorise(house, "T2", "accept")
        counts = done(house, "authorise", number="T2", matter="MZ-01", grade="conclude", staff="admin")["counts"]
        assert counts == {"matters": 104, "any": 2, "concluding": 1}


def test_an_authority_taken_back_leaves_the_post_alone(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, OTHER)
        case = forwarded_case(house, station(house))
        authorise(house, "T1", "accept")
        authorise(house, "T1", "")
        assert do(house, case, "accept", "T2").state == "受理"
        assert code(house, "authorise", number="T1", matter=MATTER, grade="", staff="admin") == "AUTHORISATION_UNKNOWN"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"staff": "T1"}, "STAFF_NOT_A_CLERK"),
        ({"number": "nobody"}, "STAFF_UNKNOWN"),
        ({"matter": "XX-99"}, "MATTER_UNKNOWN"),
        ({"first": "2026-12-02", "last": "2026-12-01"}, "AUTHORISATION_DAYS"),
    ],
)
def test_an_authority_is_given_by_an_administrator_for_what_exists(
    tmp_path: Path, changed: dict[str, str], refusal: str
) -> None:
    asked = {"number": "T1", "matter": MATTER, "grade": "accept", "staff": "admin"} | changed
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        assert code(house, "authorise", **asked) == refusal
        assert not done(house, "authorised")["authorisations"]


def test_f_07_an_attached_cadres_account_expires_on_its_end_date(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house))
        said = done(house, "staff-term", number="T1", until="2026-11-22", staff="admin")
        assert (said["until"], said["catalogue_version"]) == ("2026-11-22", 2)
        secret = house.writer.run(lambda journal: begin(journal, house.instruments, "T1"))
        assert do(house, case, "accept", "T1").state == "受理", "the last day is whole"
        midnight = start_of_day_ms(date.fromisoformat("2026-11-23"))
        house.wall.ms = midnight
        assert refused(house, case, "start", "T1") == "STAFF_TERM_ENDED"
        with reading(house.engine) as connection:
            assert find(connection, "331003", secret, 1_000, midnight) is None, "an open browser ends too"
            assert find(connection, "331003", secret, 1_000, midnight - 1) is not None
        done(house, "staff-term", number="T1", until="none", staff="admin")
        assert do(house, case, "start", "T1").state == "在办"


def test_an_administrator_sets_no_end_to_themselves(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        assert code(house, "staff-term", number="admin", until="2026-12-31", staff="admin") == "STAFF_ONESELF"
        assert code(house, "staff-term", number="admin", until="soon", staff="admin") == "STAFF_FACT_WRONG"


def test_every_end_is_published_signed_for_the_stations_and_audited(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, CLERK)
        done(house, "staff-term", number="C1", trained_until="2026-12-31", staff="admin")
        done(house, "staff-term", number="T1", until="2027-01-31", staff="admin")
        document = house.writer.run(lambda journal: house.office.published.in_force(journal.connection))
        assert [(one.number, str(one.trained_until), str(one.until)) for one in document.people] == [
            ("C1", "2026-12-31", "None"),
            ("T1", "None", "2027-01-31"),
        ]
        person = house.writer.run(lambda j: require_working(j.connection, j.county, "T1", NOW_MS + DAY_MS))
        assert person.number == "T1"
        asked = select(t.audit.c.detail).where(t.audit.c.deed == "staff term").order_by(t.audit.c.detail)
        assert house.writer.run(lambda j: list(j.connection.scalars(asked))) == [
            "trained_until=2026-12-31",
            "until=2027-01-31",
        ]


def test_an_authority_for_one_matter_says_nothing_of_another(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, OTHER)
        case = forwarded_case(house, station(house), decide_tier=Tier.COUNTY)
        authorise(house, "T1", "conclude")
        assert do(house, case, "accept", "T2").state == "受理"


def test_f_07_an_administrator_whose_term_has_ended_administers_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK._replace(number="A9", roles=("administrator",)))
        done(house, "staff-term", number="A9", until="2026-11-21", staff="admin")
        assert code(house, "authorise", number="admin", matter=MATTER, grade="accept", staff="A9") == "STAFF_TERM_ENDED"
        assert code(house, "limits", changes={"correction_days": "16"}, staff="A9") == "STAFF_TERM_ENDED"
