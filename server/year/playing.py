"""Playing the year: day by day, stations write and send, the county takes in, digests, acts, and its clock goes on.

Everything a case meets is the office's own: batches go through the intake, deeds through `act`, what the county owes by
its clock through `tick`. The year only says who does what, and when. The writer has no thread here, so that one seed
plays one year.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.decide import Command, decide
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.catalogue.matters import Matter
from kiosk.core.event import ClockQuality, ClockReading, Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.intake.receive import Intake
from server.node import Node
from server.office.deeds import act, read_fields
from server.office.digest import Office
from server.office.projection import cases_of
from server.store.journal import Journal
from server.store.writer import Writer
from server.year.chance import Chance
from server.year.deeds import Deed, Moment, is_over, next_deed
from server.year.lives import Life, draw_life
from server.year.people import entrustment_of
from server.year.village import Village

YEAR = 2026
TICK_MS, OPENING_MS, ROUND_MS = 5 * 60_000, 9 * 3_600_000, 20 * 60_000
ROUNDS_A_DAY_MAX = 20
LOOK_AGAIN_DAYS = 3  # while nobody acts
REST_DAYS_MAX = 15
WORKING_DAY_WEIGHT, REST_DAY_WEIGHT = 10, 2


class Wall:
    """The year's clock: the county's, and every station's that was compared with it."""

    def __init__(self, day: datetime.date) -> None:
        self.ms = start_of_day_ms(day)

    def __call__(self) -> ClockReading:
        return ClockReading(self.ms, self.ms // 1_000, ClockQuality.COMPARED)


class County(NamedTuple):
    """The county's parts, opened."""

    node: Node
    writer: Writer
    intake: Intake
    office: Office
    wall: Wall
    instruments: Instruments


class _Open(NamedTuple):
    """A case that is still looked at. done: deeds so far."""

    number: str
    life: Life
    done: int


class Year:
    """One year of `cases_count` cases. villages: by code; clerks: staff number by the prefix they work under."""

    def __init__(
        self, county: County, villages: dict[str, Village], clerks: dict[str, str], seed: str, cases_count: int
    ) -> None:
        self._county, self._villages, self._clerks = county, villages, clerks
        self._seed, self._cases_count = seed, cases_count
        self._calendar = WorkCalendar()
        self._matters: dict[str, int] = {}
        self._agenda: dict[datetime.date, list[_Open]] = defaultdict(list)
        self._begun = 0

    def play(self, after_day: Callable[[datetime.date, int], None] = lambda day, begun: None) -> None:
        """From the first of January to the last of December. after_day: is told each day and how many cases began."""
        published = self._county.office.published
        document = self._county.writer.run(lambda journal: published.in_force(journal.connection))
        done_for_others = [one for one in document.matters if one.agent_allowed != "N" and one.materials]
        self._matters = {one.code: _weight(one) for one in done_for_others}
        days = [datetime.date(YEAR, 1, 1) + datetime.timedelta(days=n) for n in range(365)]
        weights = [WORKING_DAY_WEIGHT if self._calendar.is_working(day) else REST_DAY_WEIGHT for day in days]
        so_far = 0
        for day, weight in zip(days, weights, strict=True):
            so_far += weight
            self._day(day, self._cases_count * so_far // sum(weights))
            after_day(day, self._begun)

    def _day(self, day: datetime.date, begun_by_night: int) -> None:
        county = self._county
        county.wall.ms = start_of_day_ms(day) + TICK_MS
        county.writer.run(self._tick)
        county.wall.ms = start_of_day_ms(day) + OPENING_MS
        county.writer.run(lambda journal: self._begin(journal, day, begun_by_night))
        self._send()
        for _ in range(ROUNDS_A_DAY_MAX):
            today = self._agenda.pop(day, [])
            if not today:
                return
            county.wall.ms += ROUND_MS
            self._round(day, today)
        raise AssertionError(f"{day}: the day's deeds come to no end")

    def _begin(self, journal: Journal, day: datetime.date, begun_by_night: int) -> None:
        """Villagers entrust."""
        while self._begun < begun_by_night:
            self._begun += 1
            chance = Chance(f"{self._seed}/{self._begun}")
            village = self._villages[chance.pick(dict.fromkeys(self._villages, 1))]
            matter, life = chance.pick(self._matters), draw_life(chance)
            number = village.next_number(day)
            fields = {"number": number, "entrustment": entrustment_of(chance, matter), "mandate": not life.alone}
            self._write(journal, village, None, matter, Deed(Level.VILLAGE, "entrust", alone=life.alone), fields)
            self._agenda[day].append(_Open(number, life, 0))

    def _round(self, day: datetime.date, due: list[_Open]) -> None:
        """Each of these cases once: what its life wants done today, or a later look."""
        works = self._calendar.is_working(day)
        office = self._county.writer.run(lambda journal: self._looked_at(journal, day, due, works))
        self._send()
        self._county.writer.run(lambda journal: self._in_the_office(journal, office))
        for one, deed in office:
            self._later(day, deed.wait_days, one._replace(done=one.done + 1))

    def _looked_at(
        self, journal: Journal, day: datetime.date, due: list[_Open], works: bool
    ) -> list[tuple[_Open, Deed]]:
        """Write what the stations do, put off what waits, and give what the office is to do."""
        office: list[tuple[_Open, Deed]] = []
        for one in due:
            (found,) = cases_of(journal.events_of_case(one.number))
            if is_over(found.case):
                continue
            deed = next_deed(Moment(found.case, one.life, self._terms(journal, found.case.matter), one.done, day))
            if deed is None:
                self._later(day, LOOK_AGAIN_DAYS, one)
            elif deed.level is Level.VILLAGE:
                village, fields = self._villages[found.case.station], read_fields(deed.command, deed.fields)
                self._write(journal, village, found.case, found.case.matter, deed, fields)
                self._later(day, deed.wait_days, one._replace(done=one.done + 1))
            elif works:
                office.append((one, deed))
            else:
                self._later(day, self._rest_days(day), one)
        return office

    def _later(self, day: datetime.date, days: int, one: _Open) -> None:
        self._agenda[day + datetime.timedelta(days=days)].append(one)

    def _rest_days(self, day: datetime.date) -> int:
        """How many days until the office is open again."""
        return next(n for n in range(1, REST_DAYS_MAX) if self._calendar.is_working(day + datetime.timedelta(days=n)))

    def _write(
        self, journal: Journal, village: Village, case: Case | None, matter: str, deed: Deed, fields: Mapping[str, Any]
    ) -> None:
        """A deed at a station, judged as its kiosk judges it."""
        author = "" if deed.alone else village.agent
        terms = self._terms(journal, matter)
        command = Command(deed.command, fields, author, Level.VILLAGE)
        drafts = decide(case, command, self._county.wall.ms, terms)
        if isinstance(drafts, Refusal):
            raise drafts
        for draft in drafts:
            village.write(draft, author, case.latest if case else ())

    def _terms(self, journal: Journal, matter: str) -> MatterTerms:
        terms = self._county.office.published.terms(journal.connection, matter, 0)
        assert terms is not None, "drawn from the catalogue in force"
        return terms

    def _in_the_office(self, journal: Journal, deeds: list[tuple[_Open, Deed]]) -> None:
        for one, deed in deeds:
            clerk = self._clerks[one.number[:9] if deed.level is Level.TOWNSHIP else one.number[:6]]
            act(self._county.office, journal, one.number, deed.command, deed.fields, clerk, "year")

    def _send(self) -> None:
        """Every station sends what it wrote; the county takes it in, then digests it, in one transaction."""
        batches = [batch for village in self._villages.values() if (batch := village.batch())]
        for batch in batches:
            self._county.intake.receive(batch)
        if batches:
            self._county.writer.run(self._digest)

    def _tick(self, journal: Journal) -> None:
        if self._county.office.tick(journal):
            self._digest(journal)

    def _digest(self, journal: Journal) -> None:
        while self._county.office.digest(journal):
            pass


def _weight(matter: Matter) -> int:
    """The thirty matters of the core set are what people come for."""
    return 8 if matter.core_set else 2
