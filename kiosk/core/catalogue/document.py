"""The catalogue document: everything the county sends its stations so that they can work alone.

One deterministic CBOR map (RFC 8949, 4.2.1) with text keys; the carriage room signs and carries the bytes.
A station keeps the document it has until a right one with a higher version comes. A key that this
program does not know is passed over, so that a newer county can still talk to an older kiosk.
"""

import datetime
import hashlib
from typing import Annotated, Any, Literal

import cbor2
import msgspec

from kiosk.core.catalogue.divisions import Division, Divisions, grow
from kiosk.core.catalogue.matters import OUTSIDE, Catalogue, Matter
from kiosk.core.catalogue.set_by_county import PROMISE_PERCENT_MAX
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal

DOCUMENT_BYTES_MAX = 2 * 1024 * 1024  # a minute and a half on a 128 kbit/s line, once compressed
DICTIONARY_BYTES_MAX = 128 * 1024
NOTICES_MAX = 50
NOTICE_CHARS_MAX = 5_000
CALENDAR_DAYS_MAX = 2_000
SEALING_KEYS_MAX = 6_000  # a key for every station of the largest county
PEOPLE_MAX = 5_000  # as many as a county's staff sheet holds
PUBLIC_KEY_BYTES = 32
FORMAT = 1

PERIOD_DAYS_MAX = 3_650
PERCENT_MAX = 100
COUNTY_RETENTION_DAYS_MAX = 36_500  # archives are kept ten or thirty years, or for good
Positive = Annotated[int, msgspec.Meta(ge=1, le=PERIOD_DAYS_MAX)]


class Wording(msgspec.Struct, frozen=True):
    """One version of a text people consent to or sign; old versions stay, since entrustments name them."""

    version: Annotated[int, msgspec.Meta(ge=1)]
    zh: Annotated[str, msgspec.Meta(min_length=1, max_length=NOTICE_CHARS_MAX)]
    en: Annotated[str, msgspec.Meta(min_length=1, max_length=NOTICE_CHARS_MAX)]


class SealingKey(msgspec.Struct, frozen=True):
    """A recipient's X25519 public key (32 raw bytes). `station` is a 12-digit station code, "" for the other roles."""

    role: Literal["county", "recovery", "station"]
    station: str
    public_key: bytes


class Limits(msgspec.Struct, frozen=True):
    """What the county sets for all its stations; the numbers are suggestions until it does."""

    receive_working_days: Positive = 5  # T1, 行政许可法 32
    correction_days: Positive = 15  # T7, calendar days for the principal
    correction_reminder_days: Positive = 5
    forward_working_days: Positive = 3  # T8, the village's forwarding
    deliver_working_days: Positive = 10  # T5, 行政许可法 44
    pending_lapse_days: Positive = 30  # an unconfirmed entrustment, calendar days
    mandate_months_max: Positive = 6
    after_check_days: Positive = 30  # 告知承诺, calendar days from acceptance
    rectify_working_days: Positive = 15  # T10, a rating of the two worst grades
    purge_grace_days: Positive = 7  # after safe and open, before a kiosk may let go
    kiosk_retention_days: Positive = 30  # bodies of archived cases on a kiosk
    county_retention_days: Annotated[int, msgspec.Meta(ge=1, le=COUNTY_RETENTION_DAYS_MAX)] = 3_650
    promise_percent_max: Annotated[int, msgspec.Meta(ge=1, le=PERCENT_MAX)] = PROMISE_PERCENT_MAX  # of the law's limit


class PersonTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """Until when a person may do what, as last days: `trained_until` may open new cases (F-3), `until` may sign in at
    all (F-7, an attachment that ends). None: no end is set. Only people with an end stand in the document."""

    number: Annotated[str, msgspec.Meta(min_length=1, max_length=16)]
    trained_until: datetime.date | None = None
    until: datetime.date | None = None


class CatalogueDocument(msgspec.Struct, frozen=True):
    """What the bytes hold. `issued_at_ms` milliseconds UTC; `calendar` maps an ISO date to "is it a working day",
    over the shipped holidays; `dictionary` is the zstd dictionary bodies are compressed with, b"" for none."""

    version: int
    issued_at_ms: int
    divisions: Divisions
    matters: tuple[Matter, ...]
    notices: tuple[Wording, ...]
    mandates: tuple[Wording, ...]
    dictionary: bytes = b""
    calendar: dict[str, bool] = {}
    sealing_keys: tuple[SealingKey, ...] = ()
    limits: Limits = Limits()
    people: tuple[PersonTerms, ...] = ()

    @property
    def catalogue(self) -> Catalogue:
        """The matters under this version."""
        return Catalogue(self.version, self.matters)

    @property
    def dictionary_id(self) -> bytes:
        """SHA-256 of the dictionary, as heads name it; b"" without one."""
        return hashlib.sha256(self.dictionary).digest() if self.dictionary else b""

    @property
    def notice_versions(self) -> frozenset[int]:
        """The privacy notice versions an entrustment may name."""
        return frozenset(notice.version for notice in self.notices)

    def person(self, number: str) -> PersonTerms:
        """What the county set for that staff number; no ends where it has set none."""
        return next((one for one in self.people if one.number == number), PersonTerms(number))

    def case_recipients(self, station: str) -> tuple[SealingKey, ...]:
        """Whom a case of this station is sealed to: county, recovery, its township's station, itself.

        A township without a kiosk of its own has no key here and is left out.
        """
        wanted = {station, self.divisions.township_of(station).station}
        return tuple(key for key in self.sealing_keys if key.role != "station" or key.station in wanted)

    def county_recipients(self) -> tuple[SealingKey, ...]:
        """Whom ratings and complaints are sealed to: county and recovery, nobody nearer."""
        return tuple(key for key in self.sealing_keys if key.role != "station")


class _OnTheWire(msgspec.Struct):
    """The keys of the CBOR map, checked one by one before a document is made of them."""

    format: int
    version: Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
    issued_at_ms: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    divisions: list[Division]
    matters: tuple[Matter, ...]
    notices: Annotated[tuple[Wording, ...], msgspec.Meta(min_length=1, max_length=NOTICES_MAX)]
    mandates: Annotated[tuple[Wording, ...], msgspec.Meta(min_length=1, max_length=NOTICES_MAX)]
    dictionary: Annotated[bytes, msgspec.Meta(max_length=DICTIONARY_BYTES_MAX)]
    calendar: Annotated[dict[str, bool], msgspec.Meta(max_length=CALENDAR_DAYS_MAX)]
    sealing_keys: Annotated[tuple[SealingKey, ...], msgspec.Meta(max_length=SEALING_KEYS_MAX)]
    limits: Limits
    people: Annotated[tuple[PersonTerms, ...], msgspec.Meta(max_length=PEOPLE_MAX)] = ()


def encode_document(document: CatalogueDocument) -> bytes:
    """The document as deterministic CBOR; Refusal CATALOGUE_DOCUMENT if it is too large or inconsistent."""
    plain: dict[str, Any] = {
        name: msgspec.to_builtins(getattr(document, name), builtin_types=(bytes,))
        for name in document.__struct_fields__
        if name != "divisions"
    }
    plain["divisions"] = msgspec.to_builtins(list(document.divisions.rows))
    plain["format"] = FORMAT
    data = cbor2.dumps(plain, canonical=True)
    decode_document(data)  # what no station would take is not sent
    return data


def decode_document(data: bytes) -> CatalogueDocument:
    """Read and check the bytes; Refusal CATALOGUE_DOCUMENT (or DIVISION_ROW) says what is wrong with them."""
    if len(data) > DOCUMENT_BYTES_MAX:
        raise _no(f"超过{DOCUMENT_BYTES_MAX}字节", f"it is over {DOCUMENT_BYTES_MAX} bytes")
    try:
        plain = cbor2.loads(data)
        canonical = cbor2.dumps(plain, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError, EOFError) as error:
        raise _no("内容已损坏", "the bytes are damaged") from error
    if canonical != data:
        raise _no("编码不唯一", "it is not deterministic CBOR")
    try:
        wire = msgspec.convert(plain, _OnTheWire, builtin_types=(bytes,))
    except (msgspec.ValidationError, RecursionError) as error:
        raise _no("字段不正确", str(error)) from error
    if wire.format != FORMAT:
        raise _no("格式版本不认识，请升级程序", f"its format is {wire.format}, this program knows {FORMAT}")
    divisions = grow(wire.divisions)
    _check(wire)
    rest = {name: getattr(wire, name) for name in CatalogueDocument.__struct_fields__ if name != "divisions"}
    return CatalogueDocument(divisions=divisions, **rest)


def _check(wire: _OnTheWire) -> None:
    """What types alone do not say."""
    codes = [matter.code for matter in wire.matters]
    if not codes or len(set(codes)) != len(codes):
        raise _no("事项为空或重复", "it has no matters, or a matter twice")
    for matter in wire.matters:
        tiers_right = Level.VILLAGE <= matter.accept_tier <= Level.COUNTY and 1 <= matter.decide_tier <= OUTSIDE
        numbered = [material.number for material in matter.materials] == list(range(1, len(matter.materials) + 1))
        if not tiers_right or not numbered or matter.agent_allowed not in ("Y", "P", "N"):
            raise _no(f"事项{matter.code[:20]}不正确", f"matter {matter.code[:20]} is not right")
    for texts in (wire.notices, wire.mandates):
        if len({text.version for text in texts}) != len(texts):
            raise _no("告知书或委托书版本重复", "a wording has one version twice")
    for day in wire.calendar:
        _check_day(day)
    places = {row.code.ljust(12, "0") for row in wire.divisions}
    for key in wire.sealing_keys:
        if len(key.public_key) != PUBLIC_KEY_BYTES:
            raise _no("密钥长度不对", f"a sealing key has {len(key.public_key)} bytes, not {PUBLIC_KEY_BYTES}")
        if (key.role == "station") != (key.station in places):
            raise _no(
                f"密钥所属站点{key.station[:12]}不存在", f"a sealing key's station {key.station[:12]!r} is not one"
            )


def _check_day(day: str) -> None:
    try:
        right = datetime.date.fromisoformat(day).isoformat() == day
    except ValueError:
        right = False
    if not right:
        raise _no("日历日期不正确", f"the calendar day {day[:12]!r} is not a date")


def _no(reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("CATALOGUE_DOCUMENT", reason_zh=reason_zh, reason_en=reason_en)
