"""One thread owns the station, and a road that waits holds up no submit."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import pytest

from kiosk.app import synchronise
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from kiosk.courier.waiting import WaitingRoad
from kiosk.desk.desk_thread import DeskThread
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import bare_example, make_station, opened

LONGEST_S = 10.0


class Desk:
    """A desk whose answers come into a queue, as they would to a window."""

    def __init__(self, folder: Path) -> None:
        self.calls: Queue[Callable[[], None]] = Queue()
        self.broken: list[BaseException] = []
        self.thread = DeskThread(lambda: opened(folder), self.calls.put, self.broken.append)

    def answer(self) -> None:
        """Let the window hear one answer."""
        self.calls.get(timeout=LONGEST_S)()


@pytest.fixture
def desk(tmp_path: Path, county: CountyByHand) -> Iterator[Desk]:
    make_station(tmp_path / "station", county)
    desk = Desk(tmp_path / "station")
    with desk.thread:
        yield desk


class HangingRoad:
    """A road of which each call waits until it is let go."""

    def __init__(self, county: CountyByHand) -> None:
        self.identity = county.identity
        self.county = county
        self.posting, self.let_go = threading.Event(), threading.Event()
        self.batches = 0

    def post_batch(self, batch: bytes) -> bytes:
        self.posting.set()
        assert self.let_go.wait(LONGEST_S)
        self.batches += 1
        self.county.take(batch)
        return self.county.acknowledge().signed

    def ask(self, ask: bytes) -> bytes:
        return self.county.answer(ask)


def test_a_submit_goes_through_while_a_road_hangs_and_the_same_exchange_carries_it_along(
    desk: Desk, county: CountyByHand
) -> None:
    road, done = HangingRoad(county), Exchanged()
    ended: list[object] = []
    desk.thread.do(
        lambda station: exchange(station, WaitingRoad(road, desk.thread.away), lambda: 0.0, done), ended.append, _fail
    )
    assert road.posting.wait(LONGEST_S)
    receipts: list[str] = []
    desk.thread.do(lambda station: entrust(station, bare_example()), lambda e: receipts.append(e.receipt.number), _fail)
    desk.answer()
    assert receipts and not ended, "the receipt came while the road still hung"
    road.let_go.set()
    desk.answer()
    assert ended and road.batches == 2
    assert receipts[0] in {event.head.case for event in county.events(Kind.ENTRUSTED)}


def test_a_deed_answers_on_the_windows_side_with_a_result_or_a_refusal(desk: Desk) -> None:
    heard: list[object] = []

    def refuse(station: object) -> None:
        raise Refusal("DISK_FULL")

    desk.thread.do(lambda station: station.code, heard.append, _fail)
    desk.thread.do(refuse, _fail, lambda no: heard.append(no.code))
    assert not heard, "nothing is said on the desk's own thread"
    desk.answer()
    desk.answer()
    assert len(heard[0]) == 12 and heard[1] == "DISK_FULL"


def test_our_own_mistake_in_a_deed_is_told_and_whoever_asked_hears_that_it_failed(desk: Desk) -> None:
    heard: list[str] = []
    desk.thread.do(lambda station: 1 / 0, _fail, lambda no: heard.append(no.code))
    desk.answer()
    desk.answer()
    assert heard == ["KIOSK_TROUBLE"] and isinstance(desk.broken[0], ZeroDivisionError)
    assert desk.thread.ask(lambda station: station.has_staff) is True, "and the desk goes on"


def test_asking_gives_the_result_and_raises_the_refusal(desk: Desk) -> None:
    def refuse(station: object) -> None:
        raise Refusal("DISK_FULL")

    assert desk.thread.ask(lambda station: station.epoch) == 1
    with pytest.raises(Refusal, match="DISK_FULL"):
        desk.thread.ask(refuse)


def test_a_call_away_raises_its_refusal_inside_the_deed(desk: Desk) -> None:
    def closed() -> None:
        raise Refusal("ROAD_CLOSED", url="-")

    with pytest.raises(Refusal, match="ROAD_CLOSED"):
        desk.thread.ask(lambda station: desk.thread.away(closed))


def test_nobody_goes_away_with_a_transaction_open(desk: Desk) -> None:
    def deed(station: object) -> None:
        with station.store.transaction():
            desk.thread.away(lambda: None)

    with pytest.raises(AssertionError):
        desk.thread.ask(deed)


def test_a_desk_that_closes_does_not_wait_for_a_road_and_leaves_the_folder_free(
    tmp_path: Path, county: CountyByHand
) -> None:
    make_station(tmp_path / "station", county)
    desk, road = Desk(tmp_path / "station"), HangingRoad(county)
    with desk.thread:
        away = desk.thread.away
        desk.thread.do(lambda s: exchange(s, WaitingRoad(road, away), lambda: 0.0, Exchanged()), _fail, _fail)
        assert road.posting.wait(LONGEST_S)
    with opened(tmp_path / "station") as station:
        assert station.epoch == 1
    road.let_go.set()


def test_a_folder_that_is_no_station_is_refused_where_the_window_would_open(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="NOT_A_KIOSK"), Desk(tmp_path).thread:
        raise AssertionError("it opened")


def test_every_call_of_a_whole_synchronisation_that_waits_is_made_away(
    desk: Desk, county: CountyByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_the_desk: list[str] = []

    class Road(HangingRoad):
        def __enter__(self) -> "Road":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def post_batch(self, batch: bytes) -> bytes:
            on_the_desk.append(threading.current_thread().name)
            return super().post_batch(batch)

        def ask(self, ask: bytes) -> bytes:
            on_the_desk.append(threading.current_thread().name)
            return super().ask(ask)

    road = Road(county)
    road.let_go.set()

    def opening(*_: object) -> Road:
        on_the_desk.append(threading.current_thread().name)
        return road

    monkeypatch.setattr("kiosk.app.open_road", opening)
    said = desk.thread.ask(lambda station: synchronise(station, (), desk.thread.away))
    assert said["ok"] and len(on_the_desk) >= 3
    assert set(on_the_desk) == {"road"}


def _fail(what: object) -> None:
    raise AssertionError(what)
