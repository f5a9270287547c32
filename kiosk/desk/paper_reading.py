"""Reading codes of paper one after another: which were read, and which of the same entrustment are still missing.

Pure; `kiosk.desk.paper.take` takes the texts in once none is missing.
"""

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.paper import Part, missing, read_part


class PaperReading:
    """The codes of one entrustment, in any order, each any number of times. total: 0 before the first."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[Part, str]] = {}
        self.total = 0

    def add(self, text: str) -> bool | None:
        """Whether `text` is a code that was not read yet; None for one of another entrustment. What is no code of
        paper is passed over."""
        try:
            part = read_part(text)
        except Malformed:
            return False
        first = next((known for known, _text in self._read.values()), part)
        if (part.digest, part.total) != (first.digest, first.total):
            return None
        if part.number in self._read:
            return False
        self._read[part.number], self.total = (part, text), part.total
        return True

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers that were not read yet; () before the first code and when all were."""
        return missing(part for part, _text in self._read.values()) if self._read else ()

    @property
    def whole(self) -> bool:
        """Whether every code was read."""
        return bool(self._read) and not self.missing

    @property
    def texts(self) -> tuple[str, ...]:
        """What was read, by number."""
        return tuple(self._read[number][1] for number in sorted(self._read))
