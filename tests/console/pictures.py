"""The console's pictures for README and docs/screens.md, made by one command: python -m tests.console.pictures

A county's day is lived in a temporary folder and shown by its real process in Debian's Chromium; the clock stands still
at the end of that day, so that the same code makes the same pictures.
"""

import io
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.console.conftest import CHROMIUM
from tests.console.county_day import CODE, PASSWORD, TOWNSHIP, UNUSED
from tests.console.street import DESK, PHONE, Street, Visitor, running
from tests.tidy.tree import ROOT

OUT = ROOT / "assets" / "screenshots"
ANSWERS_HEIGHT = 1060  # what was filled in, to its end
COLOURS = 256  # flat drawings: more is not seen, and a picture stays small


class Shot(NamedTuple):
    """One picture. who: staff number, "" for nobody; whole: the page down to its foot."""

    name: str
    who: str
    path: str
    phone: bool = False
    language: str = "zh"
    whole: bool = False


def shots(street: Street) -> list[Shot]:
    """All of them, in the order of docs/screens.md."""
    day = street.town.day
    return [
        Shot("sign-in", "", "/console/sign-in"),
        Shot("workbench", "C01", "/console/cases?pile=all"),
        Shot("case", "C01", f"/console/cases/{day.delivered}", whole=True),
        Shot("correct", "C01", f"/console/cases/{day.to_correct}/deeds/correct", whole=True),
        Shot("joint", "C01", f"/console/cases/{day.joint}#joint"),
        Shot("cards", "S01", f"/console/cases/{day.late}/deeds/revoke-card#cards"),
        Shot("stations", "S01", "/console/stations?township=331003101"),
        Shot("station", "S01", "/console/stations/331003101215", whole=True),
        Shot("township", "S01", f"/console/stations/{TOWNSHIP}", whole=True),
        Shot("incidents", "S01", "/console/incidents"),
        Shot("staff", "X01", "/console/staff"),
        Shot("person", "X01", "/console/staff/T01"),
        Shot("erased", "S01", f"/console/cases/{day.erased}"),
        Shot("english", "C01", f"/console/cases/{day.handled}", language="en", whole=True),
        Shot("refused", "T02", "/console/staff/new"),
        Shot("workbench-phone", "C01", "/console/cases?pile=overdue", phone=True),
        Shot("progress", "", "/progress", phone=True),
    ]


def keep(visitor: Visitor, name: str, whole: bool) -> Path:
    """The page as a small PNG."""
    drawn = Image.open(io.BytesIO(visitor.page.screenshot(full_page=whole))).convert("RGB")
    path = OUT / f"console-{name}.png"
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def look_up(visitor: Visitor, number: str) -> None:
    """The public page's answer."""
    visitor.go("/progress")
    visitor.page.fill("#case", number)
    visitor.page.fill("#code", CODE)
    visitor.page.click("button")


def show_answers(visitor: Visitor, number: str) -> None:
    """What was filled in, once it is asked for."""
    visitor.go(f"/console/cases/{number}")
    visitor.page.click("button:has-text('显示全部')")
    visitor.see("填写的内容")
    visitor.page.set_viewport_size({"width": DESK["width"], "height": ANSWERS_HEIGHT})
    visitor.page.evaluate("document.activeElement.blur()")


def make_code(visitor: Visitor) -> None:
    """A one-time enrolment code, shown once."""
    visitor.go(f"/console/stations/{UNUSED}")
    visitor.page.click("summary:has-text('生成一次性入网码')")
    visitor.page.fill("#own-password", PASSWORD)
    visitor.page.click("button:has-text('生成入网码')")
    visitor.see("入网码，只在这里显示这一次")


def main() -> None:
    """Make them all."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, running(Path(folder)) as town:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        street = Street(chromium, town)
        for shot in shots(street):
            size = PHONE if shot.phone else DESK
            with street.visit(shot.who, size=size, language=shot.language) as visitor:
                visitor.go(shot.path)
                visitor.page.evaluate("document.activeElement.blur()")
                path = keep(visitor, shot.name, shot.whole or shot.phone)
                print(path.name, path.stat().st_size)
        with street.visit("X01") as administrator:
            make_code(administrator)
            print(keep(administrator, "code", False).name)
        with street.visit("T01") as clerk:
            show_answers(clerk, town.day.answered)
            print(keep(clerk, "answers", False).name)
        with street.visit(size=PHONE) as resident:
            look_up(resident, town.day.delivered)
            print(keep(resident, "progress-found", True).name)
        chromium.close()


if __name__ == "__main__":
    main()
