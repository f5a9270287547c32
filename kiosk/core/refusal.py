"""Saying no: one table of refusals, each with a code, a sentence in Chinese and English, and what to do next.

The code is stable and never translated. `status` is the HTTP status a server answers with;
every command exits with 1. Parameters named in braces are filled in by the place that refuses;
they never carry a secret or a full ID number.
"""

from kiosk.core.refusals.capture import CAPTURE
from kiosk.core.refusals.carriage import CARRIAGE
from kiosk.core.refusals.casework import CASEWORK
from kiosk.core.refusals.commands import COMMANDS
from kiosk.core.refusals.console import CONSOLE
from kiosk.core.refusals.demo import DEMO
from kiosk.core.refusals.enquiries import ENQUIRIES
from kiosk.core.refusals.entitled import ENTITLED
from kiosk.core.refusals.forms import FORMS
from kiosk.core.refusals.intake import INTAKE
from kiosk.core.refusals.joint import JOINT
from kiosk.core.refusals.keys import KEYS
from kiosk.core.refusals.office import OFFICE
from kiosk.core.refusals.purging import PURGING
from kiosk.core.refusals.restoring import RESTORING
from kiosk.core.refusals.roads import ROADS
from kiosk.core.refusals.sentence import Sentence
from kiosk.core.refusals.service_points import SERVICE_POINTS
from kiosk.core.refusals.station import STATION
from kiosk.core.refusals.window import WINDOW
from kiosk.core.refusals.workbooks import WORKBOOKS


class Refusal(Exception):
    """A plain no, raised wherever bad input meets a rule. `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, /, **params: object) -> None:
        sentence = REFUSALS[code]  # an unknown code is our own mistake: KeyError
        self.code, self.params, self.status = code, params, sentence.status
        super().__init__(f"{code}: {self.text('zh')} / {self.text('en')}")

    def text(self, language: str = "zh") -> str:
        """The sentence and the next step in "zh" or "en"."""
        s = REFUSALS[self.code]
        said, then = (s.zh, s.next_zh) if language == "zh" else (s.en, s.next_en)
        return f"{said}{'' if language == 'zh' else ' '}{then}".format(**self.params)


# A code stands in one table only; tests/tidy sees that each is used and in the manual.
REFUSALS: dict[str, Sentence] = {
    **CAPTURE, **CARRIAGE, **STATION, **CASEWORK, **COMMANDS, **OFFICE, **INTAKE, **DEMO, **CONSOLE, **WINDOW,
    **RESTORING, **KEYS, **ROADS, **PURGING, **FORMS, **WORKBOOKS, **JOINT, **ENTITLED, **ENQUIRIES, **SERVICE_POINTS,
}  # fmt: skip
