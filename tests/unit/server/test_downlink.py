"""What an ask is answered with."""

from pathlib import Path

import pytest

from kiosk.core.carriage.acknowledgement import Acknowledgement, read_acknowledgement
from kiosk.core.carriage.ask import Have
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.document import sign_document
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.protocol import settle
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from server.intake.downlink import WAITING_COUNT_MAX, Downlink
from server.store import tables as t
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station


def answered(house: House, ask: bytes) -> tuple[list[Acknowledgement], list[Event], list[bytes]]:
    frames = read_batch(house.downlink.answer(ask)).frames
    acks = [read_acknowledgement(f.payload) for f in frames if f.type is FrameType.ACKNOWLEDGEMENT]
    events = [read_event(split_event(f.payload)[0]) for f in frames if f.type is FrameType.EVENT]
    return acks, events, [f.payload for f in frames if f.type is FrameType.DOCUMENT]


def known(house: House, code: str = "331003001001", seed: int = 3) -> StationByHand:
    village = station(house, code, seed)
    village.say()
    house.receive(village.batch())
    house.digest()
    return village


def test_an_open_is_proved_over_the_bodies_that_were_opened(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        body = village.say()
        house.receive(village.batch())
        (ack,), _, _ = answered(house, village.ask())
        assert settle(ack, house.node.identity, village.own).open == {w.event.hash for w in village.written} - {
            body.event.hash
        }
        house.digest()
        (ack,), _, _ = answered(house, village.ask())
        assert settle(ack, house.node.identity, village.own).open == {w.event.hash for w in village.written}


def test_what_is_proved_already_is_not_said_again(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = known(house)
        (ack,), _, _ = answered(house, village.ask(recv=3, open=3))
        assert (ack.recv, ack.open) == ((), ())
        (ack,), _, _ = answered(house, village.ask(recv=3, open=2))
        assert [(r.first, r.last) for r in ack.open] == [(3, 3)]


def test_a_station_that_believes_an_older_incarnation_is_told_everything(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = known(house)
        (ack,), _, _ = answered(house, village.ask(incarnation=0, recv=3, safe=3, open=3))
        assert [e.n for e in ack.recv] == [3]
        assert ack.incarnation_number == house.node.incarnation_number


def test_downward_events_go_to_their_station_alone_and_only_what_is_new(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village, other = known(house), known(house, "331003001002", 4)
        _, mine, _ = answered(house, village.ask())
        _, theirs, _ = answered(house, other.ask())
        assert mine and theirs and not {log_name(e.head) for e in mine} & {log_name(e.head) for e in theirs}
        last = mine[-1]
        have = Have(log_name(last.head), last.head.seq, last.hash)
        assert answered(house, village.ask(down=[have]))[1] == []


def test_a_downward_log_that_its_station_holds_otherwise_is_given_up_and_told_anew_in_another(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = known(house)
        mine = answered(house, village.ask())[1]
        last = mine[-1]
        otherwise = Have(log_name(last.head), last.head.seq, bytes(32))
        assert answered(house, village.ask(down=[otherwise]))[1] == []
        house.digest()
        again = answered(house, village.ask(down=[otherwise]))[1]
        assert again and not {log_name(e.head) for e in again} & {log_name(e.head) for e in mine}


def test_a_newer_catalogue_goes_with_the_answer_once(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = known(house)
        assert answered(house, village.ask())[2] == []
        document = sign_document(house.node.signing_key, 2, b"newer")
        house.writer.run(lambda journal: journal.publish(document.signed, 2, NOW_MS))
        assert answered(house, village.ask())[2] == [document.signed]
        assert answered(house, village.ask(catalogue_version=2))[2] == []


def test_a_catalogue_never_goes_back(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        document = sign_document(house.node.signing_key, 1, b"older")
        assert house.writer.run(lambda journal: journal.publish(document.signed, 1, NOW_MS)) is False


def test_the_asker_s_report_is_kept_with_its_clock_offset_in_county_time(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = known(house)
        answered(house, village.ask())
        rows = house.writer.run(lambda journal: journal.connection.execute(t.contact.select()).mappings().all())
        (row,) = [row for row in rows if row["node"] == village.identity.node]
        assert (row["software"], row["free_disk_bytes"], row["clock_offset_ms"]) == ("daiban 0.1", 10**9, 7_000)


def test_a_node_that_is_not_known_is_not_answered(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, pytest.raises(Refusal, match="NODE_UNKNOWN"):
        house.downlink.answer(station(house).ask())


def test_an_ask_that_another_signed_is_not_answered(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village, other = known(house), known(house, "331003001002", 4)
        forged = village.fork(3)
        forged.signing = other.signing
        with pytest.raises(Refusal, match="ASK_UNREADABLE"):
            house.downlink.answer(forged.ask())
        with pytest.raises(Refusal, match="ASK_UNREADABLE"):
            house.downlink.answer(b"what is new?")


def test_a_crowd_of_askers_does_not_all_wait_for_the_digest(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = known(house)
        waited: list[float] = []

        def settled(timeout_s: float) -> bool:
            waited.append(timeout_s)
            if len(waited) < 10:
                downlink.answer(village.ask())  # another asks while this one waits
            return True

        downlink = Downlink(house.node, house.writer, house.instruments, settled)
        downlink.answer(village.ask())
        assert len(waited) == WAITING_COUNT_MAX
