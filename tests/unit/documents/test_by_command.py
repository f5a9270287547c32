"""`server papers`, `server station` and `server card`, as they are typed."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from server.__main__ import main
from tests.papers_by_hand import AGENT, VILLAGE, hall


class Typed(NamedTuple):
    """A county's folder and one case in it."""

    county: Path
    case: str

    def run(self, *words: object) -> Result:
        command, *rest = map(str, words)
        return CliRunner().invoke(main, [command, str(self.county), *rest])


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    county = tmp_path_factory.mktemp("typed") / "county"
    with hall(county) as made:
        return Typed(county, made.entrusted("丁大山", "NY-05"))


def test_papers_are_listed_written_and_told(typed: Typed, tmp_path: Path) -> None:
    listed = typed.run("papers", typed.case)
    assert listed.exit_code == 0 and f"{typed.case}011" in listed.output and "收件回执" in listed.output
    written = json.loads(typed.run("papers", typed.case, "--out", tmp_path / "out", "--json").stdout)
    names = [Path(file).name for file in written["files"]]
    assert names == [f"{typed.case}{ending}.pdf" for ending in ("011-receipt", "021-mandate", "041-handing-up")]
    assert all((tmp_path / "out" / name).read_bytes().startswith(b"%PDF-") for name in names)
    assert [one["code"] for one in written["papers"]] == ["receipt", "mandate", "handing-up"]


def test_what_cannot_be_written_is_said(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    no = typed.run("papers", typed.case, "--out", tmp_path / "file" / "below")
    assert no.exit_code == 1 and no.stderr.startswith("FILE_UNWRITABLE")
    assert typed.run("papers", typed.case[:-1] + str((int(typed.case[-1]) + 1) % 10)).exit_code == 1


def test_b_07_a_station_is_set_and_its_card_is_a_file(typed: Typed, tmp_path: Path) -> None:
    assert typed.run("card", VILLAGE, "--out", tmp_path / "card.pdf").stderr.startswith("SERVICE_POINT_NOT_SET")
    set_up = ("--agent", AGENT.number, "--phone", "13857600002", "--hours", "周一至周五 8:30–17:00")
    assert typed.run("station", "set", VILLAGE, *set_up).exit_code == 0
    assert f"agent {AGENT.number}" in typed.run("station", "show", VILLAGE).output
    given = typed.run("card", VILLAGE, "--out", tmp_path / "card.pdf", "--household", "第12户", "--json")
    told = json.loads(given.stdout)
    assert told["card"]["agent"] == AGENT.name and Path(told["file"]).read_bytes().startswith(b"%PDF-")
    assert typed.run("card", VILLAGE, "--given").output.split()[:2] == ["第12户", AGENT.number]


def test_wrong_usage_ends_with_two(typed: Typed) -> None:
    for words in (("card", VILLAGE), ("card", VILLAGE, "--given", "--out", "x.pdf"), ("station", "set", VILLAGE)):
        assert typed.run(*words).exit_code == 2
