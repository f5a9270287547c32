"""One question a screen, answered on our own pads: the name by pinyin, numbers by the number pad, the rest by a touch.

What is typed is checked while it is typed where that helps (identity number, telephone), and always at 下一步."""

from kiosk.core.casework.entrustment import ADDRESS_CHARS_MAX
from kiosk.core.casework.written_text import NAME_CHARS_MAX
from kiosk.core.refusal import Refusal
from kiosk.desk.questions import RELATIONS, YES
from kiosk.screens.resident.asking import AskingPage, tail
from kiosk.screens.resident.question_words import asked, kindly, relation_word, young_words
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.words import say as _

LIMITS = {"id": 18, "phone": 12, "group": 2}  # characters of what is answered on the number pad
CHECKED_AT = {"id": 18, "phone": 11}  # as soon as so much is typed, it is looked at
WRITTEN = ("name", "text")  # answered on the keyboard


class QuestionPage(AskingPage):
    """`key` names the question of the principal or the guardian."""

    def enter(self, key: str = "name") -> None:
        """Ask the question of that key; what was typed before stands there again."""
        self.stand("question", key)
        self.title = self.step_name
        question = self.visit.question(key)
        self.kind = question.kind
        self.heading, self.note = asked(key)
        at, of = self.visit.question_step(key)
        self.step_name = _("{step}　第 {at} 题，共 {of} 题").format(step=self.step_name, at=at, of=of)
        self.hint = _("可以不填") if question.optional else _("请在这里填")
        self.lay(self._typed_before())

    def lay(self, before: str) -> None:
        """Lay out what it is answered on, with what was typed before."""
        if self.kind in WRITTEN:
            self.lay_keyboard(before, ADDRESS_CHARS_MAX if self.key == "address" else NAME_CHARS_MAX, self.kind)
        elif self.kind in LIMITS:
            self.lay_pad(NumberPad(length_max=LIMITS[self.kind], with_x=self.kind == "id"), before)
        else:
            self.many, self.options = self.kind == "consent", options_of(self.kind)
            self.lay_choice(before)

    def take(self) -> None:
        """Check and keep; the Refusal that says what is wrong."""
        self.visit.answer(self.key, self.typed)

    def said(self, refusal: Refusal) -> str:
        """Kindly, and how many digits there are."""
        return kindly(refusal, self.typed)

    def _typed_before(self) -> str:
        kept = self.visit.answers.get(self.key, "")
        if self.kind == "group":
            kept = kept.removeprefix("第").removesuffix("村民小组")  # zh-only: as it is recorded
        place = self.visit.beginning.place if self.visit.beginning and self.key == "address" else ""
        return self.visit.drafts.get(self.key, kept or place)

    def look(self) -> None:
        """Show what is typed as people read it, and say at once whether it is right."""
        self.shown, self.good, self.doubt = spaced(self.kind, self.typed), "", ""
        if len(self.typed) == CHECKED_AT.get(self.kind, -1):
            try:
                self.visit.check(self.key, self.typed)
            except Refusal as refusal:
                self.error = self.said(refusal)
                return
            born = self.visit.born(self.typed) if self.kind == "id" else None
            young = self.visit.too_young(self.typed) if born else None
            if born and young:
                self.doubt = young_words(born, young)
            elif born:
                self.good = _("对了：{year} 年 {month} 月 {day} 日出生").format(
                    year=born.year, month=born.month, day=born.day
                )
            else:
                self.good = _("号码位数对了")


def spaced(kind: str, typed: str) -> str:
    """A number in the groups people read it in; a group as 第 n 村民小组."""
    if kind == "id":
        return "  ".join(part for part in (typed[:6], typed[6:14], typed[14:]) if part)
    if kind == "phone" and typed.startswith("1"):
        return "  ".join(part for part in (typed[:3], typed[3:7], typed[7:]) if part)
    if kind == "text":
        return tail(typed)
    if kind == "group" and typed:
        return _("第 {number} 村民小组").format(number=typed)
    return typed


def options_of(kind: str) -> list[tuple[str, str]]:
    """(what is recorded, how it is said) of what is answered by a touch."""
    if kind == "relation":
        return [(relation, relation_word(relation)) for relation in RELATIONS]
    return [(YES, _("我是监护人，我同意处理孩子的信息，并委托代办员办这件事"))]
