"""What a font file says of its characters: which it has, and how wide each is. OpenType, read without any tool.

Shown widths come from the same file, so that what is measured is what is drawn. Formats: ISO/IEC 14496-22, tables
`cmap` (format 12), `hhea`, `hmtx`, `head`.
"""

import functools
import struct
from importlib.resources import files
from typing import IO

CHARACTERS_MAX = 100_000  # a font that claims more is not one of ours


class Face:
    """The characters of one OpenType font; `widths` maps each to its advance in thousandths of the font size."""

    def __init__(self, file: IO[bytes]) -> None:
        """ValueError where the file is not an OpenType font with a full Unicode `cmap`."""
        self._file = file
        _, tables_count = struct.unpack(">IH", self._at(0, 6))
        rows = (struct.unpack(">4sIII", self._at(12 + 16 * place, 16)) for place in range(tables_count))
        self._tables = {tag.decode("ascii"): (offset, length) for tag, _, offset, length in rows}
        self.widths = self._read_widths()

    def _at(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise ValueError("the font file ends early")
        return data

    def _table(self, tag: str) -> bytes:
        if tag not in self._tables:
            raise ValueError(f"the font has no table {tag}")
        return self._at(*self._tables[tag])

    def _read_widths(self) -> dict[str, int]:
        (units,) = struct.unpack(">H", self._table("head")[18:20])
        (count,) = struct.unpack(">H", self._table("hhea")[34:36])
        metrics = self._table("hmtx")
        advances = [advance * 1000 // units for advance, _ in struct.iter_unpack(">Hh", metrics[: 4 * count])]
        return {chr(code): advances[min(glyph, count - 1)] for code, glyph in self._read_glyphs().items()}

    def _read_glyphs(self) -> dict[int, int]:
        cmap = self._table("cmap")
        (count,) = struct.unpack_from(">H", cmap, 2)
        for place in range(count):
            _, _, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * place)
            (form,) = struct.unpack_from(">H", cmap, offset)
            if form == 12:
                (groups,) = struct.unpack_from(">I", cmap, offset + 12)
                spans = [struct.unpack_from(">III", cmap, offset + 16 + 12 * group) for group in range(groups)]
                if sum(last - first + 1 for first, last, _ in spans) > CHARACTERS_MAX:
                    raise ValueError("the font claims too many characters")
                return {code: glyph + code - first for first, last, glyph in spans for code in range(first, last + 1)}
        raise ValueError("the font has no full Unicode cmap")


@functools.cache
def bundled(name: str) -> Face:
    """A face of assets/fonts: Regular, Bold or Rare. About 10 ms the first time."""
    with (files("assets") / "fonts" / f"NotoSansSC-{name}.otf").open("rb") as file:
        return Face(file)
