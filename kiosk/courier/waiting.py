"""A road whose waiting is handed to somebody else, so that who exchanges can do other things meanwhile."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from kiosk.core.carriage.certificate import Identity
from kiosk.desk.exchanging import Road, UploadingRoad

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


class WaitingUploads(WaitingRoad):
    """The same of a road that takes attachments one by one."""

    def __init__(self, road: UploadingRoad, away: Away) -> None:
        super().__init__(road, away)
        self._uploads = road

    def begin_upload(self, leave: bytes, attachment_id: bytes, total_bytes: int) -> bytes:
        """Ask how far it is held; the answer's bytes."""
        return self._away(lambda: self._uploads.begin_upload(leave, attachment_id, total_bytes))

    def go_on(self, attachment_id: bytes, offset: int, data: bytes) -> bytes:
        """Hand over more of it; the answer's bytes."""
        return self._away(lambda: self._uploads.go_on(attachment_id, offset, data))
