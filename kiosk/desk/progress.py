"""Progress 进度 for whoever shows case number and query code: without a line, without a name, as of a stated time.

A number need not be typed whole: its last eight digits are enough while no other case of this station ends with
them. Where one does, the whole number is asked for, and no query code is tried on either: a guess that is tried on
two cases at once would be worth two guesses.
"""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import parse, plain
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.days import china_minute, day_of
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.permission import permitted_deed
from kiosk.core.casework.receipt import IN_WORDS, QR_PREFIX, read_receipt_code
from kiosk.core.casework.slip import NotASlip, Slip, due_line, sentence, slip_for, unpack_slip
from kiosk.core.casework.transitions import State
from kiosk.core.catalogue.matters import TO_BE_CONFIRMED
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import TRUTHS, calendar_of, truths
from kiosk.desk.journal import decode_case
from kiosk.desk.lookup import check_code
from kiosk.desk.station import Station
from kiosk.desk.store import BY_NODE

NUMBER_DIGITS = 27
LAST_DIGITS_MIN = 8  # terminal, sequence of the day, check digit, and a digit of the day
SHOWN_TRUTHS = ("recorded", "left", "at_township", "at_county", "safe", "accepted")


class Asker(NamedTuple):
    """Who asks: by the whole case number and its query code, and by nothing else."""

    number: str
    query_code: str


class Truth(NamedTuple):
    """One thing that is claimed of a case: its word, and whether something here proves it (R-TRUTH)."""

    name: str
    word: str
    proved: bool


class Progress(NamedTuple):
    """What a resident may see of a case. words: its state in plain Chinese; told_zh, told_en: what it means and what
    comes next, with the limit that runs; as_of_ms: the county's time when it was last heard, 0 for never; entrusted:
    date and minute in China; may_rate: it has come so far that its principal may rate it; complaint_phone: "" where
    the county has not given one; due: the last day of the limit that runs."""

    number: str
    matter: str
    state: State
    words: str
    told_zh: str
    told_en: str
    as_of_ms: int
    entrusted: str
    truths: tuple[Truth, ...]
    may_rate: bool
    rated: bool
    complaint_phone: str
    due: datetime.date | None = None

    @property
    def to_be_rated(self) -> bool:
        """It may be rated, and was not."""
        return self.may_rate and not self.rated


def asker(station: Station, typed: str, query_code: str = "") -> Asker:
    """Who asks, whole. typed: a receipt's QR text (which says the code too), the number, or its end.

    Refusal NUMBER_TOO_SHORT, NUMBER_NOT_UNIQUE, CASE_ELSEWHERE, QUERY_CODE_WRONG where nothing ends so, those of
    a wrong number, and RECEIPT_UNREADABLE."""
    if typed.strip().startswith(QR_PREFIX):
        code = read_receipt_code(typed)
        return Asker(_own(station, code.number), code.query_code)
    digits = plain(typed)
    if not digits.isascii() or not digits.isdigit() or not LAST_DIGITS_MIN <= len(digits) <= NUMBER_DIGITS:
        raise Refusal("NUMBER_TOO_SHORT", digits=LAST_DIGITS_MIN)
    if len(digits) == NUMBER_DIGITS:
        return Asker(_own(station, digits), query_code)
    rows = station.store.all(
        f'SELECT DISTINCT "case" FROM event WHERE kind = ? AND {BY_NODE} AND "case" LIKE ? LIMIT 2',
        Kind.ENTRUSTED, station.identity.node, "%" + digits,
    )  # fmt: skip
    if not rows:
        raise Refusal("QUERY_CODE_WRONG")
    if len(rows) > 1:
        raise Refusal("NUMBER_NOT_UNIQUE")
    return Asker(rows[0][0], query_code)


def look_up(station: Station, typed: str, query_code: str = "") -> tuple[Asker, Progress]:
    """The progress of a case that was entrusted here, and its whole number and code for a rating.

    Refusals of `asker`; QUERY_CODE_SHAPE, QUERY_CODE_WRONG and, after five wrong tries, QUERY_CODE_LOCKED."""
    asked = asker(station, typed, query_code)
    check_code(station, asked.number, asked.query_code)
    return asked, _progress(station, asked.number)


def as_of_ms(station: Station) -> int:
    """The county's time when its word last came here, milliseconds UTC; 0 when it never did."""
    store = station.store
    if store.meta("compared_wall_ms") is None:
        return 0
    return store.number("compared_wall_ms") + store.number("clock_offset_ms")


def _own(station: Station, number: str) -> str:
    """A whole number that was made here; CASE_ELSEWHERE for another village's."""
    made_at = parse(number).station
    here = station.store.one(
        f'SELECT 1 FROM event WHERE "case" = ? AND kind = ? AND {BY_NODE}', plain(number), Kind.ENTRUSTED,
        station.identity.node,
    )  # fmt: skip
    if here is None and made_at != station.code:
        try:
            place = station.document.divisions.station_name(made_at)
        except Refusal:  # of another county
            place = made_at
        raise Refusal("CASE_ELSEWHERE", place=place)
    return plain(number)


def _progress(station: Station, number: str) -> Progress:
    rows = station.store.all(
        'SELECT folded, slip FROM "case" WHERE number = ? AND node = ?', number, station.identity.node
    )
    assert rows, "the code was checked against our own entrusting"
    case = decode_case(rows[0][0])
    matter = next((one for one in station.document.matters if one.code == case.matter), None)
    entrusted = station.store.one(
        f'SELECT hash FROM event WHERE "case" = ? AND kind = ? AND {BY_NODE} ORDER BY origin', number, Kind.ENTRUSTED,
        station.identity.node,
    )  # fmt: skip
    proved = truths(station, entrusted[0], case)
    slip = _slip(station, case, rows[0][1])
    names = [material.name for material in matter.materials] if matter else []
    phone = matter.complaint_phone if matter else TO_BE_CONFIRMED
    return Progress(
        number=number,
        matter=matter.name if matter else case.matter,
        state=case.state,
        words=IN_WORDS[case.state],
        told_zh=sentence(slip, "zh", names) + due_line(slip, "zh"),
        told_en=(sentence(slip, "en", names) + " " + due_line(slip, "en")).strip(),
        as_of_ms=as_of_ms(station),
        entrusted=china_minute(case.entrusted.ms),
        truths=tuple(
            Truth(name, TRUTHS[name], proved[name] is not None) for name in SHOWN_TRUTHS if _tells(name, proved)
        ),
        may_rate=permitted_deed(case, Kind.RATED, None, station.identity.level, "") is None,
        rated=case.ratings > 0,
        complaint_phone="" if phone == TO_BE_CONFIRMED else phone,
        due=day_of(slip.due),
    )


def _tells(name: str, proved: Mapping[str, object]) -> bool:
    """Whether a truth says something: where the county has it by a road of its own, no township need ever have it."""
    return name != "at_township" or proved["at_township"] is not None or proved["at_county"] is None


def _slip(station: Station, case: Case, packed: bytes) -> Slip:
    """The county's last word on the case, or our own where the case has moved on here since."""
    try:
        slip = unpack_slip(msgspec.msgpack.decode(packed) if packed else None)
    except (NotASlip, msgspec.MsgspecError):
        slip = None
    if slip is not None and slip.state is case.state:
        return slip
    now_ms = station.now().wall_ms
    return slip_for(case, now_ms, clocks(case, calendar_of(station), now_ms, station.document.limits))
