"""What a villager entrusts: answers, materials, mandate, consents and a drawn signature.

This is the sealed body of `Entrusted` and the file that `entrust` takes. Unknown fields are refused, so that a
misspelt one is not lost in silence. Sources: 民法典 165 (what a mandate must say), 169 (no sub-delegation);
个人信息保护法 14, 17, 23, 29, 31 (notice, separate consents, guardians); 行政许可法 32 (told once and completely).
"""

import datetime
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec

from kiosk.core.casework.identity_number import IdentityNumber, read_identity_number
from kiosk.core.casework.signature import Strokes, check_strokes
from kiosk.core.casework.written_text import check_name, check_phone, check_text
from kiosk.core.catalogue.matters import Matter, Necessity, materials_asked
from kiosk.core.refusal import Refusal

ENTRUSTMENT_BYTES_MAX = 128 * 1024  # a full signature of 4,000 points and every text at its limit
ADDRESS_CHARS_MAX = 100
GROUP_CHARS_MAX = 40
ANSWERS_MAX = 1_000  # those of every row counted: a form of five hundred questions with a large household
ANSWER_CHARS_MAX = 2_000
ANSWER_NUMBER_MAX = 10**15  # a greater number is a slip, and floats could not tell it from its neighbour
ROWS_MAX = 100  # of one repeat
QUESTION_CHARS_MAX = 64
EDITION_CHARS_MAX = 64
MATERIALS_MAX = 40
ATTACHMENTS_MAX = 60
FILE_NAME_CHARS_MAX = 80
GUARDED_UNDER_YEARS = 14
MANDATE_DAYS_MAX = 184  # six months
DEMO_MARK = "演示"
POWERS = ("提交材料", "补正", "领取结果", "代缴法定费用")

Hex16 = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{16}|[0-9a-f]{18}|[0-9a-f]{20}|[0-9a-f]{22}|[0-9a-f]{24}"
                                            "|[0-9a-f]{26}|[0-9a-f]{28}|[0-9a-f]{30}|[0-9a-f]{32})?$")]  # fmt: skip


class Principal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The villager who entrusts, 委托人. `group` is the village group, such as 第3村民小组."""

    name: str
    id_number: str
    phone: str
    address: str
    group: str = ""


class HeldMaterial(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One material: `number` in the matter's list, how it is held, and its photographs' file names.

    核验 means that offices look it up and nobody handed a paper over.
    """

    number: int
    held: Literal["原件", "复印件", "核验"]
    copies: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1
    attachments: tuple[str, ...] = ()


class Mandate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """委托书. `powers` are ticked one by one; `until` is "delivered" or an ISO date; `agent` a staff number.

    An empty agent means whoever is signed in, or the rostered agent when a resident is alone.
    """

    wording_version: int
    powers: tuple[str, ...]
    until: str
    sub_delegation: bool
    sensitive_consent: bool
    agent: str = ""
    agent_name: str = ""


class Consents(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Each given separately: that the notice was read, that an agent may act, that departments may share."""

    notice_read: bool
    agent_acts: bool
    departments_share: bool
    guardian: bool = False


class Helper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who signs or acts beside the principal: a helper (代书人), a witness (见证人) or a guardian (监护人)."""

    name: str
    phone: str
    relation: str = ""


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which form the answers were given under: its `id`, which is the matter's code, and its `version`."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=EDITION_CHARS_MAX)]
    version: Annotated[str, msgspec.Meta(min_length=1, max_length=EDITION_CHARS_MAX)]


# An answer by the question's name. A repeat's is its rows, each with the answers of its own questions; rows lie three
# deep at most, which is written out because what is read from outside is bounded by its type.
Plain = str | int | float | bool
InnerRow = dict[str, Plain]
MiddleRow = dict[str, Plain | list[InnerRow]]
Row = dict[str, Plain | list[MiddleRow]]
Answer = Plain | list[Row]


class Entrustment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One entrustment as it is captured. `operation` is 8 to 16 bytes in hex, "" lets the kiosk make one.

    `signature` is empty only where a helper and two witnesses stand in; `mark` is 演示 in a demonstration; `form` is
    absent where the matter has none, and in what was entrusted before there were forms.
    """

    matter: str
    principal: Principal
    answers: dict[str, Answer]
    materials: tuple[HeldMaterial, ...]
    notice_version: int
    consents: Consents
    mandate: Mandate | None = None
    signature: Strokes = ()
    helper: Helper | None = None
    witnesses: tuple[Helper, ...] = ()
    guardian: Helper | None = None
    operation: Hex16 = ""
    mark: Literal["", "演示"] = ""
    form: Edition | None = None

    @property
    def attachments(self) -> tuple[str, ...]:
        """The file names of its materials' photographs, in the order of the materials."""
        return tuple(name for material in self.materials for name in material.attachments)


def read_entrustment(data: bytes) -> Entrustment:
    """Read the JSON of an entrustment; Refusal ENTRUSTMENT_TOO_LARGE or ENTRUSTMENT_MALFORMED (with the place)."""
    if len(data) > ENTRUSTMENT_BYTES_MAX:
        raise Refusal("ENTRUSTMENT_TOO_LARGE", size_bytes=len(data), limit_bytes=ENTRUSTMENT_BYTES_MAX)
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Entrustment)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        said, _, place = str(error).partition(" - at `")
        raise Refusal("ENTRUSTMENT_MALFORMED", where=place.rstrip("`") or "$", why=said) from error


def write_entrustment(entrustment: Entrustment) -> bytes:
    """The compact UTF-8 JSON that is compressed and sealed: fields in their order, defaults left out."""
    return msgspec.json.encode(entrustment)


def check_entrustment(
    entrustment: Entrustment,
    matter: Matter,
    attached: Collection[str],
    *,
    today: datetime.date | None,
    notice_versions: Collection[int],
    alone: bool = False,
    conditions: Mapping[int, bool] = {},
    answered: Collection[str] = (),
) -> None:
    """Raise the Refusal that keeps this entrustment from being recorded, or return.

    attached: file names given with it; today: for ages and the mandate's end, the later of the clock's date and the
    catalogue's, None where the clock is not plausible (then neither is judged here, and the county does);
    notice_versions: those of the catalogue document; alone: a resident without an agent, whose mandate may wait;
    conditions: whether the answers ask for a material, by its number, where the form says (`materials_asked`);
    answered: file names of photographs that are answers.
    """
    identity = check_given(entrustment, matter, today)
    check_materials(entrustment, matter, conditions)
    _check_attachments((*entrustment.attachments, *answered), attached)
    if entrustment.notice_version not in notice_versions:
        raise Refusal("NOTICE_UNKNOWN", version=entrustment.notice_version)
    check_mandate(entrustment, today, alone)
    check_consents(entrustment, is_guarded(identity, today))
    check_signature(entrustment)


def check_given(entrustment: Entrustment, matter: Matter, today: datetime.date | None) -> IdentityNumber:
    """That the matter may be entrusted, by whom, and that the answers are bounded, before a form looks at them.

    Gives the principal's identity number. today: as of `check_entrustment`."""
    if matter.agent_allowed == "N":
        place, place_en = _PLACES[matter.accept_tier]
        rule = matter.agent_rule or "须本人到场"
        raise Refusal("AGENT_NOT_ALLOWED", matter=matter.code, rule=rule, place=place, place_en=place_en)
    identity = _check_people(entrustment, today)
    _check_answers(entrustment)
    return identity


_PLACES = {
    1: ("村便民服务站", "the village station"),
    2: ("乡镇（街道）便民服务中心", "the township centre"),
    3: ("县行政服务中心", "the county centre"),
}


def _check_people(entrustment: Entrustment, today: datetime.date | None) -> IdentityNumber:
    principal = entrustment.principal
    check_name("委托人姓名", principal.name)
    identity = read_identity_number(principal.id_number, today)
    check_phone(principal.phone)
    check_text("住址", principal.address, ADDRESS_CHARS_MAX, required=True)
    check_text("村民小组", principal.group, GROUP_CHARS_MAX)
    beside = [("代书人", entrustment.helper), ("监护人", entrustment.guardian)]
    beside += [("见证人", witness) for witness in entrustment.witnesses[:3]]
    for role, person in beside:
        if person is not None:
            check_name(f"{role}姓名", person.name)
            check_phone(person.phone)
            check_text(f"{role}与委托人关系", person.relation, GROUP_CHARS_MAX)
    return identity


def _check_answers(entrustment: Entrustment) -> None:
    for given, (question, answer) in enumerate(_every_answer(entrustment.answers), 1):
        if given > ANSWERS_MAX:
            raise Refusal("ANSWERS_TOO_MANY", field="answers", limit=ANSWERS_MAX)
        check_text("问题名", question, QUESTION_CHARS_MAX, required=True)
        if isinstance(answer, str):
            check_text(question, answer, ANSWER_CHARS_MAX)
        elif isinstance(answer, list):
            if len(answer) > ROWS_MAX:
                raise Refusal("ANSWERS_TOO_MANY", field=question, limit=ROWS_MAX)
        elif abs(answer) > ANSWER_NUMBER_MAX:
            raise Refusal("ANSWER_TOO_LARGE", field=question, limit=ANSWER_NUMBER_MAX)


def _every_answer(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for question, answer in row.items():
        yield question, answer
        if isinstance(answer, list):
            for inner in answer:
                yield from _every_answer(inner)


def check_materials(entrustment: Entrustment, matter: Matter, conditions: Mapping[int, bool] = {}) -> None:
    """One refusal names every gap: telling a villager twice is what 一次性告知 forbids.

    conditions: as of `materials_asked`. Refusal MATERIAL_UNKNOWN, MATERIAL_NOT_SHARED or MATERIAL_MISSING."""
    held: set[int] = set()
    for row in entrustment.materials[: MATERIALS_MAX + 1]:
        material = matter.material(row.number)
        if material is None or row.number in held:
            raise Refusal("MATERIAL_UNKNOWN", matter=matter.code, number=row.number)
        if row.held == "核验" and not material.shared:
            raise Refusal("MATERIAL_NOT_SHARED", material=material.name)
        held.add(row.number)
    asked = materials_asked(matter, conditions)
    gaps = [m.name for m in asked if m.necessity is Necessity.REQUIRED and m.number not in held]
    if gaps:
        raise Refusal("MATERIAL_MISSING", materials="、".join(gaps))


def _check_attachments(named: tuple[str, ...], attached: Collection[str]) -> None:
    if len(named) > ATTACHMENTS_MAX:
        raise Refusal("TEXT_TOO_LONG", field="attachments", chars=len(named), limit_chars=ATTACHMENTS_MAX)
    for name in named:
        check_text("附件名", name, FILE_NAME_CHARS_MAX, required=True)
        if "/" in name or "\\" in name or name.startswith("."):
            raise Refusal("TEXT_NOT_ALLOWED", field="附件名", character="/")
        if named.count(name) > 1:
            raise Refusal("ATTACHMENT_UNNAMED", name=name)
    for name in sorted(set(named) - set(attached)):
        raise Refusal("ATTACHMENT_MISSING", name=name)
    for name in sorted(set(attached) - set(named)):
        raise Refusal("ATTACHMENT_UNNAMED", name=name)


def check_mandate(entrustment: Entrustment, today: datetime.date | None, alone: bool) -> None:
    """The mandate by itself; Refusal MANDATE_MISSING (not where a resident is alone), MANDATE_SCOPE, MANDATE_PERIOD."""
    mandate = entrustment.mandate
    if mandate is None:
        if not alone:
            raise Refusal("MANDATE_MISSING")
        return
    if not mandate.powers:
        raise Refusal("MANDATE_SCOPE", reason_zh="一项也没有勾选", reason_en="none is ticked")
    for power in mandate.powers:
        if power not in POWERS or mandate.powers.count(power) > 1:
            raise Refusal("MANDATE_SCOPE", reason_zh=f"“{power[:20]}”不可选", reason_en=f"“{power[:20]}” is not one")
    if mandate.sub_delegation:
        raise Refusal("MANDATE_SCOPE", reason_zh="不得转委托", reason_en="an agent may not pass it on")
    if mandate.agent_name:
        check_name("受托人姓名", mandate.agent_name)
    check_text("受托人工号", mandate.agent, 16)
    if mandate.until != "delivered":
        try:
            end = datetime.date.fromisoformat(mandate.until)
        except ValueError:
            raise Refusal("MANDATE_PERIOD") from None
        if today is not None and not today <= end <= today + datetime.timedelta(days=MANDATE_DAYS_MAX):
            raise Refusal("MANDATE_PERIOD")


def check_consents(entrustment: Entrustment, guarded: bool) -> None:
    """Every consent that is needed was given; Refusal CONSENT_MISSING names all that were not, GUARDIAN_NEEDED."""
    consents, mandate = entrustment.consents, entrustment.mandate
    wanted = [
        ("已读告知书", consents.notice_read),
        ("由代办员代办", consents.agent_acts),
        ("有关部门共享核验", consents.departments_share),
        ("处理敏感个人信息", mandate is None or mandate.sensitive_consent),
    ]
    if guarded:
        if entrustment.guardian is None:
            raise Refusal("GUARDIAN_NEEDED")
        wanted.append(("监护人同意", consents.guardian))
    if missing := [name for name, given in wanted if not given]:
        raise Refusal("CONSENT_MISSING", consents="、".join(missing))


def check_signature(entrustment: Entrustment) -> None:
    """Signed, or a helper and two witnesses stand in; Refusal SIGNATURE_MISSING or SIGNATURE_NOT_VALID."""
    if entrustment.signature:
        check_strokes(entrustment.signature)
    elif entrustment.helper is None or len(entrustment.witnesses) != 2:
        raise Refusal("SIGNATURE_MISSING")


def is_guarded(identity: IdentityNumber, today: datetime.date | None) -> bool:
    """Under fourteen on that day (个人信息保护法 31); nobody is where the day is not known."""
    return today is not None and identity.age(today) < GUARDED_UNDER_YEARS
