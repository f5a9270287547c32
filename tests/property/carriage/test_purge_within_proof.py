"""For any order of acknowledgements, restores of the county, boots and clock jumps: what a kiosk let go of was proved,
by words of the county's present incarnation that two devices have it and that it was opened, for all of the grace.

The oracle keeps its own account, of what the county said and of how long the machine was really on."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.carriage.purge import DAY_S
from kiosk.desk import purging
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import next_offer
from kiosk.desk.settling import settle_acknowledgement
from kiosk.desk.staffing import sign_in_with_card
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import PIN, Wall, bare_example, instruments, make_station, opened

GRACE_DAYS = 7
LOW = purging.LOW_DISK_BYTES

WORD = st.tuples(st.just("word"), st.booleans(), st.booleans(), st.booleans())  # safe, opened, same device
STEP = st.one_of(
    st.tuples(st.just("entrust")),
    st.tuples(st.just("end")),
    st.tuples(st.just("carry")),
    WORD,
    st.tuples(st.just("word"), st.just(True), st.just(True), st.just(False)),
    st.tuples(st.just("again"), st.integers(0, 20)),
    st.tuples(st.just("restored")),
    st.tuples(st.just("days"), st.sampled_from([1, 3, 8, 31])),
    st.tuples(st.just("boot")),
    st.tuples(st.just("clock"), st.sampled_from([0, 2_000_000_000_000, 4_100_000_000_000])),
    st.tuples(st.just("disk"), st.booleans()),
    st.tuples(st.just("purge")),
)


class Oracle:
    """Event -> when (real powered seconds) this incarnation of the county had said both of it; None of one: not yet."""

    def __init__(self) -> None:
        self.incarnation, self.real_s = 0, 0
        self.safe: set[bytes] = set()
        self.opened: set[bytes] = set()
        self.since: dict[bytes, int] = {}

    def hears(self, incarnation: int, held: frozenset[bytes], safe: bool, opened: bool, same_device: bool) -> None:
        if incarnation < self.incarnation:
            return
        if incarnation > self.incarnation:
            self.incarnation, self.safe, self.opened, self.since = incarnation, set(), set(), {}
        self.safe |= held if safe and not same_device else frozenset()
        self.opened |= held if opened else frozenset()
        for event in self.safe & self.opened:
            self.since.setdefault(event, self.real_s)

    def permits(self, event: bytes) -> bool:
        since = self.since.get(event)
        return since is not None and self.real_s - since >= GRACE_DAYS * DAY_S


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=8, max_size=40))
def test_what_was_let_go_of_was_proved(steps: list[tuple[Any, ...]]) -> None:
    gone = walk([("entrust",), ("end",), ("carry",), *steps, ("purge",)])
    assert gone >= 0


def test_the_walk_does_let_go() -> None:
    """The property holds of walks that purge, and not only of those that never do."""
    word = ("word", True, True, False)
    assert walk([("entrust",), ("end",), ("carry",), word, ("purge",), ("days", 31), ("purge",)]) > 0
    low = [("entrust",), ("end",), ("carry",), word, ("disk", True), ("purge",), ("days", 8), ("purge",)]
    assert walk(low) > 0


def walk(steps: list[tuple[Any, ...]]) -> int:
    """Take the steps, look after each purge; how many bodies went."""
    county, wall, oracle = CountyByHand(), Wall(), Oracle()
    words: list[tuple[bytes, tuple[Any, ...]]] = []
    numbers: list[str] = []
    gone = 0
    low = False
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "kiosk"
        tools = instruments(3, wall)
        issued = make_station(home, county, tools=tools)
        with opened(home, tools=tools) as station:
            sign_in_with_card(station, issued.badge, PIN)
            station.store.free_disk_bytes = lambda: LOW - 1 if low else 10 * LOW  # type: ignore[method-assign]

            def bodies() -> set[bytes]:
                rows = station.store.all("SELECT hash FROM event WHERE origin = 1 AND length(sealed) > 0")
                return {row[0] for row in rows}

            for what, *how in steps:
                if what == "entrust" and len(numbers) < 3:
                    numbers.append(entrust(station, bare_example(operation="")).receipt.number)
                elif what == "end" and numbers:
                    state = station.store.one('SELECT state FROM "case" WHERE number = ?', numbers[-1])[0]
                    if state == "收件":
                        act(station, Wanted(numbers[-1], "withdraw", {"reason": "不办了"}))
                elif what == "carry":
                    if (batch := next_offer(station, station.county, 10**7).batch) != b"":
                        county.take(batch)
                elif what == "word":
                    safe, opens, county.same_device = how
                    said = county.acknowledge(safe=safe, opened=opens).signed
                    told = (county.number, frozenset(county.held), *how)
                    words.append((said, told))
                    settle_acknowledgement(station, said, (station.county,))
                    oracle.hears(*told)
                elif what == "again" and words:
                    said, told = words[how[0] % len(words)]
                    settle_acknowledgement(station, said, (station.county,))
                    oracle.hears(*told)
                elif what == "restored":
                    county.restored()
                elif what == "days":
                    wall.uptime_s += how[0] * DAY_S
                    oracle.real_s += how[0] * DAY_S
                elif what == "boot":
                    wall.uptime_s = 30
                    oracle.real_s += 30
                elif what == "clock":
                    wall.ms = how[0]
                elif what == "disk":
                    low = how[0]
                elif what == "purge":
                    before = bodies()
                    purging.purge(station)
                    went = before - bodies()
                    gone += len(went)
                    assert all(oracle.permits(event) for event in went), "let go of without its proof"
            assert not verify(station).findings
    return gone
