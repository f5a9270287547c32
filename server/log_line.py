"""Where the log goes: standard error, and a log that cannot be written stops nobody's work.

Standard error is often a file on the very disk that is full. A thread that reports this and gets the next error from
its own report would die of it, and with it what the county's word "safe" depends on.
"""

import contextlib
import io
import os

STANDARD_ERROR = 2


class StandardError(io.TextIOBase):
    """Lines to standard error, unbuffered; a line that finds no room is lost."""

    def write(self, text: str, /) -> int:
        """The line, whole, in one system call where the system takes it whole."""
        with contextlib.suppress(OSError):
            os.write(STANDARD_ERROR, text.encode("utf-8", "backslashreplace"))
        return len(text)
