"""Batches 批次 that came by hand, as people at a station see them: what came, what was kept and what was not and why,
what waits to go on, and what the county has signed for.

Counts are of what lies here: a record is called the county's only by the county's word (`carrying.settle_for_others`).
"""

from collections import Counter
from contextlib import suppress
from typing import NamedTuple

import msgspec

from kiosk.core.refusal import Refusal
from kiosk.desk.carrying import AT_COUNTY, NO_WORD, NOT_TAKEN
from kiosk.desk.station import Station
from kiosk.desk.stick_taking import TakenIn

TAKINGS_COUNT_MAX = 30  # kept: some weeks of a courier


class Carried(NamedTuple):
    """What is or was here of one other station. station: its code; waiting: records that the county has no word for
    yet; at_county: those it signed for; not_taken: those it said it will not take; pieces: of photographs that wait;
    asks: whether its question to the county is put with the next exchange; answers: batches that go home to it on the
    next stick."""

    station: str
    waiting: int
    at_county: int
    not_taken: int
    pieces: int
    asks: bool
    answers: int


class Taking(NamedTuple):
    """One import. at_ms: as this machine read its clock; road: ROAD_STICK or ROAD_PAPER of `offering`."""

    at_ms: int
    road: int
    taken: TakenIn


class Batches(NamedTuple):
    """carried: by station code; takings: the newest first."""

    carried: tuple[Carried, ...]
    takings: tuple[Taking, ...]


def note_taking(station: Station, road: int, taken: TakenIn) -> None:
    """Remember an import for people to look at; one that brought nothing at all is not worth a line. On a disk that
    takes nothing more it is left out: what was taken is taken all the same."""
    if not taken.files and not taken.stations:
        return
    at_ms = station.instruments.clock().wall_ms
    with suppress(Refusal), station.store.transaction() as connection:
        connection.execute(
            "INSERT INTO taking (at_ms, road, told) VALUES (?, ?, ?)", (at_ms, road, msgspec.msgpack.encode(taken))
        )
        connection.execute(
            "DELETE FROM taking WHERE position <= (SELECT MAX(position) FROM taking) - ?", (TAKINGS_COUNT_MAX,)
        )


def batches(station: Station) -> Batches:
    """Everything of it, for whoever is signed in; Refusal UNLOCK_NEEDED."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    counts: dict[str, Counter[int]] = {}
    for code, word, count in station.store.all("SELECT code, county, COUNT(*) FROM carrying GROUP BY code, county"):
        counts.setdefault(code, Counter())[word] = count
    pieces = dict(
        station.store.all(
            "SELECT a.code, COUNT(*) FROM carrying_piece p JOIN carrying_attachment a ON a.id = p.attachment "
            "WHERE p.offset + length(p.data) > a.at_county_bytes GROUP BY a.code"
        )
    )
    asks = {code for (code,) in station.store.all("SELECT code FROM carrying_ask")}
    answers = dict(station.store.all("SELECT code, COUNT(*) FROM carrying_answer GROUP BY code"))
    codes = sorted({*counts, *pieces, *asks, *answers})
    none: Counter[int] = Counter()
    carried = tuple(
        Carried(
            code, counts.get(code, none)[NO_WORD], counts.get(code, none)[AT_COUNTY], counts.get(code, none)[NOT_TAKEN],
            pieces.get(code, 0), code in asks, answers.get(code, 0),
        )
        for code in codes
    )  # fmt: skip
    rows = station.store.all("SELECT at_ms, road, told FROM taking ORDER BY position DESC")
    takings = tuple(Taking(at_ms, road, msgspec.msgpack.decode(told, type=TakenIn)) for at_ms, road, told in rows)
    return Batches(carried, takings)


def station_name(station: Station, code: str) -> str:
    """What people call the station of a code; the code itself where this catalogue does not know it."""
    try:
        return station.document.divisions.station_name(code)
    except Refusal:
        return code
