"""Cut the bundled fonts out of Debian's Noto Sans CJK: `python -m tests.bench.make_fonts [TTC_FOLDER]`.

Needs fonttools and Debian's fonts-noto-cjk and unicode-data; docs/fonts.md tells what is in each file and why.
"""

import bz2
import functools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FOLDER = Path(__file__).parents[2] / "assets" / "fonts"
SOURCE = Path("/usr/share/fonts/opentype/noto")
UNIHAN = Path("/usr/share/unicode")
CHINESE_FACE = 2  # the face SC of the collection; face 0 is Japanese and draws 门 骨 户 直 in Japanese shapes
# Our own texts: Latin, punctuation of both widths, numerals, arrows, signs, pinyin with tones.
SIGNS = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x100, 0x17F), (0x1CD, 0x1DC), (0x2C7, 0x2CB), (0x2010, 0x2027), (0x2030, 0x203B),
    (0x20AC, 0x20AC), (0x2103, 0x2103), (0x2116, 0x2116), (0x2122, 0x2122), (0x2150, 0x2182), (0x2190, 0x2199),
    (0x21D0, 0x21D5), (0x2200, 0x22A5), (0x2460, 0x249B), (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x2642),
    (0x2713, 0x2718), (0x3000, 0x3030), (0x3041, 0x309E), (0x30A1, 0x30FE), (0x3105, 0x312F), (0x3220, 0x3243),
    (0x3380, 0x33D5), (0xFF01, 0xFF65), (0xFFE0, 0xFFE6),
)  # fmt: skip


@functools.cache
def unihan(file: str, key: str) -> dict[str, str]:
    """What Unicode's table says of each character under one key."""
    with bz2.open(UNIHAN / f"Unihan_{file}.txt.bz2", "rt") as table:
        rows = re.findall(rf"^U\+([0-9A-F]+)\t{key}\t(.+)$", table.read(), re.M)
    return {chr(int(code, 16)): value for code, value in rows}


def standard() -> set[str]:
    """通用规范汉字表: the 8105 characters of the State Council's table of 2013, which new names must use."""
    return set(unihan("OtherMappings", "kTGH"))


def _two_bytes(codec: str, first: tuple[int, int], second: tuple[int, int]) -> Iterator[str]:
    for lead in range(first[0], first[1] + 1):
        for trail in range(second[0], second[1] + 1):
            try:
                yield bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue


def common() -> set[str]:
    """The two main fonts: the standard table, GB2312 with its signs, and what our own texts use."""
    gb2312 = set(_two_bytes("gb2312", (0xA1, 0xF7), (0xA1, 0xFE)))
    signs = {chr(code) for first, last in SIGNS for code in range(first, last + 1)}
    return standard() | gb2312 | signs


def rare() -> set[str]:
    """The third font: what registers of residents hold beyond the table.

    GBK (typed in offices since 1995, with the traditional forms) and GIDC, the characters that the Ministry of
    Public Security's identity system brought to Unicode because somebody living is called so.
    """
    gbk = {char for char in _two_bytes("gbk", (0x81, 0xFE), (0x40, 0xFE)) if "㐀" <= char <= "鿿"}
    registered = {char for char, source in unihan("IRGSources", "kIRG_GSource").items() if source.startswith("GIDC")}
    return (gbk | registered | set("㐂")) - common()


def cut(face: TTFont, characters: set[str], to: Path, *, hinting: bool) -> None:
    """Keep these characters of a face, without what only vertical writing needs.

    Hints make level strokes crisp at 18 to 30 pixels and cost a fifth of the size."""
    options = subset.Options(
        layout_features=["ccmp", "locl", "kern", "mark", "mkmk"], hinting=hinting,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], drop_tables=["BASE", "VORG", "vhea", "vmtx", "DSIG"],
        notdef_outline=True,
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes={ord(char) for char in characters})
    cutter.subset(face)
    face.save(to)
    print(f"{to.name}: {len(face.getBestCmap())} characters, {to.stat().st_size:,} bytes")


def main(source: Path = SOURCE) -> None:
    for weight in ("Regular", "Bold"):
        cut(TTCollection(source / f"NotoSansCJK-{weight}.ttc").fonts[CHINESE_FACE], common(),
            FOLDER / f"NotoSansSC-{weight}.otf", hinting=True)  # fmt: skip
    cut(TTCollection(source / "NotoSansCJK-Regular.ttc").fonts[CHINESE_FACE], rare(),
        FOLDER / "NotoSansSC-Rare.otf", hinting=False)  # fmt: skip
    cut(TTCollection(source / "NotoSerifCJK-Regular.ttc").fonts[CHINESE_FACE], common(),
        FOLDER / "NotoSerifSC-Regular.otf", hinting=False)  # fmt: skip  # for paper, where nothing is hinted


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
