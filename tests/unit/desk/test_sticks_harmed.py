"""Sticks that are torn, scratched, pulled, full or lying: what is whole is taken, and nothing false is shown."""

import random
from pathlib import Path

import msgspec
import pytest

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent, sign_acknowledgement
from kiosk.core.carriage.ask import sign_ask
from kiosk.core.carriage.batch import Frame, FrameType, frame_bytes, read_batch, split_event, write_batch
from kiosk.core.carriage.stick import FOLDER, UNFINISHED, FileKind, name_for, read_name
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk import sticks
from kiosk.desk.carrying import ASK_AGAIN_S, Room
from kiosk.desk.offering import make_ask
from kiosk.desk.station import Station
from kiosk.desk.stick_leaving import leave_on
from kiosk.desk.store import DOWNWARD
from kiosk.devices import stick as device
from kiosk.devices.stick import StickFolder
from tests.county_by_hand import CountyByHand
from tests.courier_by_hand import (
    ELSEWHERE,
    VILLAGES,
    HouseRoad,
    apart,
    blank,
    entrusted,
    files_on,
    kiosk,
    later,
    one_round,
    synchronise,
    truths,
)
from tests.kiosk_by_hand import make_station, opened
from tests.server_by_hand import House


def test_a_word_of_a_village_that_is_no_township_above_us_claims_nothing(
    house: House, village: Station, stick: Path, tmp_path: Path
) -> None:
    with kiosk(tmp_path / "next", house, VILLAGES[1]) as neighbour:
        case = entrusted(village)
        sticks.export(village, stick)
        taken = sticks.take(neighbour, stick)
        assert taken.stations[0].taken and sticks.export(neighbour, stick).answers == {}
        forged = _word(neighbour, village)
        _leave(stick, FileKind.DOWN, village.identity.node, forged)
        sticks.take(village, stick)
        assert truths(village, case) == {"recorded", "left"}


def _word(issuer: Station, about: Station) -> bytes:
    """A batch with a signed word of `issuer` that it holds all of the other's log."""
    rows = about.store.all("SELECT seq, hash FROM event WHERE log = ? ORDER BY seq", about.log_name)
    word = sign_acknowledgement(
        issuer.pen.key,
        Acknowledgement(
            issuer.identity.node, issuer.pen.log, 1, 1, 0, issuer.identity.level, False,
            recv=(Extent(about.log_name, rows[-1][0], rows[-1][1]),),
        ),
    )  # fmt: skip
    first = issuer.store.one("SELECT signed FROM event WHERE log = ? AND seq = 1", issuer.log_name)[0]
    frames = [Frame(FrameType.EVENT, first), Frame(FrameType.ACKNOWLEDGEMENT, word.signed)]
    return write_batch(issuer.identity.node, frames)


def _leave(stick: Path, kind: FileKind, node: bytes, data: bytes) -> Path:
    path = stick / FOLDER / name_for(kind, node, data).text
    path.write_bytes(data)
    return path


def test_a_township_that_lies_in_the_countys_name_is_not_believed(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    case = entrusted(village)
    sticks.export(village, stick)
    rows = village.store.all("SELECT seq, hash FROM event WHERE log = ? ORDER BY seq", village.log_name)
    lie = sign_acknowledgement(
        township.pen.key,
        Acknowledgement(
            house.node.identity.node, house.node.log, 9, 9, 0, Level.COUNTY, False,
            recv=(Extent(village.log_name, rows[-1][0], rows[-1][1]),),
        ),
    )  # fmt: skip
    _leave(stick, FileKind.DOWN, village.identity.node,
           write_batch(house.node.identity.node, [Frame(FrameType.ACKNOWLEDGEMENT, lie.signed)]))  # fmt: skip
    taken = sticks.take(village, stick)
    assert truths(village, case) == {"recorded", "left"} and taken.apart == {"NOT_BELIEVED": 1}
    assert not taken.new_incarnation and village.store.number("county_incarnation") < 9


def test_a_township_that_withholds_delays_nothing_on_any_other_road(
    house: House, village: Station, township: Station, stick: Path, tmp_path: Path
) -> None:
    case = entrusted(village)
    sticks.export(village, stick)
    sticks.take(township, stick)  # and never goes anywhere again
    for file in files_on(stick):
        file.unlink()
    other = blank(tmp_path / "other")
    sticks.export(village, other)
    with kiosk(tmp_path / "elsewhere", house, ELSEWHERE) as helper:
        sticks.take(helper, other)
        synchronise(helper, HouseRoad(house))
        sticks.export(helper, other)
    sticks.take(village, other)
    assert truths(village, case) == {"recorded", "left", "at_county", "opened"}


def test_replayed_and_reordered_answers_change_nothing(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    first = entrusted(village)
    one_round(house, village, township, stick)
    replayed = {file.name: file.read_bytes() for file in files_on(stick, "down")}
    entrusted(village, "李建国")
    one_round(house, village, township, stick)
    before = village.store.all("SELECT * FROM mark ORDER BY event, state"), _downward(village)
    for name, data in replayed.items():
        (stick / FOLDER / name).write_bytes(data)
    for file in files_on(stick, "down"):
        batch = read_batch(file.read_bytes())
        shuffled = list(batch.frames)
        random.Random(5).shuffle(shuffled)
        _leave(stick, FileKind.DOWN, village.identity.node, write_batch(batch.sender, shuffled))
    again = sticks.take(village, stick)
    assert (village.store.all("SELECT * FROM mark ORDER BY event, state"), _downward(village)) == before
    assert again.events_down == 0 and again.proved == {} and "at_county" in truths(village, first)


def test_answers_in_any_order_of_frames_bring_all_that_they_hold(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    case = entrusted(village)
    sticks.export(village, stick)
    sticks.take(township, stick)
    synchronise(township, HouseRoad(house))
    sticks.export(township, stick)
    for file in files_on(stick, "down"):
        batch = read_batch(file.read_bytes())
        file.unlink()
        _leave(stick, FileKind.DOWN, village.identity.node, write_batch(batch.sender, batch.frames[::-1]))
    sticks.take(village, stick)
    assert truths(village, case) == {"recorded", "left", "at_township", "at_county", "opened"}
    assert _downward(village)


def _downward(station: Station) -> list[object]:
    return station.store.all("SELECT hash FROM event WHERE origin = ? ORDER BY hash", DOWNWARD)


def test_one_bad_byte_loses_one_frame_wherever_it_lies(village: Station, township: Station, stick: Path) -> None:
    for name in ("王秀英", "李建国", "张桂兰"):
        entrusted(village, name)
    whole = sticks.export(village, stick)
    (file,) = files_on(stick, "up")
    data = file.read_bytes()
    frames = read_batch(data).frames
    ends = [len(data)]
    for frame in frames[::-1]:
        ends.insert(0, ends[0] - len(frame_bytes(frame)))
    starts = [0, *ends[:-1]]  # the header's, then each frame's
    for number, start in enumerate(starts):
        for offset in (0, 1, 3, 7, 20):
            scratched = bytearray(data)
            scratched[start + offset] ^= 0x55
            file.write_bytes(scratched)
            taken = sticks.take(township, stick)
            held = township.store.one("SELECT COUNT(*) FROM carrying")[0]
            spare = number in (0, 1, len(frames))  # the header, and a certificate that stands there twice
            assert held == whole.own_events - (not spare), (number, offset, taken)
            assert taken.damaged == [file.name] and apart(taken) == {"UNREADABLE": 1}
            forget(township)


def forget(station: Station) -> None:
    """As if it had taken nothing in yet."""
    with station.store.transaction() as connection:
        for table in ("carrying", "carrying_ask", "carrying_answer", "identity"):
            connection.execute(f"DELETE FROM {table}")


def test_a_torn_file_gives_up_every_whole_frame_and_names_the_rest(
    village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    entrusted(village, "李建国")
    sticks.export(village, stick)
    (file,) = files_on(stick, "up")
    data = file.read_bytes()
    frames = read_batch(data).frames
    for cut in range(0, len(data), 97):
        file.write_bytes(data[:cut])
        whole = {frame.payload for frame in read_batch(data[:cut]).frames} if cut > 21 else set()
        taken = sticks.take(township, stick)
        assert township.store.one("SELECT COUNT(*) FROM carrying")[0] == len(whole), cut
        assert taken.damaged == [file.name]
        forget(township)
    assert len(frames) >= 5


class Pulled(StickFolder):
    """A stick that is pulled out while the n-th file is being written, half of it there."""

    def __init__(self, place: Path, after: int) -> None:
        super().__init__(place, writing=True)
        self._left = after

    def write(self, name: str, data: bytes) -> None:
        if self._left == 0:
            (self.folder / (name + UNFINISHED)).write_bytes(data[: len(data) // 2])
            raise Refusal("STICK_NOT_WRITTEN", name=name)
        self._left -= 1
        super().write(name, data)


@pytest.mark.parametrize("after", [0, 1])
def test_a_stick_pulled_half_way_claims_nothing_and_may_be_written_again(
    village: Station, township: Station, stick: Path, after: int
) -> None:
    case = entrusted(village)
    with pytest.raises(Refusal, match="STICK_NOT_WRITTEN"):
        leave_on(village, Pulled(stick, after))
    assert truths(village, case) == {"recorded"}
    seen = sticks.look(township, stick)
    assert not seen.may_be_pulled and len(seen.unfinished) == 1
    assert all(not one.taken for one in sticks.take(township, stick).stations)
    left = sticks.export(village, stick)
    assert left.may_be_pulled and sticks.look(township, stick).may_be_pulled and truths(village, case) != {"recorded"}
    assert sticks.take(township, stick).stations[0].taken == left.own_events


def test_a_stick_that_reads_back_otherwise_is_not_to_be_relied_on(
    village: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = entrusted(village)
    monkeypatch.setattr(device, "read_past_cache", lambda path, expected: bytes(expected))
    with pytest.raises(Refusal, match="STICK_READS_DIFFERENTLY"):
        sticks.export(village, stick)
    assert truths(village, case) == {"recorded"}


def test_what_is_carried_for_others_is_bounded_and_what_does_not_fit_is_named(
    village: Station, township: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    monkeypatch.setattr("kiosk.desk.carrying.STATION_BYTES_MAX", 1_000)
    full = sticks.take(township, stick)
    assert full.stations[0].apart["CARRYING_FULL"] > 0 and Room(township).take(village.identity.node, 1_000) is False
    monkeypatch.undo()
    rest = sticks.take(township, stick)
    assert rest.stations[0].apart == {} and rest.stations[0].taken > 0  # the stick still has it


def test_what_nobody_took_off_our_hands_makes_way_in_the_end(
    village: Station, township: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    sticks.take(township, stick)
    monkeypatch.setattr("kiosk.desk.carrying.CARRYING_S", -1)
    sticks.take(township, blank(stick.parent / "blank"))
    assert township.store.one("SELECT COUNT(*) FROM carrying")[0] == 0


def test_a_folder_that_is_no_stick_is_refused(village: Station, tmp_path: Path) -> None:
    for deed in (sticks.export, sticks.take, sticks.look):
        with pytest.raises(Refusal, match="STICK_NOT_THERE"):
            deed(village, tmp_path / "nowhere")


def test_other_peoples_files_on_a_stick_are_neither_read_nor_touched(village: Station, stick: Path) -> None:
    (stick / FOLDER).mkdir()
    theirs = [stick / "假期.jpg", stick / FOLDER / "readme.txt", stick / FOLDER / "up-1234.batch"]
    for file in theirs:
        file.write_bytes(b"x")
    entrusted(village)
    sticks.export(village, stick)
    assert sticks.take(village, stick).damaged == [] and all(file.read_bytes() == b"x" for file in theirs)


def test_a_name_in_capitals_is_the_same_file() -> None:
    name = name_for(FileKind.UP, bytes(8), b"x")
    assert read_name(name.text.upper()) == name and read_name("up-.batch") is None


def test_forged_transplanted_and_foreign_events_are_named_with_their_reason_and_their_neighbours_pass(
    village: Station, township: Station, stick: Path, tmp_path: Path
) -> None:
    for name in ("王秀英", "李建国"):
        entrusted(village, name)
    whole = sticks.export(village, stick).own_events
    (file,) = files_on(stick, "up")
    frames = list(read_batch(file.read_bytes()).frames)
    sealed = [split_event(frame.payload) for frame in frames]
    first, second = [number for number, (_, body) in enumerate(sealed) if body][:2]
    forged = bytearray(sealed[first][0])
    forged[-1] ^= 1
    frames.append(Frame(FrameType.EVENT, bytes(forged) + sealed[first][1]))
    frames.append(Frame(FrameType.EVENT, sealed[second][0] + sealed[first][1]))  # another's body
    frames.append(Frame(FrameType.EVENT, sealed[second][0]))  # its body taken off
    abroad = CountyByHand(seed=9)
    with opened(tmp_path / "abroad", make_station(tmp_path / "abroad", abroad)) as stranger:
        entrusted(stranger)
        foreign = blank(tmp_path / "foreign")
        sticks.export(stranger, foreign)
        (theirs,) = files_on(foreign, "up")
        frames += read_batch(theirs.read_bytes()).frames
    file.unlink()
    _leave(stick, FileKind.UP, village.identity.node, write_batch(village.identity.node, frames))
    taken = sticks.take(township, stick)
    (mine,) = taken.stations
    assert mine.taken == whole == township.store.one("SELECT COUNT(*) FROM carrying")[0]
    assert mine.apart == {"BAD_SIGNATURE": 1}  # what was taken whole is not told again for its harmed copies
    assert set(taken.apart) == {"FOREIGN"} and taken.apart["FOREIGN"] >= 3


def test_the_ask_of_another_under_a_stations_name_is_not_put_for_it(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    (file,) = files_on(stick, "ask")
    file.unlink()
    forged = sign_ask(township.pen.key, msgspec.structs.replace(make_ask(village), signed=b""))
    _leave(stick, FileKind.ASK, village.identity.node, forged.signed)
    (mine,) = sticks.take(township, stick).stations
    assert not mine.ask and mine.apart == {"BAD_SIGNATURE": 1}
    assert synchronise(township, HouseRoad(house))[1].answers == 0


def test_an_older_answer_goes_when_a_newer_one_brings_all_that_it_brought(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    sticks.take(township, stick)
    for _ in range(5):
        synchronise(township, HouseRoad(house))
        later(township, ASK_AGAIN_S + 1)
    kept = township.store.all("SELECT sender FROM carrying_answer WHERE node = ?", village.identity.node)
    assert sorted(kept) == sorted([(township.identity.node,), (house.node.identity.node,)])


def test_a_body_that_was_taken_off_or_changed_leaves_its_event_for_another_time(
    village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    whole = sticks.export(village, stick).own_events
    (file,) = files_on(stick, "up")
    good = file.read_bytes()
    parts = [split_event(frame.payload) for frame in read_batch(good).frames]
    for body, reason in ((b"", "BODY_MISSING"), (b"another", "BAD_BODY_HASH")):
        spoilt = [Frame(FrameType.EVENT, signed + (body if sealed else b"")) for signed, sealed in parts]
        file.write_bytes(write_batch(village.identity.node, spoilt))
        (mine,) = sticks.take(township, stick).stations
        assert mine.apart == {reason: 1} and township.store.one("SELECT COUNT(*) FROM carrying")[0] == whole - 1
    file.write_bytes(good)
    (mine,) = sticks.take(township, stick).stations
    assert (mine.taken, mine.apart) == (1, {})


def test_what_is_carried_for_others_never_makes_our_own_exchange_fail(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    sticks.take(township, stick)
    own = entrusted(township, "赵铁柱")
    road = HouseRoad(house)
    road.batches_max = 1  # our own batch is through, then the line breaks
    done, on = synchronise(township, road)
    assert done.batches == 1 and on.failed == "ROAD_CLOSED" and on.proved == 0
    assert "at_county" in truths(township, own)
