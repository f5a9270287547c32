"""Who cannot write: a helper who writes for them and two witnesses, each with a name and a telephone number.

Asked like every other question, one a screen; nothing is kept before the last is answered."""

from kiosk.core.casework.entrustment import Helper
from kiosk.core.refusal import Refusal
from kiosk.desk.questions import STAND_INS
from kiosk.screens.resident.question import QuestionPage
from kiosk.screens.resident.question_words import kindly
from kiosk.widgets.words import say as _


def asked_in_words(key: str) -> tuple[str, str]:
    """(the question, a second line that helps)."""
    names, phone = _("名字和身份证上写的一样。"), _("手机 11 位；座机要带区号。")
    return {
        "helper_name": (_("谁替您写？"), _("请信得过的人来写，最好不是代办员。")),
        "helper_phone": (_("代写人的电话是多少？"), phone),
        "witness_1_name": (_("第一位见证人叫什么？"), _("要有两位见证人在场。") + names),
        "witness_1_phone": (_("第一位见证人的电话是多少？"), phone),
        "witness_2_name": (_("第二位见证人叫什么？"), names),
        "witness_2_phone": (_("第二位见证人的电话是多少？"), phone),
    }[key]


class StandingInPage(QuestionPage):
    """`key`: which of the six."""

    def enter(self, key: str = STAND_INS[0].key) -> None:
        """Ask it; what was typed before stands there again."""
        self.stand("signing", key)
        self.title = _("请人代写")
        self._at = [part.key for part in STAND_INS].index(key)
        self.kind = STAND_INS[self._at].kind
        self.heading, self.note = asked_in_words(key)
        self.step_name = _("{step}　第 {at} 题，共 {of} 题").format(step=self.step_name, at=self._at + 1, of=len(STAND_INS))
        self.hint = _("请在这里填")
        self.lay(self._typed_before())

    def take(self) -> None:
        """Check this one."""
        self.visit.drafts[self.key] = self.visit.check(self.key, self.typed)

    def forward(self) -> None:
        """To the next; after the last all three stand in."""
        try:
            self.take()
        except Refusal as refusal:
            self.error = kindly(refusal, self.typed)
            return
        if self._at + 1 < len(STAND_INS):
            self.shell.instead("standing_in", key=STAND_INS[self._at + 1].key)
            return
        said = [self.visit.drafts.get(part.key, "") for part in STAND_INS]
        people = [Helper(said[at], said[at + 1]) for at in (0, 2, 4)]
        self.visit.signature = ()
        self.visit.stand_in(people[0], people[1:])
        self.show_place(self.visit.after("signing"))

    def back(self) -> bool:
        """To the one before, from the first to the pad."""
        if self._at:
            self.shell.instead("standing_in", key=STAND_INS[self._at - 1].key)
        else:
            self.shell.instead("signing")
        return True

    def _typed_before(self) -> str:
        return self.visit.drafts.get(self.key, "")
