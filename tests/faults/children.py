"""A deed in a process of its own that something happens to: it is killed, or its k-th writing call fails.

The child is forked, so that it need not import the product again; what it does is the real deed on real files. Calls
fail by `strace`, which attaches before the deed begins.
"""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

import msgspec

from kiosk.core.refusal import Refusal

WRITING = ("pwrite64", "write", "ftruncate", "fsync", "fdatasync", "rename", "unlink", "mkdir")
READING = ("pread64",)
WAIT_S = 60
PR_SET_PTRACER, ANYBODY = 0x59616D61, ctypes.c_ulong(-1)
Deed = Callable[[], object]


class Ended(NamedTuple):
    """How it ended. told: what the deed gave back and the parent read, None when it did not come to that; refused: the
    code of its Refusal; raised: a traceback, which is always a fault; killed; failed: system calls that were made to
    fail; calls: how many it made of each that was watched."""

    told: object = None
    refused: str = ""
    raised: str = ""
    killed: bool = False
    failed: int = 0
    calls: Mapping[str, int] = {}


def run(deed: Deed, kill_after_s: float | None = None) -> Ended:
    """Do it in a child; after so long the child is killed, as by `kill -9`."""
    child = _Child(deed)
    child.begin()
    return child.end(kill_after_s)


def count_calls(deed: Deed) -> dict[str, int]:
    """How many writing and reading calls of each name it makes."""
    return dict(_watched(deed, (*WRITING, *READING), "").calls)


def run_failing(deed: Deed, error: str, call: str, when: int) -> Ended:
    """Do it in a child whose `when`-th `call` fails with `error` ("EIO", "ENOSPC")."""
    return _watched(deed, (call,), f"inject={call}:error={error}:when={when}")


def _watched(deed: Deed, calls: Sequence[str], inject: str) -> Ended:
    child = _Child(deed)
    with NamedTemporaryFile("r", errors="replace") as log:
        words = ["strace", "-p", str(child.pid), "-f", "-o", log.name, "-s", "0", "-e", "signal=none"]
        words += ["-e", f"trace={','.join(calls)}", *(("-e", inject) if inject else ())]
        with subprocess.Popen(words, stderr=subprocess.PIPE) as watch:
            assert watch.stderr is not None
            said = watch.stderr.readline()
            assert b"attached" in said, said
            child.begin()
            ended = child.end(None)
            watch.wait(WAIT_S)
        text = log.read()
    made = Counter(re.findall(r"^\d+ +(\w+)\(", text, re.MULTILINE))
    return ended._replace(failed=text.count("(INJECTED)"), calls=made)


class _Child:
    """A forked process that waits to begin."""

    def __init__(self, deed: Deed) -> None:
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            try:
                _live(deed, theirs)
            finally:
                os._exit(0)
        theirs.close()
        self._line = ours

    def begin(self) -> None:
        self._line.sendall(b"!")

    def end(self, kill_after_s: float | None) -> Ended:
        """Wait for it, or kill it; then what it told, if it came to that."""
        self._line.settimeout(kill_after_s or WAIT_S)
        try:
            said = self._hear()
        except TimeoutError:
            os.kill(self.pid, signal.SIGKILL)
            self._line.settimeout(None)
            said = self._hear()  # what it had said in its last moment was heard
        self._line.close()
        _, status = os.waitpid(self.pid, 0)
        killed = os.WIFSIGNALED(status)
        if not said.endswith(b"\n"):
            return Ended(killed=killed, raised="" if killed else f"ended with {status} and said nothing")
        return Ended(**msgspec.json.decode(said))._replace(killed=killed)

    def _hear(self) -> bytes:
        """All that it says until it ends; TimeoutError before its first word."""
        said = b""
        with suppress(ConnectionResetError):  # it died with our word unread
            while part := self._line.recv(65_536):
                said += part
                self._line.settimeout(WAIT_S)
        return said


def _live(deed: Deed, line: socket.socket) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PTRACER, ANYBODY, 0, 0, 0)
    line.recv(1)
    try:
        said: dict[str, object] = {"told": deed()}
    except Refusal as no:
        said = {"refused": no.code}
    except BaseException:
        said = {"raised": traceback.format_exc()[-3_000:]}
    line.sendall(msgspec.json.encode(said) + b"\n")


def timed(deed: Deed) -> float:
    """How long the deed takes when nothing happens to it, s."""
    began = time.monotonic()
    ended = run(deed)
    assert not ended.raised and not ended.refused, ended
    return time.monotonic() - began


def copied(template: Path, to: Path) -> Path:
    """A fresh copy of what a deed works on."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(template, to)
    return to
