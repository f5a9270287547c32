"""The pages as a clerk uses them, from sign-in to the result, through the whole application."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from server.console import stations as stations_page
from server.store.journal import Journal
from tests.console_by_hand import Street, console
from tests.office_by_hand import CLERK, TOWN, TOWNSHIP_STATION, forwarded_case
from tests.server_by_hand import NOW_MS, station

PAGE_BYTES_MAX = 100_000


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as found:
        found.staffed(CLERK, TOWN)
        yield found


def test_a_township_clerk_takes_a_case_from_sign_in_to_the_result(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    clerk = street.signed_in("T1")
    listed = clerk.get("/console/cases")
    assert case in listed.text
    page = clerk.get(f"/console/cases/{case}")
    assert page.status == 200, page.text
    assert len(page.body) < PAGE_BYTES_MAX
    for command, fields in (
        ("accept", {"note": "材料齐"}),
        ("start", {}),
        ("conclude", {"result": "granted", "document": "救助决定〔2026〕1号"}),
        ("send-result", {}),
    ):
        form = f"/console/cases/{case}/deeds/{command}"
        page = clerk.get(f"/console/cases/{case}")
        token, operation = page.hidden("token"), page.hidden("operation", form=form)
        done = clerk.post(form, {"token": token, "operation": operation, **fields})
        assert done.status == 303, done.text
        assert clerk.get(done.location).status == 200
    assert "待送达" in clerk.get(f"/console/cases/{case}").text


def test_a_station_with_very_many_incidents_shows_the_newest_and_says_how_many_there_are(street: Street) -> None:
    def raise_many(journal: Journal) -> None:
        for number in range(70):
            code = TOWNSHIP_STATION if number % 2 else TOWNSHIP_STATION[:9]
            journal.incident("BRANCH", f"station {code} log {number}", NOW_MS + number)

    street.house.writer.run(raise_many)
    page = street.signed_in("T1").get(f"/console/stations/{TOWNSHIP_STATION}")
    assert page.text.count("同一个序号来了两条不同的记录</span></strong>") == 60
    assert "共 70 件，先列出最近的 60 件。" in page.text
    assert len(page.body) < PAGE_BYTES_MAX


def test_a_page_that_takes_long_holds_up_no_other(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = Event(), Event()

    def slow(*given: Any) -> tuple[()]:
        asked.set()
        assert answered.wait(20)
        return ()

    monkeypatch.setattr(stations_page, "stations", slow)
    slow_one, other = street.signed_in("C1"), street.signed_in("T1")
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(slow_one.get, "/console/stations")
        try:
            assert asked.wait(20)
            assert pool.submit(other.get, "/console/cases").result(10).status == 200
        finally:
            answered.set()
        assert waiting.result(20).status == 200
