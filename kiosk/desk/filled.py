"""The answers of an entrustment, filled into the form of its matter before anything is recorded.

Whoever wrote them, the window or a file: what a form would not have asked, or would not have taken, does not go out.
"""

import hmac
from typing import NamedTuple

import msgspec

from kiosk.core.casework.days import china_moment
from kiosk.core.casework.entrustment import Entrustment, write_entrustment
from kiosk.core.casework.identity_number import IdentityNumber
from kiosk.core.refusal import Refusal
from kiosk.desk.clock import plausible_ms
from kiosk.desk.form_asks import conditions, pictures
from kiosk.desk.form_gaps import lacking
from kiosk.desk.forms import Forms, drawn_from, edition
from kiosk.desk.station import Station


class Filled(NamedTuple):
    """The entrustment with the answers as the form has them; what they say about materials, by number (True: required,
    False: not asked for); the file names of photographs that are answers."""

    entrustment: Entrustment
    conditions: dict[int, bool]
    pictures: tuple[str, ...]


def filled(station: Station, entrustment: Entrustment, identity: IdentityNumber) -> Filled:
    """Fill the answers into the form that this station has for the matter; without a form they stay as they are. An
    answer to what is not asked is left out: it never leaves the station. Answers that name their form are all there
    are (the window's do): what was emptied there stays empty. In a file that names none the form's proposals stand.

    Refusal ANSWERS_OTHER_FORM where they name another form, FORM_ANSWER_UNKNOWN and FORM_ANSWER_TYPE of `fill`, and
    ANSWERS_LACKING, which names everything that is not right yet."""
    forms = forms_of(station, write_entrustment(entrustment))
    if not forms.has(entrustment.matter):
        if entrustment.form is not None:
            raise Refusal("ANSWERS_OTHER_FORM", form=_shown(entrustment), held="—")
        return Filled(entrustment, {}, ())
    filling = forms.begin(entrustment.matter, identity, "agent" if station.signed_in else "alone")
    held = edition(filling)
    if entrustment.form is not None and entrustment.form != held:
        raise Refusal("ANSWERS_OTHER_FORM", form=_shown(entrustment), held=f"{held.id} {held.version}")
    filling.fill(entrustment.answers, whole=entrustment.form is not None)
    no = lacking(filling)
    if no is not None:
        raise no
    recorded = msgspec.structs.replace(entrustment, answers=filling.answers(), form=held)
    return Filled(recorded, conditions(filling), pictures(filling))


def forms_of(station: Station, seed: bytes) -> Forms:
    """The forms as this station gives them out now. What a form draws follows from `seed`: filled in twice, the same
    entrustment has the same answers."""
    now = china_moment(plausible_ms(station.now().wall_ms, station.store.number("enrolled_ms")))
    return Forms(now, drawn_from(hmac.digest(station.device_secret, b"daiban-form\0" + seed, "sha256")), station.code)


def _shown(entrustment: Entrustment) -> str:
    return f"{entrustment.form.id} {entrustment.form.version}" if entrustment.form else ""
