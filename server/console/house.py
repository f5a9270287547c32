"""What the console stands on: the parts of the running county that pages read and write with."""

from typing import Any

import jinja2
from sqlalchemy import Engine

from kiosk.core.casework.days import china_minute
from kiosk.core.instruments import Instruments
from server.console import sessions
from server.console.accounts import Accounts
from server.console.icons import drawn
from server.console.noted import Noted
from server.console.statics import Statics
from server.node import Node
from server.office import tries
from server.office.bodies import Bodies
from server.office.digest import Office
from server.office.lookup import Lookup
from server.office.published import Published
from server.store.journal import Journal
from server.store.writer import Writer


class House:
    """published, bodies: the console's own (the office's belong to the writer's thread). woken: called after every
    deed, so that it reaches the second medium and the stations. secure: False on plain HTTP at 127.0.0.1 alone."""

    def __init__(
        self,
        node: Node,
        engine: Engine,
        writer: Writer,
        office: Office,
        instruments: Instruments,
        woken: Any = lambda: None,
        secure: bool = True,
    ) -> None:
        self.node, self.engine, self.writer, self.office = node, engine, writer, office
        self.instruments, self.woken, self.secure = instruments, woken, secure
        self.published = Published(node)
        self.bodies = Bodies(node, instruments, self.published)
        self.statics = Statics()
        self.accounts = Accounts(node, engine, writer, instruments)
        self.noted = Noted(writer, instruments)
        self.lookup = Lookup(node, engine, writer, instruments)
        self.templates = _templates(self.statics)
        if node.is_county:
            writer.run(self._begin)

    def _begin(self, journal: Journal) -> None:
        """At a start, when uptime may have begun anew: nobody is signed in, and nothing rests longer than its rest."""
        sessions.end_all(journal)
        tries.begin(journal, self.instruments.clock().uptime_s)


def _templates(statics: Statics) -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("server.console", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = statics.url
    made.globals["drawn"] = drawn
    made.filters["minute"] = china_minute
    return made
