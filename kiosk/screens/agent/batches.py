"""批次: what came here by hand for other stations: how much of each lies here, what the county signed for, what was not
taken and why. A township clerk reads here whether a village's stick has done its work.

县已收到 stands only where the county's signature says so; what waits is called 在本机，等着送, whoever else may have it.
"""

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.desk.batches import Batches, Carried, Taking, batches
from kiosk.desk.offering import ROAD_PAPER
from kiosk.desk.rounds import Line
from kiosk.desk.station import Station
from kiosk.screens.agent.counter import Counters
from kiosk.screens.agent.sticks import amount_word, names_of, taken_lines
from kiosk.screens.agent.words import minute
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.choice import Choice
from kiosk.widgets.empty import Empty
from kiosk.widgets.rows import Rows
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

Names = dict[str, str]


class BatchesPage(Page):
    """`carried`: one row for each station; `takings`: one for each import; `shown`: which of the two is listed."""

    shown = StringProperty("carried")
    counters = ListProperty()
    carried = ListProperty()
    takings = ListProperty()
    loaded = BooleanProperty(False)
    trying = BooleanProperty(False)
    last = StringProperty("")

    def enter(self, shown: str = "carried") -> None:
        """shown: which list, when the page is built anew."""
        self.title, self.shown = _("替别站带的批次"), shown
        self.shell.line.bind(changed=self._refresh, line=self._line)
        self._line()
        self._refresh()

    def leave(self) -> None:
        """Nothing is asked any more."""
        self.shell.line.unbind(changed=self._refresh, line=self._line)
        self.carried = self.takings = []

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same list."""
        return {"shown": self.shown}

    def send(self) -> None:
        """现在就转送: one exchange at once, which hands on what lies here."""
        self.shell.line.now()

    def _refresh(self, *_of: object) -> None:
        self.shell.do(_read, self._show)

    def _line(self, *_of: object) -> None:
        self.trying = self.shell.line.line is Line.TRYING
        said = self.shell.line.said.get("handed_on", {})
        self.last = handed_on_word(self.shell.line.line, said) if not self.trying else _("正在转送…")

    def _show(self, read: tuple[Batches, Names]) -> None:
        found, names = read
        self.counters = [
            ("waiting", _("在本机，等着送"), sum(one.waiting for one in found.carried), "wait"),
            ("at_county", _("县已收到"), sum(one.at_county for one in found.carried)),
            ("not_taken", _("县里不收"), sum(one.not_taken for one in found.carried), "bad"),
            ("answers", _("等着带回的答复"), sum(one.answers for one in found.carried)),
        ]
        self.carried = [_carried_row(one, names) for one in found.carried]
        self.takings = [_taking_row(one, names) for one in found.takings]
        self.loaded = True
        self._line()


def handed_on_word(line: Line, said: dict[str, int]) -> str:
    """What the last exchange did for other stations."""
    if line is not Line.OPEN or not said:
        return _("网通了会自动转送。")
    return _("上次联网：转送 {what}，县里签收 {proved} 条，带回 {answers} 个站的答复。").format(
        what=amount_word(said["events"], said["pieces"]), proved=said["proved"], answers=said["answers"]
    )


def _carried_row(one: Carried, names: Names) -> dict[str, object]:
    notes = [
        _("{count} 条等着送").format(count=one.waiting) if one.waiting else "",
        _("{count} 段照片等着送").format(count=one.pieces) if one.pieces else "",
        _("{count} 条县已收到").format(count=one.at_county) if one.at_county else "",
        _("{count} 条县里不收").format(count=one.not_taken) if one.not_taken else "",
        _("代它问县里") if one.asks else "",
        _("{count} 份答复等它来取").format(count=one.answers) if one.answers else "",
    ]
    if one.not_taken:
        mark, kind = _("有不收的"), "bad"
    elif one.waiting or one.pieces:
        mark, kind = _("等着送"), "wait"
    elif one.at_county:
        mark, kind = _("县已收到"), "good"
    else:
        mark, kind = "", "plain"
    return {
        "title": names.get(one.station, one.station),
        "note": " · ".join(filter(None, notes)),
        "mark": mark,
        "mark_kind": kind,
        "icon": "truck",
        "opens": False,
    }


def _taking_row(one: Taking, names: Names) -> dict[str, object]:
    bad = one.taken.damaged or one.taken.apart or any(part.apart for part in one.taken.stations)
    return {
        "title": _("从纸上读来") if one.road == ROAD_PAPER else _("从 U 盘导入"),
        "note": "\n".join([minute(one.at_ms), *taken_lines(one.taken, names)]),
        "icon": "qr" if one.road == ROAD_PAPER else "stick",
        "mark": _("有没收的") if bad else _("验过签名"),
        "mark_kind": "bad" if bad else "good",
        "opens": False,
    }


def _read(station: Station) -> tuple[Batches, Names]:
    found = batches(station)
    codes = [one.station for one in found.carried]
    codes += [part.station for one in found.takings for part in one.taken.stations]
    return found, names_of(station, codes)


load_twin(__file__, BigButton, Choice, Counters, Empty, Rows)
