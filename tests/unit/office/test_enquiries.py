"""首问负责: whoever is asked first owns it until it is settled; nobody is sent away with a bare no (零拒绝)."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kiosk.core.catalogue.set_by_county import Contact
from kiosk.core.event import Level
from server.__main__ import main
from server.documents.referral import referral
from server.documents.typesetting import plain
from server.office.enquiries import Enquiry, Outcome
from server.office.staff import Staff
from server.store.journal import Journal
from tests.office_by_hand import CLERK, TOWN, people
from tests.server_by_hand import NOW_MS, House, county
from tests.unit.office.intake_by_hand import code, done

ZHANG = Staff("Z1", "张某", Level.COUNTY, "331003", ("clerk",))
CANLIAN = Staff("L1", "残联窗口", Level.COUNTY, "331003", ("clerk",))


def asked(house: House, **changed: str) -> str:
    added = done(house, "enquiry", deed="add", topic="轮椅去哪里领", staff="Z1", **changed)
    assert re.fullmatch(r"20261122-[0-9A-F]{8}", added["id"])
    return str(added["id"])


def test_c_09_a_transferred_enquiry_still_shows_its_owner_until_the_other_window_confirms(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, ZHANG, CANLIAN)
        which = asked(house)
        done(house, "enquiry", deed="transfer", id=which, to="L1", staff="Z1")
        [shown] = done(house, "enquiry-list")["enquiries"]
        assert (shown["asked_at"], shown["owner"], shown["first_owner_name"]) == ("2026-11-22 10:00", "Z1", "张某")
        assert shown["asked_of"] == "L1"
        done(house, "enquiry", deed="confirm", id=which, staff="L1")
        [shown] = done(house, "enquiry-list")["enquiries"]
        assert (shown["owner"], shown["first_owner"], shown["asked_of"]) == ("L1", "Z1", "")
        done(house, "enquiry", deed="close", id=which, outcome="answered", note="到残联窗口领", staff="L1")
        assert done(house, "enquiry-list")["count"] == 0
        [kept] = done(house, "enquiry-list", closed=True)["enquiries"]
        assert (kept["outcome_zh"], kept["first_owner_name"]) == ("答", "张某")


def test_c_09_only_its_owner_moves_it_and_only_who_was_asked_takes_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, ZHANG, CANLIAN, CLERK)
        which = asked(house)
        assert code(house, "enquiry", deed="confirm", id=which, staff="L1") == "ENQUIRY_NOT_YOURS"
        assert code(house, "enquiry", deed="close", id=which, note="x", staff="L1") == "ENQUIRY_NOT_YOURS"
        done(house, "enquiry", deed="transfer", id=which, to="L1", staff="Z1")
        assert code(house, "enquiry", deed="confirm", id=which, staff="C1") == "ENQUIRY_NOT_YOURS"
        assert code(house, "enquiry", deed="transfer", id=which, to="nobody", staff="Z1") == "STAFF_UNKNOWN"
        done(house, "enquiry", deed="close", id=which, outcome="handled", note="办件已收", staff="Z1")
        assert code(house, "enquiry", deed="confirm", id=which, staff="L1") == "ENQUIRY_CLOSED"


@pytest.mark.parametrize("topic", ["", " ", "长" * 201, "两\n行"])
def test_a_topic_is_one_line_of_text(tmp_path: Path, topic: str) -> None:
    with county(tmp_path / "c") as house:
        people(house, ZHANG)
        assert code(house, "enquiry", deed="add", topic=topic, staff="Z1") == "ENQUIRY_FACT_WRONG"
        assert code(house, "enquiry", deed="add", topic="x", matter="XX-99", staff="Z1") == "MATTER_UNKNOWN"
        assert code(house, "enquiry", deed="confirm", id="20261122-00000000", staff="Z1") == "ENQUIRY_UNKNOWN"


def test_c_11_a_request_outside_the_catalogue_leads_to_a_referral_with_department_phone_and_address(
    tmp_path: Path,
) -> None:
    with county(tmp_path / "c") as house:
        people(house, ZHANG)
        which = asked(house)
        lacking = {"department": "市公积金中心", "phone": "0576-88880000"}
        assert code(house, "enquiry", deed="refer", id=which, staff="Z1", **lacking) == "REFERRAL_INCOMPLETE"
        assert done(house, "enquiry-list")["count"] == 1, "a bare no settles nothing"
        said = done(house, "enquiry", deed="refer", id=which, staff="Z1", **lacking, address="市府大道1号")
        assert (said["outcome_zh"], said["contact"]["address"]) == ("转", "市府大道1号")


def test_c_11_where_the_catalogue_holds_the_contact_it_stands_on_the_paper(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, ZHANG)
        contact = Contact("县残联", "0576-84220001", "县前街1号")

        def set_contact(journal: Journal) -> None:
            published = house.office.published
            matters = published.in_force(journal.connection).matters
            changed = tuple(replace(one, contact=contact) if one.code == "CL-01" else one for one in matters)
            published.renew(journal, NOW_MS, matters=changed)

        house.writer.run(set_contact)
        which = asked(house, matter="CL-01")
        said = done(house, "enquiry", deed="refer", id=which, staff="Z1")
        assert said["contact"] == {"department": "县残联", "phone": "0576-84220001", "address": "县前街1号"}


def test_c_11_the_paper_names_all_three_and_who_was_asked_first() -> None:
    contact = Contact("县残联", "0576-84220001", "县前街1号")
    enquiry = Enquiry("20261122-0A1B2C3D", "轮椅去哪里领", "", "Z1", "Z1", "", Outcome.REFERRED, contact, "", NOW_MS, NOW_MS)
    paper = plain(referral(enquiry, "黄岩区行政服务中心", "张某 Z1"))
    said = str(paper["tables"])
    assert paper["title"] == "转介单" and paper["day"] == "2026年11月22日"
    for words in ("县残联", "0576-84220001", "县前街1号", "轮椅去哪里领", "张某 Z1"):
        assert words in said


def test_the_commands_note_transfer_refer_and_print(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    with county(folder) as house:
        people(house, ZHANG, TOWN)

    def run(*words: str) -> str:
        ran = CliRunner().invoke(main, ["enquiry", str(folder), *words])
        assert ran.exit_code == 0, ran.output
        return ran.output

    which = run("add", "公积金怎么取", "--as", "Z1").split(" ", 1)[0]
    assert "等工号T1确认" in run("transfer", which, "--to", "T1", "--as", "Z1")
    assert "负责人T1" in run("confirm", which, "--as", "T1")
    assert which in run("list")
    paper, again = tmp_path / "a.pdf", tmp_path / "b.pdf"
    where = ("--department", "市公积金中心", "--phone", "88880000", "--address", "市府大道1号")
    run("refer", which, *where, "--out", str(paper), "--as", "T1")
    run("paper", which, "--out", str(again))
    assert paper.read_bytes()[:5] == b"%PDF-" and paper.read_bytes() == again.read_bytes()
    assert which not in run("list") and which in run("list", "--all")
    other = run("add", "新的", "--as", "Z1").split(" ", 1)[0]
    no = CliRunner().invoke(main, ["enquiry", str(folder), "paper", other, "--out", str(again)])
    assert no.exit_code == 1 and "ENQUIRY_NOT_REFERRED" in no.output
    run("close", other, "--outcome", "answered", "--note", "已答", "--as", "Z1")
