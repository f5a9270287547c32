"""凭据: every step of a case that was done here, the newest first, and what proves each truth of each.

Of the step that was touched, the newest where none was, the proofs are spread out: the hash, who signed it, when, and
the county's counter. Of the others one line says what is proved and what is not; a touch spreads them out.
"""

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.casework.case_number import grouped
from kiosk.desk.casebook import TRUTHS
from kiosk.desk.proofs import Act, Proof, acts_of
from kiosk.screens.agent.act_words import act_word, arrived, newest_word, where_kind
from kiosk.screens.agent.words import minute, signer_word, truth_word
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.ground import Ground
from kiosk.widgets.mark import Mark
from kiosk.widgets.notice import Notice
from kiosk.widgets.press import Press
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

HASH_GROUP = 8


class ProofLines(BoxLayout):
    """One truth and what proves it."""

    word = StringProperty("")
    said = StringProperty("")
    proof = StringProperty("")


class ActCard(Press, Ground, BoxLayout):
    """One step: its name, when, what is proved of it and what is not."""

    name = StringProperty("")
    when = StringProperty("")
    mark = StringProperty("")
    mark_kind = StringProperty("plain")
    proved = StringProperty("")
    lacking = StringProperty("")
    spread = BooleanProperty(False)
    hash = ObjectProperty(b"")


class ProofPage(Page):
    """The steps of one case. `newest`: the newest of them and where it is, in a sentence."""

    number = StringProperty("")
    newest = StringProperty("")
    newest_kind = StringProperty("info")
    event = ObjectProperty(b"")

    def enter(self, event: bytes = b"", number: str = "") -> None:
        """event: hash of the step to spread out, b"" for the newest; number: of the case."""
        self.title = _("送到哪里了")
        self.event, self._case = event, number
        self._acts: tuple[Act, ...] = ()
        self.number = _("办件编号 {number}").format(number=grouped(number))
        self.shell.do(lambda station: acts_of(station, number, event), self._show)

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was spread out stays so."""
        return {"event": self.event, "number": self._case}

    def spread(self, event: bytes) -> None:
        """Spread out the proofs of one step."""
        self.event = event
        self._show(self._acts)

    def _show(self, acts: tuple[Act, ...]) -> None:
        self._acts, own = acts, [one for one in acts if one.own]
        if own:
            truths = _truths(own[0])
            self.newest, self.newest_kind = newest_word(own[0].kind, truths), where_kind(truths)
        self._offer_roads(any(not arrived(_truths(one)) for one in own))
        if not self.event and acts:
            self.event = acts[0].hash
        box = self.ids.acts
        box.clear_widgets()
        for act in acts:
            box.add_widget(self._card(act))

    def _offer_roads(self, waits: bool) -> None:
        """While something of it has arrived nowhere: the roads that need no line."""
        box = self.ids.ways
        box.clear_widgets()
        if not waits:
            return
        for text, icon, go in (
            (_("用 U 盘带走"), "stick", lambda *_of: self.shell.go("sticks")),
            (_("纸上带走"), "qr", lambda *_of: self.shell.go("paper_out", number=self._case)),
        ):
            button = BigButton(text=text, icon=icon)
            button.bind(on_release=go)
            box.add_widget(button)

    def _card(self, act: Act) -> ActCard:
        truths = _truths(act)
        lacking = [truth for truth in TRUTHS if truth not in truths and truth != "accepted"] if act.own else []
        spread = act.hash == self.event
        card = ActCard(
            name=act_word(act.kind, act.level, act.own), when=minute(act.at_ms), hash=act.hash, spread=spread,
            mark=truth_word(truths[-1]) if truths else "", mark_kind=where_kind(truths),
            proved="" if spread else _("有凭据：{truths}").format(truths=_joined(truths)),
            lacking=_("还没有凭据：{truths}").format(truths=_joined(lacking)) if lacking else "",
        )  # fmt: skip
        for proof in act.proofs if spread else ():
            lines = ProofLines(word=truth_word(proof.truth), said=_said(proof), proof=_in_eights(proof.proof))
            card.ids.proofs.add_widget(lines)
        card.bind(on_release=lambda card: self.spread(card.hash))
        return card


def _truths(act: Act) -> tuple[str, ...]:
    return tuple(one.truth for one in act.proofs)


def _joined(truths: list[str] | tuple[str, ...]) -> str:
    return _("、").join(truth_word(truth) for truth in truths)


def _said(one: Proof) -> str:
    """Who signed it, when, and what the county counts it by."""
    roads = {1: _("直接到县里"), 2: _("经乡镇中转"), 3: _("用 U 盘"), 4: _("用纸上的码")}
    said = [_("{who} 签").format(who=signer_word(one)), minute(one.at_ms)]
    if one.counter is not None:
        said.append(_("签收号 {counter}").format(counter=one.counter))
    if one.road in roads:
        said.append(roads[one.road])
    return " · ".join(said)


def _in_eights(proof: str) -> str:
    """A hash in groups that can be compared by eye."""
    return " ".join(proof[at : at + HASH_GROUP] for at in range(0, len(proof), HASH_GROUP))


load_twin(__file__, Mark, Notice, Scroll)
