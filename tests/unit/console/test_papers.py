"""Official papers of a case: which there are, what stands on them, who may have them."""

import json
from collections.abc import Iterator

import pytest

from kiosk.core.event import Level
from server.documents.papers import PAPERS
from server.documents.printing import document_of, papers, subject_of
from server.documents.typesetting import pdf, plain
from server.office.dossier import Dossiers
from server.office.steps import Step
from server.store.database import reading
from tests.console_by_hand import Street, console
from tests.office_by_hand import CLERK, TOWN, do, forwarded_case
from tests.server_by_hand import station


class Village:
    """A village's station with one more case each time it is asked."""

    def __init__(self, street: Street) -> None:
        self.house, self.hand, self.sequence = street.house, station(street.house), 0

    def case(self) -> str:
        self.sequence += 1
        return forwarded_case(self.house, self.hand, self.sequence)


@pytest.fixture(scope="module")
def village(street: Street) -> Village:
    return Village(street)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with console(tmp_path_factory.mktemp("papers") / "county") as made:
        made.staffed(CLERK, TOWN)
        yield made


def printed(street: Street, case: str) -> dict[str, dict[str, object]]:
    house = street.house
    with reading(house.engine) as connection:
        now_ms = house.instruments.clock().wall_ms
        dossier = Dossiers(house.node, house.office.published, house.office.bodies).one(connection, case, now_ms)
        subject = subject_of(connection, house.office.published, house.node.county_code, dossier)
    found = papers(dossier, subject)
    numbers = [one.number for one in found]
    assert len(set(numbers)) == len(numbers) and all(number.startswith(case) for number in numbers)
    assert all(len(number) <= 30 for number in numbers), "GB/T 39046: 文书编号 an..30"
    return {one.code: plain(one) for one in found}


def test_a_paper_keeps_its_number_whatever_else_comes(street: Street, village: Village) -> None:
    case = village.case()
    do(street.house, case, "correct", TOWN.number, gaps="101", notice="请带户口簿原件。")
    before = printed(street, case)
    serials = [row.serial for rows in PAPERS.values() for row in rows]
    assert len({(row.serial, row.code) for rows in PAPERS.values() for row in rows}) == len(set(serials))
    assert before["correction"]["number"] == f"{case}071" and before["receipt"]["number"] == f"{case}011"


def test_a_mandate_names_who_entered_it_where_it_names_nobody(street: Street, village: Village) -> None:
    paper = printed(street, village.case())["mandate"]
    rows = dict(paper["tables"][0]["rows"])  # type: ignore[index]  # plain JSON
    assert rows["受托人（代办员）"], rows


def test_c_07_a_refusal_names_organ_date_reason_remedy_and_where_to_go(street: Street, village: Village) -> None:
    case = village.case()
    do(street.house, case, "decline", TOWN.number, why="not_our_competence", reason="不属于本机关职权",
       referral="区残联，县前街1号，84220001")  # fmt: skip
    paper = printed(street, case)["declining"]
    said = json.dumps(paper, ensure_ascii=False)
    assert paper["organ"] and paper["day"] and "行政复议" in str(paper["remedy"])
    for part in ("不属于本机关职权", "不属本机关职权", "区残联，县前街1号，84220001", case):
        assert part in said


def test_c_08_a_correction_tells_every_gap_at_once_with_its_last_day(street: Street, village: Village) -> None:
    case = village.case()
    do(street.house, case, "correct", TOWN.number, gaps="101,203", notice="请带户口簿原件。")
    paper = printed(street, case)["correction"]
    said = json.dumps(paper, ensure_ascii=False)
    assert "一次告知全部" in said and "请带户口簿原件。" in said and "以前补正" in said
    assert len(paper["tables"][1]["rows"]) == 2  # type: ignore[index]  # plain JSON


def test_c_03_an_acceptance_says_the_promise_and_its_last_day(street: Street, village: Village) -> None:
    case = village.case()
    do(street.house, case, "accept", TOWN.number)
    said = json.dumps(printed(street, case)["acceptance"], ensure_ascii=False)
    assert "决定予以受理" in said and "个工作日内办结，即" in said and "待县确认" not in said


def test_a_paper_is_a_pdf_with_its_chinese_inside_and_the_same_each_time(street: Street, village: Village) -> None:
    house = street.house
    case = village.case()
    with reading(house.engine) as connection:
        dossier = Dossiers(house.node, house.office.published, house.office.bodies).one(connection, case, 0)
        found = papers(dossier, subject_of(connection, house.office.published, house.node.county_code, dossier))
    drawn = pdf(found[0])
    assert drawn.startswith(b"%PDF-") and b"NotoSerifCJKsc" in drawn.replace(b"-", b"") and len(drawn) < 300_000
    assert pdf(found[0]) == drawn


def test_only_who_works_on_a_case_has_its_papers_and_it_is_audited(street: Street, village: Village) -> None:
    case = village.case()
    town = street.signed_in(TOWN.number)
    listed = town.get(f"/console/cases/{case}").text
    assert f"/console/cases/{case}/papers/011" in listed
    shown = town.get(f"/console/cases/{case}/papers/011")
    assert shown.status == 200 and shown.headers["content-type"] == "application/pdf"
    assert shown.body.startswith(b"%PDF-") and shown.headers["cache-control"] == "no-store"
    assert town.get(f"/console/cases/{case}/papers/999").status == 404
    told = town.get(f"/console/cases/{case}/papers/011.json")
    assert told.status == 200 and told.headers["cache-control"] == "no-store"
    assert json.loads(told.body) == json.loads(json.dumps(printed(street, case)["receipt"]))


def test_a_correction_s_receipt_lists_what_the_correction_brought_and_nothing_else(
    street: Street, village: Village
) -> None:
    case, house = village.case(), street.house
    with reading(house.engine) as connection:
        dossier = Dossiers(house.node, house.office.published, house.office.bodies).one(connection, case, 0)
        subject = subject_of(connection, house.office.published, house.node.county_code, dossier)
    subject = subject._replace(materials=("申请书", "身份证", "户口簿"), held=(("申请书", "原件", 1),))
    step = Step("Corrected", Level.VILLAGE, "S1", "", 0, True, {"materials": (3, 0)}, (), "", False, "open")
    (row,) = PAPERS["Corrected"]
    tables = document_of(row, step, subject, 1).tables
    assert [table.rows for table in tables[1:]] == [(("1", "户口簿"), ("2", "填写的内容"))]


@pytest.mark.parametrize("powers", [5, None, "领取结果", {"a": 1}])
def test_a_mandate_whose_writer_kept_to_nothing_leaves_the_case_s_papers_readable(
    street: Street, village: Village, powers: object
) -> None:
    case, house = village.case(), street.house
    with reading(house.engine) as connection:
        dossier = Dossiers(house.node, house.office.published, house.office.bodies).one(connection, case, 0)
        dossier = dossier._replace(entrusted={"mandate": {"powers": powers, "until": powers}})
        subject = subject_of(connection, house.office.published, house.node.county_code, dossier)
        assert subject.powers == () and papers(dossier, subject)
