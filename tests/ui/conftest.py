"""One window per process: `python -m pytest tests/ui` runs every file in a process of its own, two side by side; one
file named alone runs here. Kivy draws offscreen, into real pixels, and is told so before anything imports it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.desk.staffing import Issued
from kiosk.window.lockdown import lock_down
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station

if TYPE_CHECKING:
    from tests.ui.driver import Driver

FILE_LIMIT_S = 900  # against a window that hangs: the walks over every page take minutes on a busy machine
SIDE_BY_SIDE = 2  # drawing without a graphics card takes a core for each
_folder = tempfile.TemporaryDirectory(prefix="daiban-window-")
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
# Offscreen a window never grows past what it was made with: made for every size, it is then set to the one wanted.
lock_down(os.environ, Path(_folder.name), size=(1920, 1920), frames_per_s=0)  # 0: as many as there are to draw


def _alone(config: pytest.Config) -> bool:
    """Whether one file of tests was named, and nothing else."""
    paths = {argument.split("::")[0] for argument in config.args}
    return len(paths) == 1 and Path(paths.pop()).suffix == ".py"


class OwnProcess(pytest.Item):
    """A whole file of tests, run by a pytest of its own, which may have begun while others still ran."""

    begun: Future[subprocess.CompletedProcess[str]] | None = None

    def start(self) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(self.path)]
        return subprocess.run(command, capture_output=True, text=True, timeout=FILE_LIMIT_S, cwd=self.config.rootpath)

    def runtest(self) -> None:
        """Fails with what that pytest printed."""
        ran = self.begun.result() if self.begun is not None else self.start()
        if ran.returncode not in (0, 5):  # 5: every test of the file is asked for by name only
            raise AssertionError(f"{self.path.name}\n{ran.stdout[-20_000:]}\n{ran.stderr[-5_000:]}")
        self.add_report_section("call", "stdout", ran.stdout)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """What the other pytest said, without a trace of this one."""
        return str(excinfo.value)


class FileOfTests(pytest.File):
    """One item for the file."""

    def collect(self) -> Iterator[pytest.Item]:
        yield OwnProcess.from_parent(self, name="in its own process")


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """Begin the files, so many at a time, the walks before the rest since they last longest. What has not begun when
    the session is over never does."""
    alone = [item for item in session.items if isinstance(item, OwnProcess)]
    if session.config.option.collectonly or len(alone) != len(session.items):
        return (yield)  # among other tests each waits for its turn: those may measure time
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for item in sorted(alone, key=lambda item: "walk" not in item.path.name):
            item.begun = pool.submit(item.start)
        try:
            return (yield)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Iterator[None]:
    """Hand whole files to processes, unless one file was asked for."""
    collected = yield
    if not collected or _alone(parent.config):
        return collected
    return [FileOfTests.from_parent(parent, path=file_path)]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Issued]:
    """A station's folder and its agent's card."""
    folder = tmp_path_factory.mktemp("kiosk") / "station"
    return folder, make_station(folder, CountyByHand())


@pytest.fixture(scope="module")
def kiosk(issued: tuple[Path, Issued]) -> "Iterator[Driver]":
    """The window of that station. The toolkit is imported here only: processes without a window read this file too."""
    from tests.ui.driver import driving

    with driving(issued[0]) as driver:
        yield driver
