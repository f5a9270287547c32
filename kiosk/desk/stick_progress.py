"""How far an export or an import has come, for a screen that is to say so while the desk's thread is at work."""

from pathlib import Path

from kiosk.devices.stick import StickFolder


class Progress:
    """Counted by the thread that does it, read by any other. files, bytes: so far."""

    def __init__(self) -> None:
        self.files = self.bytes = 0

    def count(self, size_bytes: int) -> None:
        """One more file."""
        self.bytes += size_bytes
        self.files += 1


class WatchedFolder(StickFolder):
    """A stick that counts each file: those written and read back when `writing`, else those read."""

    def __init__(self, place: Path, progress: Progress, *, writing: bool = False) -> None:
        super().__init__(place, writing=writing)
        self._progress, self._writing = progress, writing

    def read(self, name: str, bytes_max: int) -> bytes:
        """As of any stick."""
        data = super().read(name, bytes_max)
        if not self._writing:
            self._progress.count(len(data))
        return data

    def write(self, name: str, data: bytes) -> None:
        """As of any stick; counted once it is durable."""
        super().write(name, data)
        self._progress.count(len(data))
