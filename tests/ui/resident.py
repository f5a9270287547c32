"""The resident of the journey's tests: touches what the words say, in the language chosen."""

from kivy.base import EventLoop
from kivy.core.window import Window

from kiosk.widgets.signature_pad import SignaturePad
from kiosk.widgets.words import say as _
from tests.ui.driver import Driver, Finger, tree_of

MATTER = "高龄津贴（80周岁以上老年人）申领"
IDENTITY, PHONE = "999901195509100123", "13857600001"
LEAVES_MAX = 60  # pages of candidates for the rarest character of a syllable
CONSENTS = ("我看过这份告知书了", "我同意由代办员替我办这件事", "我同意有关部门共享、核验我的信息")


class Resident:
    """Somebody at the window, who reads the words in the language chosen."""

    def __init__(self, kiosk: Driver) -> None:
        self.kiosk = kiosk

    def tap(self, words: str, nth: int = 0) -> None:
        self.kiosk.tap(_(words), nth)

    def sees(self, words: str) -> bool:
        return self.kiosk.sees(_(words))

    def go_to_the_questions(self) -> None:
        self.tap("办手续")
        self.tap("老人的事")
        self.kiosk.tap(MATTER)
        self.tap("我要办")
        for consent in CONSENTS:
            self.tap(consent)
        self.tap("下一步")

    def write(self, spelling: str, character: str) -> None:
        """Spell on our own keyboard, and leaf until the character is offered."""
        self.kiosk.type(spelling)
        for _leaf in range(LEAVES_MAX):
            if character in self.kiosk.words():
                break
            self.tap("更多")
        self.kiosk.tap(character)

    def answer_the_questions(self, given: tuple[str, str] = ("ying", "英")) -> None:
        self.write("wang", "王")
        self.write(*given)
        self.tap("下一步")
        self.kiosk.type(IDENTITY)
        self.tap("下一步")
        self.kiosk.type(PHONE)
        self.tap("下一步")
        assert self.kiosk.page.typed, "the village is filled in"
        self.kiosk.type("12")
        self.tap("下一步")
        self.kiosk.type("3")
        self.tap("下一步")

    def answer_the_form(self) -> None:
        """The first of what is offered, at every question of a form that only offers."""
        while self.kiosk.page.step == "form":
            self.kiosk.tap(self.kiosk.page.options[0][1])
            self.tap("下一步")

    def bring_the_materials(self) -> None:
        for row in reversed(self.kiosk.page.ids.rows.children):
            option = next(option for option in row.ids.options.children if option.key == "原件")
            self.kiosk.page.ids.scroll.ids.view.scroll_to(option, padding=20, animate=False)
            self.kiosk.settle()
            seen = next(one for one in self.kiosk.seen() if one.widget is option)
            self.kiosk.touch(*seen.centre)
        self.tap("下一步")

    def give_the_mandate(self) -> None:
        self.tap("下一步")
        self.tap("替我交材料")
        self.tap("替我领结果")
        self.tap("下一步")
        self.tap("下一步")
        self.tap("我单独同意处理我的敏感个人信息")
        self.tap("下一步")

    def sign(self) -> None:
        pad = next(part for part in tree_of(self.kiosk.page) if isinstance(part, SignaturePad))
        left, bottom = pad.to_window(*pad.pos)
        for at in (0.25, 0.5, 0.75):
            across = [(left + pad.width * (0.2 + 0.06 * x), bottom + pad.height * at) for x in range(10)]
            self.kiosk.stroke(across)
        self.tap("改好了" if self.kiosk.shell.visit.reviewing else "下一步")

    def read_the_summary(self) -> None:
        """In large type 提交 is offered at the end of the lines."""
        for _leaf in range(LEAVES_MAX):
            if not self.sees("接着往下看"):
                return
            self.tap("接着往下看")

    def submit_twice(self) -> None:
        """A finger that trembles: down, up, down, up, before anything else happens."""
        self.read_the_summary()
        x, y = self.kiosk.find(_("都对，提交")).centre
        for touch in range(2):
            finger = Finger(9_000 + touch, x / Window.width, y / Window.height)
            EventLoop.post_dispatch_input("begin", finger)
            EventLoop.post_dispatch_input("end", finger)
        self.kiosk.settle()
