"""Everything that the case table lets the desk name has its word, in Chinese and in English."""

from collections.abc import Iterator

import pytest

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.casework.coded import OneOf
from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.desk.casebook import TRUTHS
from kiosk.desk.deeds import ONLY_WITH_CODE
from kiosk.desk.permitted import ANSWERED, NOT_ASKED, NOT_AT_THE_WINDOW, OVERRIDE
from kiosk.desk.rounds import Line
from kiosk.desk.today import TASKS, WATCH
from kiosk.screens.agent import act_words, code_words, deed_words, words
from kiosk.screens.agent.sending import sent_word
from kiosk.widgets.words import speak

DEEDS = sorted(set(COMMANDS) - {"entrust", *ONLY_WITH_CODE, *NOT_AT_THE_WINDOW})


@pytest.fixture(params=["zh", "en"], autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(request.param)
    yield request.param
    speak("zh")


def said(text: str, language: str) -> bool:
    """Something, and in English nothing left in Chinese."""
    return bool(text) and (language == "zh" or not any("\u3400" <= character <= "\u9fff" for character in text))


def test_every_deed_has_its_button_its_picture_and_its_sentence(language: str) -> None:
    for name in DEEDS:
        assert said(deed_words.deed_word(name), language) and said(deed_words.deed_about(name), language), name
        assert deed_words.deed_icon(name)


def test_every_field_of_every_deed_has_its_question(language: str) -> None:
    for name in DEEDS:
        row = COMMANDS[name]
        for field in {*row.facts, *row.body} - {*NOT_ASKED, OVERRIDE, *ANSWERED.get(name, ())}:
            question, note = deed_words.field_word(name, field)
            assert said(question, language), (name, field)
            assert not note or said(note, language), (name, field)


def test_every_value_that_may_be_chosen_has_its_word(language: str) -> None:
    for row in COMMANDS.values():
        coded = [field.coded for field in row.facts.values()] + [text.coded for text in row.body.values()]
        for one in coded:
            for member in one.members if isinstance(one, OneOf) else ():
                assert said(code_words.code_word(member), language), member
    for kind in (Kind.CARD_ISSUED, Kind.OPINION_DEFAULTED):
        for field in KINDS[kind].facts.values():
            for member in field.coded.members if isinstance(field.coded, OneOf) else ():
                assert said(code_words.code_word(member), language), member


def test_every_reason_for_which_an_event_is_not_taken_has_its_word(language: str) -> None:
    told = {words.not_taken_word(reason.name) for reason in Quarantine}
    assert len(told) == len(Quarantine) and all(said(one, language) for one in told)
    assert "99" in words.not_taken_word("99") and said(words.not_taken_word("99"), language)


def test_every_state_task_kind_and_truth_has_its_word(language: str) -> None:
    assert all(said(words.state_word(state), language) and words.state_kind(state) for state in State)
    assert all(said(words.task_word(task, 2), language) and deed_words.deed_icon(task) for task in (*TASKS, WATCH))
    assert all(said(words.happened_word(kind, level), language) for kind in (*Kind, None) for level in Level)
    assert all(said(words.truth_word(truth), language) for truth in TRUTHS)


def test_every_step_that_is_done_here_has_its_name(language: str) -> None:
    for name in COMMANDS:
        assert said(act_words.act_word(COMMANDS[name].kind), language), name
    assert act_words.act_word(Kind.FORWARDED) == deed_words.deed_word("forward")


def test_a_step_that_only_this_machine_knows_of_is_never_said_to_have_come_anywhere() -> None:
    speak("zh")
    assert act_words.newest_word(Kind.FORWARDED, ("recorded",)) == "最新一步“上报”：本机已登记，还没送出。"
    assert [act_words.arrived(truths) for truths in (("recorded",), ("recorded", "left"))] == [False, False]
    assert act_words.arrived(("recorded", "left", "at_township"))


def test_sending_now_is_answered_with_what_it_led_to() -> None:
    speak("zh")
    relay = {"roads": [{"url": "https://a", "ok": True, "role": "relay"}]}
    assert "乡镇" in sent_word(Line.OPEN, relay, 0)[0] and sent_word(Line.OPEN, relay, 0)[0].startswith("送到了")
    assert not sent_word(Line.OPEN, relay, 1)[0].startswith("送到了")
    shut = {"roads": [{"url": "https://a", "ok": False, "zh": "网络不通。", "en": "No network."}]}
    assert sent_word(Line.CLOSED, shut, 1) == ("没送出去，原因：网络不通。", "wait")
