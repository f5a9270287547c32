"""The workbench: what is to be done, the nearest limit first."""

from starlette.responses import Response

from server.console.asking import Ask
from server.office.cases import Looking


def workbench(ask: Ask) -> Response:
    """The cases under the person's prefix."""
    looking = Looking(ask.house.node, ask.house.published, None)
    with ask.reading() as connection:
        found = looking.listed(connection, "", ask.person.prefix, 25)
    return ask.show("workbench.html", cases=found["cases"])
