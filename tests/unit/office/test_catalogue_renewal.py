"""A new sheet and a matter that changes its tier are new versions: new cases follow them, those under way do not."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.event import Level
from server.__main__ import main
from server.office.deeds import find_case
from server.office.terms_differ import terms_differ
from server.store.journal import Journal
from tests.office_by_hand import TOWN, do, forwarded_case, people
from tests.server_by_hand import House, county, station
from tests.unit.office.intake_by_hand import code, done

SHEET = files("assets").joinpath("catalogue/catalogue.csv").read_text("utf-8")
SLOW = SHEET.replace(",30,工作日,暂行办法本身未写天数", ",20,工作日,暂行办法本身未写天数", 1)  # MZ-01: 18 of 20


def terms(house: House, matter: str, version: int = 0) -> MatterTerms:
    found = house.writer.run(lambda j: house.office.published.terms(j.connection, matter, version))
    assert found is not None
    return found


def differs(house: House, case: str) -> str:
    return house.writer.run(
        lambda j: terms_differ(house.office.published, j.connection, find_case(house.office, j, case).case)
    )


def delegate(house: House, first: str, matter: str = "NY-05") -> object:
    """The township accepts and decides it from that day on; the version that says so, 0 for none yet."""
    asked = {"matter": matter, "accept": "township", "decide": "township", "first": first}
    asked["document_no"] = "黄政发〔2026〕12号"
    return done(house, "catalogue-delegate", staff="admin", **asked)["version"]


def test_a_10_a_matter_retired_by_a_new_sheet_cannot_be_opened_but_running_cases_finish(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house))
        without = "".join(line for line in SHEET.splitlines(keepends=True) if ",MZ-05," not in line)
        said = done(house, "catalogue-import", sheet=without, staff="admin")
        assert (said["version"], said["warnings"] != []) == (2, True)
        assert "MZ-05" not in {m.code for m in house.writer.run(
            lambda j: house.office.published.in_force(j.connection).matters
        )}  # fmt: skip
        assert do(house, case, "accept", "T1").state == "受理"
        assert do(house, case, "start", "T1").state == "在办"


def test_d_02_an_import_names_what_is_too_slow_and_with_strict_publishes_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        warned = done(house, "catalogue-import", sheet=SLOW, staff="admin")["warnings"]
        assert {"row": 2, "matter": "MZ-01", "said": "承诺时限18为法定时限20的90%，超过70%"} in warned
        assert code(house, "catalogue-import", sheet=SLOW, strict=True, staff="admin") == "CATALOGUE_ROW"
        assert done(house, "catalogue-import", sheet=SHEET, strict=True, staff="admin")["version"] == 3


def test_d_02_the_share_is_the_countys_to_set(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        done(house, "limits", changes={"promise_percent_max": "90"}, staff="admin")
        done(house, "catalogue-import", sheet=SLOW, strict=True, staff="admin")
        assert code(house, "limits", changes={"promise_percent_max": "101"}, staff="admin") == "PERIOD_WRONG"


def test_a_11_switching_a_matter_to_the_township_reroutes_new_cases_only(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        kiosk = station(house)
        before = forwarded_case(house, kiosk, matter="MZ-01", decide_tier=Tier.COUNTY)
        assert delegate(house, "2026-11-22", "MZ-01") == 2
        after = terms(house, "MZ-01")
        assert (after.accept_tier, after.decide_tier) == (Level.TOWNSHIP, Tier.TOWNSHIP)
        assert terms(house, "MZ-01", 1).decide_tier is Tier.COUNTY, "the version that the running case is bound to"
        assert not differs(house, before)
        do(house, before, "accept", "T1")
        case = house.writer.run(lambda j: find_case(house.office, j, before).case)
        assert case.decide_tier is Tier.COUNTY
        new = forwarded_case(house, kiosk, 2, matter="MZ-01", decide_tier=Tier.TOWNSHIP, catalogue_version=2)
        assert not differs(house, new)


def test_a_11_a_delegation_waits_for_its_day_and_is_published_once(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        assert delegate(house, "2026-12-01") == 0
        house.wall.ms = start_of_day_ms(date(2026, 12, 1)) - 1
        house.writer.run(house.office.tick)
        assert terms(house, "NY-05").decide_tier is Tier.COUNTY
        house.wall.ms += 1
        house.writer.run(house.office.tick)
        house.writer.run(house.office.tick)
        [one] = done(house, "catalogue-delegations")["delegations"]
        assert (one["version"], one["document_no"]) == (2, "黄政发〔2026〕12号")
        assert terms(house, "NY-05").decide_tier is Tier.TOWNSHIP
        matter = house.writer.run(lambda j: house.office.published.in_force(j.connection).catalogue.matter("NY-05"))
        assert matter.decide_tier_status == "黄政发〔2026〕12号（2026-12-01起）"
        house.wall.ms -= 40 * 86_400_000  # a clock set back undoes nothing and repeats nothing
        house.writer.run(house.office.tick)
        assert terms(house, "NY-05").decide_tier is Tier.TOWNSHIP


def test_a_11_a_delegation_noted_late_does_not_undo_the_one_that_followed_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        assert delegate(house, "2026-11-20") == 2
        late = {"matter": "NY-05", "accept": "county", "decide": "county", "first": "2026-11-01", "staff": "admin"}
        assert done(house, "catalogue-delegate", document_no="旧文", **late)["version"] == 2
        assert terms(house, "NY-05").decide_tier is Tier.TOWNSHIP
        house.writer.run(house.office.tick)
        assert terms(house, "NY-05").decide_tier is Tier.TOWNSHIP


def test_a_delegation_that_makes_no_sense_changes_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        asked = {"matter": "NY-05", "first": "2026-11-22", "staff": "admin", "document_no": "1号"}
        right = {"accept": "township", "decide": "township"}
        for changed in ({"accept": "county"}, {"document_no": " "}):
            assert code(house, "catalogue-delegate", **{**asked, **right, **changed}) == "DELEGATION_WRONG"
        assert code(house, "catalogue-delegate", **{**asked, **right, "matter": "XX-99"}) == "MATTER_UNKNOWN"
        assert not done(house, "catalogue-delegations")["delegations"]
        done(house, "catalogue-delegate", **{**asked, **right})
        assert code(house, "catalogue-delegate", **{**asked, **right}) == "DELEGATION_WRONG", "twice on one day"


def test_the_commands_import_and_delegate(tmp_path: Path) -> None:
    folder, file = tmp_path / "c", tmp_path / "sheet.csv"
    with county(folder):
        pass
    file.write_text(SLOW, "utf-8")

    def run(*words: str) -> str:
        ran = CliRunner().invoke(main, ["catalogue", str(folder), *words])
        assert ran.exit_code == 0, ran.output
        return ran.output

    assert "2 MZ-01 ※承诺时限18" in run("import", str(file), "--as", "admin")
    tiers = ("--accept", "township", "--decide", "township")
    noted = run("delegate", "NY-05", *tiers, "--document", "1号", "--from", "2099-01-01", "--as", "admin")
    assert noted == "2099-01-01 NY-05 受理：乡镇 决定：乡镇 1号 未到日期\n" == run("delegations")
    strict = CliRunner().invoke(main, ["catalogue", str(folder), "import", str(file), "--strict", "--as", "admin"])
    assert strict.exit_code == 1 and "CATALOGUE_ROW" in strict.output


def test_a_sheet_that_is_imported_renames_nothing_in_cases_under_way(tmp_path: Path) -> None:
    renamed = SHEET.replace("临时救助申请书", "临时救助申请表（新）").replace("申请人居民身份证（可后补）", "户口簿")
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        before = house.writer.run(lambda j: house.office.published.material_names(j.connection, "MZ-05", 1))
        done(house, "catalogue-import", sheet=renamed, staff="admin")
        published = house.office.published
        assert house.writer.run(lambda j: published.material_names(j.connection, "MZ-05", 1)) == before
        after = house.writer.run(lambda j: published.material_names(j.connection, "MZ-05", 2))
        assert after[0] == "户口簿" != before[0]
        assert house.writer.run(lambda j: published.material_names(j.connection, "XX-99", 2)) == ()


def test_a_version_whose_transaction_was_undone_is_remembered_by_nobody(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        published, undone = house.office.published, 0

        def failing(journal: Journal) -> None:
            nonlocal undone
            kept = [one for one in published.in_force(journal.connection).matters if one.code == "NY-05"]
            undone = published.renew(journal, house.wall.ms, matters=tuple(kept))
            assert list(published.in_force(journal.connection).matters) == kept
            assert published.terms(journal.connection, "MZ-01", undone) is None
            raise OverflowError

        with pytest.raises(OverflowError):
            house.writer.run(failing)
        assert terms(house, "MZ-01", undone)
        assert done(house, "catalogue-import", sheet=SLOW, staff="admin")["version"] == undone
        assert terms(house, "MZ-01", undone).promised_days == 18
        asked = {"number": "T1", "staff": "admin", "until": "2027-01-01"}
        people(house, TOWN)
        done(house, "staff-term", **asked)
        assert terms(house, "MZ-01").promised_days == 18, "the next version is built on what was published"
