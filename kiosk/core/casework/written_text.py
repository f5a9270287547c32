"""What may be written where: names exactly as on the card, text without control characters, telephone numbers.

Nothing is changed: no normal form is applied, since NFC rewrites some rare ideographs that stand in names.
"""

import re
import unicodedata

from kiosk.core.refusal import Refusal

NAME_CHARS_MAX = 50  # the longest names on identity cards have some 40 characters
_NAME_EXTRAS = "·•‧・.-' 〇"  # the middle dots of transcribed names, and the zero that is a character
_VARIATION = range(0xFE00, 0xFE10)  # the selectors that turn a letter into an emoji
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7}")


def check_name(field: str, text: str) -> None:
    """A person's name: letters and ideographs of any script, 㐂 and 䶮 among them, marks and the middle dot.

    Raises Refusal TEXT_MISSING, TEXT_TOO_LONG or NAME_NOT_ALLOWED.
    """
    check_text(field, text, NAME_CHARS_MAX, required=True)
    for character in text:
        category = unicodedata.category(character)
        allowed = category[0] == "L" or (category in ("Mn", "Mc") and ord(character) not in _VARIATION)
        if not allowed and character not in _NAME_EXTRAS:
            raise Refusal("NAME_NOT_ALLOWED", field=field, character=f"U+{ord(character):04X}")
    if text != text.strip() or not any(unicodedata.category(character)[0] == "L" for character in text):
        raise Refusal("NAME_NOT_ALLOWED", field=field, character=f"U+{ord(text[0]):04X}")


def check_text(field: str, text: str, chars_max: int, *, required: bool = False) -> None:
    """Free text of at most `chars_max` characters, line breaks allowed.

    Raises Refusal TEXT_MISSING, TEXT_TOO_LONG or TEXT_NOT_ALLOWED.
    """
    if required and not text.strip():
        raise Refusal("TEXT_MISSING", field=field)
    if len(text) > chars_max:
        raise Refusal("TEXT_TOO_LONG", field=field, chars=len(text), limit_chars=chars_max)
    for character in text:
        # Cc control, Cs half a surrogate pair, Co private use, Cn unassigned; Cf hides or turns text round
        if unicodedata.category(character)[0] == "C" and character != "\n":
            raise Refusal("TEXT_NOT_ALLOWED", field=field, character=f"U+{ord(character):04X}")


def check_phone(text: str) -> None:
    """A mainland mobile number, or a landline with its area code; Refusal PHONE_NOT_VALID."""
    if not _PHONE.fullmatch(text):
        raise Refusal("PHONE_NOT_VALID")
