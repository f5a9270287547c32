"""The days of kiosks whose disk calls are recorded: a village's with its stick, a township's that takes the stick.
Real commands, real processes; only what is on the failing disk is recorded, the other end of the line runs beside it.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from sys import executable
from typing import Any

from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.carriage.stick import FileKind, is_whole, listed
from kiosk.desk.entrusting import entrust
from kiosk.desk.restoring import restore
from kiosk.desk.verification import verify
from kiosk.devices.stick import StickFolder
from tests.faults.power_loss import Day
from tests.faults.told import Told
from tests.kiosk_by_hand import bare_example, example, instruments, opened
from tests.processes_by_hand import EXAMPLES, Kiosk, make_kiosk
from tests.running_by_hand import enrol, running
from tests.server_by_hand import found

VILLAGE, TOWNSHIP = "331003001001", "331003001000"
PHOTOGRAPHS = ("application.jpg", "id-card.jpg")
Images = Mapping[Path, Path]
GOES_ON = 0.25  # of the images are also worked on after the cut


def said(told: Sequence[Told], key: str) -> list[dict[str, Any]]:
    """What commands told that has this word in it."""
    return [one.said for one in told if one.said is not None and key in one.said]


def kiosk_faults(folder: Path, told: Sequence[Told], dice: random.Random) -> list[str]:
    """What is wrong with a kiosk after a cut: findings, receipts that are gone, events that others have and it has
    not, a new log without a reason; and whether it goes on."""
    faults = []
    with opened(folder, tools=instruments(dice.randrange(2**32))) as station:
        faults += [f"{one.what} {one.where}" for one in verify(station).findings]
        numbers = {row[0] for row in station.store.all('SELECT number FROM "case"')}
        faults += [f"receipt {one['case']} lost" for one in said(told, "receipt") if one["case"] not in numbers]
        held = {row[0] for row in station.store.all("SELECT hash FROM event UNION SELECT hash FROM carrying")}
        sent = frozenset().union(*(one.sent for one in told)) - held
        faults += [f"event {one.hex()} was sent and is not kept" for one in sent]
        if station.epoch != 1:
            faults.append("took the cut for a restore")
        if dice.random() < GOES_ON:
            entrust(station, bare_example(operation=dice.randbytes(16).hex()), ())
            faults += [f"goes on with {one.what}" for one in verify(station).findings]
    return faults


def stick_faults(stick: Path, told: Sequence[Told]) -> list[str]:
    """What is wrong with a stick that "may be pulled": fewer whole events on it than was said."""
    promised = max((one["own_events"] for one in said(told, "may_be_pulled")), default=0)
    there: set[bytes] = set()
    if not stick.is_dir():
        return ["the stick itself is gone"]
    here = StickFolder(stick)
    for name in listed(here.names()):
        data = here.read(name.text, name.bytes_max)
        if name.kind is FileKind.UP and is_whole(name, data):
            frames = read_batch(data).frames
            events = [read_event(split_event(one.payload)[0]) for one in frames if one.type is FrameType.EVENT]
            there |= {event.hash for event in events if event.head.kind != CARRIED}
    return [] if len(there) >= promised else [f"{promised} events may be pulled, {len(there)} are on the stick"]


def backup_faults(folder: Path, told: Sequence[Told], dice: random.Random) -> list[str]:
    """What is wrong with a backup that was said to be made: it does not come back whole."""
    made = said(told, "backup")
    if not made or dice.random() > GOES_ON:
        return []
    again = folder / "again"
    restored = restore(again, folder / Path(made[0]["backup"]).name, instruments(dice.randrange(2**32)))
    faults = [] if restored.events >= made[0]["events"] else ["the backup holds fewer events"]
    with opened(again) as station:
        return faults + [f"restored with {one.what}" for one in verify(station).findings]


def restored_faults(folder: Path, told: Sequence[Told]) -> list[str]:
    """What is wrong with a folder that a restore was to fill: half a station in it, or less than was told."""
    if not said(told, "terminal") and not folder.exists():
        return []
    with opened(folder) as station:
        faults = [] if station.epoch == 2 else ["restored without a new log"]
        return faults + [f"restored: {one.what}" for one in verify(station).findings]


@contextmanager
def village_day(place: Path) -> Iterator[Day]:
    """Two entrustments, a sync, a third, a stick, a backup put back elsewhere, and the stick again."""
    county, stick, safe, again = found(place / "county"), place / "stick", place / "backups", place / "again"
    kiosk = make_kiosk(place / "kiosk", enrol(county, VILLAGE))
    for folder in (stick, safe, again):
        folder.mkdir()
    with running(county, "--insecure-http") as above:
        script = "\n".join(
            [
                step(kiosk, "entrust", written(place, 1), *attached(*PHOTOGRAPHS), *kiosk.agent),
                step(kiosk, "sync", "--url", above.url),
                step(kiosk, "entrust", written(place, 2)),
                step(kiosk, "export", stick),
                step(kiosk, "entrust", written(place, 3), *kiosk.agent),
                step(kiosk, "backup", safe / "kiosk.backup"),
                step(kiosk, "export", stick),
                step(Kiosk(again / "kiosk"), "restore", safe / "kiosk.backup"),
            ]
        )

        def judge(images: Images, told: Sequence[Told], dice: random.Random) -> list[str]:
            return [
                *restored_faults(images[again] / "kiosk", told),
                *kiosk_faults(images[kiosk.folder], told, dice),
                *stick_faults(images[stick], told),
                *backup_faults(images[safe], told, dice),
            ]

        yield Day([kiosk.folder, stick, safe, again], script, judge)


@contextmanager
def township_day(place: Path) -> Iterator[Day]:
    """A township's kiosk takes a village's stick twice, hands on what is on it, and takes the answer to the stick."""
    county, stick = found(place / "county"), place / "stick"
    village = make_kiosk(place / "village", enrol(county, VILLAGE))
    township = make_kiosk(place / "township", enrol(county, TOWNSHIP))
    stick.mkdir()
    for number in (1, 2):
        assert village.run("entrust", written(place, number), *(attached(*PHOTOGRAPHS) if number == 1 else ())).said
    assert village.run("export", stick).said["may_be_pulled"]
    with running(county, "--insecure-http") as above:
        script = "\n".join(
            [
                step(township, "import", stick),
                step(township, "entrust", written(place, 3)),
                step(township, "import", stick),
                step(township, "sync", "--url", above.url),
                step(township, "export", stick),
            ]
        )

        def judge(images: Images, told: Sequence[Told], dice: random.Random) -> list[str]:
            taken = sum(station["taken"] for one in said(told, "stations") for station in one["stations"])
            with opened(images[township.folder]) as station:
                held = station.store.one("SELECT COUNT(*) FROM carrying")[0]
            faults = kiosk_faults(images[township.folder], told, dice)
            return faults if held >= taken else [*faults, f"{taken} events were taken in custody, {held} are there"]

        yield Day([township.folder], script, judge)


def step(kiosk: Kiosk, command: str, *words: object) -> str:
    """A line of a script: one command of a kiosk."""
    return " ".join(quote(str(word)) for word in (executable, "-m", "kiosk", command, kiosk.folder, *words, "--json"))


def written(place: Path, number: int) -> Path:
    """The file of an entrustment, the first one with photographs."""
    path = place / f"entrustment-{number}.json"
    plain = bare_example if number > 1 else example
    path.write_bytes(plain(operation=f"{number:032x}"))
    return path


def attached(*names: str) -> list[object]:
    """The options that hand photographs in."""
    return [word for name in names for word in ("--attach", EXAMPLES / name)]
