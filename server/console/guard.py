"""The one guard: reads the row of the table and decides whether the page is called at all.

In this order: is somebody signed in whom the row lets in; does the form carry the token of this session; does the
place lie under the person's prefix. What lies outside it answers as what is not there.
"""

import hmac
import re
from collections.abc import Mapping

from sqlalchemy import Connection, select

from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.console.routes import Page, Place, lets_in
from server.office.staff import Staff
from server.store import tables as t

_NOTED = ("PAGE_NOT_YOURS", "PAGE_UNKNOWN")
_STATION = re.compile(r"[0-9]{12}", re.ASCII)
_CASE = re.compile(r"[0-9]{27}(-[0-9]{1,2})?", re.ASCII)  # -1, -2 where a number stands twice


def admit(ask: Ask) -> None:
    """Return, or raise the Refusal: SIGN_IN_FIRST, PAGE_NOT_YOURS, FORM_EXPIRED, PAGE_UNKNOWN. What somebody signed in
    may not open stands in the audit."""
    try:
        _admit(ask)
    except Refusal as no:
        if ask.session is not None and no.code in _NOTED:
            number = ask.person.number
            ask.house.noted.refusal(number, number, "page refused", ask.url.partition("?")[0], no)
        raise


def _admit(ask: Ask) -> None:
    who = ask.page.who
    if who is not None:
        if ask.session is None:
            raise Refusal("SIGN_IN_FIRST")
        if not lets_in(who, ask.session.person):
            raise Refusal("PAGE_NOT_YOURS")
    if ask.method == "POST" and not hmac.compare_digest(ask.typed("token").encode(), ask.token.encode()):
        raise Refusal("FORM_EXPIRED")
    if ask.page.place in (Place.CASE, Place.STATION):
        with ask.reading() as connection:
            if not lies_under(connection, ask.page, ask.path, ask.person, ask.house.node.county_code):
                raise Refusal("PAGE_UNKNOWN")


def lies_under(connection: Connection, page: Page, path: Mapping[str, str], person: Staff, county: str) -> bool:
    """Whether what the address names is there and lies under the person's prefix."""
    if page.place is Place.STATION:
        return bool(_STATION.fullmatch(path["station"])) and path["station"].startswith(person.prefix)
    number = path["case"]
    if not _CASE.fullmatch(number):
        return False
    c = t.case_row.c
    asked = select(c.station).where(c.county == county, c.case_no == number[:27]).limit(1)
    station = connection.scalars(asked).one_or_none()
    return station is not None and station.startswith(person.prefix)
