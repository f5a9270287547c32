"""读纸上的码: another machine's entrustment, read code by code with the camera or a scanner; what is still missing is
counted, and once nothing is, it is taken into custody like what comes on a stick."""

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk import paper
from kiosk.desk.paper_reading import PaperReading
from kiosk.desk.station import Station
from kiosk.desk.sticks import Taken
from kiosk.devices.camera import Camera, choose_camera
from kiosk.devices.paper_sight import codes_in_frame
from kiosk.devices.wedge import Wedge
from kiosk.screens.agent.sticks import names_of, taken_lines
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.camera_view import CameraView
from kiosk.widgets.card import Card
from kiosk.widgets.notice import Notice
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _
from kiosk.widgets.words import spoken

LOOK_EVERY_S = 0.3
NAMED_MAX = 12  # missing numbers that are named one by one


class PaperInPage(Page):
    """`read` of `total` codes; `headline`, `said`: what is missing, or what came of it."""

    read = NumericProperty(0)
    total = NumericProperty(0)
    headline = StringProperty("")
    said = StringProperty("")
    kind = StringProperty("info")
    done = BooleanProperty(False)

    def enter(self) -> None:
        """Nothing is given."""
        self.title = _("读纸上的码")
        self._reading, self._wedge = PaperReading(), Wedge()
        self._camera: Camera | None = None
        self._frame = 0
        self._open()
        Window.bind(on_key_down=self._key)
        self._looking = Clock.schedule_interval(lambda passed_s: self._look(), LOOK_EVERY_S)
        self.ids.view.newest = lambda: self._camera.latest if self._camera is not None else None
        self._tell()

    def leave(self) -> None:
        """The camera is off, and what was read is dropped."""
        self._looking.cancel()
        Window.unbind(on_key_down=self._key)
        self._wedge.forget()
        if self._camera is not None:
            self._camera.close()
            self._camera = None
        self.ids.sight.clear_widgets()
        self._reading = PaperReading()

    def begin_again(self) -> None:
        """Another entrustment, or from the beginning."""
        self._reading, self.done, self.kind = PaperReading(), False, "info"
        self._tell()

    def code_read(self, text: str) -> None:
        """A code, whichever way it was read."""
        if self.done:
            return
        new = self._reading.add(text)
        if new:
            self.kind = "info"
            self._tell()
            self.shell.idle.touched(self.shell.stopwatch())
            if self._reading.whole:
                self._take()
        elif new is None:
            self.kind = "wait"
            self.said = _("刚才那张是另一份委托的，没有算进来。先把这一份读完，或者点“重新读”。")

    def _take(self) -> None:
        self.done, texts = True, self._reading.texts
        self.shell.do(lambda station: _taken(station, texts), self._came, self._no, busy=_("正在核对…"))

    def _came(self, came: tuple[Taken, dict[str, str]]) -> None:
        taken, names = came
        lines = taken_lines(taken, names)
        apart = bool(taken.apart) or any(one.apart for one in taken.stations)
        fresh = any(one.taken for one in taken.stations)
        self.headline = _("有没收的") if apart else _("收下了") if fresh else _("这份本机已经有了")
        self.kind = "wait" if apart else "good"
        self.said = "\n".join(lines) if fresh or apart else _("这台终端里有的，不用再读。")
        self.shell.hurry()

    def _no(self, no: Refusal) -> None:
        self.headline, self.said, self.kind = _("没有收下"), no.text(spoken()), "bad"

    def _tell(self) -> None:
        missing = self._reading.missing
        self.read, self.total = self._reading.total - len(missing), self._reading.total
        if not self.total:
            self.headline = _("把码放到镜头前")
            self.said = _("纸上的、手机上的、另一台机器屏幕上的都可以，先后不要紧。") if self._camera else _("相机没有接好，可以用扫码枪。")
        elif missing:
            self.headline = _("还差 {count} 张，共 {total} 张").format(count=len(missing), total=int(self.total))
            named = _("、").join(str(number) for number in missing[:NAMED_MAX])
            more = _(" 等") if len(missing) > NAMED_MAX else ""
            self.said = _("还没读到第 {numbers} 张").format(numbers=named) + more
        else:
            self.headline, self.said = _("都读到了"), ""

    def _open(self) -> None:
        facts = self.shell.facts
        provider = choose_camera(facts.camera, Path(facts.camera_folder))
        if provider is None:
            return
        try:
            self._camera = Camera(provider).open()
        except Refusal:  # the device still hangs; each look tries again, and a scanner serves meanwhile
            return

    def _look(self) -> None:
        if self._camera is None:
            self._open()
        frame = self._camera.latest if self._camera is not None else None
        if frame is not None and frame.number != self._frame and not self.done:
            self._frame = frame.number
            for text in codes_in_frame(frame):
                self.code_read(text)

    def _key(self, _window: Any, code: int, _scancode: int, character: str | None, modifiers: list[str]) -> bool:
        if line := self._wedge.key(code, character or "", modifiers, self.shell.stopwatch()):
            self.code_read(line)
        return False


def _taken(station: Station, texts: tuple[str, ...]) -> tuple[Taken, dict[str, str]]:
    taken = paper.take(station, texts)
    return taken, names_of(station, [one.station for one in taken.stations])


load_twin(__file__, BigButton, CameraView, Card, Notice)
