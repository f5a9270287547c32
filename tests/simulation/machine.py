"""What all simulated nodes have in common: a folder, a clock, dice, and a power line that may be cut."""

import random
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

from kiosk.core.event import ClockQuality
from kiosk.core.instruments import Instruments
from tests.simulation.clocks import NodeClock, Time
from tests.simulation.disks import Fuse, PowerCut, copy_disk

Result = TypeVar("Result")
STATEMENTS_MAX = 60  # of one deed, at any of which the power may go; past the end it goes right after it


class Machine:
    """One node. `runs` counts its starts: each has dice of its own, so that no clone draws what its twin drew."""

    quality = ClockQuality.FREE

    def __init__(self, name: str, folder: Path, time: Time, seed: str) -> None:
        self.name, self.folder, self.seed = name, folder, seed
        self.clock = NodeClock(time, self.quality)
        self.runs = 0
        self.copies: list[Path] = []  # backups (files) and copies of the disk (folders)
        self.fuse: Fuse | None = None
        self.beside: dict[str, Path] = {}  # folders on other disks, whose instant of a power cut is the same
        self._image = folder.with_name(folder.name + ".image")

    # What a kind of node says

    def open(self) -> None:
        """Begin to run on the folder as it is."""
        raise NotImplementedError

    def shut(self) -> None:
        """End, and let every file go."""
        raise NotImplementedError

    def connection(self) -> Connection:
        """The connection that writes."""
        raise NotImplementedError

    def take_image(self, target: Path) -> None:
        """All disks as they are now."""
        copy_disk(self.folder, target)
        for name, folder in self.beside.items():
            copy_disk(folder, target.with_name(f"{target.name}.{name}"))

    def put_image(self, source: Path) -> None:
        """All disks as they were at a power cut, while it does not run."""
        copy_disk(source, self.folder)
        for name, folder in self.beside.items():
            copy_disk(source.with_name(f"{source.name}.{name}"), folder)

    # Life

    def start(self) -> None:
        """Boot."""
        self.runs += 1
        self.clock.boot()
        dice = random.Random(f"{self.seed} {self.name} {self.runs}")
        self.instruments = Instruments(self.clock, dice.randbytes)
        self.open()

    def restart(self) -> None:
        """Shut down in order and boot."""
        self.shut()
        self.start()

    @property
    def dead(self) -> bool:
        """Whether the power has gone in the deed at hand."""
        return self.fuse is not None and self.fuse.burnt

    def wire(self, statements: int) -> None:
        """The power goes at this statement from now."""
        self.fuse = Fuse(self.connection(), statements, lambda: self.take_image(self._image))

    def wake(self) -> bool:
        """If the power was to go: it has gone by now, and the node boots from what lay on its disks."""
        if self.fuse is None:
            return False
        self.fuse.burn()
        self.fuse.remove()
        self.shut()
        self.put_image(self._image)
        self.fuse = None
        self.start()
        return True

    def alive(self) -> None:
        """Raises PowerCut when nothing of this node may be seen any more."""
        if self.dead:
            raise PowerCut

    def do(self, deed: Callable[[], Result]) -> Result | None:
        """What `deed` returned, if the node lived to show it; None when the power went."""
        try:
            shown = deed()
        except PowerCut:
            shown = None
        except Exception:
            if not self.wake():
                raise
            return None
        return None if self.wake() else shown
