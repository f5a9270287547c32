"""A real county's process in the middle of its day, and Debian's Chromium before it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.console import county_day
from tests.console.county_day import PASSWORD, Day
from tests.processes_by_hand import ROOT, clock_at
from tests.server_by_hand import NOW_MS

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
WAIT_MS = 8_000
STOP_S = 20
_WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (no) =>
  window.violations.push(no.violatedDirective + ' ' + no.blockedURI));
"""


class Town(NamedTuple):
    """A running county: where it answers, its folder, and what the day has brought."""

    url: str
    folder: Path
    day: Day


@contextmanager
def running(folder: Path) -> Iterator[Town]:
    """Live the day in `folder`, then run the county over TLS, its clock at the end of that day."""
    day = county_day.make(folder / "county")
    with served(folder, NOW_MS) as url:
        yield Town(url, folder / "county", day)


@contextmanager
def served(folder: Path, at_ms: int) -> Iterator[str]:
    """Run the county in `folder`/county over TLS with its clock standing at `at_ms`: where it answers."""
    county = folder / "county"
    words = [sys.executable, "-m", "server", "run", str(county), "--port", "0"]
    words += ["--second-medium", str(folder / "medium"), "--allow-same-device"]
    env = {**os.environ, **clock_at(folder / "clock", at_ms)}
    with (
        (folder / "stderr").open("wb") as errors,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, env=env, cwd=ROOT) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, (folder / "stderr").read_text()
            yield str(json.loads(line)["url"])
        finally:
            process.terminate()
            process.wait(STOP_S)


class Visitor:
    """One browser window over the county, watched: `troubles` are errors in its console, errors of scripts and
    violations of the policy (a refusal's own status is none); `bytes` of every answer, as they came."""

    def __init__(self, context: BrowserContext, town: Town, scripts: bool) -> None:
        self.context, self.town, self.scripts = context, town, scripts
        self.page: Page = context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self._said: list[str] = []
        self.answers: list[Response] = []
        self.page.on("console", lambda said: self._said.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._said.append(str(error)))
        self.page.on("response", lambda answer: self.answers.append(answer))

    def go(self, path: str) -> Response:
        """Open a path of the county."""
        self.answers.clear()
        found = self.page.goto(self.town.url + path)
        assert found is not None
        return found

    def sign_in(self, number: str, password: str = PASSWORD) -> None:
        self.go("/console/sign-in")
        self.page.fill("#number", number)
        self.page.fill("#password", password)
        self.page.click("main button[type=submit]")

    def see(self, text: str) -> None:
        """The text stands on the page, in sight."""
        self.page.get_by_text(text).first.wait_for(state="visible")

    @property
    def text(self) -> str:
        return self.page.inner_text("body")

    @property
    def troubles(self) -> list[str]:
        said = [text for text in self._said if "the server responded with a status of 4" not in text]
        return said + (self.page.evaluate("window.violations") if self.scripts else [])

    @property
    def weight_bytes(self) -> int:
        """Of the last page and all that it loaded."""
        self.page.wait_for_load_state("networkidle")
        return sum(int(answer.headers.get("content-length", "0")) for answer in self.answers if answer.status == 200)


class Street(NamedTuple):
    """Opens windows over one town."""

    browser: Browser
    town: Town

    @contextmanager
    def visit(
        self, number: str = "", scripts: bool = True, size: Any = None, language: str = "zh"
    ) -> Iterator[Visitor]:
        """A fresh window, signed in as `number` unless it is "". Nothing may have gone wrong in it at the end."""
        context = self.browser.new_context(
            viewport=size or DESK, java_script_enabled=scripts, ignore_https_errors=True, locale="zh-CN"
        )
        try:
            if scripts:
                context.add_init_script(_WATCH)
            visitor = Visitor(context, self.town, scripts)
            if language == "en":
                visitor.go("/console/language?to=en&back=/")
            if number:
                visitor.sign_in(number)
            yield visitor
            assert visitor.troubles == []
        finally:
            context.close()
