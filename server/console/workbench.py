"""The workbench: what is to be done, in piles, what has priority first, then the nearest limit."""

import re
from urllib.parse import urlencode

from starlette.responses import Response

from kiosk.core.casework.transitions import State
from kiosk.core.catalogue.divisions import Divisions
from kiosk.core.event import Level
from server.console.asking import Ask
from server.console.case_words import PILES, coded, level_word
from server.office.terms_differ import SET_ASIDE
from server.office.workbench import ROWS_A_PAGE, Pile, Wanted, digits_searched, listed

CASE_DIGITS = 27
_PREFIX = re.compile(r"[0-9]{6,12}", re.ASCII)
_CODE = re.compile(r"[A-Z0-9-]{1,16}", re.ASCII)
STATES = (*(state.value for state in State), SET_ASIDE)


def workbench(ask: Ask) -> Response:
    """A pile under the person's prefix, narrowed; a whole case number leads straight to its case."""
    person, now_ms = ask.person, ask.now_ms
    search = digits_searched(ask.asked("search"))
    if len(search) == CASE_DIGITS:
        return ask.go(f"/console/cases/{search}")
    wanted = Wanted(
        person.prefix,
        person.level,
        pile=_pile(ask),
        station=found.group() if (found := _PREFIX.fullmatch(ask.asked("station"))) else "",
        matter=found.group() if (found := _CODE.fullmatch(ask.asked("matter"))) else "",
        state=ask.asked("state") if ask.asked("state") in STATES else "",
        search=search,
        page=int(ask.asked("page")) if re.fullmatch(r"[0-9]{1,4}", ask.asked("page")) else 1,
    )
    with ask.reading() as connection:
        found_page = listed(connection, ask.house.published, ask.house.node.county_code, wanted, now_ms)
        document = ask.house.published.in_force(connection)
    first = (found_page.page - 1) * ROWS_A_PAGE

    def address(**changes: object) -> str:
        kept = {**_kept(wanted), **{name: str(value) for name, value in changes.items()}}
        asked = urlencode({name: value for name, value in kept.items() if value})
        return "/console/cases" + (f"?{asked}" if asked else "")

    return ask.show(
        "workbench_list.html" if ask.partial == "list" else "workbench.html",
        found=found_page,
        wanted=wanted,
        piles=[(pile, *PILES[pile], found_page.counts[pile]) for pile in PILES],
        stations=_stations(document.divisions, person.prefix, wanted.station),
        matters=[(matter.code, matter.name) for matter in document.catalogue.matters],
        states=[(state, ask.say(state)) for state in STATES],
        address=address,
        first=first + 1 if found_page.lines else 0,
        last=first + len(found_page.lines),
        level=lambda level: level_word(level, ask.language),
        why=lambda priority: coded(priority, ask.language),
        typed_search=ask.asked("search"),
    )


def _pile(ask: Ask) -> Pile:
    """The one asked for; all of them for whoever searches or names a state; else what is new."""
    named = ask.asked("pile")
    if named in set(Pile):
        return Pile(named)
    return Pile.ALL if ask.asked("search") or ask.asked("state") else Pile.NEW


def _kept(wanted: Wanted) -> dict[str, str]:
    return {
        "pile": wanted.pile.value,
        "station": wanted.station,
        "matter": wanted.matter,
        "state": wanted.state,
        "search": wanted.search,
    }


def _stations(divisions: Divisions, prefix: str, chosen: str) -> list[tuple[str, str]]:
    """What may be chosen: the townships under the prefix, and the villages of the one that is chosen."""
    found: list[tuple[str, str]] = []
    for place in divisions.under(prefix):
        if place.level is Level.TOWNSHIP:
            found.append((place.code, place.name))
        elif place.level is Level.VILLAGE and (len(prefix) == 9 or place.code.startswith(chosen[:9] or "-")):
            found.append((place.code, f"　{place.name}"))
    return found
