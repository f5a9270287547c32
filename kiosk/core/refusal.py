"""Saying no: one table of refusals, each with a code, a sentence in Chinese and English, and what to do next.

The code is stable and never translated. `status` is the HTTP status a server answers with;
every command exits with 1. Parameters named in braces are filled in by the place that refuses;
they never carry a secret or a full ID number.
"""

from typing import NamedTuple


class Sentence(NamedTuple):
    """`status` HTTP status; `zh`, `en` the sentence; `next_zh`, `next_en` what to do now."""

    status: int
    zh: str
    en: str
    next_zh: str
    next_en: str


class Refusal(Exception):
    """A plain no, raised wherever bad input meets a rule. `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, **params: object) -> None:
        sentence = REFUSALS[code]  # an unknown code is our own mistake: KeyError
        self.code, self.params, self.status = code, params, sentence.status
        super().__init__(f"{code}: {self.text('zh')} / {self.text('en')}")

    def text(self, language: str = "zh") -> str:
        """The sentence and the next step in "zh" or "en"."""
        s = REFUSALS[self.code]
        said, then = (s.zh, s.next_zh) if language == "zh" else (s.en, s.next_en)
        return f"{said}{'' if language == 'zh' else ' '}{then}".format(**self.params)


# One family a block, in the order a case meets them. tests/tidy checks that docs/operating.md names each.
REFUSALS: dict[str, Sentence] = {}
