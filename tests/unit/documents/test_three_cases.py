"""The three cases of docs/papers.md live to their end, and print what their page shows."""

from pathlib import Path

import pytest

from kiosk.core.casework.transitions import State
from tests.console.papers_shown import STORIES, Story
from tests.papers_by_hand import hall
from tests.tidy.tree import ROOT

PICTURE_BYTES_MAX = 150_000
PICTURES = ROOT / "docs" / "papers"


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_a_case_is_lived_to_its_file_and_every_paper_of_it_is_in_the_pictures(story: Story, tmp_path: Path) -> None:
    with hall(tmp_path / "county") as lived:
        case = story.live(lived)
        one, papers = lived.dossier(case).one.case, lived.papers(case)
    assert one.state is State.ARCHIVED and one.set_aside == ()
    shown = {path.name for path in PICTURES.glob(f"{story.name}-*.png")}
    wanted = {f"{story.name}-{paper.number[-3:]}-{paper.code}.png" for paper in papers} | {f"{story.name}-console.png"}
    assert wanted <= shown, "python -m tests.console.papers_shown"
    assert {name for name in shown - wanted if not name.endswith("-2.png")} == set()


def test_the_pictures_are_small_and_all_stand_on_the_page() -> None:
    page = (ROOT / "docs" / "papers.md").read_text("utf-8")
    for path in PICTURES.glob("*.png"):
        assert path.stat().st_size <= PICTURE_BYTES_MAX, path.name
        assert f'src="papers/{path.name}"' in page
