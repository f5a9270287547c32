"""Pinyin to characters, syllable by syllable. Pure: letters in, candidates out; the keyboard is only its face.

A name is no word of any dictionary, so nothing is guessed beyond the syllable: `lixiuying` offers 李, then 秀, then 英.
Characters of the same syllable stand by how often they are met; in a name the surnames first, then the characters of
given names. Who says l for n, z for zh or an for ang finds the character among the later candidates (FUZZY).
Where the table comes from: docs/pinyin.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeVar

SYLLABLE_LETTERS_MAX = 6  # zhuang
SPELLING_LETTERS_MAX = 30  # five syllables of six letters: who types more has not looked up
CANDIDATES_MAX = 400  # the fullest syllable has some 300 with what is rare
# What people of the south mix: one for the other, at the beginning and at the end of a syllable.
INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("r", "l"))
FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
# And whole syllables: 黄 is said as 王 in Wu, and as 房 in Xiang and Gan.
WHOLES = (
    ("huang", "wang"), ("huang", "fang"), ("hu", "wu"), ("hu", "fu"), ("hui", "wei"), ("hui", "fei"), ("hun", "wen"),
    ("hun", "fen"), ("hua", "wa"), ("hua", "fa"), ("huan", "wan"), ("huan", "fan"), ("huo", "wo"), ("huai", "wai"),
)  # fmt: skip
# ü as keyboards and identity papers write it.
U_UMLAUT = {"lu": "lv", "nu": "nv", "lyu": "lv", "nyu": "nv", "lue": "lve", "nue": "nve", "lyue": "lve", "nyue": "nve"}
EXACT_FIRST = 9  # so many that are spelled as typed stand before the first that only sounds alike
ALIKE_EVERY = 3  # and from there on every third place is for those


T = TypeVar("T")


class Candidate(NamedTuple):
    """A character, and how many letters of the spelling it answers."""

    char: str
    letters: int


class Syllables:
    """The table: syllable -> characters, the commonest first; `further` those beyond the standard table."""

    def __init__(
        self, usual: Mapping[str, str], further: Mapping[str, str], surnames: Sequence[tuple[str, str]], given: str
    ) -> None:
        self.usual = dict(usual)
        self.further = dict(further)
        self._surnames: dict[str, list[str]] = {}
        for name, syllable in surnames:
            self._surnames.setdefault(syllable, []).append(name)
        self._given = {char: place for place, char in enumerate(given)}
        self._prefixes = {each[:end] for each in usual for end in range(1, len(each) + 1)}
        self._sounds = {prefix: [each for each in usual if each.startswith(prefix)] for prefix in self._prefixes}
        # 嗯 and 呣 are syllables without a vowel; taken as such, every n at the end would be one
        self._whole = {each for each in (*usual, *U_UMLAUT) if set(each) & set("aeiouv")}

    def readings(self, spelling: str) -> list[str]:
        """Every way to read the first syllable whose rest can be read too, the best first: fewest syllables, and the
        longer first. Where nothing is a whole syllable yet, the beginning of one counts."""
        letters = _plain(spelling)
        found = []
        for end in range(min(SYLLABLE_LETTERS_MAX, len(letters)), 0, -1):
            head, count = letters[:end], self._count(letters[end:])
            if head in self._whole and count is not None:
                found.append((count, -end, head))
        fewest = min(found, default=(0, 0, ""))[0]
        if found:
            return [head for count, _, head in sorted(found) if count <= fewest + 1]
        # letters that no syllable has together: the longest beginning, so that something is always offered
        head = next((letters[:end] for end in range(len(letters), 0, -1) if letters[:end] in self._prefixes), "")
        return [head] if head else []

    def _count(self, letters: str) -> int | None:
        """Into how few syllables the letters fall; the last may be unfinished. None where they do not."""
        fewest: list[int | None] = [0] + [None] * len(letters)
        for start in range(len(letters)):
            so_far = fewest[start]
            if so_far is None:
                continue
            for end in range(start + 1, min(start + SYLLABLE_LETTERS_MAX, len(letters)) + 1):
                part = letters[start:end]
                # an unfinished end costs more: xian is one syllable, not xia with an n left over
                cost = 1 if part in self._whole else 3 if end == len(letters) and part in self._prefixes else None
                known = fewest[end]
                if cost is not None and (known is None or so_far + cost < known):
                    fewest[end] = so_far + cost
        return fewest[-1]

    def split(self, spelling: str) -> list[str]:
        """The letters as syllables, for showing: lixiuying -> li, xiu, ying. What cannot be read stands as it is."""
        parts, rest = [], _plain(spelling)
        while rest:
            read = self.readings(rest)
            end = len(read[0]) if read else len(rest)
            parts.append(rest[:end])
            rest = rest[end:]
        return parts

    def candidates(self, spelling: str, *, surname: bool = False, given: bool = False) -> list[Candidate]:
        """What the first syllable may mean, at most CANDIDATES_MAX, each character once. `surname` puts surnames
        first by their number of bearers, `given` characters of given names."""
        readings = self.readings(spelling)
        if not readings:
            return []
        exact, *others = (self._spelled(reading) for reading in readings)
        alike = [each for syllable in exact for each in self.sounding_like(syllable)] if len(exact) <= 2 else []
        alike = [each for each in dict.fromkeys(alike) if each not in exact]
        letters = {syllable: len(readings[0]) for syllable in (*exact, *alike)}
        for reading, syllables in zip(readings[1:], others, strict=True):
            letters |= {syllable: len(reading) for syllable in syllables if syllable not in letters}

        def ranked(syllables: Sequence[str]) -> list[Candidate]:
            length = letters[syllables[0]] if syllables else 0
            return [Candidate(char, length) for char in self._ranked(syllables, surname, given)]

        found: dict[str, Candidate] = {}
        for one in _mixed(ranked(exact), list(_in_turn([ranked(alike), *map(ranked, others)]))):
            found.setdefault(one.char, one)
        for syllable in letters:
            for char in self.further.get(syllable, ""):
                found.setdefault(char, Candidate(char, letters[syllable]))
        return list(found.values())[:CANDIDATES_MAX]

    def _spelled(self, head: str) -> list[str]:
        """The syllables that these letters are, or begin."""
        exact = [head] if head in self._whole and head in self.usual else []
        exact += [U_UMLAUT[head]] if head in U_UMLAUT else []
        return exact or self._sounds.get(head, [])

    def _ranked(self, syllables: Sequence[str], surname: bool, given: bool) -> list[str]:
        whole = list(dict.fromkeys(_in_turn([self.usual.get(each, "") for each in syllables])))
        if surname:
            names = list(_in_turn([self._surnames.get(each, []) for each in syllables]))
            return list(dict.fromkeys([*names, *whole]))
        if given:
            return sorted(whole, key=lambda char: self._given.get(char, len(self._given)))
        return whole

    def sounding_like(self, syllable: str) -> list[str]:
        """The other syllables of the table that a speaker of the south may mean by this one."""
        heads, tails = {syllable}, set()
        for one, other in INITIALS:
            for begin, instead in ((one, other), (other, one)):
                if syllable.startswith(begin) and not (begin in ("z", "c", "s") and syllable[1:2] == "h"):
                    heads.add(instead + syllable[len(begin) :])
        for one, other in WHOLES:
            heads |= {other} if syllable == one else {one} if syllable == other else set()
        for head in heads:
            for one, other in FINALS:
                if head.endswith(one):
                    tails.add(head[: -len(one)] + other)
                elif head.endswith(other):
                    tails.add(head[: -len(other)] + one)
        return [each for each in sorted((heads | tails) - {syllable}) if each in self.usual]


def _plain(spelling: str) -> str:
    return "".join(char for char in spelling.lower().replace("ü", "v") if char.isascii() and char.isalpha())


def _in_turn(groups: Iterable[Iterable[T]]) -> Iterator[T]:
    """One of each group in turn, so that none waits behind the whole of another."""
    waiting = [iter(group) for group in groups]
    while waiting:
        for each in list(waiting):
            one = next(each, None)
            if one is None:
                waiting.remove(each)
            else:
                yield one


def _mixed(exact: Sequence[T], alike: Sequence[T]) -> Iterator[T]:
    """The exact ones, and from EXACT_FIRST on every ALIKE_EVERY-th place one that sounds alike or is read otherwise."""
    first, second, place = iter(exact), iter(alike), 0
    while True:
        turn = second if place >= EXACT_FIRST and (place - EXACT_FIRST) % ALIKE_EVERY == 0 else first
        one = next(turn, None) or next(second if turn is first else first, None)
        if one is None:
            return
        yield one
        place += 1


@cache
def bundled_syllables() -> Syllables:
    """The table of assets/pinyin; some 20 ms the first time."""
    folder = files("assets") / "pinyin"
    usual, further = {}, {}
    for line in (folder / "syllables.txt").read_text("utf-8").splitlines():
        syllable, chars, *rare = line.split(" ")
        usual[syllable], further[syllable] = chars, rare[0] if rare else ""
    rows = (line.split(" ") for line in (folder / "surnames.txt").read_text("utf-8").splitlines())
    given = (folder / "given.txt").read_text("utf-8").strip()
    return Syllables(usual, further, [(name, syllable) for name, syllable in rows], given)
