"""What may be entrusted, and what is refused by name before anything is recorded."""

import datetime
import json
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from kiosk.core.casework.entrustment import (
    ENTRUSTMENT_BYTES_MAX,
    Entrustment,
    check_entrustment,
    read_entrustment,
    write_entrustment,
)
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.refusal import Refusal

EXAMPLES = files("assets").joinpath("examples")
CATALOGUE, _ = read_catalogue(
    files("assets").joinpath("catalogue/catalogue.csv").read_text(encoding="utf-8"), version=1
)
TODAY = datetime.date(2026, 11, 22)
GUARDED = "999901201506010024"  # born 2015-06-01


def example(name: str = "entrustment.json") -> dict[str, Any]:
    return json.loads(EXAMPLES.joinpath(name).read_bytes())  # type: ignore[no-any-return]


def read(plain: dict[str, Any]) -> Entrustment:
    return read_entrustment(json.dumps(plain, ensure_ascii=False).encode())


def check(plain: dict[str, Any], attached: list[str] | None = None, **options: Any) -> None:
    entrustment = read(plain)
    given = entrustment.attachments if attached is None else attached
    known: dict[str, Any] = {"today": TODAY, "notice_versions": {1}} | options
    check_entrustment(entrustment, CATALOGUE.matter(entrustment.matter), given, **known)


def refused(plain: dict[str, Any], **options: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        check(plain, **options)
    return caught.value


def changed(part: str, **values: Any) -> dict[str, Any]:
    plain = example()
    plain[part].update(values)
    return plain


@pytest.mark.parametrize(
    ("name", "accept", "decide"),
    [
        ("entrustment.json", 2, 3),
        ("entrustment-village.json", 1, 1),
        ("entrustment-township.json", 2, 2),
        ("entrustment-passed-up.json", 1, 3),
        ("entrustment-county.json", 3, 3),
    ],
)
def test_every_example_is_complete_and_marked_as_a_demonstration(name: str, accept: int, decide: int) -> None:
    plain = example(name)
    check(plain)
    matter = CATALOGUE.matter(plain["matter"])
    assert (matter.accept_tier, matter.decide_tier) == (accept, decide)
    assert plain["mark"] == "演示"
    assert plain["principal"]["id_number"].startswith("999901")


def test_the_first_example_has_two_photographs_and_they_lie_beside_it() -> None:
    attachments = read(example()).attachments
    assert len(attachments) == 2
    assert all(EXAMPLES.joinpath(name).is_file() for name in attachments)


def test_an_entrustment_comes_back_as_it_went() -> None:
    entrustment = read(example())
    compact = write_entrustment(entrustment)
    assert read_entrustment(compact) == entrustment
    assert b'": ' not in compact
    assert "王秀英".encode() in compact


@pytest.mark.parametrize(
    "name", ["䶮", "㐂", "王䶮", "阿卜杜拉·买买提", "〇一", "\U00030edd", "金\uf9a9", "Ana-María O'Neil"]
)
def test_a_rare_or_foreign_name_is_accepted_and_kept_exactly(name: str) -> None:
    plain = changed("principal", name=name)
    check(plain)
    assert json.loads(write_entrustment(read(plain)))["principal"]["name"] == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("王😀", "NAME_NOT_ALLOWED"),
        ("王☺", "NAME_NOT_ALLOWED"),
        ("王\ufe0f", "NAME_NOT_ALLOWED"),
        ("王1", "NAME_NOT_ALLOWED"),
        ("王?", "NAME_NOT_ALLOWED"),
        ("···", "NAME_NOT_ALLOWED"),
        (" 王秀英", "NAME_NOT_ALLOWED"),
        ("王\u200d英", "TEXT_NOT_ALLOWED"),
        ("王\u202e英", "TEXT_NOT_ALLOWED"),
        ("王\n英", "NAME_NOT_ALLOWED"),
        ("王\x00英", "TEXT_NOT_ALLOWED"),
        ("王\ue000", "TEXT_NOT_ALLOWED"),
        ("", "TEXT_MISSING"),
        ("　", "TEXT_MISSING"),
        ("王" * 51, "TEXT_TOO_LONG"),
    ],
)
def test_what_no_identity_card_writes_is_refused_in_a_name(name: str, code: str) -> None:
    assert refused(changed("principal", name=name)).code == code


def test_a_name_of_fifty_characters_is_not_too_long() -> None:
    check(changed("principal", name="王" * 50))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("999901195509100124", "ID_CHECK_DIGIT"),
        ("999901195513100123", "ID_BIRTH_DATE"),
        ("999901550910012", "ID_FIFTEEN_DIGITS"),
        ("9999011955091001", "ID_SHAPE"),
    ],
)
def test_a_wrong_id_number_is_refused_with_its_own_sentence(number: str, code: str) -> None:
    no = refused(changed("principal", id_number=number))
    assert no.code == code
    assert number not in str(no)


@pytest.mark.parametrize(
    "phone", ["1385760000", "23857600001", "138576000011", "１３８５７６００００１", "+8613857600001", ""]
)
def test_a_wrong_telephone_number_is_refused(phone: str) -> None:
    assert refused(changed("principal", phone=phone)).code == "PHONE_NOT_VALID"


def test_a_landline_with_its_area_code_is_accepted() -> None:
    check(changed("principal", phone="0576-84222222"))


def test_every_missing_required_material_is_named_in_one_refusal() -> None:
    plain = example()
    plain["materials"] = [row for row in plain["materials"] if row["number"] in (1, 6)]
    no = refused(plain)
    assert no.code == "MATERIAL_MISSING"
    assert no.params["materials"] == "申请人居民身份证、居民户口簿、家庭经济状况申报及核对授权书"


def test_a_conditional_material_may_be_left_out() -> None:
    plain = example()
    plain["materials"] = [row for row in plain["materials"] if row["number"] < 5]
    check(plain)


@pytest.mark.parametrize("number", [0, -1, 7, 3])
def test_a_material_the_matter_does_not_ask_for_or_twice_is_refused(number: int) -> None:
    plain = example()
    plain["materials"].append({"number": number, "held": "原件"})
    assert refused(plain).code == "MATERIAL_UNKNOWN"


def test_only_a_material_that_offices_can_look_up_may_be_left_to_them() -> None:
    plain = example()
    plain["materials"][2]["held"] = "核验"
    assert refused(plain).params["material"] == "居民户口簿"
    check(example("entrustment-village.json"))  # its third material is held that way


def test_an_attachment_that_was_not_given_is_refused_by_name() -> None:
    assert refused(example(), attached=["id-card.jpg"]).params["name"] == "application.jpg"


def test_an_attachment_that_belongs_to_nothing_is_refused_by_name() -> None:
    no = refused(example(), attached=["id-card.jpg", "application.jpg", "cat.jpg"])
    assert (no.code, no.params["name"]) == ("ATTACHMENT_UNNAMED", "cat.jpg")


@pytest.mark.parametrize("name", ["../id.jpg", "a/b.jpg", "a\\b.jpg", ".hidden", "x" * 81, ""])
def test_a_file_name_is_a_name_and_not_a_path(name: str) -> None:
    plain = example()
    plain["materials"][0]["attachments"] = [name]
    assert refused(plain).code in ("TEXT_NOT_ALLOWED", "TEXT_TOO_LONG", "TEXT_MISSING")


def test_one_photograph_cannot_stand_for_two_materials() -> None:
    plain = example()
    plain["materials"][2]["attachments"] = ["id-card.jpg"]
    assert refused(plain).code == "ATTACHMENT_UNNAMED"


def test_over_long_text_is_refused_with_its_length() -> None:
    no = refused(changed("answers", statement="长" * 2_001))
    assert (no.code, no.params["chars"], no.params["limit_chars"]) == ("TEXT_TOO_LONG", 2_001, 2_000)
    assert refused(changed("principal", address="长" * 101)).code == "TEXT_TOO_LONG"


def test_text_at_its_limit_with_line_breaks_and_emoji_is_accepted() -> None:
    check(changed("answers", statement="长" * 1_997 + "\n😀。"))


def test_a_control_character_in_text_is_refused() -> None:
    assert refused(changed("answers", statement="a\x1b[2J")).params["character"] == "U+001B"


def test_a_matter_that_needs_the_person_says_where_to_go() -> None:
    plain = example() | {"matter": "GA-06"}
    no = refused(plain)
    assert no.code == "AGENT_NOT_ALLOWED"
    assert "指纹" in no.text("zh")
    assert "乡镇（街道）便民服务中心" in no.text("zh")


@pytest.mark.parametrize("powers", [[], ["全权"], ["提交材料", "全权代理"], ["提交材料", "提交材料"]])
def test_powers_are_ticked_singly_and_never_full(powers: list[str]) -> None:
    assert refused(changed("mandate", powers=powers)).code == "MANDATE_SCOPE"


def test_a_mandate_may_not_be_passed_on() -> None:
    assert "转委托" in refused(changed("mandate", sub_delegation=True)).text("zh")


@pytest.mark.parametrize("until", ["2026-11-21", "2027-06-01", "forever", "", "2027-02-30"])
def test_a_mandate_ends_within_six_months(until: str) -> None:
    assert refused(changed("mandate", until=until)).code == "MANDATE_PERIOD"


@pytest.mark.parametrize("until", ["2026-11-22", "2027-05-22", "delivered"])
def test_s_411_a_mandate_may_end_today_or_in_six_months_or_when_the_result_is_delivered(until: str) -> None:
    check(changed("mandate", until=until))


def test_without_a_mandate_only_a_resident_alone_may_entrust() -> None:
    plain = example()
    del plain["mandate"]
    assert refused(plain).code == "MANDATE_MISSING"
    check(plain, alone=True)


@pytest.mark.parametrize("consent", ["notice_read", "agent_acts", "departments_share"])
def test_s_49_each_consent_is_given_separately(consent: str) -> None:
    assert refused(changed("consents", **{consent: False})).code == "CONSENT_MISSING"


def test_all_missing_consents_are_named_at_once() -> None:
    plain = changed("consents", notice_read=False)
    plain["mandate"]["sensitive_consent"] = False
    assert refused(plain).params["consents"] == "已读告知书、处理敏感个人信息"


def test_a_notice_the_catalogue_does_not_hold_is_refused() -> None:
    assert refused(example(), notice_versions={2}).params["version"] == 1


def test_s_413_09_a_child_under_fourteen_needs_a_guardian_who_consents() -> None:
    plain = changed("principal", id_number=GUARDED)
    assert refused(plain).code == "GUARDIAN_NEEDED"
    plain["guardian"] = {"name": "王秀英", "phone": "13857600001", "relation": "祖母"}
    assert refused(plain).params["consents"] == "监护人同意"
    plain["consents"]["guardian"] = True
    check(plain)


def test_on_the_fourteenth_birthday_no_guardian_is_needed() -> None:
    plain = changed("principal", id_number=GUARDED)
    assert refused(plain, today=datetime.date(2029, 5, 31)).code == "GUARDIAN_NEEDED"
    check(plain, today=datetime.date(2029, 6, 1))


def test_a_clock_without_a_plausible_date_turns_nobody_away() -> None:
    plain = changed("mandate", until="2027-05-22")
    plain["principal"]["id_number"] = GUARDED
    check(plain, today=None)
    assert refused(changed("mandate", until="forever"), today=None).code == "MANDATE_PERIOD"
    assert refused(changed("principal", id_number="999901195509100124"), today=None).code == "ID_CHECK_DIGIT"


def test_who_cannot_sign_needs_a_helper_and_two_witnesses() -> None:
    plain = example()
    del plain["signature"]
    assert refused(plain).code == "SIGNATURE_MISSING"
    person = {"name": "丁大山", "phone": "13857600002"}
    plain |= {"helper": person | {"relation": "邻居"}, "witnesses": [person]}
    assert refused(plain).code == "SIGNATURE_MISSING"
    plain["witnesses"] = [person, person | {"name": "王土山"}]
    check(plain)
    plain["witnesses"][1]["name"] = "😀"
    assert refused(plain).code == "NAME_NOT_ALLOWED"


@pytest.mark.parametrize(
    "strokes",
    [
        [[[1, 1, 0]]],
        [[[n, n, 100 - n] for n in range(20)]],
        [[[n, n, n] for n in range(20)], []],
        [[[5, 5, n] for n in range(20)]],
        [[[n, -1, n] for n in range(20)]],
        [[[n, 10_001, n] for n in range(20)]],
        [[[n, n, n * 100_000] for n in range(20)]],
        [[[n % 900, n % 7, n] for n in range(4_001)]],
        [[[n, n, n] for n in range(10)]] * 201,
    ],
    ids=range(9),
)
def test_what_is_not_a_name_drawn_on_a_pad_is_refused(strokes: list[list[list[int]]]) -> None:
    assert refused(example() | {"signature": strokes}).code == "SIGNATURE_NOT_VALID"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"matetials": []}, "$"),
        ({"materials": [{"number": 1, "held": "手写"}]}, "$.materials[0].held"),
        ({"materials": [{"number": "1", "held": "原件"}]}, "$.materials[0].number"),
        ({"signature": [[[1, 2]]]}, "$.signature[0][0]"),
        ({"signature": [[[1.5, 2, 3]]]}, "$.signature[0][0][0]"),
        ({"answers": {"a": ["list"]}}, "$.answers[...][0]"),
        ({"operation": "xyz"}, "$.operation"),
        ({"operation": "00" * 7}, "$.operation"),
        ({"operation": "00" * 17}, "$.operation"),
        ({"operation": "0" * 17}, "$.operation"),
        ({"mark": "正式"}, "$.mark"),
        ({"notice_version": None}, "$.notice_version"),
    ],
)
def test_a_shape_that_is_not_an_entrustment_is_refused_with_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(example() | change)
    assert (caught.value.code, caught.value.params["where"]) == ("ENTRUSTMENT_MALFORMED", where)


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{", b"\xff\xfe", b'"' + b"a" * 100, b"[" * 50_000], ids=range(7)
)
def test_bytes_that_are_not_json_are_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="ENTRUSTMENT_MALFORMED"):
        read_entrustment(data)


def test_an_oversized_entrustment_is_refused_unread() -> None:
    with pytest.raises(Refusal, match="ENTRUSTMENT_TOO_LARGE"):
        read_entrustment(b" " * (ENTRUSTMENT_BYTES_MAX + 1))


@pytest.mark.parametrize("octets", [8, 12, 16])
def test_an_operation_id_has_eight_to_sixteen_bytes(octets: int) -> None:
    assert read(example() | {"operation": "a0" * octets}).operation == "a0" * octets


def test_checking_changes_nothing() -> None:
    before = read(example())
    check(example())
    assert msgspec.structs.asdict(before) == msgspec.structs.asdict(read(example()))
