"""Revoking a device from its station's page: who does it shows once more who they are, and says up to which event the
device is still believed. What it does is `server.office.revoking`."""

from starlette.responses import Response

from kiosk.core.carriage.head import SEQ_MAX
from kiosk.core.carriage.revocation import Why
from kiosk.core.refusal import Refusal
from server.console.asking import Ask
from server.console.stations import show_station
from server.office.revoking import revoke


def revocation(ask: Ask) -> Response:
    """POST: revoke the device of the form, once; then its station's page, where it stands as revoked. Refusals of
    `revoke` and of the password as the page's."""
    house, terminal = ask.house, ask.typed("device")
    try:
        house.accounts.check(ask.person.number, ask.form.get("own", [""])[-1], ask.address)
        if not (terminal.isascii() and terminal.isdigit()):
            raise Refusal("FORM_UNREADABLE")
        why, last_seq = _why(ask.typed("why")), _last_seq(ask.typed("last_seq"))
        device, log = f"{ask.path['station']}-{terminal}", ask.typed("log")
        who = f"console/{ask.person.number}"
        published = house.office.published
        house.writer.run(
            lambda journal: revoke(
                journal, house.node, published, house.instruments, device, last_seq, why, who, log
            )
        )
    except Refusal as no:
        return show_station(ask, no=no, revoking=terminal)
    house.woken()
    return ask.go(f"/console/stations/{ask.path['station']}")


def _why(text: str) -> Why:
    if text not in {str(int(why)) for why in Why}:
        raise Refusal("FORM_UNREADABLE")
    return Why(int(text))


def _last_seq(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(SEQ_MAX)) and int(text) <= SEQ_MAX):
        raise Refusal("FORM_UNREADABLE")
    return int(text)
