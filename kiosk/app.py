"""Where the real things are chosen: the clock, the dice, the stopwatch and the roads; all else is handed them."""

import os
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core.carriage.certificate import Role
from kiosk.core.event import ClockQuality, ClockReading
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from kiosk.courier.http import meet
from kiosk.courier.nearby import find_relays
from kiosk.courier.roads import open_road, road_order
from kiosk.courier.waiting import Away, WaitingUploads, here
from kiosk.desk.county_keys import learn_county
from kiosk.desk.epoch import why_begun
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.guard import note_tip
from kiosk.desk.handing_on import HandedOn, hand_on
from kiosk.desk.proofs import marked, on_the_way, own_events
from kiosk.desk.purging import Purged, purge
from kiosk.desk.refusing import note_refusal, repeat_refusal
from kiosk.desk.station import Station
from kiosk.devices.machine import machine_facts


def real_clock() -> ClockReading:
    """The machine's clocks; how far to trust them is the desk's judgement."""
    return ClockReading(time.time_ns() // 1_000_000, int(time.clock_gettime(time.CLOCK_BOOTTIME)), ClockQuality.FREE)


def real_instruments() -> Instruments:
    """The clock of this machine and the operating system's randomness."""
    return Instruments(real_clock, os.urandom, lambda folder: machine_facts(Path(folder)))


def synchronise(station: Station, named: Iterable[str] = (), away: Away = here) -> dict[str, Any]:
    """One full exchange over the first road that works, each tried once. What was proved, and why other roads failed.

    away: how a call that waits for the network is made; the window's desk does other deeds meanwhile.
    `ok` is False when no road carried an exchange to its end; what was proved on the way still counts."""
    tried: list[dict[str, Any]] = []
    done, handed_on = Exchanged(), HandedOn()
    ok = False
    for url in _addresses(station, named, away):
        road: dict[str, Any] = {"url": url, "ok": False}
        tried.append(road)
        try:
            repeat_refusal(station, url)
            try:
                _over(station, url, away, road, done, handed_on)
            except Refusal as no:
                if no.code != "PEER_NOT_TRUSTED" or not _has_new_keys(station, url, away):
                    raise
                _over(station, url, away, road, done, handed_on)
        except Refusal as no:
            note_refusal(station, url, no)
            road |= {"code": no.code, "zh": no.text("zh"), "en": no.text("en")}
            road |= {
                key: value
                for key, value in no.params.items()
                if key in ("peer_code", "peer_status", "retry_after_s") and value is not None
            }
            if no.code in ("DISK_FULL", "DISK_UNREADABLE", "JOURNAL_DAMAGED"):
                raise
            continue
        road["ok"] = ok = True
        break
    news = [
        {"case": number, "state": state}
        for touched in done.cases_touched
        for number, state in station.store.all('SELECT number, state FROM "case" WHERE number = ?', touched)
    ]
    note_tip(station)
    cleared = clear_out(station)  # also where no road opened: what a stick brought home may have proved enough
    went = {"exchange": msgspec.to_builtins(done), "handed_on": msgspec.to_builtins(handed_on)}
    went["purged"] = cleared._asdict()
    log = {"number": station.epoch, "terminal": station.terminal, "why": why_begun(station).value}
    return {"ok": ok, "roads": tried, "log": log, **went, "news": news, **proved_so_far(station)}


def _over(
    station: Station, url: str, away: Away, road: dict[str, Any], done: Exchanged, handed_on: HandedOn
) -> None:
    """One exchange over one road."""
    opening = partial(
        open_road, url, station.enrolment.url, station.county, station.root, station.code, time.monotonic,
        station.settings.connect_timeout_s,
    )  # fmt: skip
    with away(opening) as opened:
        road["role"] = "county" if opened.identity.role is Role.COUNTY else "relay"
        waiting = WaitingUploads(opened, away)
        exchange(station, waiting, time.monotonic, done)
        hand_on(station, waiting, time.monotonic, handed_on)


def _has_new_keys(station: Station, url: str, away: Away) -> bool:
    """Whether who answers there shows newer keys of the county's, certified by the root."""
    timeout_s = station.settings.connect_timeout_s
    return learn_county(station, (away(partial(meet, url, station.root, station.code, timeout_s)),))


def _addresses(station: Station, named: Iterable[str], away: Away) -> Iterator[str]:
    """The settled addresses or those of this command; then, when none of them worked, what is announced nearby."""
    asked = tuple(named)
    settled = road_order(station.enrolment.url, station.settings.roads, asked)
    yield from settled
    if not asked and station.settings.nearby:
        yield from (url for url in away(find_relays) if url not in settled)


def clear_out(station: Station) -> Purged:
    """One turn of purging in a calm moment. A disk that takes nothing more is told where somebody submits, not here."""
    try:
        return purge(station)
    except Refusal as no:
        if no.code != "DISK_FULL":
            raise
        return Purged(more=True)


def proved_so_far(station: Station) -> dict[str, Any]:
    """How many of our own case events are proved in which state, and how many still wait to be carried."""
    marks = marked(station)
    return {
        "own_events": own_events(station),
        "proved": {state: marks.get(state, 0) for state in ("custody", "recv", "safe", "open")},
        **on_the_way(station)._asdict(),
        "catalogue_version": station.document.version,
        "county_incarnation": station.store.number("county_incarnation"),
    }
