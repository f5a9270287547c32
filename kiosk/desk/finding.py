"""Finding a matter: by what it is about, by words, by pinyin or its first letters. All from the catalogue's own data.

Residents do not know offices, so groups have plain names; which matter stands in which follows from its department
and name alone, and a matter that no group claims stands under 其他, so that everything can be reached.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kiosk.core.catalogue.matters import Matter

QUERY_CHARS_MAX = 30
SHARED_MIN = 0.6  # of the characters asked for, so many stand in the name: 高龄补贴 finds 高龄津贴
OTHER = "other"
Readings = Mapping[str, tuple[str, ...]]  # a character's pinyin syllables without tones, the commonest first


class Group(NamedTuple):
    """`key` of a group, and the words of departments and of names by which a matter belongs to it."""

    key: str
    departments: tuple[str, ...]
    names: tuple[str, ...] = ()


GROUPS = (
    Group("elders", (), ("老年", "高龄", "养老")),
    Group("relief", ("民政",), ("救助", "低保")),
    Group("health", ("医保", "卫健"), ()),
    Group("work", ("人社",), ()),
    Group("papers", ("公安",), ("婚姻", "结婚", "收养")),
    Group("disabled", ("残联",), ()),
    Group("land", ("自然资源", "住建", "林草"), ("宅基地", "土地", "建房")),
    Group("farming", ("农业农村",), ("农副产品",)),
    Group("soldiers", ("退役军人", "兵役"), ()),
    Group("trade", ("市场监管", "税务", "供电", "供水", "燃气", "邮政"), ("缴费",)),
    Group("justice", ("司法", "信访"), ("投诉",)),
    Group("village", ("村委会", "教育", "应急"), ()),
)
# The six things of 六个不出村, as the sheet's remarks name them; shopping stands there under another word.
ERRANDS = {
    "advice": ("农技咨询不出村",),
    "doctor": ("小病就诊不出村",),
    "shopping": ("邮件快递",),
    "selling": ("农副产品销售不出村", "农副产品"),
    "quarrels": ("矛盾调解不出村",),
}


def in_group(matter: Matter, key: str) -> bool:
    """Whether a matter belongs to a group; to `other` what belongs to no group."""
    if key == OTHER:
        return not any(_belongs(matter, group) for group in GROUPS)
    return any(group.key == key and _belongs(matter, group) for group in GROUPS)


def _belongs(matter: Matter, group: Group) -> bool:
    return any(word in matter.department for word in group.departments) or any(
        word in matter.name for word in group.names
    )


def grouped_matters(matters: Iterable[Matter]) -> dict[str, tuple[Matter, ...]]:
    """The matters of each group that has any, in the order of `GROUPS`; in a group those most asked for come first."""
    listed = tuple(matters)
    found = {}
    for key in (*(group.key for group in GROUPS), OTHER):
        if members := tuple(matter for matter in listed if in_group(matter, key)):
            found[key] = tuple(sorted(members, key=lambda matter: not matter.core_set))
    return found


def errand_matters(matters: Iterable[Matter], errand: str) -> tuple[Matter, ...]:
    """The matters of one of the six tiles of the home page, by the words of `ERRANDS` in name and remarks.

    Any other errand is 办手续不出村, which is all of them."""
    listed = tuple(matters)
    if errand not in ERRANDS:
        return listed
    return tuple(m for m in listed if any(word in m.remarks or word in m.name for word in ERRANDS[errand]))


def find_names(names: Sequence[str], query: str, readings: Readings) -> tuple[int, ...]:
    """Where in `names` those stand that answer a query, the nearest first; every one for an empty query.

    query: as in `find`."""
    asked = "".join(query.split()).lower()[:QUERY_CHARS_MAX]
    if not asked:
        return tuple(range(len(names)))
    near = _spelt_in if asked.isascii() and asked.isalpha() else _said_in
    scored = [(near(name.lower(), asked, readings), place) for place, name in enumerate(names)]
    return tuple(place for score, place in sorted(scored, key=lambda row: (-row[0], row[1])) if score > 0)


def find(matters: Iterable[Matter], query: str, readings: Readings) -> tuple[Matter, ...]:
    """Matters that answer a query, the nearest first; () for an empty query.

    query: words, or pinyin letters: whole syllables, first letters, or both mixed (gljt, gaoljt)."""
    asked = "".join(query.split()).lower()[:QUERY_CHARS_MAX]
    if not asked:
        return ()
    near = _near_letters if asked.isascii() and asked.isalpha() else _near_words
    scored = [(near(matter, asked, readings), place, matter) for place, matter in enumerate(matters)]
    ordered = sorted((row for row in scored if row[0] > 0), key=lambda row: (-row[0], row[1]))
    return tuple(matter for _, _, matter in ordered)


def _said_in(name: str, asked: str, _: Readings) -> float:
    """3 and more: the name holds the words; 2: in order among others; 0 where it does not."""
    if asked in name:
        return 4 - name.index(asked) / 1000
    return 2.5 if _in_order(asked, name) else 0


def _near_words(matter: Matter, asked: str, readings: Readings) -> float:
    """As `_said_in`; above 1: some of the words; below: another column has them."""
    name = matter.name.lower()
    if said := _said_in(name, asked, readings):
        return said
    if asked in matter.code.lower():
        return 2.2
    shared = sum(character in name for character in asked) / len(asked)
    if len(asked) > 1 and shared >= SHARED_MIN:
        return 1 + shared
    beside = (matter.result_name, matter.department, *(material.name for material in matter.materials))
    return 0.5 if len(asked) > 1 and any(asked in text for text in beside) else 0


def _near_letters(matter: Matter, asked: str, readings: Readings) -> float:
    return _spelt_in(matter.name.lower(), asked, readings)


def _spelt_in(name: str, asked: str, readings: Readings) -> float:
    """4 less where the first character that is meant stands in the name; 0 where it does not fit."""
    characters = [character for character in name if character.isalnum()]
    for start in range(len(characters)):
        if _spells(characters, start, asked, readings):
            return 4 - start / 1000
    return 0


def _spells(characters: list[str], start: int, letters: str, readings: Readings) -> bool:
    """Whether the characters from `start` on are spelt by the letters, each by a beginning of one of its syllables."""
    left = {letters}
    for character in characters[start:]:
        syllables = readings.get(character, (character,))
        after = set()
        for rest in left:
            for syllable in syllables:
                for length in range(1, len(syllable) + 1):
                    if not rest.startswith(syllable[:length]):
                        break
                    after.add(rest[length:])
        if "" in after:
            return True
        if not after:
            return False
        left = after
    return False


def _in_order(asked: str, name: str) -> bool:
    at = 0
    for character in asked:
        at = name.find(character, at) + 1
        if not at:
            return False
    return True


def readings_of(syllables: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """`Readings` out of a table of syllables and the characters each may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for syllable, characters in syllables.items():
        for character in characters:
            found[character] = (*found.get(character, ()), syllable)
    return found
