"""A code scanner that types what it reads: keystrokes, much faster than a person, ended by Enter.

Pure: keys and seconds go in, whole lines come out. Scanners are set to the keyboard of the United States when they are
made, so a key and its shift say which character it is; what a badge or a receipt holds is within that.
"""

from collections.abc import Collection

LINE_CHARS_MAX = 400  # a code of paper (carriage.paper)
PAUSE_S_MAX = 1.0  # scanners leave some 10 ms between keys; a line that pauses longer was begun by somebody else
ENTER_CODES = (10, 13, 271)
_SHIFTED = {";": ":", "-": "_", "/": "?", "=": "+", "1": "!", "8": "*"}


class Wedge:
    """Collects one line. What does not end in Enter within its time is forgotten."""

    def __init__(self) -> None:
        self._typed = ""
        self._last_s = 0.0

    def key(self, code: int, character: str, modifiers: Collection[str], at_s: float) -> str:
        """One key went down at `at_s` (any stopwatch): the whole line when it was Enter, "" otherwise."""
        if at_s - self._last_s > PAUSE_S_MAX:
            self._typed = ""
        self._last_s = at_s
        if code in ENTER_CODES:
            line, self._typed = self._typed, ""
            return line
        if len(character) == 1 and " " <= character <= "~" and len(self._typed) < LINE_CHARS_MAX:
            shifted = "shift" in modifiers
            if character.isalpha():
                upper = shifted != ("capslock" in modifiers)
                self._typed += character.upper() if upper or character.isupper() else character
            else:
                self._typed += _SHIFTED.get(character, character) if shifted else character
        return ""

    def forget(self) -> None:
        """Whoever was scanned has gone."""
        self._typed = ""
