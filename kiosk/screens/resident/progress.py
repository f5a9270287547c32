"""查进度: the last eight digits of the case number and the query code, or the receipt's code under the scanner.

Answered from what this station holds, with or without a line. Nothing is said of a case before its code is right."""

from functools import partial
from typing import Any

from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.query_code import QUERY_CODE_DIGITS
from kiosk.core.casework.receipt import QR_PREFIX
from kiosk.core.refusal import Refusal
from kiosk.desk.lookup import TRIES_MAX
from kiosk.desk.progress import LAST_DIGITS_MIN, NUMBER_DIGITS, Asker, Progress, look_up
from kiosk.desk.station import Station
from kiosk.devices.wedge import Wedge
from kiosk.screens.page import Page
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import field as _field  # noqa: F401
from kiosk.widgets import notice as _notice  # noqa: F401
from kiosk.widgets import number_pad as _number_pad  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

NUMBER, CODE = 1, 2
WARNED_AT_TRIES_LEFT = 2  # who mistyped once or twice need not hear of the lock


class ProgressPage(Page):
    """`asking`: which of the two stands under the keys now; `whole`: all of the number is typed, not its end alone."""

    number = StringProperty("")
    code = StringProperty("")
    asking = NumericProperty(NUMBER)
    error = StringProperty("")
    whole = BooleanProperty(False)

    def enter(self, number: str = "", asking: int = NUMBER, wish: str = "", whole: bool = False) -> None:
        """Begin with the number; the keys write into whichever field was touched. `wish` "rating": who came to rate is
        led there as soon as the case is found, where it may be rated now."""
        self.title = _("评价") if wish == "rating" else _("查进度")
        self._wish, self._wrong = wish, 0
        self.whole = whole
        self._wedge = Wedge()
        Window.bind(on_key_down=self._key)
        self.number = number
        self.ids.pad.bind(text=self._typed)
        self.ask(asking)

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The number stays; a code is typed anew."""
        return {"number": self.number, "wish": self._wish, "whole": self.whole}

    def leave(self) -> None:
        """Number and code are dropped."""
        Window.unbind(on_key_down=self._key)
        self._wedge.forget()
        self.number = self.code = self.ids.pad.text = ""

    def back(self) -> bool:
        """From the code to the number."""
        if self.asking == CODE:
            self.ask(NUMBER)
            return True
        return False

    def shown(self, text: str, last: int) -> str:
        """A number in groups, so that it can be compared with the slip."""
        return grouped(text) if last == NUMBER else f"{text[:3]} {text[3:]}".strip()

    def ask(self, asking: int) -> None:
        """Write into this field from now on."""
        self.asking = asking
        pad = self.ids.pad
        pad.length_max = self.number_digits if asking == NUMBER else QUERY_CODE_DIGITS
        pad.text = self.number if asking == NUMBER else self.code

    @property
    def number_digits(self) -> int:
        """How many digits of the number are typed."""
        return NUMBER_DIGITS if self.whole else LAST_DIGITS_MIN

    def turn_whole(self) -> None:
        """输入全部 27 位, and back."""
        self.whole, self.error = not self.whole, ""
        self.number = self.number if self.whole else self.number[-LAST_DIGITS_MIN:]
        self.ask(NUMBER)

    def forward(self) -> None:
        """下一步, and at the code 查一查."""
        if self.asking == NUMBER:
            if len(self.number) < LAST_DIGITS_MIN:
                self.error = _("编号还差几位。请输入回执上最后 8 位，黑体大字那一行。")
            else:
                self.error = ""
                self.ask(CODE)
            return
        self._look_up(self.number, self.code)

    def _typed(self, _pad: Any, text: str) -> None:
        self.error = ""
        if self.asking == NUMBER:
            grew, self.number = len(text) > len(self.number), text
            if grew and len(text) == self.number_digits:
                self.ask(CODE)
        else:
            self.code = text

    def _key(self, _window: Any, code: int, _scancode: int, character: str | None, modifiers: list[str]) -> bool:
        line = self._wedge.key(code, character or "", modifiers, self.shell.stopwatch())
        if line.startswith(QR_PREFIX):
            self._look_up(line, "")
        return False

    def _look_up(self, typed: str, code: str) -> None:
        self.shell.do(partial(_looked_up, typed=typed, code=code), self._found, self._refused, _("正在查…"))

    def _found(self, found: tuple[Asker, Progress]) -> None:
        whose, progress = found
        if self._wish == "rating" and progress.to_be_rated:
            self.shell.instead("rating", whose=whose, progress=progress)
        else:
            self.shell.instead("case_progress", whose=whose, progress=progress, wish=self._wish)

    def _refused(self, no: Refusal) -> None:
        self.code = ""
        self._wrong += no.code == "QUERY_CODE_WRONG"
        self.whole = self.whole or no.code == "NUMBER_NOT_UNIQUE"
        self.ask(NUMBER if no.code in ABOUT_THE_NUMBER else CODE)
        self.error = kindly(no, TRIES_MAX - self._wrong)


ABOUT_THE_NUMBER = (
    "NUMBER_TOO_SHORT", "NUMBER_NOT_UNIQUE", "CASE_ELSEWHERE", "CASE_NUMBER_SHAPE", "CASE_NUMBER_CHECK_DIGIT",
    "CASE_NUMBER_PARTS", "RECEIPT_UNREADABLE",
)  # fmt: skip


def kindly(no: Refusal, tries_left: int) -> str:
    """What to say where number and code did not open a case. tries_left: as counted here, where the desk tells none:
    a number that is not held sounds like one that is."""
    if no.code == "QUERY_CODE_WRONG":
        left = int(str(no.params.get("tries_left", tries_left)))
        said = _("编号和查询码对不上。请照着回执再看一遍。")
        if 0 < left <= WARNED_AT_TRIES_LEFT:
            return said + _("还可以试 {count} 次；都不对，这件事要等一小时再查。").format(count=left)
        return said + _("在别的村登记的，请到那个村查。")
    if no.code == "QUERY_CODE_LOCKED":
        minutes = -(-int(str(no.params["wait_s"])) // 60)
        return _("这件事输错的次数多了，先停一停。请过 {minutes} 分钟再来，或者请代办员帮您查。").format(minutes=minutes)
    if no.code == "CASE_NUMBER_CHECK_DIGIT":
        return _("编号里好像有一位点错了。请照着回执再看一遍。")
    if no.code == "QUERY_CODE_SHAPE":
        return _("查询码一共 6 位数字。请照着回执输完。")
    return no.text(theme.language)


def _looked_up(station: Station, typed: str, code: str) -> tuple[Asker, Progress]:
    return look_up(station, typed, code)


load_twin(__file__)
