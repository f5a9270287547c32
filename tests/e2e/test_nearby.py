"""Relays announced on the LAN (mDNS on loopback): tried after the settled roads, trusted by their certificate alone."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.app import synchronise
from kiosk.courier.nearby import address_of, find_relays
from kiosk.desk.entrusting import entrust
from kiosk.desk.station import Station
from server.uplink.announcing import announced, listening_addresses
from tests.kiosk_by_hand import bare_example, opened
from tests.line_by_hand import village
from tests.running_by_hand import Server, command, enrol, running
from tests.server_by_hand import House, found


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return found(tmp_path / "county")


@pytest.fixture
def station(tmp_path: Path, county: Path) -> Iterator[Station]:
    house = House(county)
    issued = village(tmp_path / "kiosk", house)
    house.close()
    with opened(tmp_path / "kiosk", issued) as one:
        yield one


def relay_folder(county: Path, code: str) -> Path:
    file, folder = county.parent / f"{code}.json", county.parent / f"relay-{code}"
    file.write_bytes(enrol(county, code))
    done = command("init", folder, "--enrol", file)
    assert done.returncode == 0, done.stderr
    return folder


def port_of(server: Server) -> int:
    return int(server.url.rsplit(":", 1)[1])


def test_a_relay_that_announces_itself_takes_custody_and_a_lying_announcement_harms_nothing(
    county: Path, station: Station
) -> None:
    entrust(station, bare_example())
    with (
        running(relay_folder(county, "331003002"), "--announce") as another,
        announced(b"\0" * 8, "127.0.0.1", 9),  # nobody is there
        running(relay_folder(county, "331003001"), "--announce") as relay,
    ):
        assert {another.url, relay.url, "https://127.0.0.1:9"} <= set(find_relays())
        said = synchronise(station)
        by_url = {road["url"]: road for road in said["roads"]}
        assert said["ok"] and by_url[relay.url]["role"] == "relay" and said["proved"]["custody"] > 0
        for url, road in by_url.items():
            assert road["ok"] == (url == relay.url), road
        if another.url in by_url:
            assert by_url[another.url]["code"] == "PEER_NOT_TRUSTED"
        quiet = msgspec.structs.replace(station.settings, nearby=False)
        station.settings = quiet
        assert [road["code"] for road in synchronise(station)["roads"]] == ["ROAD_CLOSED"]


@pytest.mark.parametrize(
    ("addresses", "port", "url"),
    [
        (["192.168.1.7"], 8331, "https://192.168.1.7:8331"),
        (["8.8.8.8", "10.0.0.3"], 8331, "https://10.0.0.3:8331"),
        (["8.8.8.8"], 8331, ""),
        (["0.0.0.0", "224.0.0.251", "nowhere"], 8331, ""),
        (["192.168.1.7"], 0, ""),
        (["192.168.1.7"], 70_000, ""),
        (["fd00::7"], 8331, "https://[fd00::7]:8331"),
    ],
)
def test_only_addresses_of_this_lan_are_hints(addresses: list[str], port: int, url: str) -> None:
    assert address_of(addresses, port) == url


def test_a_server_on_one_address_announces_that_one() -> None:
    assert listening_addresses("192.168.1.7") == ["192.168.1.7"]
    assert "127.0.0.1" not in listening_addresses("0.0.0.0")
