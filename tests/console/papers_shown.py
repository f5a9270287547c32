"""Three cases from beginning to end, and every paper of theirs as a picture: docs/papers.md and docs/papers/*.png, made
by one command: python -m tests.console.papers_shown

A real county is driven in a temporary folder by the deeds of its people; the same code makes the same pictures. Each is
drawn by typst from the template and the data that make the PDF.
"""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import typst
from PIL import Image
from playwright.sync_api import Browser, FloatRect, ViewportSize, sync_playwright

from kiosk.core.casework.codes import CheckOutcome, FollowedUpBy
from kiosk.core.casework.kinds import Kind
from server.documents.document import Document
from server.documents.typesetting import drawing, plain
from tests.console.conftest import CHROMIUM
from tests.console.street import served
from tests.papers_by_hand import DEPARTMENTS, PASSWORD, SIGNATURE, WINDOW, Hall, hall
from tests.tidy.tree import ROOT

PAGE = ROOT / "docs" / "papers.md"
OUT = ROOT / "docs" / "papers"
PIXELS_PER_INCH = 84  # 16 pt is read without effort, and a page stays below 150 kB
COLOURS = 32  # black, red and the greys between, the console's green
PAGE_HEIGHT_MAX = 2_600  # a joint review's history is longer than anybody looks at in a picture
PAPER_WIDTH, PAGE_WIDTH = 230, 700  # three papers beside each other
WINDOW_SIZE: ViewportSize = {"width": 1100, "height": 800}
STEPS = ("handled", "reviewed", "approved")


def promised(hall: Hall) -> str:
    """告知承诺: a promise stands for a proof; granted, delivered, asked back, checked, filed."""
    hall.at("2026-11-23", 9, 5)
    case = hall.entrusted("丁大山", "SF-01", lacking=(3,))
    hall.village(Kind.PROOF_PROMISED, case, {"materials": (3,), "version": 1}, SIGNATURE)
    hall.at("2026-11-23", 9, 20)
    hall.accepted_in_the_village(case)
    _handled(hall, case, "2026-11-24", result="granted", opinion="经济困难情况以承诺代替证明，案由属法律援助范围，符合条件。",
             document="法律援助决定，指派橘乡律师事务所承办")  # fmt: skip
    hall.do(case, "send-result")
    hall.at("2026-11-25", 15, 30)
    hall.village(Kind.DELIVERED, case, {}, SIGNATURE)
    hall.at("2026-11-30", 10, 0)
    hall.village(Kind.PROMISE_CHECKED, case, {"outcome": CheckOutcome.TRUE}, {"note": "到村里了解，与承诺一致。"})
    hall.at("2026-11-30", 11, 0)
    hall.village(Kind.FOLLOWED_UP, case, {"way": FollowedUpBy.VISIT}, {"outcome": 1, "note": "律师已经来过村里。"})
    hall.at("2026-12-01")
    return case


def reviewed(hall: Hall) -> str:
    """联审: three departments are asked, one stays silent and is taken as consenting; the lead department decides."""
    hall.at("2026-11-23", 10, 10)
    case = hall.entrusted("卢阿根", "NY-05")
    hall.at("2026-11-23", 14, 0)
    hall.do(case, "accept")
    hall.do(case, "start")
    hall.at("2026-11-26", 9, 0)
    departments = "自然资源局、生态环境局、住建局"
    hall.do(case, "open-joint", departments=departments, note="养殖场选址涉及三个部门。")
    for one in DEPARTMENTS:
        hall.do(case, "ask-opinion", department=one.code)
    hall.do(case, "call-gathering", sort="site", on="2026-12-01", place="宁溪镇金山脚养殖场", departments=departments)
    for code, name in (("ZRZY", "王建国"), ("STHJ", "陈静"), ("ZJ", "李卫东")):
        hall.do(case, "sign-notice", department=code, signatory=name)
    hall.at("2026-12-01", 15, 0)
    hall.do(case, "note-attendance", department="ZRZY", attendance="present")
    hall.do(case, "note-attendance", department="STHJ", attendance="present")
    hall.do(case, "note-attendance", department="ZJ", attendance="excused", reason="同日全县危房排查。")
    hall.do(case, "survey", sort="site", people="陈晓芸、王建国、陈静",
            findings="场址不占耕地，距饮用水源地1200米，布局与图纸一致；粪污池还需加盖。")  # fmt: skip
    hall.do(case, "give-opinion", department="ZRZY", opinion="consent")
    hall.do(case, "give-opinion", department="STHJ", opinion="conditions", reason="粪污池加盖以后投入使用。")
    hall.at("2026-12-04", 9, 0)  # 住建局 had until the end of 3 December
    hall.do(case, "close-joint", minutes="自然资源局同意；生态环境局有条件同意，条件已告知申请人；住建局逾期未反馈。同意进入审批。")
    _handled(hall, case, "2026-12-07", start=False, result="granted", opinion="符合动物防疫条件；粪污池加盖以后投入使用。",
             document="动物防疫条件合格证（浙黄动防合字第20260017号）")  # fmt: skip
    hall.do(case, "send-result")
    hall.at("2026-12-08", 10, 0)
    hall.village(Kind.DELIVERED, case, {}, SIGNATURE)
    hall.at("2026-12-15", 10, 0)
    hall.village(Kind.FOLLOWED_UP, case, {"way": FollowedUpBy.PHONE}, {"outcome": 1, "note": "证已拿到，粪污池已加盖。"})
    hall.at("2026-12-16")
    return case


def refused(hall: Hall) -> str:
    """不予: corrected once, handled, refused with its reason, with the organ and the days of the remedy; delivered."""
    hall.at("2026-11-24", 9, 40)
    case = hall.entrusted("章玉莲", "NY-08")
    hall.at("2026-11-25", 11, 0)
    hall.do(case, "correct", gaps="201,0004", notice="请补经营人员的培训证明，并把申请表的经营地址改成与房屋证明一致。")
    hall.at("2026-11-27", 16, 0)
    hall.village(Kind.CORRECTED, case, {"materials": (0, 2)}, {})
    hall.at("2026-11-30", 9, 0)
    hall.do(case, "accept")
    _handled(hall, case, "2026-12-02", result="refused",
             opinion="经营场所与食品店同一间，不符合《农药管理条例》关于营业场所与其他商品有效隔离的规定。")  # fmt: skip
    hall.do(case, "send-result")
    hall.at("2026-12-03", 10, 30)
    hall.village(Kind.DELIVERED, case, {}, SIGNATURE)
    hall.at("2026-12-10", 10, 30)
    hall.village(Kind.FOLLOWED_UP, case, {"way": FollowedUpBy.VISIT}, {"outcome": 2, "note": "准备另租一间，再来申请。"})
    hall.at("2026-12-11")
    return case


class Story(NamedTuple):
    """One case of the page. live: drives it, and gives its number."""

    name: str
    title: str
    live: Callable[[Hall], str]


STORIES = (
    Story("promised", "A promise in place of a proof, granted 告知承诺", promised),
    Story("reviewed", "A joint review with one default 联审与超时默认", reviewed),
    Story("refused", "A refusal with its remedy 不予与救济", refused),
)


def _handled(hall: Hall, case: str, day: str, start: bool = True, **conclusion: str) -> None:
    """承办, 审核, 批准, and the decision, in one day."""
    hall.at(day, 9, 30)
    if start:
        hall.do(case, "start")
    for hour, step in enumerate(STEPS, 10):
        hall.at(day, hour)
        hall.do(case, "step", step=step)
    hall.at(day, 16)
    hall.do(case, "conclude", WINDOW, **conclusion)


def keep(name: str, title: str, picture: bytes, width: int) -> str:
    """A small PNG in OUT; its line of the page, where it is shown `width` pixels wide and leads to itself."""
    flat = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(OUT / f"{name}.png", "PNG", optimize=True)
    print(name, (OUT / f"{name}.png").stat().st_size)
    return f'<a href="papers/{name}.png"><img src="papers/{name}.png" width="{width}" alt="{title}"></a>'


def drawn(story: str, document: Document) -> Iterator[str]:
    """Its pages, kept; their lines of the page."""
    pages = typst.compile(**drawing(plain(document)), format="png", ppi=PIXELS_PER_INCH)
    for number, page in enumerate(pages if isinstance(pages, list) else [pages], 1):
        name = f"{story}-{document.number[-3:]}-{document.code}{f'-{number}' if number > 1 else ''}"
        yield keep(name, document.title, page, PAPER_WIDTH)


def in_the_console(browser: Browser, folder: Path, at_ms: int, story: str, case: str) -> str:
    """The case's page as the county's clerk sees it at that moment, kept; its line of the page."""
    with served(folder, at_ms) as url:
        page = browser.new_page(viewport=WINDOW_SIZE, ignore_https_errors=True, locale="zh-CN")
        page.goto(f"{url}/console/sign-in")
        page.fill("#number", WINDOW.number)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.goto(f"{url}/console/cases/{case}")
        height = min(page.evaluate("document.documentElement.scrollHeight"), PAGE_HEIGHT_MAX)
        top: FloatRect = {"x": 0, "y": 0, "width": WINDOW_SIZE["width"], "height": height}
        picture = page.screenshot(full_page=True, clip=top)
        page.close()
    return keep(f"{story}-console", f"办件 {case}", picture, PAGE_WIDTH)


def main() -> None:
    """Make the page and its pictures anew."""
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("*.png"):
        old.unlink()
    lines = [PAGE_HEAD]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for story in STORIES:
            lines += told(browser, story)
        browser.close()
    PAGE.write_text("\n".join(lines), "utf-8")


def told(browser: Browser, story: Story) -> list[str]:
    """Live it, keep its pictures; its part of the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with hall(folder / "county") as lived:
            case = story.live(lived)
            dossier, found, at_ms = lived.dossier(case), lived.papers(case), lived.house.wall.ms
        page = in_the_console(browser, folder, at_ms, story.name, case)
    head = f"{dossier.matter_name}, case {case}, {dossier.state}. {story.live.__doc__}"
    papers = [line for document in found for line in drawn(story.name, document)]
    said = [f"## {story.title}", "", head, "", "On its page in the console:", "", page]
    return [*said, "", "Its papers:", "", *papers, ""]


PAGE_HEAD = """# Three cases and their papers

Each paper is drawn when somebody asks for it, from the case's own events, and never kept: on the case's page in the
console, by `server papers DIR CASE --out FOLDER`, or as data with `--json` (see [operating.md](operating.md)). The
pictures are made by `python -m tests.console.papers_shown`; everybody on them is invented.
"""


if __name__ == "__main__":
    main()
