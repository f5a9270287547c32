"""一表制: what was typed once is given to every department that handles the matter, and to each only what is its own."""

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from sqlalchemy import select

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.catalogue.set_by_county import Extract
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.__main__ import main
from server.documents.extract_papers import extract_paper
from server.office.extracts import Answer, DepartmentExtract, departments_of
from server.office.form_shelf import form_held
from server.store import tables as t
from server.store.journal import Journal
from tests.office_by_hand import CLERK, TOWN, deed, number, people
from tests.server_by_hand import NOW_MS, House, county, station
from tests.unit.office.intake_by_hand import code, done

HOUSE_SITE, PERMIT = "ZR-01", "ZR-02"


def case_of(house: House, matter: str = HOUSE_SITE) -> str:
    """A case at the township with the shipped example's principal, and answers that its form knows."""
    kiosk = station(house)
    case = number(kiosk)
    terms = house.writer.run(lambda j: house.office.published.terms(j.connection, matter, 1))
    held = form_held(matter)
    assert terms is not None and held is not None
    facts = {
        "mandate": True, "matter": matter, "catalogue_version": 1, "accept_tier": Level.TOWNSHIP,
        "decide_tier": terms.decide_tier, "t1_policy": terms.t1_policy,
    }  # fmt: skip
    example = json.loads(files("assets").joinpath("examples/entrustment.json").read_bytes())
    body = {**example, "matter": matter, "form": {"id": matter, "version": held.version}}
    body["answers"] = {"land_area": "120", "building_floors": "2"}
    deed(kiosk, Kind.ENTRUSTED, case, facts, body)
    deed(kiosk, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
    house.receive(kiosk.batch())
    house.digest()
    return case


def given(house: House, case: str) -> dict[str, dict[str, Any]]:
    return {one["department"]: one for one in done(house, "extracts", case=case, staff="T1")["extracts"]}


def test_c_13_a_name_entered_once_appears_on_every_departments_output(tmp_path: Path) -> None:
    """宅基地 + 乡村建设规划许可: name entered once appears on both outputs."""
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        found = given(house, case_of(house))
        assert {"农业农村", "自然资源", "住建", "林草", "水利", "交通"} == set(found)
        name = found["自然资源"]["principal"]["姓名"]
        assert name and all(one["principal"]["姓名"] == name for one in found.values())
        assert {said["name"] for said in found["农业农村"]["answers"]} == {"land_area", "building_floors"}
        assert found["农业农村"]["materials"], "papers handed in once go to all"


def test_c_13_each_department_is_given_what_the_catalogue_names_for_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        split = (Extract("自然资源", (1,), ("land_area",)), Extract("住建", (), ("building_floors",)))

        def set_split(journal: Journal) -> None:
            published = house.office.published
            matters = published.in_force(journal.connection).matters
            changed = tuple(replace(one, extracts=split) if one.code == HOUSE_SITE else one for one in matters)
            published.renew(journal, NOW_MS, matters=changed)

        house.writer.run(set_split)
        found = given(house, case_of(house))
        assert [said["name"] for said in found["自然资源"]["answers"]] == ["land_area"]
        assert [said["name"] for said in found["住建"]["answers"]] == ["building_floors"]
        assert len(found["自然资源"]["materials"]) == 1 and not found["住建"]["materials"]
        assert len(found["水利"]["answers"]) == 2, "who is not named is given everything"


def test_who_does_not_work_on_the_case_reads_nothing_and_every_reading_is_audited(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, CLERK._replace(number="A9", roles=("administrator",)))
        case = case_of(house)
        assert code(house, "extracts", case=case, staff="A9") == "PERSON_NOT_SHOWN"
        given(house, case)
        a = t.audit.c
        [line] = house.writer.run(lambda j: j.connection.execute(
            select(a.who, a.about, a.detail).where(a.deed == "extracts")
        ).all())  # fmt: skip
        assert (line.who, line.about) == ("tester/T1", case) and "自然资源" in line.detail


def test_departments_are_cut_outside_brackets_and_named_once(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        catalogue = house.writer.run(lambda j: house.office.published.in_force(j.connection).catalogue)
    assert departments_of(catalogue.matter("MZ-01")) == ("民政", "医保", "残联", "农业农村")
    assert departments_of(catalogue.matter(PERMIT)) == ("自然资源", "农业农村", "住建")
    assert catalogue.terms(PERMIT).decide_tier is Tier.TOWNSHIP


def test_the_command_writes_a_paper_for_each_department(tmp_path: Path) -> None:
    folder, out = tmp_path / "c", tmp_path / "papers"
    with county(folder) as house:
        people(house, TOWN)
        case = case_of(house)
    ran = CliRunner().invoke(main, ["extracts", str(folder), case, "--out", str(out), "--as", "T1", "--json"])
    assert ran.exit_code == 0, ran.output
    said = json.loads(ran.stdout)
    assert len(said["files"]) == len(said["extracts"]) == 6
    assert all(Path(file).read_bytes().startswith(b"%PDF-") for file in said["files"])
    assert said["mark"] == "演示", "the shipped example is one"


def test_the_paper_tells_its_department_not_to_ask_again(tmp_path: Path) -> None:
    one = DepartmentExtract("住建", (("姓名", "王小英"),), (Answer("a", "几层", "2"),), (("申请书", "原件", 1),))
    paper = extract_paper(one, "1" * 27, 2, "ZR-01 宅基地", "宁溪镇便民服务中心", date(2026, 11, 22))
    assert (paper.to, paper.number) == ("住建", "1" * 27 + "F02")
    assert "重复填写" in paper.paragraphs[0] and "王小英" in str(paper.tables)


def test_a_case_that_is_not_here_has_no_extracts(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        with pytest.raises(Refusal):
            done(house, "extracts", case=number(station(house), 77), staff="T1")
