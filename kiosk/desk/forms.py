"""The forms of the matters: the shelf they lie on, and one taken from it to be filled in for one principal.

A form ships as assets/catalogue/forms/CODE.xml, with the tables that it chooses from beside it. A matter without one is
entrusted without a form. What a form may know of the principal is made from the identity number and handed to it in
memory (`principal_facts`); what it draws and what day it is come from the station.
"""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import count
from typing import NamedTuple

from kiosk.core.casework.entrustment import Edition
from kiosk.core.casework.identity_number import IdentityNumber
from kiosk.core.forms.knowing import knowing
from kiosk.core.forms.principal_facts import NOBODY, PRINCIPAL_FILE, By, principal_csv
from kiosk.core.xforms.definition import FormDefinition, read_definition
from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.xpath.scope import Surroundings

TABLES = (".csv", ".geojson")  # what a form may choose from
MANTISSA_BITS = 53
UUID_BYTES = 16
FOLDER = files("assets").joinpath("catalogue/forms")


class Shelf:
    """A folder of forms. It does not change while the program runs; what was read once is kept."""

    def __init__(self, folder: Traversable = FOLDER) -> None:
        self._folder = folder
        self._read: dict[str, FormDefinition] = {}

    @cached_property
    def codes(self) -> frozenset[str]:
        """The matters that have a form."""
        names = [entry.name for entry in self._folder.iterdir()] if self._folder.is_dir() else []
        return frozenset(name.removesuffix(".xml") for name in names if name.endswith(".xml"))

    @cached_property
    def _tables(self) -> Mapping[str, bytes]:
        beside = (entry for entry in self._folder.iterdir() if entry.name.endswith(TABLES))
        return {entry.name: entry.read_bytes() for entry in beside} | {PRINCIPAL_FILE: NOBODY}

    def held(self, code: str) -> FormDefinition | None:
        """The same; None for a matter that has none."""
        return self.definition(code) if code in self.codes else None

    def definition(self, code: str) -> FormDefinition:
        """The form of a matter that has one, before it knows any principal; the Refusals of `read_definition`."""
        if code not in self._read:
            self._read[code] = read_definition(self._folder.joinpath(f"{code}.xml").read_bytes(), self._tables)
        return self._read[code]


SHELF = Shelf()


class Forms(NamedTuple):
    """Forms as a station gives them out. now: the moment that a form takes for the present, in China; draw: that many
    random bytes; station: the 12-digit code."""

    now: datetime
    draw: Callable[[int], bytes]
    station: str
    shelf: Shelf = SHELF

    def has(self, code: str) -> bool:
        """Whether the matter of that code has a form."""
        return code in self.shelf.codes

    def begin(self, code: str, identity: IdentityNumber, by: By, restored: bytes | None = None) -> Filling:
        """The form of a matter that has one, empty or with the answers of an earlier `Filling.carried`.

        The Refusals of `read_definition`: then the form on the shelf is not right."""
        facts = principal_csv(identity, self.now.date(), self.station, by)
        definition = knowing(self.shelf.definition(code), facts)
        return Filling(definition, Surroundings(lambda: self.now, self._random, self._uuid), restored)

    def _random(self) -> float:
        return (int.from_bytes(self.draw(8)) >> (64 - MANTISSA_BITS)) / (1 << MANTISSA_BITS)

    def _uuid(self) -> str:
        return str(uuid.UUID(bytes=self.draw(UUID_BYTES), version=4))


def drawn_from(seed: bytes) -> Callable[[int], bytes]:
    """Bytes that look random and follow from the seed: each call gives others."""
    calls = count()

    def draw(size: int) -> bytes:
        return hashlib.shake_256(seed + next(calls).to_bytes(8)).digest(size)

    return draw


def edition(filling: Filling) -> Edition:
    """Which form that is."""
    return Edition(filling.definition.id, filling.definition.version)
