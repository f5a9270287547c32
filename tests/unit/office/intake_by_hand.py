"""The commands of intake on a county's desk, as the tests give them."""

from typing import Any

from kiosk.core.refusal import Refusal
from server.office.desk import Desk
from tests.server_by_hand import House


def desk(house: House) -> Desk:
    """The desk of an opened county."""
    return Desk(house.node, house.office, house.writer, house.instruments)


def done(house: House, command: str, **arguments: Any) -> dict[str, Any]:
    """One command of the desk, by the machine's user `tester`."""
    return desk(house).do(command, arguments, "tester")


def code(house: House, command: str, **arguments: Any) -> str:
    """The code of the refusal that a command meets, "" for none."""
    try:
        done(house, command, **arguments)
    except Refusal as no:
        return no.code
    return ""
