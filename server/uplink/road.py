"""One HTTP exchange with the county: bytes out, bytes back, or a Refusal that says whether to try again."""

from collections.abc import Callable
from typing import NamedTuple

import requests

from kiosk.core.carriage.backoff import (
    RATE_START_BYTES_PER_S,
    RTT_START_S,
    Again,
    after_status,
    retry_after_s,
    smoothed,
    timeout_s,
)
from kiosk.core.refusal import Refusal

ANSWER_BYTES_MAX = 8 * 2**20
READ_PIECE_BYTES = 64 * 1024
RATE_SAMPLE_BYTES_MIN = 4_096  # a smaller exchange tells of round trips, not of the rate


class Failed(Exception):
    """An exchange that brought nothing. `again`: whether waiting may help; `retry_after_s`: what was asked for."""

    def __init__(self, refusal: Refusal, again: Again, retry_after: float | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal, self.again, self.retry_after_s = refusal, again, retry_after


class Measured(NamedTuple):
    """What the line was found to carry."""

    rtt_s: float = RTT_START_S
    rate_bytes_per_s: float = RATE_START_BYTES_PER_S


class Road:
    """POSTs to one URL over `session`; `elapsed` is a monotonic clock in seconds."""

    def __init__(self, url: str, session: requests.Session, elapsed: Callable[[], float]) -> None:
        self._url, self._session, self._elapsed = url.rstrip("/"), session, elapsed
        self.measured = Measured()

    def post(self, path: str, body: bytes, answer_bytes: int) -> bytes:
        """The body of a 200. Failed otherwise. answer_bytes: about how much is expected back."""
        wait = timeout_s(len(body) + answer_bytes, *self.measured)
        began = self._elapsed()
        try:
            with self._session.post(
                self._url + path,
                data=body,
                headers={"Content-Type": "application/octet-stream"},
                timeout=(min(wait, 60.0), wait),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code != 200:
                    raise self._refused(response)
                answer = bytearray()
                for piece in response.iter_content(READ_PIECE_BYTES):
                    answer += piece
                    if len(answer) > ANSWER_BYTES_MAX:
                        raise Failed(Refusal("CAPTIVE_PORTAL"), Again.LATER)
        except requests.exceptions.SSLError as error:
            raise Failed(Refusal("PEER_NOT_TRUSTED"), Again.LATER) from error
        except requests.RequestException as error:
            raise Failed(Refusal("ROAD_CLOSED", url=self._url), Again.LATER) from error
        self._measure(len(body) + len(answer), self._elapsed() - began)
        return bytes(answer)

    def _refused(self, response: requests.Response) -> Failed:
        again = after_status(response.status_code)
        if again is Again.DONE or response.status_code < 400:  # another 2xx or a redirect: no server of ours
            return Failed(Refusal("CAPTIVE_PORTAL"), Again.LATER)
        waiting = retry_after_s(response.headers.get("Retry-After"))
        return Failed(Refusal("PEER_REFUSED", peer_code=_code(response)), again, waiting)

    def _measure(self, total_bytes: int, seconds: float) -> None:
        rtt_s, rate = self.measured
        if total_bytes < RATE_SAMPLE_BYTES_MIN:
            self.measured = Measured(smoothed(rtt_s, seconds), rate)
        else:
            self.measured = Measured(rtt_s, smoothed(rate, total_bytes / max(seconds, 0.001)))


def _code(response: requests.Response) -> str:
    """The refusal's code as the other side spells it, bounded; its status when it spells none."""
    try:
        code = response.raw.read(4_096, decode_content=True).decode()
        start = code.index('"code":') + 7
        spelt = code[start : start + 60].split('"')[1]
        return spelt if spelt.replace("_", "").isalnum() else str(response.status_code)
    except (ValueError, IndexError, OSError):
        return str(response.status_code)
