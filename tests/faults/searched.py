"""Searching what lies on a disk for what must not be readable there: each mark in UTF-8, UTF-16 of both orders, and in
base64 of each of these at its three alignments. What says that it is zlib is opened."""

import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
ZLIB_STARTS = (b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b")
OPENED_BYTES_MAX = 4 * 2**20


class Hit(NamedTuple):
    """A mark that can be read. where: the file; how: its encoding."""

    mark: str
    where: Path
    how: str


def forms(mark: str | bytes) -> Iterator[tuple[str, bytes]]:
    """Every form in which a mark is looked for: (its name, its bytes)."""
    plain = [("bytes", mark)] if isinstance(mark, bytes) else [(one, mark.encode(one)) for one in ENCODINGS]
    for name, data in plain:
        yield name, data
        for before in range(3):
            # What comes before and after is not known: the characters that depend on it are left out.
            text = b64encode(bytes(before) + data + bytes(-(before + len(data)) % 3))
            first = -(-before * 8 // 6) if before else 0
            whole = (before + len(data)) * 8 // 6
            yield f"base64 of {name}, {before}", text[first:whole]
            yield f"url base64 of {name}, {before}", text[first:whole].replace(b"+", b"-").replace(b"/", b"_")
        yield f"hex of {name}", data.hex().encode()


def search(places: Iterable[Path], marks: Mapping[str, str | bytes]) -> list[Hit]:
    """Every mark that can be read in any file below these places."""
    wanted = {(name, how): data for name, mark in marks.items() for how, data in forms(mark)}
    found = []
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                for data in _layers(path.read_bytes()):
                    found += [Hit(name, path, how) for (name, how), form in wanted.items() if form in data]
    return found


def _layers(data: bytes) -> Iterator[bytes]:
    yield data
    for start in ZLIB_STARTS:
        at = data.find(start)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data[at:], OPENED_BYTES_MAX)
            at = data.find(start, at + 1)
