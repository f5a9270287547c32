"""An exchange with a county made by hand: nothing is claimed without its proof, and wrong bytes change nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.core.carriage.acknowledgement import Acknowledgement, sign_acknowledgement
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, split_event, write_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.head import read_event
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import status
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.offering import make_ask
from kiosk.desk.settling import absorb, settle_acknowledgement
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import example, opened, photographs


class StraightRoad:
    """A road straight into the county by hand. `safe`, `opened`: what it proves; `spoil` changes its answers."""

    def __init__(self, county: CountyByHand, spoil: Callable[[bytes], bytes] = bytes) -> None:
        self.county, self.spoil = county, spoil
        self.identity: Identity = county.identity
        self.safe = self.opened = True
        self.batches: list[bytes] = []

    def post_batch(self, batch: bytes) -> bytes:
        self.batches.append(batch)
        self.county.take(batch)
        return self.spoil(self.county.acknowledge(safe=self.safe).signed)

    def ask(self, ask: bytes) -> bytes:
        return self.spoil(self.county.answer(ask, self.county.acknowledge(safe=self.safe, opened=self.opened, ask=ask)))


def run(station: Station, road: StraightRoad) -> Exchanged:
    done = Exchanged()
    exchange(station, road, lambda: 0.0, done)
    return done


def shown(station: Station, case: str) -> set[str]:
    truths = status(station, case)["truths"]
    assert isinstance(truths, dict)
    return {name for name, truth in truths.items() if truth}


def test_before_any_road_opens_only_the_record_here_is_claimed(station: Station) -> None:
    case = entrust(station, example(), photographs()).receipt.number
    assert shown(station, case) == {"recorded"}


def test_each_truth_stands_on_its_own_proof(station: Station, county: CountyByHand) -> None:
    case = entrust(station, example(), photographs()).receipt.number
    road = StraightRoad(county)
    road.safe = road.opened = False
    run(station, road)
    assert shown(station, case) == {"recorded", "left", "at_county"}
    road.safe = road.opened = True
    run(station, road)
    assert shown(station, case) == {"recorded", "left", "at_county", "safe", "opened"}
    held = {row[0].hex() for row in station.store.all("SELECT hash FROM acknowledgement UNION SELECT hash FROM event")}
    truths = status(station, case)["truths"]
    assert all(truth["proof"] in held for truth in truths.values() if truth)
    assert verify(station).findings == ()


def test_what_was_sealed_here_opens_at_the_county_and_the_photographs_follow(
    station: Station, county: CountyByHand
) -> None:
    done = entrust(station, example(), photographs())
    run(station, StraightRoad(county))
    (event,) = county.events(Kind.ENTRUSTED)
    body = msgspec.json.decode(county.body(event))
    assert body["query_code"] == done.receipt.query_code
    from base64 import b64decode
    from hashlib import sha256

    from kiosk.core.carriage.attachment import open_attachment

    for row in body["attachments"]:
        plain = open_attachment(b64decode(row["key"]), bytes(county.pieces[bytes.fromhex(row["id"])]))
        assert (sha256(plain).hexdigest(), len(plain)) == (row["sha256"], row["bytes"])
    assert station.store.one("SELECT COUNT(*) FROM attachment WHERE at_county_bytes < total_bytes")[0] == 0


def test_a_photograph_that_the_county_had_to_drop_is_carried_again(station: Station, county: CountyByHand) -> None:
    entrust(station, example(), photographs())
    run(station, StraightRoad(county))
    whole = {which: bytes(pieces) for which, pieces in county.pieces.items()}
    for which in whole:
        county.pieces[which] = bytearray()  # what it held did not add up to its name
    settle_acknowledgement(station, county.acknowledge().signed, (county.identity,))
    assert station.store.one("SELECT COUNT(*) FROM attachment WHERE at_county_bytes < total_bytes")[0] == len(whole)
    run(station, StraightRoad(county))
    assert {which: bytes(pieces) for which, pieces in county.pieces.items()} == whole


def test_a_login_page_proves_nothing(station: Station, county: CountyByHand) -> None:
    case = entrust(station, example(), photographs()).receipt.number
    road = StraightRoad(county, lambda _: b"<html>please log in</html>")
    with pytest.raises(Refusal) as refused:
        run(station, road)
    assert refused.value.code == "CAPTIVE_PORTAL"
    assert shown(station, case) == {"recorded", "left"}
    assert station.store.all("SELECT * FROM mark") == []


def test_a_carried_alone_is_never_worth_a_batch(station: Station, county: CountyByHand) -> None:
    entrust(station, example(), photographs())
    road = StraightRoad(county)
    run(station, road)
    before = len(road.batches)
    run(station, road)
    run(station, road)
    assert len(road.batches) == before


def test_a_flipped_bit_in_an_acknowledgement_proves_nothing(station: Station, county: CountyByHand) -> None:
    entrust(station, example(), photographs())
    run(station, StraightRoad(county))
    marks = station.store.all("SELECT * FROM mark ORDER BY 1, 2")
    signed = bytearray(county.acknowledge(safe=True, opened=True).signed)
    for place in range(0, len(signed), 23):
        wrong = bytes(signed[:place]) + bytes([signed[place] ^ 1]) + bytes(signed[place + 1 :])
        with pytest.raises(Malformed):
            settle_acknowledgement(station, wrong, (county.identity,))
    assert station.store.all("SELECT * FROM mark ORDER BY 1, 2") == marks


def test_an_acknowledgement_of_other_bytes_proves_nothing_of_ours(station: Station, county: CountyByHand) -> None:
    entrust(station, example(), photographs())
    run(station, StraightRoad(county))
    other = county.acknowledge(safe=True)
    station.store.connection.execute("DELETE FROM mark")
    false = tuple(msgspec.structs.replace(extent, hash=bytes(32)) for extent in other.recv)
    signed = sign_acknowledgement(
        county.signing, msgspec.structs.replace(other, recv=false, safe=false, counter=other.counter + 1)
    )
    assert settle_acknowledgement(station, signed.signed, (county.identity,)).new == {}


def test_a_wrong_proof_of_opening_opens_nothing(station: Station, county: CountyByHand) -> None:
    entrust(station, example(), photographs())
    road = StraightRoad(county)
    road.opened = False
    run(station, road)
    ack = county.acknowledge(safe=True, opened=True)
    wrong = sign_acknowledgement(county.signing, msgspec.structs.replace(ack, proof=bytes(32)))
    settle_acknowledgement(station, wrong.signed, (county.identity,))
    entrusted = station.store.one("SELECT hash FROM event WHERE kind = 1")[0]
    query = "SELECT 1 FROM mark WHERE event = ? AND state = 'open'"
    assert station.store.one(query, entrusted) is None
    settle_acknowledgement(station, ack.signed, (county.identity,))
    assert station.store.one(query, entrusted)


def anew(ack: Acknowledgement, county: CountyByHand, number: int) -> Acknowledgement:
    return sign_acknowledgement(
        county.signing,
        msgspec.structs.replace(
            ack,
            incarnation_number=number,
            incarnation=bytes([number] * 8),
            recv=(),
            safe=(),
            open=(),
            proof=b"",
            attachments=(),
        ),
    )


def test_a_new_incarnation_takes_every_mark_away_and_everything_is_offered_again(
    station: Station, county: CountyByHand
) -> None:
    case = entrust(station, example(), photographs()).receipt.number
    run(station, StraightRoad(county))
    old = county.acknowledge(safe=True, opened=True)
    proved = settle_acknowledgement(station, anew(old, county, 2).signed, (county.identity,))
    assert proved.new_incarnation
    assert shown(station, case) == {"recorded", "left"}
    assert verify(station).findings == ()
    assert settle_acknowledgement(station, old.signed, (county.identity,)).new == {}  # the old word counts no more
    county.number, county.incarnation, county.held = 2, bytes([2] * 8), {}
    county.pieces = {}
    run(station, StraightRoad(county))
    assert shown(station, case) == {"recorded", "left", "at_county", "safe", "opened"}
    assert len(county.pieces) == 4


def test_an_office_event_comes_down_and_is_folded_here(folder: Path, issued: Issued, county: CountyByHand) -> None:
    with opened(folder, issued) as station:
        case = entrust(station, example(), photographs()).receipt.number
        act(station, Wanted(case, "forward", {}))
        road = StraightRoad(county)
        run(station, road)
        event = county.decide(case, Kind.COMPLAINED, {})
        county.send(station.identity, event, '{"complaint":"路不好走"}'.encode())
        done = run(station, road)
        assert done.cases_touched == [case]
        unlocked = status(station, case)
        assert unlocked["events"][-1]["body"] == {"complaint": "路不好走"}
        assert unlocked["principal"] == "王*英"
        assert verify(station).findings == ()
    with opened(folder) as locked:
        seen = status(locked, case)
        assert seen["slip"]["zh"].startswith("已上报")
        assert seen["events"][-1]["kind"] == "Complained"
        assert "body" not in seen["events"][-1] and "principal" not in seen


def test_a_replayed_batch_changes_nothing(station: Station, county: CountyByHand) -> None:
    case = entrust(station, example(), photographs()).receipt.number
    road = StraightRoad(county)
    run(station, road)
    county.send(station.identity, county.decide(case, Kind.COMPLAINED, {}))
    batch = county.answer(make_ask(station).signed, county.acknowledge(safe=True, opened=True))
    first = absorb(station, batch, (county.identity,))
    rows = station.store.all("SELECT hash FROM event ORDER BY position")
    second = absorb(station, batch, (county.identity,))
    assert (first.events, second.events) == (3, 0)
    assert station.store.all("SELECT hash FROM event ORDER BY position") == rows


def test_downward_events_in_any_order_fold_to_the_same_case(
    tmp_path: Path, folder: Path, issued: Issued, county: CountyByHand
) -> None:
    with opened(folder, issued) as station:
        case = entrust(station, example(), photographs()).receipt.number
        run(station, StraightRoad(county))
        for _ in range(3):
            county.send(station.identity, county.decide(case, Kind.COMPLAINED, {}))
        sent = county.down[station.identity.node]
    frames = [Frame(FrameType.EVENT, w.event.signed + w.sealed) for w in sent]
    folded = set()
    for turn, order in enumerate((frames, frames[::-1], frames[2:] + frames[:2])):
        copy = tmp_path / str(turn)
        shutil.copytree(folder, copy)
        with opened(copy, issued) as station:
            for frame in order:
                # each with the certificate that makes the county's words known
                absorb(station, write_batch(county.identity.node, [frames[0], frame]), (county.identity,))
            folded.add(station.store.one('SELECT folded FROM "case"')[0])
            assert station.store.one("SELECT COUNT(*) FROM event WHERE origin = 3")[0] == 3
            assert verify(station).findings == ()
    assert len(folded) == 1


@pytest.mark.parametrize("place", [0, 40, 300, 500, 800, 1_000])
def test_a_downward_batch_with_a_flipped_bit_keeps_its_whole_frames_and_no_other(
    station: Station, county: CountyByHand, place: int
) -> None:
    case = entrust(station, example(), photographs()).receipt.number
    run(station, StraightRoad(county))
    county.send(station.identity, county.decide(case, Kind.COMPLAINED, {}))
    batch = bytearray(county.answer(make_ask(station).signed))
    batch[min(place, len(batch) - 1)] ^= 0x10
    absorb(station, bytes(batch), (county.identity,))
    assert verify(station).findings == ()
    absorb(station, county.answer(make_ask(station).signed), (county.identity,))
    assert station.store.one("SELECT COUNT(*) FROM event WHERE origin = 3")[0] == 1


@pytest.mark.parametrize(
    "batch", [b"", b"<html>", b"\xda" * 100, bytes(9 * 2**20)], ids=["empty", "html", "noise", "9 MB"]
)
def test_what_is_no_batch_is_refused_whole(station: Station, batch: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        absorb(station, batch, (station.county,))
    assert refused.value.code == "BATCH_UNREADABLE"


def test_another_countys_events_are_not_taken(station: Station) -> None:
    stranger = CountyByHand(seed=2)
    stranger._downward(station.identity)
    frames = [Frame(FrameType.EVENT, w.event.signed) for w in stranger.down[station.identity.node]]
    before = station.store.all("SELECT hash FROM event")
    absorbed = absorb(station, write_batch(stranger.identity.node, frames), (station.county,))
    assert (absorbed.events, absorbed.apart) == (0, 2)
    assert station.store.all("SELECT hash FROM event") == before


def test_a_newer_catalogue_is_kept_and_an_older_one_is_not(station: Station, county: CountyByHand) -> None:
    old = county.document
    county.document = county.sign_catalogue(3)
    entrust(station, example(), photographs())
    assert run(station, StraightRoad(county)).catalogue_version == 3
    absorb(station, write_batch(county.identity.node, [Frame(FrameType.DOCUMENT, old.signed)]), (county.identity,))
    assert station.document.version == 3
    stranger = CountyByHand(seed=2)
    foreign = stranger.sign_catalogue(9)
    absorb(station, write_batch(county.identity.node, [Frame(FrameType.DOCUMENT, foreign.signed)]), (county.identity,))
    assert station.document.version == 3


def test_a_county_that_forgot_us_is_shown_our_certificate_again(station: Station, county: CountyByHand) -> None:
    entrust(station, example(), photographs())
    run(station, StraightRoad(county))

    class Forgetful(StraightRoad):
        def ask(self, ask: bytes) -> bytes:
            if not self.county.identities:
                raise Refusal("PEER_REFUSED", peer_code="NODE_UNKNOWN")
            return super().ask(ask)

    county.identities, county.held, county.pieces = {}, {}, {}
    county.number, county.incarnation = 2, b"22222222"
    assert run(station, Forgetful(county)).new_incarnation
    assert len(county.events(Kind.ENTRUSTED)) == 1


def test_verify_finds_a_changed_byte_a_false_mark_and_a_stale_projection(
    station: Station, county: CountyByHand
) -> None:
    entrust(station, example(), photographs())
    run(station, StraightRoad(county))
    assert verify(station).findings == ()
    station.store.connection.create_function("flip", 1, lambda data: data[:90] + bytes([data[90] ^ 1]) + data[91:])
    damages = {
        "SIGNATURE": "UPDATE event SET signed = flip(signed) WHERE kind = 1",
        "BODY": "UPDATE event SET sealed = x'00' WHERE kind = 1",
        "PROJECTION": "UPDATE \"case\" SET state = '受理'",
        "MARK_WITHOUT_PROOF": "UPDATE acknowledgement SET signed = flip(signed)",
        "OUTBOX": "DELETE FROM outbox",
        "ATTACHMENT": "UPDATE attachment SET sealed = x'00'",
        "CHAIN": "DELETE FROM event WHERE seq = 2",
        "COLUMNS": "UPDATE event SET kind = 5 WHERE kind = 1",
    }
    for what, damage in damages.items():
        station.store.connection.execute("PRAGMA foreign_keys=OFF")
        station.store.connection.execute("BEGIN")
        station.store.connection.execute(damage)
        try:
            found = {finding.what for finding in verify(station).findings}
        finally:
            station.store.connection.execute("ROLLBACK")
        assert what in found


def test_verify_blames_no_station_for_a_downward_log_that_an_older_copy_of_the_county_wrote_over(
    station: Station, county: CountyByHand
) -> None:
    case = entrust(station, example(), photographs()).receipt.number
    run(station, StraightRoad(county))
    county.send(station.identity, county.decide(case, Kind.COMPLAINED, {}))
    down = county.down[station.identity.node]
    before = [Frame(FrameType.EVENT, w.event.signed + w.sealed) for w in down]
    absorb(station, write_batch(county.identity.node, before), (county.identity,))
    del down[2:]  # what went down is forgotten: its number is written over, and that one never comes here
    for _ in range(2):
        county.send(station.identity, county.decide(case, Kind.COMPLAINED, {}))
    after = Frame(FrameType.EVENT, down[3].event.signed + down[3].sealed)
    assert absorb(station, write_batch(county.identity.node, [before[0], after]), (county.identity,)).events == 1
    assert verify(station).findings == ()


def test_a_relay_met_late_is_given_the_certificate_and_key_that_the_county_has_long_had(
    station: Station, county: CountyByHand
) -> None:
    from kiosk.core.carriage.certificate import Role
    from kiosk.desk.offering import next_offer

    entrust(station, example(), photographs())
    run(station, StraightRoad(county))
    entrust(station, example(), photographs())
    relay = msgspec.structs.replace(county.identity, role=Role.RELAY)
    offered = next_offer(station, relay, 16_384)
    heads = [
        read_event(split_event(f.payload)[0]).head
        for f in read_batch(offered.batch).frames
        if f.type is FrameType.EVENT
    ]
    assert {head.seq for head in heads if head.kind in (64, 65)} == {1, 2}
    assert all(event.head.kind not in (64, 65) for event in next_offer(station, county.identity, 16_384).events)
