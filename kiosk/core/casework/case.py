"""A case 办件: the life of one entrustment, folded from its events' heads alone (R-FOLD).

`Case` is a value; `effect.apply` makes the next one, `permission.permitted` says whether it may.
Identity is (node, operation) of the Entrusted, never the number, which a cloned kiosk may print twice.
"""

from typing import NamedTuple

import msgspec

from kiosk.core.casework.afterwards import Following, PromisedProofs
from kiosk.core.casework.cards import Card
from kiosk.core.casework.codes import Result, Step, SuspendedFor, T1Policy, Tier, Unit, VoidedFor
from kiosk.core.casework.joint import Called, Opinion, Survey
from kiosk.core.casework.mark import Mark
from kiosk.core.casework.standing import Place, Priority
from kiosk.core.casework.transitions import State
from kiosk.core.event import Event, Level

AFTER_MAX = 8  # how many hashes a head's `after` may hold (design, Event)


class Tip(NamedTuple):
    """An event of the case that no other landed event comes after."""

    hash: bytes
    node: bytes
    log: bytes
    seq: int


class Pause(NamedTuple):
    """T2 and T3 stand still from `since` until `until` (None: still)."""

    since: Mark
    until: Mark | None


class Promise(msgspec.Struct, frozen=True):
    """T2 (promised) and T3 (statutory) of an accepted case; 0 days = none named."""

    promised_days: int
    promised_unit: Unit
    statutory_days: int
    statutory_unit: Unit
    step_days: tuple[int, ...] = ()  # working days of 承办, 审核, 批准; () where the county has set none


class Case(msgspec.Struct, frozen=True):
    """One case as folded so far. Every field follows from heads; `set_aside` are hashes without effect (搁置)."""

    number: str
    node: bytes
    operation: bytes
    state: State
    handler: Level
    station_level: Level  # the level of the station where it was entrusted
    matter: str
    catalogue_version: int
    accept_tier: Level
    decide_tier: Tier
    t1_policy: T1Policy
    first_handler: str  # staff number; 首办负责制: never changes once set
    entrusted: Mark
    received: Mark | None = None  # latest entry into 收件
    forwarded: Mark | None = None  # latest entry into 已上报
    reached: Mark | None = None  # since the latest entry; T1 runs from here
    asked_at: Mark | None = None  # latest correction
    accepted: Mark | None = None  # for a deemed acceptance: the instant T1 started
    passed_up: Mark | None = None
    joint: Mark | None = None
    concluded: Mark | None = None
    sent: Mark | None = None
    delivered: Mark | None = None
    promise: Promise | None = None
    extended_days: int = 0
    pauses: tuple[Pause, ...] = ()
    suspended_for: SuspendedFor | None = None
    asked: tuple[int, ...] = ()  # every gap code asked so far
    renewed: tuple[int, ...] = ()  # materials brought since the latest correction was asked
    corrections: int = 0
    overrides: int = 0  # second corrections for an old gap that a supervisor let pass (R4)
    steps: tuple[Step, ...] = ()
    step_since: Mark | None = None  # since when the step that is being done has been open
    passed_by: Level | None = None
    concluded_by: Level | None = None
    result: Result | None = None
    voided_for: VoidedFor | None = None
    followed_up: bool = False
    ratings: int = 0
    complaints: int = 0
    purged: int = 0
    erased: int = 0
    following: Following | None = None
    promised_proofs: PromisedProofs | None = None
    cards: tuple[Card, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    gatherings: tuple[Called, ...] = ()
    surveys: tuple[Survey, ...] = ()
    priority: Priority | None = None
    project: Place | None = None
    mandate_revoked: Mark | None = None  # None while it stands
    billed_fen: int = 0
    paid_fen: int = 0
    visits: int = 0  # 跟踪服务
    last_firm_ms: int = 0  # the county's last word on the time, or a compared kiosk's since; no unfirm mark is before
    effects: tuple[bytes, ...] = ()  # node + operation of every event that had effect (R-KEY)
    set_aside: tuple[bytes, ...] = ()
    tips: tuple[Tip, ...] = ()

    @property
    def station(self) -> str:
        """The 12-digit code of the station that made the number."""
        return self.number[:12]

    @property
    def latest(self) -> tuple[bytes, ...]:
        """What the next event's `after` holds: at most 8 hashes, sorted; with more tips, the last landed."""
        return tuple(sorted(tip.hash for tip in self.tips[-AFTER_MAX:]))

    @property
    def identity(self) -> bytes:
        """(node, operation) of the Entrusted, joined; a node is always 8 bytes."""
        return self.node + self.operation


def tips_after(tips: tuple[Tip, ...], event: Event) -> tuple[Tip, ...]:
    """The tips once `event` has landed: it covers its `after` and its own log's earlier events."""
    head = event.head
    left = tuple(
        tip
        for tip in tips
        if tip.hash not in head.after and not (tip.node == head.node and tip.log == head.log and tip.seq < head.seq)
    )
    return (*left, Tip(event.hash, head.node, head.log, head.seq))
