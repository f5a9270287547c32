"""Commands for a running server: DIR/control.sock, a Unix socket beside the lock (decision 0006).

One JSON line asks, one answers:
    {"command": "act", "arguments": {...}}  ->  {"done": {...}} or {"refusal": {"code": "...", "params": {...}}}
The kernel says who is at the other end (SO_PEERCRED); only the owner of the folder is answered. While `run` holds the
folder the commands come this way, otherwise they hold it themselves; the office's one table serves both.
"""

import contextlib
import os
import pwd
import socket
import struct
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core.refusal import REFUSALS, Refusal
from server.node import COMMAND_BYTES_MAX, CONTROL

ANSWER_BYTES_MAX = 64 * 2**20
ANSWER_WAIT_S = 600.0  # enrolling a whole county writes some hundred megabytes
QUESTION_WAIT_S = 5.0
CALLERS_COUNT_MAX = 8
SOCKET_PATH_BYTES_MAX = 100  # the kernel's limit is 107
_PIECE_BYTES = 65_536

Do = Callable[[str, Mapping[str, Any], str], dict[str, Any]]


class _Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    command: str
    arguments: dict[str, Any]


class Control:
    """Answers at the control socket of `folder` by calling `do(command, arguments, os_user)` in a thread a caller."""

    def __init__(self, folder: Path, do: Do) -> None:
        self._path, self._do = folder / CONTROL, do
        self._owner = folder.stat().st_uid
        self._room = threading.BoundedSemaphore(CALLERS_COUNT_MAX)
        self._listener: socket.socket | None = None

    def start(self) -> None:
        """Listen; a socket left by a process that died is replaced, because whoever starts holds the lock."""
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _short(self._path) as address:
            old_mask = os.umask(0o177)
            try:
                listener.bind(address)
            finally:
                os.umask(old_mask)
        listener.listen(CALLERS_COUNT_MAX)
        self._listener = listener
        threading.Thread(target=self._live, args=(listener,), name="control", daemon=True).start()

    def stop(self) -> None:
        """Stop listening; answers under way are finished by their threads."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            listener.close()
            self._path.unlink(missing_ok=True)

    def _live(self, listener: socket.socket) -> None:
        while self._listener is listener:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            self._room.acquire()
            threading.Thread(target=self._answer, args=(caller,), name="control-caller", daemon=True).start()

    def _answer(self, caller: socket.socket) -> None:
        try:
            with caller:
                caller.settimeout(QUESTION_WAIT_S)
                answer = self._answered(caller)
                caller.settimeout(ANSWER_WAIT_S)
                caller.sendall(msgspec.json.encode(answer) + b"\n")
        except OSError:
            pass  # the caller went away; what was done is done, and audited
        finally:
            self._room.release()

    def _answered(self, caller: socket.socket) -> dict[str, Any]:
        try:
            uid = peer_uid(caller)
            line = _line(caller, COMMAND_BYTES_MAX)  # first: closing on what is unread would take our no away with it
            if uid != self._owner:
                raise Refusal("NOT_THE_OWNER")
            try:
                asked = msgspec.json.decode(line, type=_Question)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise Refusal("CONTROL_MALFORMED", limit_bytes=COMMAND_BYTES_MAX) from error
            return {"done": self._do(asked.command, asked.arguments, user_name(uid))}
        except Refusal as no:
            params = {name: str(value) for name, value in no.params.items()}
            return {"refusal": {"code": no.code, "params": params}}
        except OSError:
            raise
        except Exception:  # our own mistake: named in the log, and the caller is told that it was not done
            traceback.print_exc()
            return {"refusal": {"code": "CONTROL_UNANSWERED", "params": {}}}


def ask(folder: Path, command: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """The running server's answer, None when nobody listens (nothing was asked). Raises the server's Refusal, or
    CONTROL_UNANSWERED when it took the question and gave no answer."""
    question = msgspec.json.encode({"command": command, "arguments": arguments})
    if len(question) > COMMAND_BYTES_MAX:
        raise Refusal("CONTROL_MALFORMED", limit_bytes=COMMAND_BYTES_MAX)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(ANSWER_WAIT_S)
            try:
                with _short(folder / CONTROL) as address:
                    line.connect(address)
            except OSError:
                return None
            line.sendall(question + b"\n")
            answer = msgspec.json.decode(_line(line, ANSWER_BYTES_MAX))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refusal("CONTROL_UNANSWERED") from error
    if isinstance(answer, dict) and isinstance(answer.get("done"), dict):
        done: dict[str, Any] = answer["done"]
        return done
    no = answer.get("refusal") if isinstance(answer, dict) else None
    if not isinstance(no, dict) or no.get("code") not in REFUSALS:
        raise Refusal("CONTROL_UNANSWERED")
    raise Refusal(no["code"], **no["params"])


def peer_uid(line: socket.socket) -> int:
    """The user at the other end of a Unix socket, as the kernel knows it."""
    _pid, uid, _gid = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return int(uid)


def user_name(uid: int) -> str:
    """The OS user's name for the audit, the number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _line(line: socket.socket, bytes_max: int) -> bytes:
    found = bytearray()
    while piece := line.recv(_PIECE_BYTES):
        found += piece
        if len(found) > bytes_max:
            raise Refusal("CONTROL_MALFORMED", limit_bytes=bytes_max)
        if found.endswith(b"\n"):
            break
    return bytes(found)


@contextlib.contextmanager
def _short(path: Path) -> Any:
    """An address of `path` that fits the kernel's limit however deep the folder lies: by way of its open folder."""
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES_MAX:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
