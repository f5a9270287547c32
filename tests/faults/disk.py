"""A disk as a power cut finds it: what was synced is there; of everything since, any part may be.

A file's unsynced writes are each kept, dropped, or torn at its sectors, whatever came after them: that is reordering,
too. A directory's unsynced entries (made, renamed, removed) are each kept or dropped; a rename is one change. Stricter
than any journalling file system: there, a synced file has its name, and entries are kept in order.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.faults.recording import Call

SECTORS_BYTES = (512, 4096)
NEVER_KEPT = ("-shm",)  # a memory map, made anew whenever nobody has it open


class Cut(StrEnum):
    """What a cut does to what was not synced."""

    DROPPED = "dropped"  # nothing of it is there
    KEPT = "kept"  # all of it
    SOME = "reordered"  # each write or not, whatever its turn
    TORN = "torn"  # the same, and each sector of a write or not
    LAST = "last only"  # the newest write and nothing before it


@dataclass
class Change:
    """An unsynced change of a file: bytes at an offset, or a length (`data` None)."""

    ended: int
    offset: int
    data: bytes | None

    def apply(self, content: bytearray) -> None:
        """Make it."""
        if self.data is None:
            del content[self.offset :]
        if len(content) < self.offset:
            content.extend(bytes(self.offset - len(content)))
        if self.data is not None:
            content[self.offset : self.offset + len(self.data)] = self.data


@dataclass
class File:
    """A file: what is durable, and what is not yet."""

    synced: bytearray = field(default_factory=bytearray)
    unsynced: list[Change] = field(default_factory=list)
    length: int = 0  # as the process sees it
    places: dict[int, int] = field(default_factory=dict)  # descriptor -> where its next write goes, -1: at the end


@dataclass
class Folder:
    """A directory: entries as they are durable. What is not yet stands in the disk's own list."""

    synced: dict[str, "File | Folder"] = field(default_factory=dict)
    live: dict[str, "File | Folder"] = field(default_factory=dict)


Entered = Callable[[Folder], Mapping[str, "File | Folder"]]


@dataclass
class Entries:
    """One unsynced change of directories: (folder, name, what stands there now or None) that happen together."""

    ended: int
    changes: list[tuple[Folder, str, "File | Folder | None"]]


class Disk:
    """The folders `roots`, all that lies in `copies` of them durable; then `feed` it calls."""

    def __init__(self, roots: Sequence[Path], copies: Sequence[Path]) -> None:
        self.roots = {root: _read(copy) for root, copy in zip(roots, copies, strict=True)}
        self.entries: list[Entries] = []
        self.syncs = 0

    def feed(self, call: Call) -> bool:
        """What one call changes; whether it changed anything under the roots."""
        match call.name:
            case "openat" | "creat":
                return self._open(call)
            case "write" | "pwrite64" | "lseek" | "ftruncate" | "fsync" | "fdatasync":
                number, path = call.file
                found = self._find(path) if path else None
                if found is None:
                    return False
                if call.name in ("fsync", "fdatasync"):
                    self._sync(found, call.began)
                    return True
                assert isinstance(found, File)
                return self._change(found, number, call)
            case "rename" | "renameat" | "renameat2":
                old, new = (Path(text.decode()) for text in call.texts)
                return self._rename(old, new, call.ended)
            case "unlink" | "unlinkat" | "rmdir":
                return self._put(_path(call), None, call.ended)
            case "mkdir" | "mkdirat":
                return self._put(_path(call), Folder(), call.ended)
            case "sendto" | "sendmsg" | "sendfile" | "copy_file_range" | "writev":
                paths = [self._find(call.file[1])] if call.file[1] else []
                assert not any(paths), f"{call.name} to a file is not known here"
                return False
            case _:
                touched = any(str(root).encode() in text for text in call.texts for root in self.roots)
                assert not touched, f"{call.name} is not known here: {call.args[:200]}"
                return False

    def live(self) -> dict[str, bytes]:
        """Every file as the processes saw it at the end, by path: to compare with what lies there."""
        found: dict[str, bytes] = {}
        for root, folder in self.roots.items():
            for path, file in _files(root, folder, lambda one: one.live):
                content = bytearray(file.synced)
                for change in file.unsynced:
                    change.apply(content)
                found[str(path)] = bytes(content)
        return found

    def image(self, to: Mapping[Path, Path], cut: Cut, dice: random.Random, counts: Counter[str]) -> None:
        """Write what such a cut leaves of each root to the folder given for it; counts what was done to what."""
        last = max((c.ended for file in self._all() for c in file.unsynced), default=-1)
        tables = {id(folder): dict(folder.synced) for folder in self._folders()}
        for change in self.entries:
            if _kept(cut, dice, change.ended >= last):
                for folder, name, what in change.changes:
                    table = tables.setdefault(id(folder), dict(folder.synced))
                    if what is None:
                        table.pop(name, None)
                    else:
                        table[name] = what
                counts["entry kept"] += 1
            else:
                counts["entry dropped"] += 1
        for root, place in to.items():
            place.mkdir(parents=True, exist_ok=True)

            def entries(folder: Folder) -> dict[str, File | Folder]:
                return tables.get(id(folder), folder.synced)

            for folder_path, _ in _folders_in(root, self.roots[root], entries):
                (place / folder_path.relative_to(root)).mkdir(parents=True, exist_ok=True)
            for path, file in _files(root, self.roots[root], entries):
                (place / path.relative_to(root)).write_bytes(_cut(file, cut, dice, last, counts))

    # What calls do

    def _open(self, call: Call) -> bool:
        number = call.result
        path = Path(call.texts[0].decode())
        if not path.is_absolute():
            base = call.file[1] if call.name == "openat" else None
            path = (base or Path("/")) / path
        parent = self._find(path.parent)
        if not isinstance(parent, Folder) or path.name.endswith(NEVER_KEPT):
            return False
        flags = call.args
        found, changed = parent.live.get(path.name), False
        if found is None and ("O_CREAT" in flags or call.name == "creat"):
            found, changed = File(), self._put(path, File(), call.ended)
            found = parent.live[path.name]
        if isinstance(found, File):
            found.places[number] = -1 if "O_APPEND" in flags else 0
            if "O_TRUNC" in flags and found.length:
                found.unsynced.append(Change(call.ended, 0, None))
                found.length, changed = 0, True
        return changed

    def _change(self, file: File, number: int, call: Call) -> bool:
        if call.name == "lseek":
            if file.places.get(number, 0) >= 0:
                file.places[number] = call.result
            return False
        if call.name == "ftruncate":
            change = Change(call.ended, call.numbers[-1], None)
            file.length = change.offset
        else:
            data = call.texts[0][: call.result]
            if call.name == "pwrite64":
                offset = call.numbers[-1]
            else:
                place = file.places.get(number, 0)
                offset = file.length if place < 0 else place
                if place >= 0:
                    file.places[number] = offset + len(data)
            change = Change(call.ended, offset, data)
            file.length = max(file.length, offset + len(data))
        file.unsynced.append(change)
        return True

    def _sync(self, what: "File | Folder", began: int) -> None:
        self.syncs += 1
        if isinstance(what, File):
            for change in [c for c in what.unsynced if c.ended < began]:
                change.apply(what.synced)
            what.unsynced = [c for c in what.unsynced if c.ended >= began]
            return
        durable = [e for e in self.entries if e.ended < began and any(folder is what for folder, _, _ in e.changes)]
        for entry in durable:
            for folder, name, found in entry.changes:
                if found is None:
                    folder.synced.pop(name, None)
                else:
                    folder.synced[name] = found
        self.entries = [e for e in self.entries if e not in durable]

    def _rename(self, old: Path, new: Path, ended: int) -> bool:
        here, there = self._find(old.parent), self._find(new.parent)
        if not isinstance(here, Folder) or not isinstance(there, Folder):
            assert here is None and there is None, f"moved over the border: {old} {new}"
            return False
        moved = here.live.pop(old.name)
        there.live[new.name] = moved
        self.entries.append(Entries(ended, [(here, old.name, None), (there, new.name, moved)]))
        return True

    def _put(self, path: Path, what: "File | Folder | None", ended: int) -> bool:
        parent = self._find(path.parent)
        if not isinstance(parent, Folder) or path.name.endswith(NEVER_KEPT):
            return False
        if what is None:
            parent.live.pop(path.name, None)
        else:
            parent.live[path.name] = what
        self.entries.append(Entries(ended, [(parent, path.name, what)]))
        return True

    # Where things are

    def _find(self, path: Path | None) -> "File | Folder | None":
        if path is None:
            return None
        for root, folder in self.roots.items():
            if path == root:
                return folder
            if path.is_relative_to(root):
                found: File | Folder | None = folder
                for name in path.relative_to(root).parts:
                    found = found.live.get(name) if isinstance(found, Folder) else None
                return found
        return None

    def _folders(self) -> Iterator[Folder]:
        for root, folder in self.roots.items():
            yield folder
            yield from (one for _, one in _folders_in(root, folder, lambda one: one.live))

    def _all(self) -> Iterator[File]:
        for root, folder in self.roots.items():
            yield from (file for _, file in _files(root, folder, lambda one: one.live))


def _path(call: Call) -> Path:
    path = Path(call.texts[0].decode())
    if path.is_absolute() or not call.name.endswith("at"):
        return path
    return (call.file[1] or Path("/")) / path


def _read(root: Path) -> Folder:
    folder = Folder()
    for path in root.iterdir():
        if path.is_dir():
            folder.live[path.name] = _read(path)
        elif path.is_file() and not path.name.endswith(NEVER_KEPT):
            content = bytearray(path.read_bytes())
            folder.live[path.name] = File(content, length=len(content))
    folder.synced = dict(folder.live)
    return folder


def _folders_in(root: Path, folder: Folder, entries: Entered) -> Iterator[tuple[Path, Folder]]:
    for name, found in entries(folder).items():
        if isinstance(found, Folder):
            yield root / name, found
            yield from _folders_in(root / name, found, entries)


def _files(root: Path, folder: Folder, entries: Entered) -> Iterator[tuple[Path, File]]:
    for name, found in entries(folder).items():
        if isinstance(found, File):
            yield root / name, found
        else:
            yield from _files(root / name, found, entries)


def _kept(cut: Cut, dice: random.Random, is_last: bool) -> bool:
    match cut:
        case Cut.DROPPED:
            return False
        case Cut.KEPT:
            return True
        case Cut.LAST:
            return is_last
        case _:
            return dice.random() < 0.5


def _cut(file: File, cut: Cut, dice: random.Random, last: int, counts: Counter[str]) -> bytes:
    content = bytearray(file.synced)
    for change in file.unsynced:
        if cut is Cut.TORN and change.data is not None:
            sector = dice.choice(SECTORS_BYTES)
            counts["write torn"] += 1
            for part in _sectors(change.offset, change.data, sector):
                if dice.random() < 0.5:
                    part.apply(content)
        elif _kept(cut, dice, change.ended >= last):
            counts["write kept"] += 1
            change.apply(content)
        else:
            counts["write dropped"] += 1
    return bytes(content)


def _sectors(offset: int, data: bytes, sector_bytes: int) -> Iterator[Change]:
    at = 0
    while at < len(data):
        end = min(len(data), at + sector_bytes - (offset + at) % sector_bytes)
        yield Change(0, offset + at, data[at:end])
        at = end
