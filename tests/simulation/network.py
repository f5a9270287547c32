"""The virtual network: roads that call the other node's own functions, and everything that goes wrong on the way.

A message is lost, its answer is lost, it comes twice, it comes much later, the answer is cut, or somebody else answers
(a login page, or an older word of the same node). Whatever happens is counted where it truly happened.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from kiosk.core.carriage.backoff import Again, after_status
from kiosk.core.carriage.certificate import Identity
from kiosk.core.refusal import Refusal
from server.uplink.road import Failed, Measured
from tests.simulation.clocks import Time
from tests.simulation.machine import Machine
from tests.simulation.server_machines import ServerMachine

ANSWERS_KEPT = 6  # of one node: what a lying middle may say again
PORTAL = b"<html><title>WiFi</title><form action=/login>" + b" " * 200
BATCHES, ASKS = "/v1/batches", "/v1/asks"


class Line(NamedTuple):
    """How bad a line is: the chance, of each message, that something happens to it."""

    fault: float


CLEAN, ROUGH, BROKEN = Line(0.0), Line(0.25), Line(0.7)


class Lost(Exception):
    """No answer came."""


class Late(NamedTuple):
    """A message that comes when nobody waits for its answer any more."""

    receiver: ServerMachine
    path: str
    data: bytes


class Network:
    """Every message goes through `carry`. counts: what happened; late: what has not arrived yet."""

    def __init__(self, dice: random.Random, time: Time, counts: Counter[str]) -> None:
        self._dice, self._time, self._counts = dice, time, counts
        self.late: list[Late] = []
        self._said: dict[tuple[str, str], list[bytes]] = {}
        self.took: Callable[[ServerMachine], None] = lambda receiver: None  # called after each delivery
        self.line = CLEAN

    def carry(self, sender: Machine, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        """The answer as it arrives. Lost, or the receiver's Refusal."""
        sender.alive()
        self._time.pass_s(self._dice.uniform(0.2, 3.0))
        fault = self._dice.random() < self.line.fault
        what = self._dice.choice(_FAULTS) if fault else _plain
        answer = what(self, receiver, path, data)
        sender.alive()
        return answer

    def deliver(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        """Hand it to the receiver; what it answers. Lost when the receiver dies over it."""
        door = receiver.receive if path == BATCHES else receiver.answer
        try:
            answer = receiver.do(lambda: door(data))
        finally:
            self.took(receiver)
        if answer is None:
            self._counts[f"{receiver.name} died over a message"] += 1
            raise Lost
        kept = self._said.setdefault((receiver.name, path), [])
        kept.append(answer)
        del kept[:-ANSWERS_KEPT]
        return answer

    def arrive(self) -> None:
        """The late messages come, in any order."""
        late, self.late = self.late, []
        self._dice.shuffle(late)
        for one in late:
            self._counts["message came late"] += 1
            try:
                self.deliver(one.receiver, one.path, one.data)
            except (Lost, Refusal):
                continue

    # What may happen to a message

    def request_lost(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        self._counts["request lost"] += 1
        raise Lost

    def answer_lost(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        self.deliver(receiver, path, data)
        self._counts["answer lost"] += 1
        raise Lost

    def twice(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        self.deliver(receiver, path, data)
        self._counts["message came twice"] += 1
        return self.deliver(receiver, path, data)

    def much_later(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        self.late.append(Late(receiver, path, data))
        raise Lost

    def answer_cut(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        answer = self.deliver(receiver, path, data)
        self._counts["answer cut"] += 1
        return answer[: self._dice.randrange(len(answer))]

    def portal(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        self._counts["captive portal"] += 1
        return PORTAL

    def older_answer(self, receiver: ServerMachine, path: str, data: bytes) -> bytes:
        kept = self._said.get((receiver.name, path), [])
        older = self._dice.choice(kept) if kept else PORTAL
        if self._dice.random() < 0.5:
            self.deliver(receiver, path, data)
        self._counts["older answer said again" if kept else "captive portal"] += 1
        return older


def _plain(network: Network, receiver: ServerMachine, path: str, data: bytes) -> bytes:
    return network.deliver(receiver, path, data)


_FAULTS = (
    Network.request_lost, Network.answer_lost, Network.twice, Network.much_later, Network.answer_cut, Network.portal,
    Network.older_answer,
)  # fmt: skip


class KioskRoad:
    """`desk.exchanging.Road` over the network; `handed` is told what leaves."""

    def __init__(
        self, network: Network, sender: Machine, receiver: ServerMachine, identity: Identity,
        handed: Callable[[bytes], None],
    ) -> None:  # fmt: skip
        self._network, self._sender, self._receiver, self._handed = network, sender, receiver, handed
        self.identity = identity

    def post_batch(self, batch: bytes) -> bytes:
        self._handed(batch)
        return self._send(BATCHES, batch)

    def ask(self, ask: bytes) -> bytes:
        return self._send(ASKS, ask)

    def _send(self, path: str, data: bytes) -> bytes:
        try:
            return self._network.carry(self._sender, self._receiver, path, data)
        except Lost as lost:
            raise Refusal("ROAD_CLOSED", url="simulated") from lost
        except Refusal as no:
            raise Refusal("PEER_REFUSED", peer_code=no.code, peer_status=no.status, retry_after_s=None) from no


class RelayRoad:
    """`server.uplink.road.Road` over the network."""

    measured = Measured()

    def __init__(self, network: Network, sender: Machine, receiver: ServerMachine) -> None:
        self._network, self._sender, self._receiver = network, sender, receiver

    def post(self, path: str, body: bytes, answer_bytes: int) -> bytes:
        try:
            return self._network.carry(self._sender, self._receiver, path, body)
        except Lost as lost:
            raise Failed(Refusal("ROAD_CLOSED", url="simulated"), Again.LATER) from lost
        except Refusal as no:
            raise Failed(Refusal("PEER_REFUSED", peer_code=no.code), after_status(no.status)) from no
