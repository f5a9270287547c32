"""Commands: what each needs, what it leaves behind, and why it is refused."""

from typing import Any

import pytest

from kiosk.core.casework.codes import DeclinedFor, Result, Tier
from kiosk.core.casework.commands import COMMANDS, Power, fields_from_text
from kiosk.core.casework.decide import REMEDY_ZH, Command, Draft, decide, permitted_commands
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import ALL_POWERS, COUNTY, NUMBER, TOWNSHIP, VILLAGE, History, terms

NOW_MS = 1_795_000_000_000
ENTRUST = {"number": NUMBER, "mandate": True, "entrustment": {"answers": {}}}


def done(history: History | None, level: Level, name: str, known: MatterTerms | None = None, **fields: Any) -> Draft:
    said = _said(history, level, name, known, "S1", ALL_POWERS, fields)
    assert not isinstance(said, Refusal), said
    (draft,) = said
    return draft


def code(
    history: History | None,
    level: Level,
    name: str,
    known: MatterTerms | None = None,
    author: str = "S1",
    powers: frozenset[Power] = ALL_POWERS,
    **fields: Any,
) -> str:
    said = _said(history, level, name, known, author, powers, fields)
    assert isinstance(said, Refusal)
    assert said.text("zh") and said.text("en")  # every parameter of its sentences is there
    return said.code


def _said(
    history: History | None,
    level: Level,
    name: str,
    known: MatterTerms | None,
    author: str,
    powers: frozenset[Power],
    fields: dict[str, Any],
) -> tuple[Draft, ...] | Refusal:
    case = history.case if history else None
    return decide(case, Command(name, fields, author, level, powers), NOW_MS, known or terms())


def test_an_entrustment_is_bound_to_the_catalogues_terms() -> None:
    draft = done(None, VILLAGE, "entrust", **ENTRUST)
    assert draft.case == NUMBER
    assert draft.facts["accept_tier"] is TOWNSHIP
    assert draft.facts["decide_tier"] is Tier.COUNTY
    assert draft.body == {"at_ms": NOW_MS, "entrustment": {"answers": {}}}


def test_an_entrustment_needs_a_real_number_and_a_content() -> None:
    assert code(None, VILLAGE, "entrust", **{**ENTRUST, "number": "1"}) == "CASE_NUMBER_SHAPE"
    assert code(None, VILLAGE, "entrust", **{**ENTRUST, "entrustment": {}}) == "FIELD_MISSING"
    assert code(None, COUNTY, "entrust", **ENTRUST) == "WRONG_LEVEL"
    assert code(History().entrusted(), VILLAGE, "entrust", **ENTRUST) == "ALREADY_ENTRUSTED"


def test_what_the_person_must_do_in_person_is_not_entrusted() -> None:
    assert code(None, VILLAGE, "entrust", terms(agent_allowed="N"), **ENTRUST) == "AGENT_NOT_ALLOWED"
    assert done(None, VILLAGE, "entrust", terms(agent_allowed="P"), **ENTRUST).kind is Kind.ENTRUSTED


def test_a_resident_alone_may_entrust_without_a_mandate_only() -> None:
    assert code(None, VILLAGE, "entrust", author="", **ENTRUST) == "AUTHOR_MISSING"
    said = decide(None, Command("entrust", {**ENTRUST, "mandate": False}, "", VILLAGE), NOW_MS, terms())
    assert not isinstance(said, Refusal)


def test_a_township_station_accepts_what_its_villages_accept_and_the_county_decides() -> None:
    draft = done(None, TOWNSHIP, "entrust", terms(VILLAGE, Tier.COUNTY), **ENTRUST)
    assert draft.facts["accept_tier"] is TOWNSHIP
    assert code(None, TOWNSHIP, "entrust", terms(VILLAGE, Tier.VILLAGE), **ENTRUST) == "MATTER_OF_THE_VILLAGE"


def test_acceptance_takes_its_limits_from_the_catalogue() -> None:
    history = History().forwarded()
    draft = done(history, TOWNSHIP, "accept")
    assert (draft.facts["promised_days"], draft.facts["statutory_days"]) == (12, 20)
    assert code(history, TOWNSHIP, "accept", promised_days=99) == "FIELD_UNKNOWN"
    other = MatterTerms("XX-09", 3, TOWNSHIP, Tier.COUNTY)
    assert code(history, TOWNSHIP, "accept", other) == "MATTER_TERMS_MISSING"


def test_declining_needs_a_reason_and_a_referral_and_names_the_remedy() -> None:
    history = History().forwarded()
    whole = {"why": DeclinedFor.NOT_OUR_COMPETENCE, "reason": "不属本窗口职权", "referral": "县残联 0576-88880000"}
    for missing in ("reason", "referral", "why"):
        fields = {name: value for name, value in whole.items() if name != missing}
        assert code(history, TOWNSHIP, "decline", **fields) in ("FIELD_MISSING", "FIELD_NOT_VALID")
    assert code(history, TOWNSHIP, "decline", **{**whole, "referral": "   "}) == "TEXT_MISSING"
    draft = done(history, TOWNSHIP, "decline", **whole)
    assert draft.body is not None and draft.body["remedy"] == REMEDY_ZH
    assert "reason" not in draft.facts


def test_over_long_text_is_refused() -> None:
    assert code(History().forwarded(), TOWNSHIP, "return", why=1, reason="长" * 501) == "TEXT_TOO_LONG"
    assert code(History().forwarded(), TOWNSHIP, "return", why=1, reason=5) == "FIELD_NOT_VALID"


def test_a_correction_names_gaps_of_this_matters_materials() -> None:
    history = History().forwarded()
    assert done(history, TOWNSHIP, "correct", gaps=[301, 2], notice="缺照片").facts == {"gaps": (2, 301)}
    for gap in (401, 107, 300):
        assert code(history, TOWNSHIP, "correct", gaps=[gap], notice="缺照片") == "GAP_UNKNOWN"
    assert code(history, TOWNSHIP, "correct", gaps=[101]) == "FIELD_MISSING"


def test_a_correction_brings_something() -> None:
    history = History().forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    assert code(history, VILLAGE, "resubmit") == "FIELD_MISSING"
    assert done(history, VILLAGE, "resubmit", materials=[1]).facts == {"materials": (1,)}
    assert done(history, VILLAGE, "resubmit", note="表上的地址已改正").facts == {}


def test_only_a_supervisor_overrides_an_old_gap() -> None:
    history = History().forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    history.add(Kind.CORRECTED, VILLAGE)
    asked = {"gaps": [201], "notice": "还缺户口簿"}
    assert code(history, TOWNSHIP, "correct", **asked) == "OLD_GAP"
    assert code(history, TOWNSHIP, "correct", powers=frozenset(), override=True, **asked) == "POWER_MISSING"
    assert done(history, TOWNSHIP, "correct", override=True, **asked).facts["override"] is True


def test_extending_concluding_and_voiding_need_their_powers() -> None:
    history = History().in_handling()
    none: frozenset[Power] = frozenset()
    assert code(history, COUNTY, "extend", powers=none, days=10, reason="情况复杂") == "POWER_MISSING"
    assert code(history, COUNTY, "conclude", powers=none, result=Result.GRANTED) == "POWER_MISSING"
    assert code(history, COUNTY, "void", powers=none, why=1, reason="录入错误") == "POWER_MISSING"
    history.draft(done(history, COUNTY, "extend", days=10, reason="情况复杂"), COUNTY, "S3")
    assert code(history, COUNTY, "extend", days=10, reason="情况复杂") == "EXTENDED_ALREADY"


def test_the_village_agent_concludes_what_the_village_decides() -> None:
    history = History().entrusted(VILLAGE, Tier.VILLAGE)
    for name, fields in (("accept", {}), ("start", {}), ("conclude", {"result": Result.GRANTED})):
        said = decide(history.case, Command(name, fields, "S1", VILLAGE), NOW_MS, terms(VILLAGE, Tier.VILLAGE))
        assert not isinstance(said, Refusal), said
        history.draft(said[0], VILLAGE, "S1")
    assert history.case.state is State.CONCLUDED


def test_a_refusal_on_the_merits_states_its_opinion_and_the_remedy() -> None:
    history = History().in_handling()
    assert code(history, COUNTY, "conclude", result=Result.REFUSED) == "FIELD_MISSING"
    draft = done(history, COUNTY, "conclude", result=Result.REFUSED, opinion="收入超过标准")
    assert draft.body is not None and draft.body["remedy"] == REMEDY_ZH
    granted = done(history, COUNTY, "conclude", result=Result.GRANTED)
    assert granted.body is not None and "remedy" not in granted.body


def test_passing_up_goes_to_the_deciding_tier_unasked() -> None:
    assert done(History().accepted(), TOWNSHIP, "pass-up").facts == {"to": Tier.COUNTY}
    assert code(History().accepted(), TOWNSHIP, "pass-up", to=Tier.OUTSIDE) == "PASSED_TO_WRONG_TIER"


def test_a_grade_is_sealed_and_stands_in_no_fact() -> None:
    history = History().in_handling()
    history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    draft = done(history, VILLAGE, "rate", grade=5)
    assert (draft.facts, draft.audience) == ({}, "rating")
    assert draft.body == {"at_ms": NOW_MS, "grade": 5}
    for wrong in (0, 6, "5", True):
        assert code(history, VILLAGE, "rate", grade=wrong) == "FIELD_NOT_VALID"
    said = decide(history.case, Command("complain", {"complaint": "态度差"}, "", VILLAGE), NOW_MS, None)
    assert not isinstance(said, Refusal) and said[0].audience == "complaint"


def test_delivery_needs_the_principals_signature() -> None:
    history = History().in_handling()
    history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    history.add(Kind.RESULT_SENT, COUNTY)
    assert code(history, VILLAGE, "deliver") == "FIELD_MISSING"
    assert done(history, VILLAGE, "deliver", signature=[[1, 2]]).kind is Kind.DELIVERED


def test_unknown_commands_and_fields_are_refused_by_name() -> None:
    assert code(History().entrusted(), VILLAGE, "accpet") == "COMMAND_UNKNOWN"
    assert code(History().entrusted(), VILLAGE, "forward", speed="fast") == "FIELD_UNKNOWN"
    assert code(None, VILLAGE, "forward") == "NO_SUCH_CASE"


def test_the_buttons_are_what_the_table_permits() -> None:
    always = {"complain", "withdraw", "revoke-mandate", "prioritise"}
    assert set(permitted_commands(None, VILLAGE, "S1")) == {"entrust"}
    assert set(permitted_commands(None, VILLAGE, "")) == {"entrust"}
    case = History().entrusted().case
    assert set(permitted_commands(case, VILLAGE, "S1")) == {
        "add-material",
        "forward",
        "hand-over",
        "promise-proof",
    } | always
    assert set(permitted_commands(case, VILLAGE, "")) == {"complain"}
    assert set(permitted_commands(case, COUNTY, "S3", frozenset({Power.SUPERVISOR}))) == {
        "void",
        "link",
        "visit",
    } | always
    handled = History().in_handling().case
    assert "conclude" not in permitted_commands(handled, COUNTY, "S3")
    assert "conclude" in permitted_commands(handled, COUNTY, "S3", frozenset({Power.CONCLUDE}))


def test_fields_are_read_as_typed_on_a_command_line() -> None:
    assert fields_from_text("conclude", {"result": "granted", "opinion": "同意"}) == {
        "result": Result.GRANTED,
        "opinion": "同意",
    }
    assert fields_from_text("correct", {"gaps": "301, 101", "override": "yes"}) == {
        "gaps": (101, 301),
        "override": True,
    }
    assert fields_from_text("decline", {"why": "not-our-competence"}) == {"why": DeclinedFor.NOT_OUR_COMPETENCE}
    assert fields_from_text("extend", {"days": "10"}) == {"days": 10}
    assert fields_from_text("rate", {"grade": "1"}) == {"grade": 1}


@pytest.mark.parametrize(
    ("name", "texts", "refusal"),
    [
        ("conclude", {"result": "maybe"}, "FIELD_NOT_VALID"),
        ("extend", {"days": "ten"}, "FIELD_NOT_VALID"),
        ("extend", {"days": "²"}, "FIELD_NOT_VALID"),
        ("correct", {"gaps": ""}, "FIELD_NOT_VALID"),
        ("rate", {"grade": "9"}, "FIELD_NOT_VALID"),
        ("forward", {"speed": "1"}, "FIELD_UNKNOWN"),
        ("fly", {}, "COMMAND_UNKNOWN"),
    ],
)
def test_fields_that_cannot_be_read_are_refused(name: str, texts: dict[str, str], refusal: str) -> None:
    with pytest.raises(Refusal) as no:
        fields_from_text(name, texts)
    assert no.value.code == refusal


def test_who_writes_a_word_that_is_none_is_told_which_there_are() -> None:
    for wrong in ("同意", "yes", "-1", "0", "9", "1234"):
        with pytest.raises(Refusal) as no:
            fields_from_text("give-opinion", {"opinion": wrong})
        assert no.value.params["why"] == "not one of consent, conditions, object", wrong


def test_a_fact_that_was_left_out_is_asked_for() -> None:
    assert code(History().forwarded(), TOWNSHIP, "prioritise", why=1) == "FIELD_MISSING"
    assert code(History().forwarded(), TOWNSHIP, "prioritise", why=1, until="soon") == "FIELD_NOT_VALID"


def test_no_field_is_both_a_fact_and_text() -> None:
    for row in COMMANDS.values():
        assert not set(row.body) & set(KINDS[row.kind].facts)
        assert row.filled <= set(KINDS[row.kind].facts)
