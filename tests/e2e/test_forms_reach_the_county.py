"""Three forms by `kiosk entrust`, over real sockets, to a county whose clerks read them in their own words.

The old-age allowance, the homestead application with two people in the household, the health insurance of two; each
through its form, in a batch, opened by the county and shown on the case's page in Chinese and English.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.e2e.test_console_over_tls import PASSWORD, Visitor
from tests.processes_by_hand import Kiosk, example, make_kiosk
from tests.running_by_hand import Server, command, enrol, running
from tests.server_by_hand import found

VILLAGE = "331003001001"
SPOUSE = "999901196802290012"
ALLOWANCE = {"claimed_before": "elsewhere", "previous_place": "椒江区", "pay_to": "social", "yearly_check": "home"}
HOMESTEAD: dict[str, Any] = {
    "build_kind": "rebuild", "build_reason": "unsafe", "head_of_household": "yes", "others_in_household": 2,
    "member": [{"member_name": "丁大海", "member_kin": "spouse"}, {"member_name": "丁小河", "member_kin": "child"}],
    "has_house": "yes",
    "house": [{"house_place": "村小学东边", "house_plot_m2": 96.5, "house_fate": "rebuild"}],
    "given_away": "no", "plot_m2": 120, "base_m2": 90.5, "floors": 3, "drawing": "standard", "neighbours": "agreed",
}  # fmt: skip
INSURANCE: dict[str, Any] = {
    "cover_year": "next",
    "insured": [
        {"insured_kin": "self"}, {"insured_kin": "spouse", "insured_name": "丁大海", "insured_id_number": SPOUSE},
    ],
}  # fmt: skip


class Line(NamedTuple):
    """A running county, where T7 is a township's clerk and C7 the county's, and a village's kiosk."""

    county: Server
    kiosk: Kiosk

    def visitor(self, number: str) -> Visitor:
        """A clerk's browser, signed in."""
        visitor = Visitor(self.county.url, self.county.said["pin"])
        entered = visitor.send("/console/sign-in", "/console/sign-in", number=number, password=PASSWORD)
        assert entered.status == 303
        return visitor


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("forms")
    county = found(folder / "county")
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n")
    for number, level, prefix in (("T7", "township", "331003001"), ("C7", "county", "331003")):
        words = ("--name", "窗口", "--level", level, "--prefix", prefix, "--roles", "clerk")
        assert command("staff", county, "add", number, *words).returncode == 0
        assert command("staff", county, "password", number, "--password-file", secret).returncode == 0
    with running(county, "--second-medium", folder / "medium", "--allow-same-device") as server:
        kiosk = make_kiosk(folder / "kiosk", enrol(county, VILLAGE, server.url))
        yield Line(server, kiosk)


def entrusted(kiosk: Kiosk, matter: str, answers: dict[str, Any], *materials: int) -> str:
    """The case number, with these materials handed in."""
    held = [{"number": number, "held": "复印件"} for number in materials]
    done = kiosk.entrust(example("entrustment-passed-up", matter=matter, answers=answers, materials=held))
    case: str = done.said["case"]
    assert kiosk.run("sync").said["unproved"] == 0
    return case


def read(visitor: Visitor, case: str, language: str) -> str:
    """The case's page with everything shown."""
    visitor.ask("GET", f"/console/language?to={language}&back=/")
    page = f"/console/cases/{case}"
    shown = visitor.send(f"{page}/person", page, f"{page}/person")
    assert shown.status == 200
    return shown.text


def row(page: str, *cells: str) -> bool:
    """Whether one row of a table holds these, each in its cell."""
    return any(all(f">{cell}</td>" in line for cell in cells) for line in page.split("<tr>"))


def test_the_old_age_allowance_reads_well_at_the_county(line: Line) -> None:
    case = entrusted(line.kiosk, "MZ-06", ALLOWANCE, 1, 2, 3, 4)
    clerk = line.visitor("C7")
    zh, en = read(clerk, case, "zh"), read(clerk, case, "en")
    for words in ("津贴打到哪张卡上？", "我的社会保障卡", "在哪里领的？", "椒江区"):
        assert words in zh
    for words in ("Which card should the allowance be paid into?", "My social security card", "椒江区"):
        assert words in en
    assert "pay_to" not in zh + en


def test_a_homestead_with_two_people_beside_the_applicant_is_a_table_of_two_rows(line: Line) -> None:
    case = entrusted(line.kiosk, "ZR-01", HOMESTEAD, 1, 2, 3, 4, 5)
    clerk = line.visitor("T7")
    zh, en = read(clerk, case, "zh"), read(clerk, case, "en")
    assert row(zh, "丁大海", "老伴（丈夫或妻子）") and row(zh, "丁小河", "子女") and row(zh, "村小学东边", "96.5")
    assert row(en, "丁大海", "Husband or wife") and row(en, "村小学东边", "Pull it down and rebuild there")
    assert ">这一户一共几口人</dt><dd class=\"written\">3</dd>" in zh, "what the form computes is told too"
    assert all(name not in zh + en for name in ("member_name", "house_fate", "household_size"))


def test_an_insurance_of_two_names_each_person_insured(line: Line) -> None:
    case = entrusted(line.kiosk, "YB-01", INSURANCE, 1, 2)
    clerk = line.visitor("C7")
    zh = read(clerk, case, "zh")
    assert row(zh, "我自己") and row(zh, "老伴（丈夫或妻子）", "丁大海", SPOUSE)
    before = clerk.ask("GET", f"/console/cases/{case}").text
    assert SPOUSE not in before and "丁大海" not in before, "nothing before somebody asks"


def test_a_form_that_is_not_filled_in_names_every_gap_and_records_nothing(line: Line) -> None:
    before = line.kiosk.kept()
    wanting = {**INSURANCE, "insured": [{"insured_kin": "self"}, {"insured_kin": "child", "insured_id_number": "1"}]}
    held = [{"number": number, "held": "复印件"} for number in (1, 2)]
    file = example("entrustment-passed-up", matter="YB-01", answers=wanting, materials=held)
    ended = line.kiosk.entrust(file)
    assert ended.refusal == "ANSWERS_LACKING"
    assert all(name in ended.err for name in ("insured_name", "insured_id_number"))
    assert line.kiosk.kept() == before
    assert json.loads(file)["principal"]["name"] not in ended.err
