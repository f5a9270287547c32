"""首页: the six things for which nobody need leave the village, progress, rating, and who is here to help."""

from typing import NamedTuple

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.core.casework.masking import mask_phone
from kiosk.desk.duty import OnDuty, on_duty_now
from kiosk.desk.rounds import Line
from kiosk.screens.page import Page
from kiosk.screens.resident.errands import errands
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.icon import Icon
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.tile import Tile
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

DUTY_EVERY_S = 60  # the turns change by the minute


class Door(NamedTuple):
    """A button of the lower row: its word, its icon, the page it leads to and what for. Who rates is asked for number
    and code first: a rating belongs to a case."""

    word: str
    icon: str
    page: str
    wish: str = ""


class AgentCard(Card):
    """Who is here to help, how to call them, and their own door to the desk."""

    post = StringProperty("")
    names = StringProperty("")
    phone = StringProperty("")
    shows_picture = BooleanProperty(True)
    stacked = BooleanProperty(False)

    __events__ = ("on_sign_in",)

    def on_sign_in(self) -> None:
        """The agents' own door was touched."""


class HomePage(Page):
    """Six tiles, two doors, one person."""

    greeting = StringProperty("")
    word = StringProperty("")
    tiles_least = NumericProperty(0)  # pixels: lower than this the page scrolls
    gap = NumericProperty(0)  # pixels between the rows
    margin = NumericProperty(0)  # pixels more below the last one

    def enter(self) -> None:
        """Nothing is given."""
        self.greeting = _("您好，请点一下您要办的事")
        for errand in errands():
            tile = Tile(
                title=errand.title, note=errand.note, icon=errand.icon, hue=errand.hue,
                strong=errand.key == "papers", upright=theme.tall,
            )  # fmt: skip
            tile.bind(on_release=lambda _, key=errand.key: self.open(key))
            tile.bind(least_height=self._measure)
            self.ids.tiles.add_widget(tile)
        for door in (
            Door(_("查办到哪了"), "progress", "progress"),
            Door(_("给我们评分"), "star", "progress", "rating"),
        ):
            button = BigButton(text=door.word, icon=door.icon, role="heading", kind="soft", size_hint_y=1)
            button.bind(on_release=lambda _, door=door: self.shell.go(door.page, wish=door.wish))
            self.ids.doors.add_widget(button)
        self._measure()
        self._name(None)
        self._look = Clock.schedule_interval(lambda _passed_s: self.shell.do(on_duty_now, self._on_duty), DUTY_EVERY_S)
        self.shell.do(on_duty_now, self._on_duty)
        self.shell.line.bind(line=self._line)
        self._line()

    def leave(self) -> None:
        """The line is not watched any more."""
        self.shell.line.unbind(line=self._line)
        self._look.cancel()

    def open(self, key: str) -> None:
        """A tile was touched."""
        if key == "papers":
            self.shell.go("matters")
        else:
            self.shell.go("errand", key=key)

    def sign_in(self) -> None:
        """The agents' own door was touched."""
        self.shell.go("sign_in")

    def _measure(self, *_args: object) -> None:
        tiles = self.ids.tiles
        rows = -(-len(tiles.children) // tiles.cols)
        each = max((tile.least_height for tile in tiles.children), default=0)
        self.tiles_least = rows * each + (rows - 1) * self.gap

    def _on_duty(self, one: OnDuty | None) -> None:
        """The turn has changed, or nobody has one."""
        if one != self._named:
            self._name(one)

    def _name(self, one: OnDuty | None) -> None:
        """Whoever is on duty, their number masked where everybody passes: 叫人帮忙 shows it whole."""
        self._named = one
        agent, facts = self.ids.agent, self.shell.facts
        if one is not None:
            agent.post, agent.names, agent.phone = _("现在值班"), one.name, mask_phone(one.phone)
        else:
            agent.post, agent.phone = _("代办员"), facts.help_phone
            agent.names = "、".join(member.name for member in facts.agents) or _("还没有登记代办员")

    def _line(self, *_args: object) -> None:
        """Below the greeting: what a bad line means for whoever stands here, else that nothing can go wrong."""
        bad = self.shell.line.line in (Line.CLOSED, Line.DOUBTFUL)
        self.word = self.shell.line.sentence if bad else _("点错了也不要紧，随时可以返回。")


load_twin(__file__, Icon, Scroll, Text)
