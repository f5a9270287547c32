"""Traps of the law that a paper keeps people from (domain 4.13)."""

from collections.abc import Iterator

import pytest

from kiosk.core.casework.codes import Result
from kiosk.core.casework.decide import promise_facts
from kiosk.core.casework.kinds import Kind
from server.documents.handling_papers import public_notice
from server.documents.printing import subject_of
from server.store.database import reading
from tests.papers_by_hand import TOWN, Hall, hall, said

GROWN, CHILD = "999901193802140037", "999901201506010024"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with hall(tmp_path_factory.mktemp("traps") / "county") as found:
        yield found


def test_s_413_07_a_death_reminds_of_the_benefits_within_twenty_working_days_and_stops_none(made: Hall) -> None:
    made.at("2026-11-26")
    case = made.entrusted("阮秀英", "GA-02")
    made.do(case, "accept", TOWN)
    made.do(case, "start", TOWN)
    made.do(case, "conclude", TOWN, result="granted", opinion="准予注销户口。")
    decision = made.paper(case, "decision")
    ((last, what),) = next(table.rows for table in decision.tables if table.heading == "请记得")
    assert last == "2026年12月24日" and "停发养老金" in what and "不会自动停发" in what
    assert len(made.dossier(case).one.case.effects) == 6, "nothing else"


def test_s_413_08_a_mediation_agreement_reminds_of_the_courts_confirmation_within_thirty_days(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("卢阿根", "SF-02")
    terms = made.house.writer.run(lambda journal: made.house.office.published.terms(journal.connection, "SF-02", 1))
    assert terms is not None
    made.village(Kind.ACCEPTED, case, promise_facts(terms), {})
    made.village(Kind.HANDLING_STARTED, case, {}, {})
    made.village(Kind.CONCLUDED, case, {"result": Result.GRANTED}, {"opinion": "双方达成协议。"})
    ((last, what),) = next(table.rows for table in made.paper(case, "decision").tables if table.heading == "请记得")
    assert last == "2026年12月23日" and "司法确认" in what


def test_s_413_08_what_was_refused_reminds_of_nothing(made: Hall) -> None:
    made.at("2026-11-26")
    case = made.entrusted("林海", "GA-02")
    made.do(case, "accept", TOWN)
    made.do(case, "start", TOWN)
    made.do(case, "conclude", TOWN, result="refused", opinion="不符合条件。")
    assert "请记得" not in said(made.paper(case, "decision"))


def test_s_413_10_a_public_notice_shows_a_masked_name_and_no_number_and_never_a_child(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("阮文明", "NY-05")
    made.do(case, "accept")
    made.do(case, "start")
    made.do(case, "suspend", reason="public_notice")
    shown = said(made.paper(case, "public-notice"))
    assert "阮*明" in shown and "阮文明" not in shown
    with reading(made.house.engine) as connection:
        subject = subject_of(connection, made.house.office.published, made.house.node.county_code, made.dossier(case))
    assert subject.id_number == GROWN
    for secret in (GROWN, GROWN[:6], subject.phone, subject.address):
        assert secret and secret not in shown
    step = made.dossier(case).steps[-1]
    for number in (CHILD, ""):
        _, (table,) = public_notice(subject._replace(id_number=number), step)
        assert "阮" not in str(table.rows) and "不公示姓名" in str(table.rows)


def test_s_413_10_a_survey_stops_the_clock_and_puts_nobody_on_the_board(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("解凤", "NY-05")
    made.do(case, "accept")
    made.do(case, "start")
    made.do(case, "suspend", reason="inspection")
    assert "public-notice" not in {one.code for one in made.papers(case)}
