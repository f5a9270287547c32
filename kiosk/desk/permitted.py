"""Which deeds may be done on a case now, and what each asks for: read off the one case table and the one command table.

No list of buttons stands here or on any screen. A choice that the table would refuse (a result that is decided
elsewhere) is not offered either: every coded value is put to the table before it is shown.
"""

import datetime
from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.coded import Coded, Day, Flag, OneOf, Whole
from kiosk.core.casework.codes import GapReason, gap_code, word
from kiosk.core.casework.commands import CommandRow, Text, command_row
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import permitted_commands
from kiosk.core.casework.kinds import Field
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.permission import permitted_deed
from kiosk.core.event import Level
from kiosk.desk.deeds import ONLY_WITH_CODE, terms_of
from kiosk.desk.station import Station

# Records that no page asks for by themselves: an entrustment is changed by entrusting again (民法典 165).
NOT_ASKED = ("entrustment",)
# A principal who stands at the desk signs for these, although the table leaves it open: what a resident alone has
# registered becomes a mandate only by their own hand (民法典 165), a mandate is taken back by the hand that gave it
# (民法典 173), and the journal shows that they were there.
SIGNED_FOR = ("receive", "deliver", "revoke-mandate")
OVERRIDE = "override"  # only a supervisor's; `decide` refuses it to others
# Never a button of this window, whatever the table permits to its level: bills are the cashier's and never an agent's
# (domain F-6), what several departments do together is led from the county's console, where all of them are at hand
# (E-1 to E-7), cards and projects are the county's. `kiosk act` takes them where the table does.
NOT_AT_THE_WINDOW = frozenset({
    "bill", "link", "visit", "revoke-card", "ask-opinion", "give-opinion", "call-gathering", "sign-notice",
    "note-attendance", "survey",
})  # fmt: skip
# What the window answers itself. The promise is the wording that `screens/agent/signed_words` shows, of this version.
ANSWERED: Mapping[str, Mapping[str, str]] = {"promise-proof": {"version": "1"}}


class Ask(StrEnum):
    """How one field is asked."""

    CHOICE = "choice"  # one of a few
    MATERIALS = "materials"  # several of the matter's materials
    GAPS = "gaps"  # several pairs of material and reason
    NUMBER = "number"
    MONEY = "money"  # in yuan; the field itself counts fen
    DAY = "day"
    YES_NO = "yes_no"
    TEXT = "text"
    SIGNATURE = "signature"


class Offered(NamedTuple):
    """One value that may be chosen. value: as `fields_from_text` reads it; code: the coded member, None where it is a
    material or a pair; zh: the office's word, or the material's name; material, reason: of a gap."""

    value: str
    zh: str
    code: IntEnum | None = None
    material: int = 0


class Asked(NamedTuple):
    """One field of a deed. low, high: bounds of a NUMBER; chars_max: of a TEXT; today: the first day that a DAY may be,
    since what is asked for lies ahead."""

    name: str
    ask: Ask
    required: bool
    offered: tuple[Offered, ...] = ()
    low: int = 0
    high: int = 0
    chars_max: int = 0
    today: datetime.date | None = None


def deeds_on(station: Station, case: Case) -> tuple[str, ...]:
    """The commands that this person may give at this station on this case now; () while nobody is signed in."""
    person = station.signed_in
    if person is None:
        return ()
    permitted = permitted_commands(case, station.identity.level, person.number, person.powers)
    terms = terms_of(station, case)
    return tuple(
        name
        for name in permitted
        if name not in ONLY_WITH_CODE and name not in NOT_AT_THE_WINDOW and _may_choose(case, name, terms) != ()
    )


def asked_of(station: Station, case: Case, command: str) -> tuple[Asked, ...]:
    """The fields of one deed on one case that a person answers, coded ones first; Refusal COMMAND_UNKNOWN."""
    row = command_row(command)
    names = {material.number: material.name for matter in station.document.matters if matter.code == case.matter
             for material in matter.materials}  # fmt: skip
    chosen_from = _may_choose(case, command, terms_of(station, case))
    offered = names if chosen_from is None else {number: names.get(number, str(number)) for number in chosen_from}
    level, author, today = station.identity.level, station.author, china_date(station.now().wall_ms)
    asked = [
        _fact(name, field, _allowed(case, row, name, field, level, author), offered)
        for name, field in row.facts.items()
        if name != OVERRIDE and name not in ANSWERED.get(command, ())
    ]
    asked = [one._replace(today=today) if one.ask is Ask.DAY else one for one in asked]
    asked = [one._replace(high=case.billed_fen - case.paid_fen) if one.ask is Ask.MONEY else one for one in asked]
    asked += [_text(name, text, command in SIGNED_FOR) for name, text in row.body.items() if name not in NOT_ASKED]
    return tuple(asked)


def _may_choose(case: Case, command: str, terms: MatterTerms | None) -> tuple[int, ...] | None:
    """The materials that a deed may name; None where it may name any, or names none."""
    if command == "supply":
        return case.following.materials if case.following else ()
    if command == "allow-later":
        return terms.later_materials if terms else ()
    if command == "promise-proof":
        return terms.promise_materials if terms else ()
    return None


def _allowed(case: Case, row: CommandRow, name: str, field: Field, level: Level, author: str) -> tuple[IntEnum, ...]:
    """The members of a coded field that the case table permits, each asked by itself."""
    if not isinstance(field.coded, OneOf):
        return ()
    return tuple(
        member
        for member in field.coded.members
        if permitted_deed(case, row.kind, {name: member}, level, author) is None
    )


def _fact(name: str, field: Field, allowed: Iterable[IntEnum], materials: Mapping[int, str]) -> Asked:
    required, coded = not field.optional, field.coded
    if isinstance(coded, OneOf):
        return Asked(name, Ask.CHOICE, required, _members(allowed))
    if name == "materials":
        offered = tuple(Offered(str(n), zh, None, n) for n, zh in materials.items())
        return Asked(name, Ask.MATERIALS, required, offered)
    if name == "gaps":
        pairs = tuple(
            Offered(str(gap_code(n, reason)), f"{zh}（{word(reason)}）", reason, n)
            for n, zh in {0: "表单", **materials}.items()
            for reason in GapReason
        )
        return Asked(name, Ask.GAPS, required, pairs)
    return _plain(name, coded, required)


def _text(name: str, text: Text, signed: bool) -> Asked:
    if name == "signature":
        return Asked(name, Ask.SIGNATURE, text.required or signed)
    if text.coded is not None:
        return _plain(name, text.coded, text.required)
    assert not text.record, f"{name} has no page of its own"
    return Asked(name, Ask.TEXT, text.required, chars_max=text.chars_max)


def _plain(name: str, coded: Coded, required: bool) -> Asked:
    if isinstance(coded, OneOf):
        return Asked(name, Ask.CHOICE, required, _members(coded.members))
    if isinstance(coded, Flag):
        return Asked(name, Ask.YES_NO, required)
    if isinstance(coded, Day):
        return Asked(name, Ask.DAY, required)
    assert isinstance(coded, Whole), f"no page asks for {name}"
    if name == "fen":
        return Asked(name, Ask.MONEY, required, low=coded.low, high=coded.high)
    return Asked(name, Ask.NUMBER, required, low=coded.low, high=coded.high)


def _members(members: Iterable[IntEnum]) -> tuple[Offered, ...]:
    return tuple(Offered(member.name.lower(), word(member), member) for member in members)
