"""Virtual disks: a node's folder, its images, and the instant at which the power goes.

An image is the files as they lie on the disk, taken without closing anything: what SQLite has not written yet is not in
it. The power goes at the k-th statement of the node's database: there the image is taken, from there on nothing that
the node does is seen by anybody, and it wakes up on the image.
"""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

DATABASE_NAMES = ("kiosk.db", "node.db")
_NOT_KEPT = shutil.ignore_patterns("*-shm", "lock", "control.sock")


class PowerCut(BaseException):
    """The node is dead: nothing of it may go on. No `except Exception` of the node's own code holds it up."""


def copy_disk(source: Path, target: Path) -> Path:
    """`source` as it lies there now, in `target`, whatever was there before."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=_NOT_KEPT)
    return target


class Fuse:
    """Counts the statements of a connection; at the last of `statements` it burns and calls `taken`."""

    def __init__(self, connection: sqlite3.Connection, statements: int, taken: Callable[[], None]) -> None:
        self._connection, self._left, self._taken = connection, statements, taken
        self.burnt = False
        connection.set_trace_callback(self._tick)

    def _tick(self, statement: str) -> None:
        if self.burnt:
            return
        self._left -= 1
        if self._left <= 0:
            self.burn()

    def burn(self) -> None:
        """Now, wherever it is."""
        if not self.burnt:
            self.burnt = True
            self._taken()

    def remove(self) -> None:
        """Count no more."""
        self._connection.set_trace_callback(None)


def hashes(folder: Path, where: str = "1", table: str = "event") -> set[bytes]:
    """Hashes of the events in a node's database, read as a stranger would, from the files alone."""
    path = next(folder / name for name in DATABASE_NAMES if (folder / name).exists())
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute(f"SELECT hash FROM {table} WHERE {where}")}
    finally:
        connection.close()
