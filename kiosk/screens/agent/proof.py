"""凭据: what proves each truth of one event. The hash, who signed it, when, and the county's counter."""

from typing import Any

from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.desk.casebook import TRUTHS
from kiosk.desk.proofs import Proof, proofs_of
from kiosk.screens.agent.words import minute, signer_word, spaced_number, truth_word
from kiosk.screens.page import Page
from kiosk.widgets import facts as _facts  # noqa: F401  the twin names them
from kiosk.widgets import mark as _mark  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.card import Card
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

HASH_GROUP = 8


class ProofCard(Card):
    """One truth and what proves it."""

    word = StringProperty("")
    facts = ListProperty()


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
                box.add_widget(ProofCard(word=truth_word(truth), facts=_facts_of(proved[truth])))
            elif truth != "accepted":
                box.add_widget(StillToCome(word=truth_word(truth)))


def _facts_of(one: Proof) -> list[tuple[str, Any]]:
    roads = {1: _("直接到县里"), 2: _("乡镇中转"), 3: _("U 盘")}
    rows = [(_("谁签的"), signer_word(one)), (_("什么时候"), minute(one.at_ms))]
    if one.counter is not None:
        rows.append((_("签收号"), str(one.counter)))
    if one.road in roads:
        rows.append((_("怎么走的"), roads[one.road]))
    groups = [one.proof[at : at + HASH_GROUP] for at in range(0, len(one.proof), HASH_GROUP)]
    rows.append((_("凭据码"), " ".join(groups)))
    return rows


load_twin(__file__)
