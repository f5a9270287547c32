"""A scanner that types: whole lines come out, whatever the shift key did, and a stray key spoils none."""

import pytest

from kiosk.devices.badge import SECRET_BYTES, Badge, badge_text, read_badge_text
from kiosk.devices.wedge import LINE_CHARS_MAX, PAUSE_S_MAX, Wedge

ENTER = 13


def keys_of(text: str) -> list[tuple[int, str, list[str]]]:
    """What a scanner on the keyboard of the United States sends for a text: unshifted keys, and shift."""
    unshifted = {":": ";", "_": "-"}
    return [
        (ord(c.lower()), unshifted.get(c, c.lower()), ["shift"] if c.isupper() or c in unshifted else []) for c in text
    ]


def scanned(wedge: Wedge, text: str, at_s: float = 10.0) -> str:
    for code, character, modifiers in keys_of(text):
        assert wedge.key(code, character, modifiers, at_s) == ""
        at_s += 0.01
    return wedge.key(ENTER, "", [], at_s)


@pytest.mark.parametrize("staff", ["V001", "li.wei_2-A", "z"])
def test_a_scanned_badge_is_read_to_the_letter(staff: str) -> None:
    badge = Badge(staff, bytes(range(SECRET_BYTES)))
    assert read_badge_text(scanned(Wedge(), badge_text(badge))) == badge


def test_a_key_that_was_touched_long_before_spoils_no_scan() -> None:
    wedge = Wedge()
    wedge.key(ord("x"), "x", [], 1.0)
    assert scanned(wedge, "DBADGE1:A", 1.0 + PAUSE_S_MAX + 0.1) == "DBADGE1:A"


def test_one_line_ends_where_the_next_begins() -> None:
    wedge = Wedge()
    assert scanned(wedge, "ONE", 5.0) == "ONE"
    assert scanned(wedge, "TWO", 5.1) == "TWO"


def test_capitals_may_come_by_the_lock() -> None:
    wedge = Wedge()
    assert [wedge.key(ord(c), c, ["capslock"], 1.0) for c in "ab1"] == ["", "", ""]
    assert wedge.key(ENTER, "", [], 1.0) == "AB1"


def test_control_keys_are_no_characters_and_a_line_has_an_end() -> None:
    wedge = Wedge()
    for character in ("\x1b", "", "F1", "é"):
        wedge.key(27, character, [], 1.0)
    for _ in range(LINE_CHARS_MAX + 50):
        wedge.key(97, "a", [], 1.0)
    assert wedge.key(ENTER, "", [], 1.0) == "a" * LINE_CHARS_MAX


def test_what_was_typed_is_forgotten_on_request() -> None:
    wedge = Wedge()
    wedge.key(97, "a", [], 1.0)
    wedge.forget()
    assert wedge.key(ENTER, "", [], 1.0) == ""
