"""R-HERD over the real routes and the real courier, without sockets: a full house says when to come again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.carriage.backoff import WAIT_MAX_S
from kiosk.core.refusal import Refusal
from kiosk.desk.rounds import Rounds
from server.api import carriage
from tests.line_by_hand import Clock, Line, road_over, web_of
from tests.server_by_hand import House, county, station


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "county") as one:
        yield one


@pytest.mark.parametrize("bound", ["REQUESTS_IN_HAND_MAX", "BYTES_IN_HAND_MAX"])
def test_a_full_house_answers_503_with_retry_after_takes_nothing_and_is_open_again_later(
    house: House, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    village, clock = station(house), Clock()
    with road_over(Line(web_of(house), clock), house, clock) as road:
        with monkeypatch.context() as full:
            full.setattr(carriage, bound, 0)
            with pytest.raises(Refusal) as no:
                road.post_batch(village.batch())
        assert (no.value.code, no.value.params["peer_code"]) == ("PEER_REFUSED", "SERVER_BUSY")
        assert (no.value.params["peer_status"], no.value.params["retry_after_s"]) == (503, 5.0)
        assert house.writer.journal.identities.get(village.log) is None
        for _ in range(carriage.REQUESTS_IN_HAND_MAX + 1):  # whoever was answered gave its place back
            road.post_batch(village.batch())


def test_whoever_is_told_to_come_again_comes_later_than_that_jittered_and_within_ten_minutes() -> None:
    said = {"ok": False, "roads": [{"ok": False, "code": "PEER_REFUSED", "peer_status": 503, "retry_after_s": 5.0}]}
    due = []
    for step in range(100):
        rounds = Rounds(lambda step=step: step / 100)  # type: ignore[misc]
        rounds.begun()
        rounds.ended(0.0, said)
        due.append(next(tenth / 10 for tenth in range(10_000) if rounds.is_due(tenth / 10)))
    assert min(due) >= 5.0 and max(due) <= WAIT_MAX_S and len(set(due)) > 4
