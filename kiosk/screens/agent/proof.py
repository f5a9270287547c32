"""凭据: what proves each truth of one event. The hash, who signed it, when, and the county's counter."""

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.desk.casebook import TRUTHS
from kiosk.desk.proofs import Proof, proofs_of
from kiosk.screens.agent.words import minute, signer_word, spaced_number, truth_word
from kiosk.screens.page import Page
from kiosk.widgets.card import Card
from kiosk.widgets.mark import Mark
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

HASH_GROUP = 8


class ProofCard(Card):
    """One truth and what proves it."""

    word = StringProperty("")
    said = StringProperty("")
    proof = StringProperty("")


class StillToCome(BoxLayout):
    """A truth without a proof: said as that."""

    word = StringProperty("")


class ProofPage(Page):
    """One event; every truth in its order, proved or still to come."""

    number = StringProperty("")
    event = ObjectProperty(b"")

    def enter(self, event: bytes = b"", number: str = "") -> None:
        """event: hash of the event; number: of its case."""
        self.title = _("送出凭据")
        self.event, self.number = event, _("办件编号 {number}").format(number=spaced_number(number))
        self.shell.do(lambda station: proofs_of(station, event), self._show)

    def _show(self, proofs: tuple[Proof, ...]) -> None:
        proved = {one.truth: one for one in proofs}
        box = self.ids.proofs
        box.clear_widgets()
        for truth in TRUTHS:
            if truth in proved:
                box.add_widget(_card(proved[truth]))
            elif truth != "accepted":
                box.add_widget(StillToCome(word=truth_word(truth)))


def _card(one: Proof) -> ProofCard:
    return ProofCard(word=truth_word(one.truth), said=_said(one), proof=_grouped(one.proof))


def _said(one: Proof) -> str:
    """Who signed it, when, and what the county counts it by."""
    roads = {1: _("直接到县里"), 2: _("经乡镇中转"), 3: _("用 U 盘")}
    said = [_("{who} 签").format(who=signer_word(one)), minute(one.at_ms)]
    if one.counter is not None:
        said.append(_("签收号 {counter}").format(counter=one.counter))
    if one.road in roads:
        said.append(roads[one.road])
    return " · ".join(said)


def _grouped(proof: str) -> str:
    """A hash in groups that can be compared by eye."""
    return " ".join(proof[at : at + HASH_GROUP] for at in range(0, len(proof), HASH_GROUP))


load_twin(__file__, Mark, Scroll)
