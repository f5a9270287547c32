"""The omniscient ledger: what was promised to people, where every event has truly been, and what a fire took.

Kept by the simulation and never shown to a node. Checkers compare with it what nodes hold and what they show.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple


class Promise(NamedTuple):
    """A receipt that somebody was given, or a deed whose success was shown. number: the case's."""

    kiosk: str
    event: bytes
    node: bytes
    operation: bytes
    number: str
    entrusts: bool


@dataclass
class Ledger:
    """promises by event hash; attempted: every (node, operation) that an entrustment was ever submitted under;
    excused: events whose only copy burned with a disk, or rotted on it; disk_gone: events that the disk they were made
    on does not hold any more, while others do; at_county, opened, safe: incarnation number -> every event that the
    county ever held, opened, had on both media in it; at_township: every event that the relay, or the township's
    own station for another, ever held."""

    promises: dict[bytes, Promise] = field(default_factory=dict)
    attempted: set[tuple[bytes, bytes]] = field(default_factory=set)
    office: dict[bytes, str] = field(default_factory=dict)  # deeds of the county's people, by event
    excused: set[bytes] = field(default_factory=set)
    disk_gone: set[bytes] = field(default_factory=set)
    at_county: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    opened: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    safe: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    at_township: set[bytes] = field(default_factory=set)
    refused: set[bytes] = field(default_factory=set)  # poison that the county is right never to take
    written: set[bytes] = field(default_factory=set)  # every event that any node ever committed

    @property
    def owed(self) -> list[Promise]:
        """What must be kept."""
        return [promise for promise in self.promises.values() if promise.event not in self.excused]
