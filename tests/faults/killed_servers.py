"""kill -9 of a county and of a relay under load: `python -m tests.faults.killed_servers --count 100 [--seed 1]`.

Two stations hand over batches without pause to a real server process that is killed at a moment drawn by lot and begun
again on the same folder. After each death: everything that was ever acknowledged is there, what was called safe lies on
the second medium, and `verify` is sound.
"""

import json
import random
import sys
import threading
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import requests

from kiosk.core.carriage.acknowledgement import Acknowledgement, read_acknowledgement
from kiosk.core.carriage.attachment import chunks_of, write_chunk
from kiosk.core.carriage.batch import FrameType, read_batch
from server.office.founding import found_relay
from tests.faults.power_days_servers import STATIONS, TOWNSHIP, node_faults, until
from tests.faults.power_loss import MEMORY
from tests.faults.told import Told
from tests.kiosk_by_hand import instruments
from tests.running_by_hand import enrol, running
from tests.server_by_hand import StationByHand, found

LIFE_S_MAX = 0.8  # after the port is open
EVENTS_A_BATCH = 5


class Load:
    """Two stations that hand over and ask until nobody answers; `heard`: every word of the server."""

    def __init__(self, stations: Sequence[StationByHand]) -> None:
        self.stations = stations
        self.heard: list[Told] = []

    def press(self, url: str) -> list[threading.Thread]:
        """Begin; the threads end when the server does."""
        threads = [threading.Thread(target=self._press, args=(url, one), daemon=True) for one in self.stations]
        for thread in threads:
            thread.start()
        return threads

    def _press(self, url: str, station: StationByHand) -> None:
        try:
            while True:
                sealed = station.dice.randbytes(20_000)
                pieces = [write_chunk(one) for one in chunks_of(sha256(sealed).digest(), sealed)]
                fresh = [station.say(plain=station.dice.randbytes(1_500)) for _ in range(EVENTS_A_BATCH)]
                batch = station.batch([*station.written[:2], *fresh], pieces)
                answer = requests.post(f"{url}/v1/batches", batch, timeout=20)
                if answer.status_code == 200:
                    self._hear(read_acknowledgement(answer.content))
                told = requests.post(f"{url}/v1/asks", station.ask(), timeout=20)
                if told.status_code == 200:
                    for frame in read_batch(told.content).frames:
                        if frame.type is FrameType.ACKNOWLEDGEMENT:
                            self._hear(read_acknowledgement(frame.payload))
        except requests.RequestException:
            return

    def _hear(self, ack: Acknowledgement) -> None:
        self.heard.append(Told(0, ack=ack))


def kill_servers(count: int, dice: random.Random, place: Path, level: str) -> tuple[int, list[str]]:
    """So many deaths of one node; (acknowledgements heard, faults)."""
    county, medium = found(place / "county"), place / "medium"
    load = Load([StationByHand(enrol(county, code), seed) for seed, code in enumerate(STATIONS, 41)])
    folder: Path = county
    options: tuple[object, ...] = ("--second-medium", medium, "--allow-same-device")
    if level == "relay":
        folder, options = place / "relay", ("--upstream", "https://127.0.0.1:1")
        found_relay(folder, enrol(county, TOWNSHIP), instruments())
    faults: list[str] = []
    for number in range(count):
        with running(folder, "--insecure-http", *options) as server:
            before, threads = len(load.heard), load.press(server.url)
            if number % 2:  # half of them die in their work, the others also before they have said anything
                until(lambda before=before: len(load.heard) > before)  # type: ignore[misc]
            threads[0].join(dice.random() * LIFE_S_MAX)
            server.process.kill()
            server.process.wait(20)
        for thread in threads:
            thread.join(20)
        lost = node_faults(folder, medium if level == "county" and medium.exists() else None, load.heard, dice)
        faults += [f"{level}, death {number}: {one}" for one in lost]
        load.heard = load.heard[-20:]  # each word covers the ones before it
    return len(load.heard), faults


@click.command()
@click.option("--count", default=100, show_default=True, help="Deaths of each, the county and the relay.")
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    """Kill servers under load."""
    faults = []
    for level in ("county", "relay"):
        with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="daiban-kill-") as place:
            faults += kill_servers(count, random.Random(f"{seed} {level}"), Path(place), level)[1]
    print(json.dumps({"killed": 2 * count, "faults": len(faults), "shown": faults[:20]}, ensure_ascii=False, indent=1))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
