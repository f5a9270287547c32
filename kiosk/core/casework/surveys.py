"""联合踏勘: many cases on one trip, and how many that makes (domain E-6, E-7; [S000] “为2051件申请事项组织联合踏勘75次”).

Counted from the cases alone: a trip is the number that its survey records share, and one without a number is a trip of
its own.
"""

from collections.abc import Iterable
from typing import NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Gathering
from kiosk.core.casework.joint import Survey

# 三到场 of a rural house: 选址踏勘, 放线, 竣工验收 (农经发〔2019〕6号, by way of domain E-7).
THREE_VISITS = ("选址", "放线", "竣工")


class TripCount(NamedTuple):
    """cases: surveyed, each counted once a trip; trips."""

    cases: int
    trips: int

    @property
    def ratio(self) -> float:
        """Cases a trip, to two decimals; 0 without a trip."""
        return round(self.cases / self.trips, 2) if self.trips else 0.0


def count_trips(cases: Iterable[Case]) -> TripCount:
    """Over all survey records of these cases."""
    made: set[tuple[bytes, int]] = set()  # (case, trip)
    alone = 0
    for case in cases:
        made |= {(case.identity, survey.trip) for survey in case.surveys if survey.trip}
        alone += sum(not survey.trip for survey in case.surveys)
    return TripCount(len(made) + alone, len({trip for _, trip in made}) + alone)


def three_visits(surveys: Iterable[Survey]) -> dict[str, Survey | None]:
    """选址 and 放线 are the first two surveys on the site, 竣工 the first completion; None for what has not been."""
    held = list(surveys)
    site = [survey for survey in held if survey.sort is Gathering.SITE]
    done = [survey for survey in held if survey.sort is Gathering.COMPLETION]
    found = [*site[:2], *[None] * (2 - len(site[:2])), done[0] if done else None]
    return dict(zip(THREE_VISITS, found, strict=True))
