"""Names: what one may be, what was probably meant, and what a Chinese one becomes in pinyin."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

NAME_CHARS_MAX = 40
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
OFFERED_MAX = 8  # more is no help
NEAR_ENOUGH = 0.55  # of difflib's ratio: incme for income is 0.92, age for income 0.22


def nearest(written: str, known: Iterable[str]) -> str:
    """The known word that is most like the written one, "" where none is like it."""
    by_lower = {word.lower(): word for word in known}
    found = get_close_matches(written.lower(), by_lower, n=1, cutoff=NEAR_ENOUGH)
    return by_lower[found[0]] if found else ""


def offered(written: str, known: Iterable[str]) -> str:
    """What could stand there instead: the nearest, or where none is near the first few; "—" where there is nothing."""
    words = list(dict.fromkeys(known))
    return nearest(written, words) or "、".join(words[:OFFERED_MAX]) or "—"


def pinyin_name(text: str) -> str:
    """An identifier for this text: 家庭人口 -> jia_ting_ren_kou, 2 Rooms -> q_2_rooms. Never "".

    Each character by the first syllable of assets/pinyin that has it among the commonest: a name to begin with, not
    a reading lesson.
    """
    parts: list[str] = []
    for piece in re.findall(r"[A-Za-z0-9]+|[\u3400-\u9fff]", text):
        part = _reading().get(piece, "") if not piece.isascii() else piece.lower()
        if part and len("_".join([*parts, part])) <= NAME_CHARS_MAX:
            parts.append(part)
    name = "_".join(parts)
    return name if IDENTIFIER.fullmatch(name) else f"q_{name}".rstrip("_")


@cache
def _reading() -> dict[str, str]:
    """Character -> its syllable: where it stands under several, the one in which it comes earliest."""
    best: dict[str, tuple[int, str]] = {}
    for line in (files("assets") / "pinyin" / "syllables.txt").read_text("utf-8").splitlines():
        syllable, *groups = line.split(" ")
        for place, char in enumerate("".join(groups)):
            best[char] = min(best.get(char, (place, syllable)), (place, syllable))
    return {char: syllable for char, (_, syllable) in best.items()}
