"""A case under way finishes under the catalogue it was entrusted by, and so do its papers (domain A-10)."""

from importlib.resources import files
from pathlib import Path

from server.office.catalogue_renewal import import_sheet
from tests.papers_by_hand import WINDOW, hall, said
from tests.unit.office.intake_by_hand import done

SHEET = files("assets").joinpath("catalogue/catalogue.csv").read_text("utf-8")


def test_a_10_a_new_sheet_changes_no_paper_of_a_case_under_way(tmp_path: Path) -> None:
    with hall(tmp_path / "county") as made:
        case = made.entrusted("丁大山", "NY-05")
        made.do(case, "accept", WINDOW)
        before = made.papers(case)
        extracts = done(made.house, "extracts", case=case, staff=WINDOW.number)
        assert any("受理后12个工作日内" in said(one) for one in before)
        rows = SHEET.splitlines(keepends=True)
        for sheet in (
            "".join(row.replace(",12,工作日,", ",10,工作日,", 1) if ",NY-05," in row else row for row in rows),
            "".join(row for row in rows if ",NY-05," not in row),
        ):
            made.house.writer.run(
                lambda journal, sheet=sheet: import_sheet(made.house.office, journal, sheet, False, "admin", "tester")
            )
            assert made.papers(case) == before
            assert done(made.house, "extracts", case=case, staff=WINDOW.number) == extracts
