"""What real, unmodified processes asked of the disk, and what they told the world, in the order in which it happened.

`strace` writes every call that changes a file, makes one durable, or sends bytes out of the process. A call that writes
counts from when it *returned*, one that makes durable covers what had returned when it *began*, and bytes sent count
from when the call began: each the worst that an observer may assume. Memory maps are not seen: SQLite maps its
-shm file alone, which it makes anew after a crash.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

STRING_BYTES_MAX = 16 * 2**20  # no single call of ours writes more
NAMES = (
    "openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile,lseek,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,"
    "fsync,fdatasync,sync_file_range,syncfs,sync,sendto,sendmsg"
)
STRACE = (
    "strace", "-f", "-y", "-xx", "-qq", "--seccomp-bpf", "-s", str(STRING_BYTES_MAX), "-e", "signal=none",
    "-e", f"trace={NAMES}",
)  # fmt: skip

_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+|\?)(?: .*|<.*)?$")
_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
_ENDED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+|\?)(?: .*|<.*)?$")
_FD = re.compile(r"^(\d+|AT_FDCWD)<([^>]*)>(\(deleted\))?(?:, )?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


class Call(NamedTuple):
    """One system call. began, ended: places in the recording; args: as strace wrote them; result: what it gave."""

    name: str
    args: str
    result: int
    began: int
    ended: int

    @property
    def texts(self) -> list[bytes]:
        """The byte strings among its arguments."""
        found = []
        for text, cut in _TEXT.findall(self.args):
            assert not cut, f"{self.name} wrote more than was recorded"
            found.append(bytes.fromhex(text.replace("\\x", "")))
        return found

    @property
    def file(self) -> tuple[int, Path | None]:
        """The descriptor it was called on and the path of its file, None when that file has no name any more."""
        found = _FD.match(self.args)
        assert found is not None, self
        number = -1 if found[1] == "AT_FDCWD" else int(found[1])
        return number, None if found[3] else Path(_unescaped(found[2]))

    @property
    def numbers(self) -> list[int]:
        """The plain numbers after its last byte string or descriptor."""
        rest = _FD.sub("", _TEXT.sub("", self.args))
        return [int(word) for word in re.findall(r"(?:^|, )(-?\d+)(?=,|$)", rest)]


def _unescaped(text: str) -> str:
    return bytes.fromhex(text.replace("\\x", "")).decode() if text.startswith("\\x") else text


def record(command: Sequence[str], log: Path, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run `command` and all that it starts; its calls go to `log`."""
    words = [*STRACE, "-o", str(log), "--", *command]
    return subprocess.run(words, cwd=cwd, env=dict(env), capture_output=True, check=False, stdin=subprocess.DEVNULL)


def calls(log: Path) -> Iterator[Call]:
    """Every call of a recording that did not fail, in the order in which they returned."""
    begun: dict[str, tuple[int, str]] = {}
    with log.open(encoding="ascii") as lines:
        for at, line in enumerate(lines):
            line = line.rstrip("\n")
            if found := _BEGUN.match(line):
                begun[found[1]] = (at, found[3])
                continue
            if found := _ENDED.match(line):
                began, args = begun.pop(found[1])
                args += found[3]
            elif found := _LINE.match(line):
                began, args = at, found[3]
            else:
                assert "exited with" in line or "killed by" in line or "+++" in line, f"not understood: {line[:200]}"
                continue
            if found[4] != "?" and int(found[4]) >= 0:
                yield Call(found[2], args, int(found[4]), began, at)
