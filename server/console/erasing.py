"""Erasing the bodies of one ended case, on the person's demand, from a page of its own: it cannot be taken back, so
whoever does it shows once more who they are. What it does is `server.office.erasing`."""

from starlette.responses import Response

from kiosk.core.casework.codes import ErasedFor
from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.office.erasing import NOTE_CHARS_MAX, Done, erase


def erasure(ask: Ask) -> Response:
    """GET: what it means, and the form. POST: the bodies are gone; the form again where that was refused."""
    if ask.method == "GET":
        return _page(ask)
    house, number = ask.house, ask.path["case"].replace("-", "/")
    note, person = ask.typed("note"), ask.person.number
    try:
        house.accounts.check(person, ask.form.get("own", [""])[-1], ask.address)
        done = house.writer.run(
            lambda journal: erase(
                house.office, journal, number, ErasedFor.PERSONS_REQUEST, note, person, f"console/{person}"
            )
        )
    except Refusal as no:
        house.noted.refusal(person, person, "erase refused", ask.path["case"], no)
        return _page(ask, no)
    house.woken()
    return _page(ask, done=done)


def _page(ask: Ask, no: Refusal | None = None, done: Done | None = None) -> Response:
    return ask.show(
        "case_erase.html",
        no.status if no is not None else 200,
        done=done,
        refusal=no,
        number=ask.path["case"],
        address=f"/console/cases/{ask.path['case']}",
        note=ask.typed("note"),
        note_chars_max=NOTE_CHARS_MAX,
    )
