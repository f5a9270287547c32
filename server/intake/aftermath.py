"""What follows a batch after it was acknowledged: the office's digest, then the second medium.

One thread, one thing after another, woken by intake and by every `TICK_S`. What a crash or an error
interrupts is found again: it stands in the journal (`unfolded`, not safe), never only in this queue.
"""

import threading
from collections.abc import Callable

import structlog

Hook = Callable[[frozenset[str]], None]
TICK_S = 30.0
_log = structlog.get_logger()


class Aftermath:
    """`after_take`: hooks called in order with the case numbers that have something new (an empty set at a tick and
    at the start: then each looks for itself)."""

    def __init__(self, tick_s: float = TICK_S) -> None:
        self.after_take: list[Hook] = []
        self._tick_s = tick_s
        self._turn = threading.Condition()
        self._cases: set[str] = set()
        self._asked, self._done = 1, 0  # one turn is due at the start
        self._stopping = False
        self._thread = threading.Thread(target=self._live, name="aftermath", daemon=True)

    def start(self) -> None:
        """Begin, with one turn for what an earlier process left."""
        self._thread.start()

    def woken(self, cases: frozenset[str] = frozenset()) -> None:
        """There is something new. Returns at once."""
        with self._turn:
            self._cases |= cases
            self._asked += 1
            self._turn.notify_all()

    def settled(self, timeout_s: float) -> bool:
        """Wait until everything noted before this call has had its turn; False when that took too long."""
        with self._turn:
            asked = self._asked
            return self._turn.wait_for(lambda: self._done >= asked or self._stopping, timeout_s)

    def stop(self) -> None:
        """Finish the turn at hand and end."""
        with self._turn:
            self._stopping = True
            self._turn.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def turn(self) -> None:
        """One turn, in the caller's thread (the thread's own work, and a simulation's)."""
        with self._turn:
            cases, self._cases, asked = frozenset(self._cases), set(), self._asked
        for hook in self.after_take:
            try:
                hook(cases)
            except Exception:  # one hook's failure is its own: the next turn comes, and the others go on
                _log.exception("aftermath", hook=getattr(hook, "__qualname__", repr(hook)))
        with self._turn:
            self._done = asked
            self._turn.notify_all()

    def _live(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._asked > self._done or self._stopping, self._tick_s)
                if self._stopping:
                    return
            self.turn()
