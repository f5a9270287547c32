"""A road whose waiting is handed to somebody else, so that who exchanges can do other things meanwhile."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from kiosk.core.carriage.certificate import Identity
from kiosk.desk.exchanging import Road

Result = TypeVar("Result")


class Away(Protocol):
    """How a call that waits for the network is made: it returns or raises what the call does."""

    def __call__(self, call: Callable[[], Result], /) -> Result:
        """What `call` returns."""


def here(call: Callable[[], Result]) -> Result:
    """Wait right here: a command has nothing else to do."""
    return call()


class WaitingRoad:
    """`road`, every wait of it made by `away`."""

    def __init__(self, road: Road, away: Away) -> None:
        self._road, self._away = road, away

    @property
    def identity(self) -> Identity:
        """Whom the road leads to."""
        return self._road.identity

    def post_batch(self, batch: bytes) -> bytes:
        """Hand over a batch; the answer's bytes."""
        return self._away(lambda: self._road.post_batch(batch))

    def ask(self, ask: bytes) -> bytes:
        """Put an ask; the answer's bytes."""
        return self._away(lambda: self._road.ask(ask))
