"""How long a resident's look-up waits in the one writer while the office digests what came in
(python -m tests.bench.bench_look_up_wait [CASES_AT_ONCE …]).

A village's 300 entrustments have come; the digest works them off, so many cases in one transaction, while another
deed of the writer (the public look-up's count of tries) is submitted again and again. Prints one JSON object for each
number of cases, the shipped one first: the longest and the median wait, and what the smaller pieces cost the digest.
"""

import json
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import next_offer
from server.office import digest
from tests.bench.bench_submit import entrustments
from tests.kiosk_by_hand import opened
from tests.line_by_hand import village
from tests.server_by_hand import House, found

CASES = 300
WAIT_S_MAX = 1.0  # a person before a telephone's screen notices more


def measure(cases_at_once: int) -> dict[str, float | bool]:
    """Seconds waited, with `cases_at_once` in a transaction."""
    digest.CASES_A_DIGEST_MAX = cases_at_once
    with tempfile.TemporaryDirectory() as where:
        house = House(found(Path(where) / "county"))
        with opened(Path(where) / "kiosk", village(Path(where) / "kiosk", house)) as station:
            for body in entrustments(CASES):
                entrust(station, body)
            batch = next_offer(station, station.county, 2**22).batch
        house.intake.receive(batch)
        house.writer.start()
        waits: list[float] = []

        def work_off() -> None:
            while house.writer.run(house.office.digest):
                pass

        working = threading.Thread(target=work_off)
        began = time.perf_counter()
        working.start()
        while working.is_alive():
            asked = time.perf_counter()
            house.writer.run(lambda journal: journal.note("none"))
            waits.append(time.perf_counter() - asked)
            time.sleep(0.01)
        took_s = time.perf_counter() - began
        house.close()
    longest = max(waits)
    return {
        "cases_at_once": cases_at_once, "wait_s_max": round(longest, 3), "limit_s": WAIT_S_MAX,
        "wait_s_p50": round(statistics.median(waits), 3), "digest_s": round(took_s, 2), "met": longest <= WAIT_S_MAX,
    }  # fmt: skip


def main() -> None:
    """Measure the shipped number, then those asked for."""
    for cases_at_once in (digest.CASES_A_DIGEST_MAX, *map(int, sys.argv[1:])):
        print(json.dumps(measure(cases_at_once)), flush=True)


if __name__ == "__main__":
    main()
