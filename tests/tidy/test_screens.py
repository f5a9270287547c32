"""docs/screens.md shows every page of the window, and every picture that a page of documentation names is there."""

import re

import pytest

from kiosk.screens.pages import PAGES
from tests.tidy.tree import ROOT

PICTURES = ROOT / "assets" / "screenshots"
SCREENS = (ROOT / "docs" / "screens.md").read_text("utf-8")
PICTURE_BYTES_MAX, PICTURES_BYTES_MAX = 100_000, 5_700_000
NAMED = re.compile(r"screenshots/([\w-]+\.png)")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_window_is_told_and_has_its_picture(page: str) -> None:
    assert f"`{page}`" in SCREENS
    assert f"screenshots/kiosk-{page.replace('_', '-')}.png" in SCREENS


@pytest.mark.parametrize("document", ["README.md", "docs/screens.md"])
def test_every_picture_that_is_named_is_there(document: str) -> None:
    named = NAMED.findall((ROOT / document).read_text("utf-8"))
    assert named and [name for name in named if not (PICTURES / name).is_file()] == []


def test_no_picture_lies_there_unseen_and_all_of_them_are_small() -> None:
    named = {name for path in (ROOT / "README.md", ROOT / "docs/screens.md", ROOT / "docs/design-language.md")
             for name in NAMED.findall(path.read_text("utf-8"))}  # fmt: skip
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert sorted(sizes.keys() - named) == []
    assert {name: size for name, size in sizes.items() if size > PICTURE_BYTES_MAX} == {}
    assert sum(sizes.values()) < PICTURES_BYTES_MAX
