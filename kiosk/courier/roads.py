"""Which addresses to try, in which order, and who may answer there."""

from collections.abc import Callable, Iterable

from kiosk.core.carriage.certificate import Identity
from kiosk.courier.http import HttpRoad, check_url, meet

ROADS_COUNT_MAX = 10


def road_order(county_url: str, settled: Iterable[str], named: Iterable[str] = ()) -> tuple[str, ...]:
    """Every address once, in the order given: this command's, or the settings', or the enrolment file's."""
    wanted = tuple(named) or tuple(settled) or ((county_url,) if county_url else ())
    return tuple(dict.fromkeys(check_url(url) for url in wanted))[:ROADS_COUNT_MAX]


def open_road(
    url: str, county_url: str, county: Identity, root_public: bytes, station_code: str,
    stopwatch: Callable[[], float], connect_timeout_s: float,
) -> HttpRoad:  # fmt: skip
    """A road to `url`: the county's own is known by its certified pin, any other is met first."""
    known = bool(county_url) and check_url(url) == check_url(county_url) and url.startswith("https:")
    identity = county if known else meet(url, root_public, station_code, connect_timeout_s)
    return HttpRoad(url, identity, stopwatch, connect_timeout_s)
