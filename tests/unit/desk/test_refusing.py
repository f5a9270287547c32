"""R-HERD: a road that said no for good is left alone until there is something new to say."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kiosk import app
from kiosk.core.carriage.certificate import Identity
from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust
from kiosk.desk.refusing import forget_refusals
from kiosk.desk.rounds import Line, Rounds
from kiosk.desk.station import Station
from tests.kiosk_by_hand import bare_example


class Saying:
    """A road to a server that answers everything with one refusal; `asked` counts."""

    def __init__(self, identity: Identity, status: int) -> None:
        self.identity, self.status, self.asked = identity, status, 0

    def _no(self, *_: object) -> bytes:
        self.asked += 1
        raise Refusal("PEER_REFUSED", peer_code="SAID_NO", peer_status=self.status)

    post_batch = ask = begin_upload = go_on = _no


@pytest.fixture
def saying(station: Station, monkeypatch: pytest.MonkeyPatch) -> Saying:
    road = Saying(station.county, 400)

    @contextmanager
    def opened(*_: Any) -> Iterator[Saying]:
        yield road

    monkeypatch.setattr(app, "open_road", opened)
    monkeypatch.setattr(app, "find_relays", lambda: ())
    return road


def test_what_was_refused_for_good_is_not_said_again_until_there_is_something_new(
    station: Station, saying: Saying
) -> None:
    entrust(station, bare_example())
    told = [app.synchronise(station) for _ in range(1_000)]
    assert saying.asked == 1
    assert {said["roads"][0]["peer_code"] for said in told} == {"SAID_NO"} and not any(said["ok"] for said in told)
    entrust(station, bare_example(operation="00" * 16))
    app.synchronise(station)
    app.synchronise(station)
    assert saying.asked == 2
    forget_refusals(station)
    app.synchronise(station)
    assert saying.asked == 3


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503, 507])
def test_what_passes_with_time_is_tried_again(station: Station, saying: Saying, status: int) -> None:
    entrust(station, bare_example())
    saying.status = status
    for _ in range(3):
        app.synchronise(station)
    assert saying.asked == 3


def test_a_thousand_attempts_in_vain_leave_less_than_a_megabyte(station: Station, saying: Saying) -> None:
    entrust(station, bare_example())
    saying.status = 503
    rounds = Rounds(lambda: 0.5)

    def size_bytes() -> int:
        return sum(file.stat().st_size for file in station.folder.rglob("*") if file.is_file())

    before = size_bytes()
    for now_s in range(1_000):
        rounds.begun()
        rounds.ended(float(now_s), app.synchronise(station))
    assert saying.asked == 1_000 and rounds.line is Line.DOUBTFUL
    assert size_bytes() - before < 1_000_000


def test_a_thousand_batches_that_are_never_answered_leave_less_than_a_megabyte(
    station: Station, saying: Saying
) -> None:
    entrust(station, bare_example())

    def swallowed(*_: object) -> bytes:
        saying.asked += 1
        return b"<html>please log in</html>"

    saying.post_batch = swallowed  # type: ignore[method-assign]
    before = sum(file.stat().st_size for file in station.folder.rglob("*") if file.is_file())
    for _ in range(1_000):
        assert app.synchronise(station)["roads"][0]["code"] == "CAPTIVE_PORTAL"
    after = sum(file.stat().st_size for file in station.folder.rglob("*") if file.is_file())
    assert saying.asked == 1_000 and after - before < 1_000_000
