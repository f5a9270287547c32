"""A day or a time by touching: its parts as boxes, and under them the keys of the one that is asked now.

Four touches and two more make a birthday; nothing has to be turned or pushed, which old hands find hard."""

from typing import Any

from kivy.properties import BooleanProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.key import GAP_PX, KEY_PX, Key, KeyRows, rows_height
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.when import PARTS, YEAR_DIGITS, days_in, join, split
from kiosk.widgets.words import ENGLISH, spoken
from kiosk.widgets.words import say as _

# (numbers offered, in one row): 31 days as on a calendar, minutes by fives
GRIDS = {
    "month": (range(1, 13), 4),
    "day": (range(1, 32), 7),
    "hour": (range(24), 6),
    "minute": (range(0, 60, 5), 4),
}
ROWS = 5  # of the highest of them
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


class PartBox(Press, Ground, BoxLayout):
    """One part: `shown` what stands in it; `active` while the keys are its own; `narrow` beside many others."""

    part = StringProperty("")
    shown = StringProperty("")
    active = BooleanProperty(False)
    empty = BooleanProperty(True)
    narrow = BooleanProperty(False)


class WhenPad(BoxLayout):
    """`kind` date, month-year, year, time or date_time; `text` what is typed (kiosk/widgets/when.py); `part` the one
    that is asked now. A part that is whole leads to the next one that is open."""

    kind = OptionProperty("date", options=tuple(PARTS))
    text = StringProperty("")
    part = StringProperty("")

    def __init__(self, **given: Any) -> None:
        given.setdefault("size_hint_y", None)
        super().__init__(orientation="vertical", **given)
        self._boxes, self._grid = BoxLayout(size_hint_y=None), KeyRows()
        self._year = NumberPad(length_max=YEAR_DIGITS, size_hint_y=1)
        self._year.bind(text=lambda _pad, text: self._year_typed(text))
        self.add_widget(self._boxes)
        self.fbind("kind", self._lay)
        self.fbind("text", self._show)
        self.fbind("part", self._ask)
        theme.follow(self._measure)
        self._lay()

    def _lay(self, *_of: object) -> None:
        self._boxes.clear_widgets()
        for part in PARTS[self.kind]:
            box = PartBox(part=part, narrow=len(PARTS[self.kind]) > 3)
            box.bind(on_release=lambda box: setattr(self, "part", box.part))
            self._boxes.add_widget(box)
        self._boxes.opacity = 1 if len(PARTS[self.kind]) > 1 else 0
        self.part = self._open() or PARTS[self.kind][0]
        self._measure()
        self._ask()

    def _measure(self, *_of: object) -> None:
        self.spacing = self._boxes.spacing = self._grid.gap = round(GAP_PX * theme.scale)
        self._boxes.height = theme.touch if len(PARTS[self.kind]) > 1 else 0
        if self.size_hint_y is None:
            self.height = self._boxes.height + self.spacing + rows_height(ROWS, KEY_PX)

    def _open(self) -> str:
        """The first part that is still open, "" for none."""
        parts = split(self.kind, self.text)
        return next((part for part, text in parts.items() if not text), "")

    def _ask(self, *_of: object) -> None:
        """Show the keys of the part that is asked now."""
        keys = self._year if self.part == "year" else self._grid
        for other in self.children[:-1]:
            if other is not keys:
                self.remove_widget(other)
        if keys.parent is None:
            self.add_widget(keys)
        self._show()

    def _show(self, *_of: object) -> None:
        parts = split(self.kind, self.text)
        for box in self._boxes.children:
            box.shown, box.empty = part_word(box.part, parts[box.part]), not parts[box.part]
            box.active = box.part == self.part
        if self.part == "year":
            self._year.text = parts["year"]
        else:
            self._offer(parts)

    def _offer(self, parts: dict[str, str]) -> None:
        numbers, breadth = GRIDS[self.part]
        last = days_in(parts["year"], parts["month"]) if self.part == "day" else numbers[-1]
        keys = []
        for number in numbers:
            kind = "done" if parts[self.part] == str(number) else "letter"
            key = Key(text=self._word(number), value=str(number), kind=kind, role="body", on_release=self._chosen)
            key.disabled = number > last
            keys.append((key, 1.0))
        self._grid.start = True
        self._grid.lay([keys[at : at + breadth] for at in range(0, len(keys), breadth)], breadth)

    def _word(self, number: int) -> str:
        return part_word(self.part, str(number)) if self.part in ("month", "minute") else str(number)

    def _chosen(self, key: Key) -> None:
        """A number was touched; what was chosen already is taken back."""
        parts = split(self.kind, self.text)
        parts[self.part] = "" if parts[self.part] == key.value else key.value
        self._keep(parts)

    def _year_typed(self, digits: str) -> None:
        parts = split(self.kind, self.text)
        if digits != parts["year"]:
            parts["year"] = digits
            self._keep(parts)

    def _keep(self, parts: dict[str, str]) -> None:
        if parts.get("day") and int(parts["day"]) > days_in(parts["year"], parts["month"]):
            parts["day"] = ""
        whole = len(parts[self.part]) == YEAR_DIGITS if self.part == "year" else bool(parts[self.part])
        self.text = join(parts)
        following = self._open()
        if whole and following:
            self.part = following


def part_word(part: str, number: str) -> str:
    """A part as it is read, with a stroke for a number that is not there yet."""
    if spoken() == ENGLISH and number and part in ("year", "month", "day"):
        return MONTHS[int(number) - 1] if part == "month" else number
    words = {
        "year": _("{number} 年"), "month": _("{number} 月"), "day": _("{number} 日"),
        "hour": _("{number} 时"), "minute": _("{number} 分"),
    }  # fmt: skip
    return words[part].format(number=number or "—")


load_twin(__file__, Text)
