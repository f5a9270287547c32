"""One deed on many cases: in all of them, or in none."""

from collections.abc import Mapping, Sequence

from kiosk.core.casework import case_number
from kiosk.core.refusal import Refusal
from server.office.deeds import Done, act
from server.office.digest import Office
from server.store.journal import Journal

CASES_AT_ONCE_MAX = 60  # a day's meeting or trip; each is folded in the writer while all others wait


def act_on_all(
    office: Office,
    journal: Journal,
    numbers: Sequence[str],
    command: str,
    texts: Mapping[str, Mapping[str, str]],
    staff_number: str,
    os_user: str,
) -> list[Done]:
    """`act` on each case, in the caller's transaction; texts: its fields by case. Refusal OF_THE_CASES names the first
    case that does not permit it, and the transaction is undone; CASES_OUT_OF_BOUNDS."""
    if len({_one_way(number) for number in numbers}) != len(numbers) or not 1 <= len(numbers) <= CASES_AT_ONCE_MAX:
        raise Refusal("CASES_OUT_OF_BOUNDS", limit=CASES_AT_ONCE_MAX, count=len(numbers))
    found = []
    for number in numbers:
        try:
            found.append(act(office, journal, number, command, texts[number], staff_number, os_user))
        except Refusal as no:
            zh, en = f"{no.code}：{no.text('zh').rstrip('。')}", f"{no.code}: {no.text('en').rstrip('.')}"
            raise Refusal("OF_THE_CASES", case=number[:40], reason_zh=zh, reason_en=en) from no
    return found


def _one_way(number: str) -> str:
    """A number as `find_case` understands it, so that one case written in two ways is one case."""
    text, _, which = number.partition("/")
    return f"{case_number.plain(text)}/{which.lstrip('0') or 1}"
