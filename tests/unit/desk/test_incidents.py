"""What happened to this very station is told until somebody has read it; that it is revoked as long as it is."""

from pathlib import Path

import pytest

from kiosk.core.carriage.revocation import Revoked, sign_revocations
from kiosk.core.carriage.revocation import Why as WhyRevoked
from kiosk.core.refusal import Refusal
from kiosk.desk.epoch import Why, begin_epoch
from kiosk.desk.incidents import REVOKED, incidents_here, say_read
from kiosk.desk.revoking import take_revocations
from kiosk.desk.staffing import sign_out
from kiosk.desk.station import Station
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station, opened


def begin(station: Station, why: Why) -> None:
    with station.store.transaction() as connection:
        pen = begin_epoch(station, connection, why)
    station.take_up(pen)


def test_why_a_new_log_was_begun_is_told_until_it_was_read_and_again_for_the_next(station: Station) -> None:
    assert incidents_here(station) == ()
    begin(station, Why.RESTORED)
    (one,) = incidents_here(station)
    assert one.kind == "restored" and one.at_ms == station.now().wall_ms and one.terminal == station.terminal
    say_read(station)
    assert incidents_here(station) == ()
    begin(station, Why.GUARD)
    assert [one.kind for one in incidents_here(station)] == ["guard"]


def test_nobody_who_passes_by_says_that_it_was_read(station: Station) -> None:
    begin(station, Why.MACHINE)
    sign_out(station)
    with pytest.raises(Refusal):
        say_read(station)
    assert [one.kind for one in incidents_here(station)] == ["machine"]


def test_that_this_device_is_revoked_cannot_be_put_away(tmp_path: Path) -> None:
    county = CountyByHand()
    issued = make_station(tmp_path / "kiosk", county)
    with opened(tmp_path / "kiosk", issued) as station:
        listed = {station.identity.node: Revoked(WhyRevoked.STOLEN, {})}
        take_revocations(station, sign_revocations(county.signing, 1, listed).signed)
        assert [one.kind for one in incidents_here(station)] == [REVOKED]
        say_read(station)
        assert [one.kind for one in incidents_here(station)] == [REVOKED]
