"""The kiosk's window in figures (python -m tests.bench.bench_window [--cases N] [--journeys N]): one JSON object.

* cold start: from starting the process to the first frame on the screen, several times, the median;
* tap to next screen: from the finger's release to the frame that shows the next page, p50 and p95 over journeys of
  touches from home to the question for the name and back, over tiles, rows and both bars;
  `tap_work`: the same, of the processor's time alone, which says more on a machine that does other things;
* memory after the start and after so many journeys, and the slope in kB a journey over the second half;
* all on a station that holds `--cases` cases, at 1280×800 without multisampling, drawn by the processor.

Aim: p95 under 150 ms. A frame without a graphics card costs 50 ms or so; what a page's widgets cost comes on top.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIZE = (1280, 800)
STARTS = 3
CASES, JOURNEYS = 10_000, 200
CASES_A_DAY = 5_000  # a terminal has 9,999 numbers a day
DAY_MS = 86_400_000
WARM_UP = 5
TAP_P95_MS_AIM = 150.0
# One journey, as what is touched; each is followed until its page is on the screen.
JOURNEY = ("办手续", "救助和津贴", "返回", "首页", "查办到哪了", "首页", "叫人帮忙", "返回")


def make_cases(folder: Path, count: int) -> Any:
    """An enrolled station with so many cases; its agent's badge."""
    from kiosk.desk.entrusting import entrust
    from tests.bench.bench_submit import entrustments
    from tests.county_by_hand import NOW_MS, CountyByHand
    from tests.kiosk_by_hand import Wall, instruments, make_station, opened

    issued = make_station(folder, CountyByHand())
    wall = Wall()
    with opened(folder, tools=instruments(5, wall)) as station:
        station.store.connection.execute("PRAGMA synchronous=OFF")  # filling, not measuring
        for at, data in enumerate(entrustments(count)):
            wall.ms = NOW_MS + at // CASES_A_DAY * DAY_MS
            entrust(station, data)
            if at % 500 == 499:
                station.store.settle_down()
    return issued


def first_frame(folder: Path) -> None:
    """In a process of its own: open the window on the station, say when the first frame is drawn, and end."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.app import real_instruments
    from kiosk.desk.station import open_station
    from kiosk.settings import read_settings
    from kiosk.window.kiosk_app import KioskApp
    from tests.ui.driver import no_line

    tools = real_instruments()
    app = KioskApp(lambda: open_station(folder, tools, read_settings(folder)), no_line, tools, time.monotonic)

    def shown(*_: object) -> None:
        Window.unbind(on_flip=shown)
        print(json.dumps({"at": time.time(), "rss_kb": rss_kb()}), flush=True)
        Clock.schedule_once(lambda passed_s: app.stop(), 0)

    with app.desk:
        Window.bind(on_flip=shown)
        app.run()


def journeys(folder: Path, count: int) -> dict[str, Any]:
    """In a process of its own: tap through the pages, and measure."""
    from tests.ui.driver import driving

    with driving(folder, size=SIZE) as kiosk:
        start_kb = rss_kb()
        taps: list[float] = []
        worked: list[float] = []
        memory: list[int] = []
        slowest: dict[str, list[float]] = {}
        for turn in range(WARM_UP + count):
            for words in JOURNEY:
                spent, work = kiosk.tap_timed(words)
                if turn >= WARM_UP:
                    worked.append(work)
                    taps.append(spent)
                    slowest.setdefault(words, []).append(spent)
            memory.append(rss_kb())
        half = memory[WARM_UP + count // 2 :]
        slope = statistics.linear_regression(range(len(half)), half).slope if len(half) > 1 else 0.0
        cuts, work_cuts = statistics.quantiles(taps, n=100), statistics.quantiles(worked, n=100)
        return {
            "taps": len(taps),
            "tap_p50_ms": round(statistics.median(taps) * 1000, 1),
            "tap_p95_ms": round(cuts[94] * 1000, 1),
            "tap_work_p50_ms": round(statistics.median(worked) * 1000, 1),
            "tap_work_p95_ms": round(work_cuts[94] * 1000, 1),
            "tap_by_words_p95_ms": {
                words: round(statistics.quantiles(spent, n=20)[-1] * 1000, 1) for words, spent in slowest.items()
            },
            "memory_start_mb": round(start_kb / 1024, 1),
            "memory_end_mb": round(memory[-1] / 1024, 1),
            "memory_slope_kb_a_journey": round(slope, 2),
        }


def rss_kb() -> int:
    """Resident memory of this process."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def _child(what: str, folder: Path, *more: str) -> tuple[float, dict[str, Any]]:
    """Run a part of this module in a process of its own; when it was started, and what it said."""
    command = [sys.executable, "-m", "tests.bench.bench_window", "--child", what, str(folder), *more]
    started = time.time()
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in ran.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise SystemExit(ran.stderr[-4000:])
    return started, json.loads(lines[-1])


def main() -> None:
    """See the head of this module."""
    options = argparse.ArgumentParser()
    options.add_argument("--cases", type=int, default=CASES)
    options.add_argument("--journeys", type=int, default=JOURNEYS)
    options.add_argument("--child", nargs="*")
    given = options.parse_args()
    if given.child:
        from kiosk.window.lockdown import lock_down

        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
        what, folder, *more = given.child
        with tempfile.TemporaryDirectory() as home:
            lock_down(os.environ, Path(home), size=SIZE)
            if what == "first_frame":
                first_frame(Path(folder))
            else:
                print(json.dumps(journeys(Path(folder), int(more[0]))), flush=True)
        return
    with tempfile.TemporaryDirectory(prefix="daiban-bench-") as place:
        folder = Path(place) / "station"
        began = time.monotonic()
        make_cases(folder, given.cases)
        filled_s = time.monotonic() - began
        starts = []
        for _ in range(STARTS):
            at, said = _child("first_frame", folder)
            starts.append(said["at"] - at)
        _, told = _child("journeys", folder, str(given.journeys))
        said = {
            "cases": given.cases, "filled_s": round(filled_s, 1), "journeys": given.journeys, "size": list(SIZE),
            "cold_start_s": round(statistics.median(starts), 2), **told, "aim_tap_p95_ms": TAP_P95_MS_AIM,
            "met": told["tap_p95_ms"] <= TAP_P95_MS_AIM,
        }  # fmt: skip
        print(json.dumps(said, ensure_ascii=False))


if __name__ == "__main__":
    main()
