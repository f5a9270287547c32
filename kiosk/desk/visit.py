"""One visitor's errand at the window: what was chosen, read, consented to, typed, photographed and signed so far.

It lives in memory only (R-SEAL: a resident alone has no draft on disk), one object a visitor, and `wipe` empties it.
Each answer is checked when it is given, by the functions that the entrustment's own check uses; `gaps` checks
everything again, so that nobody comes to the end with something lacking. Pages ask it where they stand and what
comes next: the order of the whole journey is one table in `way`.
"""

import datetime
from collections.abc import Iterable
from typing import Literal, NamedTuple

from kiosk.core.casework.entrustment import (
    ATTACHMENTS_MAX,
    POWERS,
    Entrustment,
    HeldMaterial,
    Helper,
    check_materials,
    is_guarded,
)
from kiosk.core.casework.identity_number import IdentityNumber, read_identity_number
from kiosk.core.casework.signature import PenPoint, Strokes, check_strokes
from kiosk.core.catalogue.matters import Material, Matter, materials_asked
from kiosk.core.forms.principal_facts import By
from kiosk.core.refusal import Refusal
from kiosk.desk import lacking
from kiosk.desk.age import TooYoung, too_young
from kiosk.desk.drafting import CONSENTS, draft, whole
from kiosk.desk.entrusting import Entrusted
from kiosk.desk.form_visit import FormVisit
from kiosk.desk.forms import Forms
from kiosk.desk.lacking import UNTIL_DELIVERED, Gap, checked_mandate
from kiosk.desk.material import Taken
from kiosk.desk.photograph import Photograph
from kiosk.desk.questions import GUARDIANS, PRINCIPALS, STAND_INS, Question, check_answer
from kiosk.desk.way import JOURNEY, MANDATE_PARTS, STEPS, Place, next_place, place_before, way

__all__ = [
    "CONSENTS", "JOURNEY", "MANDATE_PARTS", "POWERS", "STEPS", "UNTIL_DELIVERED", "Beginning", "Gap", "Place",
    "Question", "Visit",
]  # fmt: skip

Held = Literal["原件", "复印件", "核验"]


class Beginning(NamedTuple):
    """What a visit stands on, read from the station when it begins (`visiting.begin`).

    today: the date that ages and the mandate's end are judged by; notice_version, mandate_version: the wordings in
    force; place: the village's name as addresses begin with it; mark: "演示" where nothing is real; forms: those of
    the matters, None where there are none."""

    today: datetime.date
    notice_version: int
    mandate_version: int
    place: str = ""
    mark: Literal["", "演示"] = ""
    forms: Forms | None = None


class Visit:
    """What a visitor has chosen and typed so far. Wrong input raises a Refusal and changes nothing.

    matter: None until chosen; answers: by the question's key, as they will be recorded; consents: those of `CONSENTS`
    that were given; photographs: prepared ones by file name; reviewing: the summary was reached, so that a changed
    line leads straight back to it; drafts: what stands on a page and was not taken over yet, so that nothing typed is
    lost on the way back or while help is called; entrusted: what handing in led to; operation: drawn at the first
    submit, one a visit, so that a double tap is one case; agent: (staff number, name) of whoever is signed in, None
    where a resident is alone."""

    def __init__(self, beginning: Beginning | None = None) -> None:
        self.beginning = beginning
        self._empty()

    def _empty(self) -> None:
        self.matter: Matter | None = None
        self.notice_seen = False
        self.consents: set[str] = set()
        self.answers: dict[str, str] = {}
        self.drafts: dict[str, str] = {}
        self.materials: dict[int, HeldMaterial] = {}
        self.photographs: dict[str, Photograph] = {}
        self.powers: tuple[str, ...] = ()
        self.until = UNTIL_DELIVERED
        self.sensitive_consent = False
        self.signature: Strokes = ()
        self.helper: Helper | None = None
        self.witnesses: tuple[Helper, ...] = ()
        self.agent: tuple[str, str] | None = None
        self.reviewing = False
        self.operation = b""
        self.entrusted: Entrusted | None = None
        self.mandate_read = False
        self._photographed = 0
        self._form: FormVisit | None = None
        self._form_is_of: tuple[str, str, By] | None = None
        self.photographs_lead_to: Place | None = None  # a correction's page, for which they are taken; None: a journey

    def wipe(self) -> None:
        """Forget everything: the visitor went away, or is done."""
        self.beginning = None
        self._empty()

    @property
    def alone(self) -> bool:
        """Nobody is signed in: what is submitted waits for the agent (委托待签)."""
        return self.agent is None

    @property
    def filled(self) -> bool:
        """Whether the visitor has given anything yet: words, a tick, a material, a photograph, a signature."""
        given = (
            self.answers, self.drafts, self.consents, self.materials, self.photographs, self.powers, self.signature,
        )  # fmt: skip
        form = self._form is not None and self._form.filled
        return self.sensitive_consent or form or any(given) or self.helper is not None

    @property
    def today(self) -> datetime.date | None:
        """The day that ages and ends are judged by, None before the visit began."""
        return self.beginning.today if self.beginning else None

    # ------------------------------------------------------------------ choosing and answering

    def choose(self, matter: Matter) -> None:
        """Take up a matter. What belongs to another is dropped, its consents and its mandate too (个人信息保护法 14: a
        changed purpose is consented to anew); who the visitor is stays."""
        if self.matter is not None and self.matter.code != matter.code:
            self.materials, self.photographs = {}, {}
            self._form = self._form_is_of = None
            self.notice_seen = self.reviewing = self.mandate_read = self.sensitive_consent = False
            self.consents, self.powers, self.until = set(), (), UNTIL_DELIVERED
            self.answers.pop("guardian_consent", None)
            asked = {question.key for question in PRINCIPALS + GUARDIANS} - {"guardian_consent"}
            self.drafts = {key: text for key, text in self.drafts.items() if key in asked}
            self.unsign()
        self.matter = matter

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked, in order: the principal's facts, and the guardian's where the principal is under fourteen."""
        return PRINCIPALS + (GUARDIANS if self.guarded else ())

    @property
    def guarded(self) -> bool:
        """Whether the identity number given so far is of somebody under fourteen."""
        identity = self._identity()
        return identity is not None and is_guarded(identity, self.today)

    def born(self, number: str) -> datetime.date | None:
        """The birth date that an identity number says, None while it is not a right one."""
        identity = self._identity(number)
        return identity.born if identity else None

    def too_young(self, number: str) -> TooYoung | None:
        """Where the number is of somebody who has not the age that the matter itself states."""
        born = self.born(number)
        if born is None or self.matter is None or self.today is None:
            return None
        return too_young(self.matter, born, self.today)

    def _identity(self, number: str | None = None) -> IdentityNumber | None:
        try:
            return read_identity_number(self.answers.get("id_number", "") if number is None else number, self.today)
        except Refusal:
            return None

    def question(self, key: str) -> Question:
        """The question of that key."""
        return next(question for question in PRINCIPALS + GUARDIANS + STAND_INS if question.key == key)

    def check(self, key: str, text: str) -> str:
        """The answer as it will be recorded, blanks at its ends dropped; the Refusal that says what is wrong."""
        return check_answer(self.question(key), text, self.today)

    def answer(self, key: str, text: str) -> None:
        """Check and keep an answer; what was signed before does not say this, so it is signed again."""
        checked = self.check(key, text)
        if self.answers.get(key, "") != checked:
            self.unsign()
        self.answers[key] = checked

    def consent(self, name: str, given: bool) -> None:
        """Give or take back one of `CONSENTS`."""
        assert name in CONSENTS
        (self.consents.add if given else self.consents.discard)(name)

    # ------------------------------------------------------------------ the form

    @property
    def has_form(self) -> bool:
        """Whether the matter has a form; its questions are known as soon as the identity number says whose it is."""
        forms = self.beginning.forms if self.beginning else None
        return forms is not None and self.matter is not None and forms.has(self.matter.code)

    @property
    def form(self) -> FormVisit | None:
        """The form's pages and answers; None where the matter has none, or nobody knows yet whose it would be.

        Where the identity number changes, or an agent signs in, everything said so far is weighed anew."""
        identity = self._identity()
        if self.beginning is None or self.beginning.forms is None or self.matter is None or identity is None:
            return None
        if not self.has_form:
            return None
        by: By = "alone" if self.alone else "agent"
        is_of = (self.matter.code, identity.number, by)
        if is_of != self._form_is_of:
            said = self._form.carried if self._form else None
            filling = self.beginning.forms.begin(self.matter.code, identity, by, said)
            if self._form is None:
                self._form = FormVisit(filling, self.unsign)
            else:
                self._form.weigh_anew(filling)
            self._form_is_of = is_of
        return self._form

    @property
    def conditions(self) -> dict[int, bool]:
        """What the form's answers say about materials (`materials_asked`); nothing before there are answers."""
        return self.form.conditions if self.form else {}

    @property
    def materials_asked(self) -> tuple[Material, ...]:
        """The materials that are asked for as things stand, each with the necessity that holds now."""
        return materials_asked(self.matter, self.conditions) if self.matter else ()

    # ------------------------------------------------------------------ materials and photographs

    def hold(self, number: int, held: Held, copies: int = 1) -> None:
        """This material is there, and how; its photographs stay. Refusal MATERIAL_UNKNOWN, MATERIAL_NOT_SHARED."""
        before = self.materials.get(number)
        row = HeldMaterial(number, held, copies, before.attachments if before else ())
        if self.matter is None:
            raise Refusal("MATTER_UNKNOWN", matter="")
        try:
            check_materials(draft(self, {**self.materials, number: row}), self.matter)
        except Refusal as no:
            if no.code != "MATERIAL_MISSING":  # the others may come after this one
                raise
        self.materials[number] = row

    def let_go(self, number: int) -> None:
        """This material is not there after all; its photographs go with it."""
        for name in self.photographs_of(number):
            self.photographs.pop(name, None)
        self.materials.pop(number, None)

    def keep_photograph(self, number: int, photograph: Photograph) -> str:
        """Keep one that was prepared elsewhere (it takes a tenth of a second, so not where people wait for a touch)."""
        row = self.materials[number]
        if len(self.photographs) >= ATTACHMENTS_MAX:
            limit = ATTACHMENTS_MAX
            raise Refusal("TEXT_TOO_LONG", field="照片", chars=len(self.photographs) + 1, limit_chars=limit)
        self._photographed += 1
        name = f"{number}-{self._photographed}.jpg"
        self.photographs[name] = photograph
        self.materials[number] = HeldMaterial(number, row.held, row.copies, (*row.attachments, name))
        return name

    def drop_photograph(self, name: str) -> None:
        """Forget one photograph; its material stays."""
        self.photographs.pop(name, None)
        for number, row in self.materials.items():
            if name in row.attachments:
                kept = tuple(one for one in row.attachments if one != name)
                self.materials[number] = HeldMaterial(number, row.held, row.copies, kept)

    def photographs_of(self, number: int) -> tuple[str, ...]:
        """The file names of a material's photographs."""
        row = self.materials.get(number)
        return row.attachments if row else ()

    @property
    def attached(self) -> tuple[Taken, ...]:
        """The photographs as `entrusting.gather` takes them: of what is asked for, and those that answer the form."""
        shown = (name for material in self.materials_asked for name in self.photographs_of(material.number))
        return (*(Taken(name, self.photographs[name]) for name in shown), *(self.form.attached if self.form else ()))

    # ------------------------------------------------------------------ mandate and signature

    def tick_powers(self, powers: Iterable[str]) -> None:
        """Fix what the agent may do, each of `POWERS` by itself; Refusal MANDATE_SCOPE and nothing changed."""
        wanted = set(powers)
        ticked = tuple(power for power in POWERS if power in wanted)
        checked_mandate(self, ticked, UNTIL_DELIVERED)
        if ticked != self.powers:
            self.unsign()
        self.powers = ticked

    def end_at(self, until: str) -> None:
        """Fix how long: "delivered" or an ISO date within `MANDATE_DAYS_MAX`; Refusal MANDATE_PERIOD."""
        checked_mandate(self, POWERS, until)
        if until != self.until:
            self.unsign()
        self.until = until

    def consent_sensitive(self, given: bool) -> None:
        """The separate consent for sensitive information (个人信息保护法 29), given or taken back."""
        self.sensitive_consent = given

    def sign(self, strokes: Iterable[Iterable[tuple[int, int, int]]]) -> None:
        """Keep the drawn signature; Refusal SIGNATURE_NOT_VALID, and the one before stays."""
        drawn = tuple(tuple(PenPoint(*point) for point in stroke) for stroke in strokes)
        check_strokes(drawn)
        self.signature = drawn

    def stand_in(self, helper: Helper | None, witnesses: Iterable[Helper] = ()) -> None:
        """Who cannot sign: a helper and two witnesses, each once with a name and a telephone number."""
        self.helper, self.witnesses = helper, tuple(witnesses)

    def unsign(self) -> None:
        """What the signature stood under has changed: it is asked for again, and so is whoever stood in."""
        self.signature, self.helper, self.witnesses = (), None, ()

    # ------------------------------------------------------------------ the way

    def step(self, page: str) -> tuple[int, int]:
        """(n, m) of “第 n 步，共 m 步”."""
        steps = STEPS if self.has_form else tuple(step for step in STEPS if step != "form")
        return steps.index(page) + 1, len(steps)

    def question_step(self, key: str) -> tuple[int, int]:
        """(n, m) of a question among the questions asked."""
        keys = [question.key for question in self.questions]
        return (keys.index(key) + 1 if key in keys else 1), len(keys)

    def after(self, page: str, key: str = "") -> Place:
        """Where 下一步 leads. From the summary's 改 it leads to what became lacking or is newly asked by the change, or
        back there."""
        if self.form is not None and page == "form":
            self.form.seen.add(key)
        if self.reviewing and page != "summary":
            wanted = {gap.place for gap in self.gaps()}
            if self.form is not None:
                wanted.add(Place("form", self.form.unseen()))
            return next((place for place in self._way() if place in wanted), Place("summary"))
        return next_place(self._way(), Place(page, key))

    def before(self, page: str, key: str = "") -> Place:
        """Where 返回 leads; from the first question of the journey to the page before it."""
        if self.reviewing and page != "summary":
            return Place("summary")
        return place_before(self._way(), Place(page, key))

    def gaps(self) -> tuple[Gap, ...]:
        """Everything still lacking, in the order of the journey; empty means that it can be submitted."""
        return lacking.gaps(self, self._way())

    def _way(self) -> list[Place]:
        return way([question.key for question in self.questions], self.form.keys if self.form else ())

    # ------------------------------------------------------------------ the entrustment

    def entrustment(self) -> Entrustment:
        """What is entrusted, as it stands; its operation is the visit's, once there is one."""
        return whole(self)
