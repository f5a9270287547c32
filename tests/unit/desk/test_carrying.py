"""What is carried for others ends by the county's word about those very bytes, and by nothing else."""

import pytest

from kiosk.core.carriage.acknowledgement import Acknowledgement, Quarantine
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.desk.carrying import carried_events, settle_for_others
from kiosk.desk.custody import CUSTODY_S
from kiosk.desk.station import Station
from kiosk.desk.stick_taking import take_batch
from tests.courier_by_hand import HouseRoad, later, synchronise
from tests.server_by_hand import House
from tests.server_by_hand import station as written_by_hand


def hear(township: Station, word: Acknowledgement) -> None:
    with township.store.transaction() as connection:
        settle_for_others(township, connection, word)


@pytest.mark.parametrize("brought", [(1, 2, 3, 4, 5, 6), (1, 2)])
def test_a_twins_events_are_not_proved_by_the_number_that_the_other_has_reached(
    house: House, township: Station, brought: tuple[int, ...]
) -> None:
    village = written_by_hand(house)
    village.say()
    village.say()
    twin = village.fork(4)
    for each in range(3):
        village.say(plain=b'{"village": %d}' % each)
        twin.say(plain=b'{"twin": %d}' % each)
    take_batch(township, village.batch([village.written[seq - 1] for seq in brought]))
    take_batch(township, twin.batch(twin.written[:6]))
    take_batch(township, village.batch(village.written[6:]))
    hear(township, house.receive(village.batch()))
    waiting = set(carried_events(township))
    assert waiting >= {w.event.hash for w in twin.written[4:6]} and village.written[6].event.hash not in waiting


def test_a_harmed_copy_that_another_handed_over_stops_nobodys_good_one(house: House, township: Station) -> None:
    village = written_by_hand(house)
    victim = village.say()
    take_batch(township, village.batch())
    good = set(carried_events(township))
    house.receive(village.batch(village.written[:-1]))
    harmed = Frame(FrameType.EVENT, victim.event.signed + victim.sealed[:-1] + bytes([victim.sealed[-1] ^ 1]))
    word = house.receive(write_batch(village.identity.node, [harmed]))
    assert [(one[2], one[3]) for one in word.quarantined] == [(victim.event.hash, Quarantine.BAD_BODY_HASH)]
    hear(township, word)
    assert victim.event.hash in carried_events(township) and victim.event.hash in good


def test_what_the_county_does_not_vouch_for_is_offered_it_again_after_hours_and_not_every_minute(
    house: House, township: Station
) -> None:
    village = written_by_hand(house)
    village.say()
    village.say()
    village.say()
    house.receive(village.batch())
    take_batch(township, village.batch([*village.written[:3], village.written[4]]))  # the fourth was torn
    road = HouseRoad(house)
    synchronise(township, road)
    assert carried_events(township) == [village.written[2].event.hash] and carried_events(township, road.identity) == []
    later(township, CUSTODY_S + 1)
    assert carried_events(township, road.identity) == carried_events(township)


def test_what_the_county_says_it_has_while_others_wait_their_turn_is_not_looked_for_any_more(
    house: House, township: Station
) -> None:
    village = written_by_hand(house)
    for _ in range(6):
        village.say(plain=village.dice.randbytes(6_000))
    take_batch(township, village.batch())
    house.receive(village.batch())  # it has found a line of its own meanwhile
    _, on = synchronise(township, HouseRoad(house))
    assert on.proved == len(village.written) > on.events and carried_events(township) == []


def test_the_certificate_and_key_that_came_along_with_what_stands_far_behind_them_do_not_wait_for_ever(
    house: House, township: Station
) -> None:
    village = written_by_hand(house)
    for _ in range(3):
        village.say()
    house.receive(village.batch(village.written[:4]))  # while it had a line
    take_batch(township, village.batch([*village.written[:2], village.written[4]]))
    synchronise(township, HouseRoad(house))
    assert carried_events(township) == []
