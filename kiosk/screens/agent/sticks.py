"""U 盘: the sticks that are plugged in, what is on them, taking along and bringing home, and when one may be pulled.

The one large state says only what the desk said: 可以拔出了 stands here after an export that read back every file
(`kiosk.desk.sticks`), and while something is written 别拔 is all that can be read.
"""

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk import sticks
from kiosk.desk.batches import station_name
from kiosk.desk.station import Station
from kiosk.devices.plugged import plugged_in
from kiosk.screens.agent.road_words import apart_words, size_word
from kiosk.screens.agent.words import minute
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.choice import Choice
from kiosk.widgets.empty import Empty
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.rows import Rows
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _
from kiosk.widgets.words import spoken

LOOK_EVERY_S = 2.0  # for sticks that come and go
COUNT_EVERY_S = 0.25  # how far it has come
NAME_CHARS_MAX = 24
NONE, LOOKING, SEEN, WRITING, READING, DONE = "none", "looking", "seen", "writing", "reading", "done"


class SticksPage(Page):
    """`state`: see above; `kind`: the tone of the state; `headline`, `said`: its words; `chosen`: the folder."""

    state = StringProperty(NONE)
    kind = StringProperty("info")
    icon = StringProperty("stick")
    headline = StringProperty("")
    said = StringProperty("")
    places = ListProperty()
    chosen = StringProperty("")
    rows = ListProperty()
    holding = StringProperty("")
    brings = BooleanProperty(False)  # there is something on it that is not here yet

    def enter(self, chosen: str = "") -> None:
        """chosen: the folder of the stick that was chosen, when the page is built anew."""
        self.title = _("U 盘")
        self.chosen = chosen
        self._progress = sticks.Progress()
        self._say_state(NONE)
        self._look()
        self._looking = Clock.schedule_interval(lambda passed_s: self._look(), LOOK_EVERY_S)
        self._counting = Clock.schedule_interval(lambda passed_s: self._count(), COUNT_EVERY_S)

    def leave(self) -> None:
        """Nothing is asked any more."""
        self._looking.cancel()
        self._counting.cancel()
        self.rows = []

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same stick stays chosen."""
        return {"chosen": self.chosen}

    def choose(self, place: str) -> None:
        """Another stick."""
        self.chosen = place
        self._see()

    def export(self) -> None:
        """导出: write what should travel, read back, and only then say that it may be pulled."""
        place, self._progress = Path(self.chosen), sticks.Progress()
        progress = self._progress
        self._say_state(WRITING)
        self.shell.do(
            lambda station: sticks.export(station, place, progress), self._exported, self._refused, busy=self.headline
        )

    def take(self) -> None:
        """导入."""
        place, self._progress = Path(self.chosen), sticks.Progress()
        progress = self._progress
        self._say_state(READING)
        self.shell.do(
            lambda station: _take(station, place, progress), self._taken, self._refused, busy=self.headline
        )

    # ------------------------------------------------------------------ sticks that come and go

    def _look(self) -> None:
        if self.state not in (WRITING, READING):
            self.shell.do(lambda station: plugged_in(station.settings.stick_folders), self._found)

    def _found(self, found: tuple[Path, ...]) -> None:
        places = [(str(place), place.name[:NAME_CHARS_MAX]) for place in found]
        if places == self.places or self.state in (WRITING, READING):
            return
        self.places = places
        known = [place for place, _name in places]
        if not known:
            self.chosen, self.rows, self.holding = "", [], ""
            self._say_state(NONE)
        else:
            self.chosen = self.chosen if self.chosen in known else known[0]
            self._see()

    def _see(self) -> None:
        place = Path(self.chosen)
        self._say_state(LOOKING)
        self.shell.do(lambda station: _look(station, place), self._seen, self._refused)

    def _seen(self, looked: tuple[sticks.StickSeen, dict[str, str]]) -> None:
        self._list(looked)
        seen, _names = looked
        if self.state == LOOKING:
            self._say_state(SEEN)
            if not seen.may_be_pulled:
                self.kind, self.icon = "wait", "warn"
                self.headline = _("盘上有没写完的文件")
                self.said = _("上一次没有写完就拔了。本机的一样没少，再导出一次就好。")

    def _list(self, looked: tuple[sticks.StickSeen, dict[str, str]]) -> None:
        seen, names = looked
        self.rows = [_row(one, names) for one in seen.stations]
        free = _("还能写 {size}").format(size=size_word(seen.free_bytes))
        self.holding = _("{count} 个文件，{size}").format(count=seen.files, size=size_word(seen.bytes)) + " · " + free
        if seen.damaged:
            self.holding += " · " + _("{count} 个文件坏了").format(count=len(seen.damaged))
        self.brings = any(one.answers if one.own else one.events > one.held or one.pieces for one in seen.stations)

    # ------------------------------------------------------------------ what was done

    def _exported(self, left: sticks.Exported) -> None:
        self._say_state(DONE)
        if not left.may_be_pulled:
            raise AssertionError("an export that returns says that the stick may be pulled")
        said = [
            _("本站的 {what}").format(what=amount_word(left.own_events, left.own_pieces))
            if left.own_events or left.own_pieces
            else _("本站没有等着送的"),
            _("替别站带的 {what}").format(what=amount_word(left.others_events, left.others_pieces))
            if left.others_events or left.others_pieces
            else "",
            _("给 {count} 个站带回的答复").format(count=len(left.answers)) if left.answers else "",
            _("写完都读回来核对过了。"),
        ]
        self.said = "\n".join(filter(None, said))
        if left.left_over:
            self.kind, self.icon = "wait", "warn"
            self.said += "\n" + _("还有 {count} 份没有装下，请换一个大一点的盘再导出一次。").format(count=left.left_over)
        self._look_again()

    def _taken(self, came: tuple[sticks.Taken, dict[str, str]]) -> None:
        taken, names = came
        self._say_state(DONE)
        self.said = "\n".join(taken_lines(taken, names))
        if taken.damaged or taken.apart or any(one.apart for one in taken.stations):
            self.kind, self.icon = "wait", "warn"
        self.shell.hurry()  # what was taken for others goes on as soon as there is a line
        self._look_again()

    def _refused(self, no: Refusal) -> None:
        self._say_state(DONE)
        self.kind, self.icon, self.headline = "bad", "warn", _("没有做成")
        self.said = no.text(spoken())

    def _look_again(self) -> None:
        place = Path(self.chosen)
        self.shell.do(lambda station: _look(station, place), self._list, lambda no: None)

    def _count(self) -> None:
        """While something is written or read: how far it is, and whoever waits for it is still there."""
        if self.state in (WRITING, READING):
            self.shell.idle.touched(self.shell.stopwatch())
            self.said = self._so_far()
            self.shell.say_busy(f"{self.headline}\n{self.said}")

    def _so_far(self) -> str:
        done = _("写好 {count} 个文件，{size}") if self.state == WRITING else _("读了 {count} 个文件，{size}")
        return done.format(count=self._progress.files, size=size_word(self._progress.bytes))

    def _say_state(self, state: str) -> None:
        self.state = state
        self.kind, self.icon, self.headline, self.said = {
            NONE: ("info", "stick", _("还没有插 U 盘"), _("插上以后会自动认出来，等几秒钟。")),
            LOOKING: ("info", "eye", _("正在看盘上有什么…"), _("先别拔。")),
            SEEN: ("good", "stick", _("认出来了"), _("现在没有在写，可以拔出。")),
            WRITING: ("bad", "warn", _("正在写，别拔"), ""),
            READING: ("bad", "warn", _("正在读，别拔"), ""),
            DONE: ("good", "done", _("可以拔出了"), ""),
        }[state]


def amount_word(events: int, pieces: int) -> str:
    """How much it is; photographs are named only where there are some."""
    said = _("{count} 条记录").format(count=events)
    return _("{said}、{count} 段照片").format(said=said, count=pieces) if pieces else said


def taken_lines(taken: sticks.Taken, names: dict[str, str]) -> list[str]:
    """What an import brought, in lines; what was not taken with its reason. names: of stations, by code."""
    lines = []
    for one in taken.stations:
        if one.taken or one.pieces:
            lines.append(
                _("收下{place}的 {what}").format(
                    place=names.get(one.station, one.station), what=amount_word(one.taken, one.pieces)
                )
            )
        if one.apart:
            lines.append(names.get(one.station, one.station) + _("：") + apart_words(one.apart))
    if taken.events_down:
        lines.append(_("县里给本站的 {count} 条，{cases} 件有新进展").format(
            count=taken.events_down, cases=len(taken.cases_touched)))  # fmt: skip
    if proved := taken.proved.get("recv", 0):
        lines.append(_("县里签收了本站 {count} 条").format(count=proved))
    if custody := taken.proved.get("custody", 0):
        lines.append(_("乡镇签收了本站 {count} 条").format(count=custody))
    if taken.catalogue_version:
        lines.append(_("事项目录换成了第 {version} 版").format(version=taken.catalogue_version))
    if not lines and not taken.apart:
        lines.append(_("盘上没有新的，本机都有了。") if taken.files else _("盘上没有本系统的文件。"))
    if taken.apart:
        lines.append(apart_words(taken.apart))
    if taken.damaged:
        lines.append(_("{count} 个文件坏了一部分，好的部分已经收下").format(count=len(taken.damaged)))
    if taken.new_epoch:
        lines.append(_("发现本机的资料比原来旧，已另开一本日志，请看“今天的活”上的提醒"))
    return lines


def names_of(station: Station, codes: list[str]) -> dict[str, str]:
    """What people call them."""
    return {code: station_name(station, code) for code in codes if code}


def _look(station: Station, place: Path) -> tuple[sticks.StickSeen, dict[str, str]]:
    seen = sticks.look(station, place)
    return seen, names_of(station, [one.station for one in seen.stations])


def _take(station: Station, place: Path, progress: sticks.Progress) -> tuple[sticks.Taken, dict[str, str]]:
    taken = sticks.take(station, place, progress)
    return taken, names_of(station, [one.station for one in taken.stations])


def _row(one: sticks.StationSeen, names: dict[str, str]) -> dict[str, Any]:
    """One station's part of the stick. What the county is known to hold is said before what lies here."""
    name = names.get(one.station, one.station) or _("还不认识的机器")
    count = _("{count} 条记录").format(count=one.events)
    span = ""
    if one.oldest_ms is not None and one.newest_ms is not None:
        first, last = (minute(at_ms).partition(" ")[0] for at_ms in (one.oldest_ms, one.newest_ms))
        span = first if first == last else _("{first} 到 {last}").format(first=first, last=last)
    pieces = _("{count} 段照片").format(count=one.pieces) if one.pieces else ""
    answers = _("县里的答复") if one.answers else _("向县里的询问") if one.ask and not one.events else ""
    if one.events and one.at_county >= one.events:
        mark, kind = _("县里都收到了"), "good"
    elif one.own and one.events:
        mark, kind = _("等县里签收"), "wait"
    elif one.events > one.held:
        mark, kind = _("{count} 条新的").format(count=one.events - one.held), "wait"
    elif one.events:
        mark, kind = _("本机都有了"), "info"
    else:
        mark, kind = (_("答复"), "info") if one.answers else ("", "plain")
    return {
        "title": name + (_("（本站）") if one.own else ""),
        "note": " · ".join(filter(None, (count if one.events else "", pieces, answers, span))),
        "icon": "house" if one.own else "truck",
        "mark": mark,
        "mark_kind": kind,
        "opens": False,
    }


load_twin(__file__, BigButton, Card, Choice, Empty, Plaque, Rows, Scroll)
