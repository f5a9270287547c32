"""Acts and where they are: what a step done here is called, and how far it is proved to have come (R-TRUTH).

A step is called by its bare name, 上报, and never 报上去了, until somebody signed for it.
"""

from collections.abc import Sequence

from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.screens.agent.deed_words import deed_word
from kiosk.screens.agent.words import happened_word, truth_word
from kiosk.widgets.words import say as _

ON_THE_WAY = ("recorded", "left")  # nobody but this station says so
_DEEDS = {row.kind: name for name, row in reversed(COMMANDS.items()) if name not in ("entrust", "rate")}


def act_word(kind: Kind | None, level: Level = Level.VILLAGE, own: bool = True) -> str:
    """The name of a step: of one done here its deed's, of another's what happened."""
    if kind is Kind.ENTRUSTED:
        return _("登记委托")
    if kind is Kind.RATED:
        return _("村民评价")
    if own and kind in _DEEDS:
        return deed_word(_DEEDS[kind])
    return happened_word(kind, level)


def arrived(truths: Sequence[str]) -> bool:
    """Whether somebody else signed for it."""
    return any(truth not in ON_THE_WAY for truth in truths)


def where_word(truths: Sequence[str]) -> str:
    """How far a step done here is proved to have come, in a sentence's end. truths: in their order."""
    if not truths or truths[-1] == "recorded":
        return _("本机已登记，还没送出")
    if truths[-1] == "left":
        return _("已离开本站，对方还没有签收")
    return truth_word(truths[-1])


def newest_word(kind: Kind | None, truths: Sequence[str]) -> str:
    """The newest step and where it is: 最新一步“上报”：本机已登记，还没送出。"""
    return _("最新一步“{act}”：{where}。").format(act=act_word(kind), where=where_word(truths))


def recorded_word(act: str) -> str:
    """Said right after a deed, when nothing is proved but that it lies here."""
    return _("“{act}”已记在本机，网通了就送出。").format(act=act)


def where_kind(truths: Sequence[str]) -> str:
    """The kind of the mark that shows it."""
    if not arrived(truths):
        return "wait"
    return "info" if truths[-1] == "at_township" else "good"
