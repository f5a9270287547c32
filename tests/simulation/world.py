"""One seed's world: a county with its second medium, a township's relay, two to four stations and perhaps their clones,
under one virtual time and one virtual network. It knows everything that happened; no node does.
"""

import random
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.store import INNER
from server.uplink.road import Failed
from tests.simulation.clocks import Time
from tests.simulation.disks import copy_disk, hashes
from tests.simulation.kiosk_machine import KioskMachine
from tests.simulation.ledger import Ledger
from tests.simulation.machine import STATEMENTS_MAX, Machine
from tests.simulation.network import BROKEN, CLEAN, ROUGH, KioskRoad, Line, Network, RelayRoad
from tests.simulation.server_machines import CountyMachine, RelayMachine, ServerMachine
from tests.simulation.template import Template

Result = TypeVar("Result")
POWER_CUT_CHANCE = 0.06
# Codes with which an exchange may end: the road's faults, and a disk that takes no more.
ROAD_ENDS = ("ROAD_CLOSED", "CAPTIVE_PORTAL", "PEER_REFUSED", "DISK_FULL")


class Wrong(AssertionError):
    """Something that a rule forbids. Its message is a sentence."""


class World:
    """See the module. counts: how often each fault truly happened; story: what was done, for whoever looks."""

    def __init__(self, seed: int, template: Template, folder: Path) -> None:
        self.seed, self.template, self.folder = seed, template, folder
        self.dice = random.Random(seed)
        self.time, self.counts, self.ledger = Time(), Counter[str](), Ledger()
        self.story: list[str] = []
        self.network = Network(self.dice, self.time, self.counts)
        self.network.took = self._delivered
        self.calm = self._fresh = False
        self.touched: set[str] = set()  # kiosks whose screens may show something new
        self.county = CountyMachine("county", self._copied("county"), self.time, str(seed), self._lazy)
        self.relay = RelayMachine("relay", self._copied("relay"), self.time, str(seed))
        self.relay.road = RelayRoad(self.network, self.relay, self.county)
        self.relay.freshens = self._freshens
        self.kiosks: list[KioskMachine] = []
        others = self.dice.sample(["west", "far", "town"], self.dice.randint(1, 3))
        for name in ["east", *sorted(others)]:
            self.settle_in(self.kiosk(name, name, self._roads_of(name)))
        for server in (self.county, self.relay):
            server.start()
            self.observe(server)

    # Building

    def _copied(self, name: str) -> Path:
        return copy_disk(self.template.folder / name, self.folder / name)

    def kiosk(self, name: str, of: str, roads: tuple[str, ...]) -> KioskMachine:
        """A station's machine on a copy of the template's disk; not started."""
        copy_disk(self.template.folder / of, self.folder / name)
        return KioskMachine(name, self.folder / name, self.time, str(self.seed), self.template.badges[of], roads)

    def settle_in(self, kiosk: KioskMachine) -> None:
        """It stands in its village and runs from now on."""
        kiosk.start()
        self.kiosks.append(kiosk)

    def clone(self, kiosk: KioskMachine, card: Path) -> None:
        """A twin on a copy of a card."""
        name = f"{kiosk.name}+{len(self.kiosks)}"
        twin = KioskMachine(name, self.folder / name, self.time, str(self.seed), kiosk.badge, kiosk.roads)
        copy_disk(card, twin.folder)
        twin.left, twin.rotten = set(kiosk.left), set(kiosk.rotten)
        self.settle_in(twin)

    def _roads_of(self, name: str) -> tuple[str, ...]:
        if name == "far":
            return ("county",)
        return self.dice.choice((("relay",), ("relay", "county"), ("county", "relay"), ("county",)))

    def close(self) -> None:
        """Let every file go."""
        for machine in self.machines:
            machine.shut()

    @property
    def machines(self) -> list[Machine]:
        """All nodes."""
        return [self.county, self.relay, *self.kiosks]

    # Doing

    def chance(self, of_one: float) -> bool:
        """Whether it happens, in chaos; in calm nothing does."""
        return not self.calm and self.dice.random() < of_one

    def deed(self, machine: Machine, deed: Callable[[], Result], statements_max: int = STATEMENTS_MAX) -> Result | None:
        """What `deed` showed; None when the power went in it."""
        if self.chance(POWER_CUT_CHANCE):
            machine.wire(self.dice.randint(1, statements_max))
            self.counts[f"power cut at the {kind_of(machine)}"] += 1
        shown = machine.do(deed)
        if isinstance(machine, KioskMachine):
            self.touched.add(machine.name)
        self.observe(machine)
        return shown

    def sync(self, kiosk: KioskMachine, road: str) -> None:
        """One exchange over one road, however it ends."""
        self.network.line, self._fresh = self._line(), False
        other = self.county if road == "county" else self.relay
        for server in dict.fromkeys((self.county, other)):  # no set: its order is that of addresses, and no seed's
            if self.chance(POWER_CUT_CHANCE / 2):
                server.wire(self.dice.randint(1, 4 * STATEMENTS_MAX))
                self.counts[f"power cut at the {server.name}"] += 1
        identity = other.node.identity
        way = KioskRoad(self.network, kiosk, other, identity, lambda batch: self._left(kiosk, batch))
        try:
            self.deed(kiosk, lambda: exchange(kiosk.station, way, self.time.stopwatch, Exchanged()), 300)
        except Refusal as no:
            if no.code not in ROAD_ENDS or (self.calm and no.code != "PEER_REFUSED"):
                raise
        finally:
            for server in (self.county, self.relay):
                server.wake()
                self.observe(server)
                self.begin_anew(server)

    def relay_exchange(self) -> None:
        """The relay's own exchange with the county."""
        self.network.line = self._line()
        self.deed(self.relay, self.uplink_exchange, 200)

    def uplink_exchange(self) -> None:
        """As the uplink's thread does it, whatever comes of it."""
        try:
            self.relay.uplink.exchange()
        except Failed as failed:
            self._bear(failed)

    def _bear(self, failed: Failed) -> None:
        """In calm a line holds; but a county put back to before it met the relay has it say once more who it is."""
        if self.calm and failed.refusal.params.get("peer_code") != "NODE_UNKNOWN":
            raise failed

    def county_turn(self) -> None:
        """The aftermath has its turn."""
        self.deed(self.county, self.county.turn, 150)

    def _line(self) -> Line:
        return CLEAN if self.calm else self.dice.choice((CLEAN, CLEAN, ROUGH, BROKEN))

    def _lazy(self) -> bool:
        return self.chance(0.3)

    def _freshens(self) -> None:
        """A relay that a station asks exchanges with the county first, if the line lets it."""
        if not self.chance(0.4) and not self._fresh:
            self._fresh = self.calm  # once an exchange is enough where nothing goes wrong
            try:
                self.relay.uplink.exchange()
            except Failed as failed:
                self._bear(failed)

    # Knowing

    def begin_anew(self, server: ServerMachine) -> None:
        """A node that was proved to be an older copy of itself begins another incarnation, as its process would."""
        if server.superseded:
            server.restart()
            self.counts[f"older copy of the {server.name} noticed by a peer"] += server.why_anew == "peer"
            self.observe(server)

    def disk_lost(self, gone: set[bytes]) -> None:
        """These events are not on the disk any more that they were made on. Whatever of them is nowhere else burned
        with it: that is no program's fault."""
        self.ledger.disk_gone |= gone
        lost = gone - self.anywhere()
        if burned := lost & self.ledger.promises.keys():
            self.counts["only copy burned with its disk"] += len(burned)
        self.ledger.excused |= lost

    def county_lost(self, gone: set[bytes]) -> None:
        """These events are not on the disk of a server any more. A promise must be kept all the same, unless its own
        station's disk had lost it before: then two disks burned. A deed of the office's, unless it was on one disk."""
        lost = gone - self.anywhere()
        excused = lost & (self.ledger.disk_gone | self.ledger.office.keys())
        self.counts["two disks burned"] += len(excused & self.ledger.promises.keys())
        self.counts["office deed burned with its disk"] += len(excused & self.ledger.office.keys())
        self.ledger.excused |= excused

    def anywhere(self) -> set[bytes]:
        """Hashes of all events on any disk that is left from which they can come to the county again. From a station to
        which the county sent another's event, or its own that its disk had lost, it cannot: there lie the signed head
        and the text, sealed anew to that station, and no receiver takes a head without the body that it names (R-RAW).
        What the county itself wrote it takes home as a head."""
        found = set(self.county.on_medium)
        for machine in self.machines:
            whole = f"origin <> {INNER} OR substr(log, 1, 8) = x'{self.county.node.identity.node.hex()}'"
            found |= hashes(machine.folder, whole if isinstance(machine, KioskMachine) else "1")
        return found

    def _left(self, kiosk: KioskMachine, batch: bytes) -> None:
        kiosk.left |= {
            sha256(split_event(frame.payload)[0]).digest()
            for frame in read_batch(batch).frames
            if frame.type is FrameType.EVENT
        }

    def _delivered(self, receiver: ServerMachine) -> None:
        self.observe(receiver)

    def state(self) -> tuple[object, ...]:
        """What must stand still for the world to be at rest: who holds what, and what is proved of it."""
        marks = [kiosk.station.store.one("SELECT COUNT(*) FROM mark")[0] for kiosk in self.kiosks]
        events = [frozenset(hashes(machine.folder, "kind <> 72")) for machine in self.machines]
        return (*marks, *events, len(self.county.on_medium))

    def observe(self, machine: Machine) -> None:
        """Write into the ledger what this node durably holds now."""
        held = hashes(machine.folder)
        self.ledger.written |= held
        if machine is self.relay:
            self.ledger.at_township |= held
        if isinstance(machine, KioskMachine) and machine.level is Level.TOWNSHIP:
            # It signs for what a stick brought into its custody, as the relay does, and that is no event of its own:
            # the checker knew the relay alone, and called its true word false (seed 42015/150).
            self.ledger.at_township |= hashes(machine.folder, table="carrying")
        if machine is self.county:
            number = self.county.node.incarnation_number
            self.ledger.at_county[number] |= held
            self.ledger.opened[number] |= hashes(machine.folder, "opened_at_ms IS NOT NULL")
            self.ledger.safe[number] |= held & self.county.on_medium
            if self.county.trouble:
                raise Wrong(f"the county's aftermath failed: {self.county.trouble[0]!r}") from self.county.trouble[0]


def kind_of(machine: Machine) -> str:
    """ "kiosk", "relay" or "county"."""
    return "kiosk" if isinstance(machine, KioskMachine) else machine.name
