"""A stolen kiosk: from the last trusted number on nothing of it counts, here at once, at a relay once it has heard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.author import Pen, first_wording, share_wording
from kiosk.core.carriage.batch import FrameType, read_batch
from kiosk.core.carriage.head import SUITE
from kiosk.core.carriage.revocation import (
    LOGS_COUNT_MAX,
    REVOCATIONS_BYTES_MAX,
    Revoked,
    Why,
    is_revocations,
    sign_revocations,
    verify_revocations,
)
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from server.office.revoking import Revoking, revoke
from server.office.verification import verify
from server.store import tables as t
from server.store.revoking import keep_revocations, revocations
from tests.office_by_hand import CLERK, VILLAGE, deed, do, entrust, number, people
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station
from tests.unit.server.test_relay import both


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "c") as one:
        yield one


def case(village: StationByHand, sequence: int) -> str:
    """Entrusted and forwarded."""
    made = number(village, sequence)
    entrust(village, made)
    deed(village, Kind.FORWARDED, made, body={"at_ms": NOW_MS})
    return made


def revoked(house: House, device: str = VILLAGE, last_seq: int = 4, log: str = "") -> Revoking:
    done = house.writer.run(
        lambda journal: revoke(
            journal, house.node, house.office.published, house.instruments, device, last_seq, Why.STOLEN, "tester",
            log,
        )
    )
    house.digest()
    return done


def states(house: House) -> dict[str, str]:
    c = t.case_row.c
    return house.writer.run(
        lambda journal: dict(journal.connection.execute(select(c.case_no, c.state)).all())
    )


def raw(house: House) -> dict[bytes, int]:
    a = t.apart.c
    asked = select(a.hash, a.reason)
    return house.writer.run(lambda journal: dict(journal.connection.execute(asked).all()))


def code_of(call: object) -> str:
    with pytest.raises(Refusal) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def test_what_was_held_beyond_the_last_trusted_number_loses_its_effect_and_stays(house: House) -> None:
    village = station(house)
    mine, the_thiefs = case(village, 1), case(village, 2)  # events 3 and 4, then 5 and 6
    house.receive(village.batch())
    house.digest()
    assert set(states(house)) == {mine, the_thiefs}
    done = revoked(house)
    assert (done.version, done.held, done.events_beyond) == (1, 6, 2)
    assert set(states(house)) == {mine}
    kept = house.writer.run(lambda journal: [journal.held(w.event.hash) is not None for w in village.written])
    assert all(kept) and "REVOKED_EVENTS_HELD" in house.incidents()
    assert not verify(house.node, house.engine, house.instruments).wrong


def test_what_comes_after_the_list_is_set_apart_by_name_and_kept_raw(house: House) -> None:
    village = station(house)
    mine = case(village, 1)
    house.receive(village.batch())
    house.digest()
    revoked(house)
    case(village, 2)
    ack = house.receive(village.batch(village.written[4:]))
    house.digest()
    beyond = {w.event.hash for w in village.written[4:]}
    assert {(q[2], q[3]) for q in ack.quarantined} == {(h, int(Quarantine.REVOKED)) for h in beyond}
    assert raw(house) == dict.fromkeys(beyond, int(Quarantine.REVOKED))
    assert set(states(house)) == {mine} and "REVOKED_NODE_WROTE" in house.incidents()


def test_a_late_event_within_belief_is_still_taken(house: House) -> None:
    """The stick that was on its way when the kiosk was stolen still counts."""
    village = station(house)
    mine = case(village, 1)
    house.receive(village.batch(village.written[:3]))
    revoked(house)
    assert not house.receive(village.batch(village.written[3:])).quarantined
    house.digest()
    assert set(states(house)) == {mine} and not {"FORWARDED", "已上报"}.isdisjoint({states(house)[mine]})


def test_a_revoked_deed_in_an_honest_case_is_set_aside_by_name_and_the_offices_later_deeds_still_land(
    house: House,
) -> None:
    people(house, CLERK)
    village = station(house)
    mine = number(village)
    entrust(village, mine, accept_tier=3, decide_tier=3)  # type: ignore[arg-type]
    deed(village, Kind.FORWARDED, mine, body={"at_ms": NOW_MS})
    stolen = deed(village, Kind.WITHDRAWN, mine, body={"at_ms": NOW_MS})
    house.receive(village.batch())
    house.digest()
    before = states(house)[mine]
    revoked(house, last_seq=4)
    assert states(house)[mine] != before
    do(house, mine, "accept", "C1")
    folded = house.writer.run(lambda journal: house.office.digest_case(journal, mine))[0].folded
    # The office had archived what it took for withdrawn: that stands in its log too, and has no effect any more.
    assert folded.set_aside[stolen.event.hash] == "AUTHOR_REVOKED"
    assert folded.case is not None and folded.case.accepted is not None


def test_its_asks_are_refused_and_another_stations_are_answered(house: House) -> None:
    village, other = station(house), station(house, "331003001002", seed=4)
    house.receive(village.batch())
    house.receive(other.batch())
    revoked(house, last_seq=2)
    assert code_of(lambda: house.downlink.answer(village.ask())) == "NODE_REVOKED"
    assert read_batch(house.downlink.answer(other.ask())).frames


def test_the_list_goes_down_once_before_any_event_and_verifies(house: House) -> None:
    village, other = station(house), station(house, "331003001002", seed=4)
    house.receive(village.batch())
    house.receive(other.batch())
    house.digest()
    revoked(house, last_seq=2)
    frames = read_batch(house.downlink.answer(other.ask())).frames
    kinds = [frame.type for frame in frames]
    (at,) = [i for i, f in enumerate(frames) if f.type is FrameType.DOCUMENT and is_revocations(f.payload)]
    assert FrameType.EVENT not in kinds[:at] and FrameType.EVENT in kinds[at:]
    found = verify_revocations(house.node.county_key, frames[at].payload)
    assert found.version == 1 and found.nodes[village.identity.node].trusted == {village.pen.log: 2}


def test_a_township_station_that_is_revoked_is_sealed_to_no_more(house: House) -> None:
    town = station(house, "331003001000")
    house.receive(town.batch())
    house.digest()

    def audience() -> tuple[bytes, ...]:
        return house.writer.run(lambda j: house.office.published.case_audience(j.connection, VILLAGE))

    assert town.sealing_public in audience()
    done = revoked(house, "331003001000", 2)
    assert town.sealing_public not in audience() and done.catalogue_version == 3


def test_a_device_is_named_exactly_and_revoked_once(house: House) -> None:
    assert code_of(lambda: revoked(house, "331003009999")) == "DEVICE_UNKNOWN"
    first, second = station(house), station(house, seed=8)
    house.receive(first.batch())
    house.receive(second.batch())
    assert code_of(lambda: revoked(house)) == "DEVICES_SEVERAL"
    assert revoked(house, f"{VILLAGE}-21", 2).node == second.identity.node.hex()
    assert code_of(lambda: revoked(house, f"{VILLAGE}-21", 2)) == "REVOKED_ALREADY"
    assert house.downlink.answer(first.ask())


def test_a_device_of_which_nothing_came_can_only_be_trusted_in_nothing(house: House) -> None:
    village = station(house)
    assert code_of(lambda: revoked(house, last_seq=3)) == "NOTHING_HEARD_OF_IT"
    revoked(house, last_seq=0)
    assert {q[3] for q in house.receive(village.batch()).quarantined} == {int(Quarantine.REVOKED)}


def test_a_thief_who_begins_another_log_is_believed_in_nothing_of_it_and_the_honest_log_stays(house: House) -> None:
    village = station(house)
    honest = case(village, 1)
    house.receive(village.batch())
    house.digest()
    house.wall.ms += 1_000
    thief = village.fork(0)
    thief.pen = Pen(village.identity.node, bytes(8), village.signing, village.identity.level)
    thief._add(first_wording(village.identity, 2, bytes(8)))
    thief._add(share_wording(thief.key, thief.audience, thief.pen, SUITE, bytes(8)))
    stolen = case(thief, 2)
    house.receive(thief.batch())
    house.digest()
    assert states(house).keys() == {honest, stolen}
    assert code_of(lambda: revoked(house, last_seq=4)) == "REVOKE_WHICH_LOG"
    done = revoked(house, last_seq=4, log=village.pen.log.hex())
    assert (done.log, done.held, done.events_beyond) == (village.log.hex(), 4, 4)
    assert states(house).keys() == {honest}


def test_a_list_too_long_to_be_read_is_never_kept(house: House) -> None:
    village = station(house)
    house.receive(village.batch())
    named = {number.to_bytes(8, "big"): 1 for number in range(LOGS_COUNT_MAX)}
    others = {number.to_bytes(8, "big"): Revoked(Why.LOST, named) for number in range(235)}
    others[b"the last"] = Revoked(Why.LOST, dict(list(named.items())[:44]))
    fits = sign_revocations(house.node.signing_key, 1, others)
    assert REVOCATIONS_BYTES_MAX - 20 < len(fits.signed) <= REVOCATIONS_BYTES_MAX
    house.writer.run(lambda journal: keep_revocations(journal, fits, NOW_MS))
    assert code_of(lambda: revoked(house, last_seq=2)) == "REVOKED_TOO_MANY"
    assert house.writer.run(lambda journal: revocations(journal.connection, journal.county)) == fits


def test_a_relay_that_has_not_heard_takes_custody_and_the_county_does_not(tmp_path: Path) -> None:
    """Honest about a road that is slower than a thief: the relay says custody, and the county's word is another."""
    with both(tmp_path) as (above, below, _, uplink):
        village = station(above, VILLAGE)
        case(village, 1)
        below.receive(village.batch())
        uplink.exchange()
        above.digest()
        revoked(above, last_seq=4)
        case(village, 2)
        assert not below.receive(village.batch()).quarantined  # it has not heard: custody, and no more than that
        uplink.exchange()
        assert set(raw(above)) == {w.event.hash for w in village.written[4:]}
        assert "COUNTY_SET_APART" in below.incidents()
        held = below.writer.run(lambda journal: revocations(journal.connection, journal.county))
        assert held.has(village.identity.node)
        case(village, 3)
        ack = below.receive(village.batch(village.written[6:]))
        assert {q[3] for q in ack.quarantined} == {int(Quarantine.REVOKED)}
        assert code_of(lambda: below.downlink.answer(village.ask())) == "NODE_REVOKED"
