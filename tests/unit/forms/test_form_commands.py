"""`form` on the command line: 0 done, 1 where a clerk has something to mend, 2 wrong usage."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.__main__ import main
from server.forms.template import template
from server.forms.writing import write_workbook
from tests.unit.forms.sheets import FIRST, GIVEN, KINDS, asked

PRICES = b"name,label\nrice,Rice\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["form", *map(str, words)])


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / "sound.xlsx"
    file.write_bytes(template())
    return file


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.xlsx"
    file.write_bytes(write_workbook([*FIRST, asked("文字", "收入")], KINDS, GIVEN))
    return file


def test_the_template_is_written(tmp_path: Path) -> None:
    done = run("template", "--out", tmp_path / "t.xlsx")
    assert done.exit_code == 0 and (tmp_path / "t.xlsx").read_bytes() == template()


def test_a_sound_form_is_checked_with_0(sound: Path) -> None:
    done = run("check", sound)
    assert done.exit_code == 0 and "没有问题" in done.stdout


def test_findings_are_printed_and_end_with_1(wrong: Path) -> None:
    done = run("check", wrong)
    assert done.exit_code == 1
    assert "问题 B4" in done.stdout and "shou_ru" in done.stdout
    assert done.stderr.startswith("FORM_HAS_FINDINGS\n") and "问题 B4" in done.stderr


def test_json_is_one_object_with_every_finding(wrong: Path) -> None:
    done = run("check", wrong, "--json")
    answer = json.loads(done.stdout)
    (one,) = answer["findings"]
    assert (one["sheet"], one["row"], one["column"], one["code"]) == ("问题", 4, "B", "NAME_CHINESE")
    assert answer["form"] == "MZ-01" and one["zh"] and one["en"]
    assert json.loads(done.stderr)["refusal"]["code"] == "FORM_HAS_FINDINGS"


def test_a_sound_form_is_converted(sound: Path, tmp_path: Path) -> None:
    out = tmp_path / "form.xml"
    assert run("convert", sound, "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"<?xml")


def test_a_form_with_findings_is_not_written(wrong: Path, tmp_path: Path) -> None:
    out = tmp_path / "form.xml"
    assert run("convert", wrong, "--out", out).exit_code == 1
    assert not out.exists()


def test_a_table_is_found_beside_the_workbook(tmp_path: Path) -> None:
    file = tmp_path / "crops.xlsx"
    file.write_bytes(write_workbook([*FIRST, asked("文件单选 crops.csv", "crop")], KINDS, GIVEN))
    assert "crops.csv" in run("check", file).stdout
    (tmp_path / "crops.csv").write_bytes(PRICES)
    assert run("check", file).exit_code == 0


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_text("类型,名称\n", "utf-8")
    done = run("check", file)
    assert done.exit_code == 1 and done.stderr.startswith("FORM_FILE_NOT_XLSX\n") and done.stdout == ""


def test_a_draft_of_a_matter_passes_the_check(tmp_path: Path) -> None:
    file = tmp_path / "draft.xlsx"
    done = run("draft", "--matter", "ZJ-02", "--out", file, "--version", "2026112202", "--json")
    assert json.loads(done.stdout) == {"file": str(file), "form": "ZJ-02", "version": "2026112202", "status": "未审"}
    assert run("check", file).exit_code == 0


def test_a_matter_that_the_catalogue_does_not_have_is_refused(tmp_path: Path) -> None:
    done = run("draft", "--matter", "XX-01", "--out", tmp_path / "d.xlsx")
    assert done.exit_code == 1 and done.stderr.startswith("MATTER_UNKNOWN\n")


def test_a_missing_file_name_is_wrong_usage() -> None:
    assert run("convert", "form.xlsx").exit_code == 2
