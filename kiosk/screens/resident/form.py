"""填申请表: the questions of the matter's form, one a screen, each answered on the pad made for its kind."""

from typing import Any

from kivy.core.window import Window
from kivy.properties import ListProperty, ObjectProperty

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.filling import Question, Repeat
from kiosk.desk.form_visit import FormVisit
from kiosk.desk.photograph import prepare
from kiosk.desk.visit import Place
from kiosk.devices.wedge import Wedge
from kiosk.screens.resident.asking import AskingPage, tail
from kiosk.screens.resident.form_rooms import (
    OPTIONS_SEEN_MAX,
    PhotoRoom,
    RankingRoom,
    ReadingRoom,
    RowsRoom,
    SeekingRoom,
    SigningRoom,
)
from kiosk.widgets.dialog import ask
from kiosk.widgets.ink_picture import draw_ink
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.range_bar import RangeBar
from kiosk.widgets.theme import theme
from kiosk.widgets.when import PARTS, typed_of, value_of
from kiosk.widgets.when_pad import WhenPad, part_word
from kiosk.widgets.words import say as _

LINE_CHARS_MAX, TEXT_CHARS_MAX = 100, 500  # a line of writing; some sentences (appearance multiline)
NUMBER_CHARS_MAX = 12
AGREED = "OK"  # what XForms keep of an acknowledgement (ODK XForms, trigger)
WRITTEN, COUNTED, CHOSEN = ("text", "barcode"), ("integer", "decimal"), ("select_one", "select_multiple", "trigger")
FIELDLESS = (*CHOSEN, "rank", "image")  # no field there to say whether it may stay empty


class FormPage(AskingPage):
    """`key`: the step of the form, a question or a repeat. `rows`: those of the repeat, `picture` what was photographed
    or signed."""

    rows = ListProperty()
    picture = ObjectProperty(None, allownone=True)

    def enter(self, key: str = "") -> None:
        """Show the step of that key; the first one where none is named, or where it is not asked any more."""
        self.stand("form", key)
        form = self.visit.form
        assert form is not None, "the way leads here only where there is a form"
        self.form: FormVisit = form
        form.speak(theme.language)
        step = form.step(key)
        if step is None:
            self.show_place(Place("form", form.keys[0]) if form.keys else self.visit.after("form", key))
            return
        self.title = self.step_name
        at, of = form.place(key)
        self.heading = step.label
        if isinstance(step, Repeat):
            self._place_words(at, of, "")
            self._ask_for_another(step)
            return
        self.question = step
        self._place_words(at, of, step.groups[-1] if step.groups else "")
        self.note = step.hint
        self.kind = "text" if step.kind in WRITTEN and "numbers" not in step.appearance else step.kind
        if step.kind in FIELDLESS and not step.readonly:
            self.step_name += " · " + (_("一定要填") if step.required else _("可以不填"))
        self.hint = _("请在这里填") if step.required else _("可以不填")
        self._lay(step)
        if step.violation is not None and step.value and self.key not in form.drafts:
            self._say_what_is_wrong()

    def leave(self) -> None:
        """A scanner that is listened to no more."""
        Window.unbind(on_key_down=self._scanned)

    def keep_draft(self, text: str) -> None:
        """With the form, so that it goes with its row."""
        self.form.drafts[self.key] = text

    def look(self) -> None:
        """A day as it is said, money with its unit, a long text from its end."""
        self.shown = day_words(self._when, self.typed) if self._when else tail(self.typed)
        if self.typed and "money" in self.question.appearance:
            self.shown = _("{amount} 元").format(amount=self.typed)

    def take(self) -> None:
        """Check and keep; the Refusal with what the form says of it."""
        if isinstance(self.form.step(self.key), Repeat):
            return
        if self.kind in ("note", "image") or self.question.readonly:
            self.form.check(self.key)
        else:
            self.form.answer(self.key, value_of(self._when, self.typed) if self._when else self.typed.strip())

    def _say_what_is_wrong(self) -> None:
        try:
            self.form.check(self.key)
        except Refusal as refusal:
            self.error = self.said(refusal)

    def forward(self) -> None:
        """下一步, and before that what is half done."""
        if self._when and self.typed and not value_of(self._when, self.typed):
            self.error = _("还没有点完。请接着点，或者点“清空”。")
            return
        super().forward()

    # ------------------------------------------------------------------ what each kind is answered on

    @property
    def _when(self) -> str:
        """The kind of day or time that is asked, "" for anything else."""
        if self.kind != "date":
            return self.kind if self.kind in PARTS else ""
        return next((kind for kind in ("month-year", "year") if kind in self.question.appearance), "date")

    def _lay(self, question: Question) -> None:
        before = self.form.drafts.get(self.key)
        if before is None:
            before = typed_of(self._when, question.value) if self._when else question.value
            if question.kind == "decimal":
                before = before.removesuffix(".0")  # as it was typed
        if question.readonly or question.kind == "note":
            self.shown = question.shown
            self.add_widget(ReadingRoom(page=self))
        elif self._when:
            self.lay_pad(WhenPad(kind=self._when, text=before), before)
        elif question.kind in CHOSEN:
            self._lay_options(question, before)
        elif question.kind in COUNTED or "numbers" in question.appearance:
            self._lay_numbers(question, before)
        elif question.kind in WRITTEN:
            self._lay_words(question, before)
        elif question.kind == "rank":
            self._lay_rank(question, before)
        elif question.kind == "range":
            limits = {name: question.parameters[given] for name, given in RANGE if given in question.parameters}
            self.lay_pad(RangeBar(**limits), before)
        elif question.kind == "image":
            self.picture = photograph.thumb_jpeg if (photograph := self.form.photograph(self.key)) else None
            self.add_widget(SigningRoom(page=self) if "signature" in question.appearance else PhotoRoom(page=self))
        else:
            self.doubt = _("这一项在这台机器上填不了，请告诉代办员。")
            self.add_widget(ReadingRoom(page=self))

    def _lay_options(self, question: Question, before: str) -> None:
        self.many = question.kind != "select_one"
        self.options = [(option.value, option.label) for option in question.options]
        if question.kind == "trigger":
            self.options = [(AGREED, _("我知道了"))]
        if len(self.options) > OPTIONS_SEEN_MAX:
            self.typed, self.chosen = before, before.split()
            self.add_widget(SeekingRoom(page=self))
        else:
            self.lay_choice(before)

    def _lay_numbers(self, question: Question, before: str) -> None:
        pad = NumberPad(length_max=NUMBER_CHARS_MAX, with_point=question.kind == "decimal")
        if question.kind not in COUNTED:
            pad.length_max, pad.with_x = LINE_CHARS_MAX, True  # an identity number may end with it
        self.lay_pad(pad, before)

    def _lay_words(self, question: Question, before: str) -> None:
        pad = self.lay_keyboard(before, TEXT_CHARS_MAX if "multiline" in question.appearance else LINE_CHARS_MAX)
        if question.kind == "barcode":
            pad.mode = "latin"
            self.hint = _("把条码放到扫码器下面，或者照着打进去")
            self._pad, self._wedge = pad, Wedge()
            Window.bind(on_key_down=self._scanned)

    def _lay_rank(self, question: Question, before: str) -> None:
        self.options = [(option.value, option.label) for option in question.options]
        # who has to put them into an order may agree with the one they stand in
        self.typed = before or (" ".join(key for key, _label in self.options) if question.required else "")
        self.chosen = self.typed.split()
        self.add_widget(RankingRoom(page=self))

    def _scanned(self, _window: Any, code: int, _scancode: int, character: str | None, modifiers: list[str]) -> bool:
        if line := self._wedge.key(code, character or "", modifiers, self.shell.stopwatch()):
            self._pad.text = line[:LINE_CHARS_MAX]
        return False

    # ------------------------------------------------------------------ photographs and signatures

    def photograph(self) -> None:
        """拍照."""
        self.shell.instead("camera", key=self.key)

    def choose_picture(self) -> None:
        """选一张."""
        self.shell.instead("pictures", key=self.key)

    def drop_picture(self) -> None:
        """不要这张, asked again."""
        ask(_("不要这张照片了？"), "", _("去掉它"), _("留着"), self._drop_picture, kind="wait", danger=True)

    def _drop_picture(self) -> None:
        self.form.drop_photograph(self.key)
        self.picture = None

    def sign(self, pad: Any) -> None:
        """Keep what was drawn, and go on; where nothing was drawn anew, what was drawn before stands."""
        if pad.strokes and not pad.enough:
            self.error = _("这样还看不出名字。请点“全部重写”，再写一次。")
            return
        if pad.strokes:
            try:
                self.form.keep_photograph(self.key, prepare(draw_ink(pad.strokes), _("签名")))
            except Refusal as refusal:
                self.error = self.said(refusal)
                return
        self.forward()

    # ------------------------------------------------------------------ rows

    def _ask_for_another(self, repeat: Repeat) -> None:
        self.kind = "repeat"
        self.rows = [(row.position, row.key, _("，").join(row.told), row.lacking) for row in self.form.rows(self.key)]
        self.heading = (_("还有{label}吗？") if self.rows else _("有{label}吗？")).format(label=repeat.label)
        self.note = _("已经填了 {count} 个。要改哪一个，就点它后面的“改”。").format(count=len(self.rows)) if self.rows else ""
        self.next_text = _("没有了") if self.rows else _("没有")
        if repeat.may_add:
            self.aside_text, self.aside_icon = _("还有，再加") if self.rows else _("有，加上"), "plus"
        room = RowsRoom(page=self)
        room.may_remove = repeat.may_remove
        self.add_widget(room)

    def aside(self) -> None:
        """再加一个: the first question of the new row."""
        self.show_place(Place("form", self.form.add(self.key)))

    def change(self, row_key: str) -> None:
        """改: the first question of that row."""
        self.show_place(Place("form", row_key))

    def remove(self, position: int) -> None:
        """去掉, asked again."""
        ask(
            _("要去掉第 {position} 个吗？").format(position=position), _("里面填的都会去掉。"), _("去掉它"), _("留着"),
            lambda: self._remove(position), kind="wait", danger=True,
        )  # fmt: skip

    def _remove(self, position: int) -> None:
        self.form.remove(self.key, position)
        self.show_place(Place("form", self.key))

    def _place_words(self, at: int, of: int, group: str) -> None:
        self.step_name = _("{step}　第 {at} 题，共 {of} 题").format(step=group or self.step_name, at=at, of=of)


RANGE = (("least", "start"), ("most", "end"), ("step", "step"))


def day_words(kind: str, typed: str) -> str:
    """What was typed of a day or a time, as it is read; "" for nothing."""
    if not typed:
        return ""
    return " ".join(part_word(part, number) for part, number in zip(PARTS[kind], typed.split("/"), strict=False))
