"""The county and the township's relay: the real parts of a server over their folders, in one thread, never started.

An engine is kept for each folder: it holds no connection between two runs, only its compiled statements.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from sqlalchemy import Engine

from kiosk.core.event import ClockQuality
from kiosk.core.refusal import Refusal
from server.intake.aftermath import Aftermath
from server.intake.downlink import Downlink
from server.intake.receive import Intake
from server.node import open_node
from server.office.desk import Desk
from server.office.digest import Office
from server.office.restoring import checked
from server.store.database import folder_url, open_engine
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import ID_BYTES, SecondMedium, read_events
from server.store.shelf import LogPurpose
from server.store.writer import Writer
from server.uplink.relay import Uplink
from tests.simulation.clocks import Time
from tests.simulation.machine import Machine

TICK_MS = 60_000


@cache
def _engine(folder: Path) -> Engine:
    return open_engine(folder_url(folder))


class ServerMachine(Machine):
    """What a county and a relay share. `trouble`: exceptions that a turn of the aftermath would only log; `superseded`:
    it was proved that a copy of this node went further, and it is to begin anew; `why_anew`: of its last start."""

    medium_folder: Path | None = None
    medium_away = False  # unplugged: nothing is called safe until it is back

    def open(self) -> None:
        """Begin as `server.app.serve` does, without its threads, routes and control socket."""
        node = open_node(self.folder)
        self.engine = _engine(self.folder)
        self.writer = Writer(self.engine, node.identity, node.root_public)
        medium = None if self.medium_away else self.medium_folder
        self.node, self.why_anew = checked(node, self.writer, self.instruments, medium)
        self.superseded = False
        self.writer.journal.when_superseded = self._begin_anew
        self.writer.run(
            lambda journal: journal.begin_log(
                self.node.pen, self.node.identity, LogPurpose.MAIN, self.node.incarnation_number, self.instruments
            )
        )
        self.trouble: list[Exception] = []
        self.office = Office(self.node, self.instruments)
        self.aftermath = Aftermath()
        self.begin()
        self.intake = Intake(self.node, self.writer, self.instruments, woken=self.aftermath.woken)
        self.downlink = Downlink(self.node, self.writer, self.instruments, lambda timeout_s: self.settle())

    def _begin_anew(self) -> None:
        self.superseded = True

    def begin(self) -> None:
        """What this kind of server has beside."""

    def settle(self) -> bool:
        """What an answer waits for."""
        return True

    def shut(self) -> None:
        self.writer.close()
        self.engine.dispose()

    def connection(self) -> Connection:
        driver: Any = self.writer._connection.connection.driver_connection
        assert isinstance(driver, Connection)
        return driver

    @property
    def desk(self) -> Desk:
        """Its office's commands."""
        return Desk(self.node, self.office, self.writer, self.instruments)

    def receive(self, batch: bytes) -> bytes:
        return self.intake.receive(batch)

    def answer(self, ask: bytes) -> bytes:
        return self.downlink.answer(ask)


class CountyMachine(ServerMachine):
    """`medium_folder` is another disk: it outlives the database's. lazy: how often of ten an answer finds the digest
    not done yet."""

    quality = ClockQuality.COMPARED

    def __init__(self, name: str, folder: Path, time: Time, seed: str, lazy: Callable[[], bool]) -> None:
        super().__init__(name, folder, time, seed)
        self.medium_folder: Path = folder.with_name(name + ".medium")
        self.medium_folder.mkdir(exist_ok=True)
        self.beside["medium"] = self.medium_folder
        self._lazy, self._next_tick_ms = lazy, 0

    def begin(self) -> None:
        """Office and second medium, as hooks of the aftermath."""
        now_ms = self.clock().wall_ms
        self.medium = None
        if not self.medium_away:
            self.medium = SecondMedium(self.medium_folder, self.node.identity.node, self.instruments.draw(ID_BYTES))
        self.writer.run(lambda journal: use_medium(journal, self.medium, False, now_ms))
        self.on_medium = {sha256(signed).digest() for signed, _ in read_events(self.medium_folder)}
        self.aftermath.after_take += [self._watched(self._digest), self._watched(self._keep_safe)]

    def shut(self) -> None:
        if self.medium is not None:
            self.medium.close()
        super().shut()

    def settle(self) -> bool:
        """Of several askers some are answered before the aftermath has had its turn."""
        if not self._lazy():
            self.turn()
        return True

    def turn(self) -> None:
        """One turn of the aftermath: office, then second medium."""
        self.aftermath.turn()

    def _digest(self, cases: frozenset[str]) -> None:
        deed = self.office.digest
        if self.clock().wall_ms >= self._next_tick_ms:
            self._next_tick_ms, deed = self.clock().wall_ms + TICK_MS, self.office.tick
        while self.writer.run(deed):
            deed = self.office.digest

    def _keep_safe(self, cases: frozenset[str]) -> None:
        if self.medium is None:
            return
        if keep_safe(self.engine, self.writer, self.medium, self.node.county_code, self.clock().wall_ms):
            self.on_medium = {sha256(signed).digest() for signed, _ in read_events(self.medium_folder)}

    def _watched(self, hook: Callable[[frozenset[str]], None]) -> Callable[[frozenset[str]], None]:
        def watched(cases: frozenset[str]) -> None:
            try:
                hook(cases)
            except Exception as error:
                if not (isinstance(error, Refusal) and error.code == "STORAGE_FULL"):
                    self.trouble.append(error)
                raise

        return watched


class RelayMachine(ServerMachine):
    """Its uplink speaks over a road that the simulation gives it."""

    road: Any = None
    freshens: Callable[[], None] = staticmethod(lambda: None)

    def settle(self) -> bool:
        """A station asks: an exchange with the county comes first."""
        self.freshens()
        return True

    def begin(self) -> None:
        """The uplink, its thread never started."""
        self.uplink = Uplink(
            self.node, self.engine, self.writer, self.road, self.instruments, "simulated", lambda: 10**9
        )
