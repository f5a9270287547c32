"""A form that was damaged on its way, or on purpose, is refused or filled in: nothing else comes of it."""

from collections.abc import Callable
from copy import deepcopy
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.filling import Filling
from tests.property.xforms.forms_at_random import begun, forms, read

DAMAGES_MAX = 6
SCRAPS = ("(", "..", "/", "[1]", "*", "@x", " or ", "-", "'", "position(.)", "999999999999", "\u202e")


def _take_out(random: Random, element: etree._Element, others: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _put_elsewhere(random: Random, element: etree._Element, others: list[etree._Element]) -> None:
    random.choice(others).append(deepcopy(element))


def _call_otherwise(random: Random, element: etree._Element, others: list[etree._Element]) -> None:
    element.tag = random.choice(others).tag


def _say_otherwise(random: Random, element: etree._Element, others: list[etree._Element]) -> None:
    said = [value for other in others for value in other.attrib.values()]
    for key in element.attrib:
        element.set(key, random.choice(said))


def _scratch(random: Random, element: etree._Element, others: list[etree._Element]) -> None:
    for key, value in element.attrib.items():
        place = random.randint(0, len(value))
        element.set(key, value[:place] + random.choice(SCRAPS) + value[place:])


DAMAGES: tuple[Callable[[Random, etree._Element, list[etree._Element]], None], ...] = (
    _take_out,
    _put_elsewhere,
    _call_otherwise,
    _say_otherwise,
    _scratch,
)


def _damaged(xml: bytes, random: Random) -> bytes:
    root = etree.fromstring(xml)
    elements = list(root.iter("*"))
    for _ in range(random.randint(1, DAMAGES_MAX)):
        random.choice(DAMAGES)(random, random.choice(elements), elements)
    return etree.tostring(root)


def _walk(filling: Filling, random: Random) -> None:
    """Look at everything, answer something, add and remove."""
    for _ in range(4):
        questions, repeats = filling.questions(), filling.repeats()
        try:
            if questions:
                filling.answer(random.choice(questions).ref, random.choice(["", "1", "a", "2026-11-22", "\x00"]))
            if repeats:
                filling.add(random.choice(repeats).ref)
                filling.remove(random.choice(repeats).ref, random.randint(0, 2))
        except Refusal:
            continue
    for look in (filling.steps, filling.gaps, filling.state, filling.answers, filling.submission):
        look()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(forms(), st.randoms(use_true_random=False))
def test_a_damaged_form_is_refused_or_filled_in(xml: bytes, random: Random) -> None:
    damaged = _damaged(xml, random)
    try:
        filling = begun(read(damaged))
    except Refusal as refusal:
        assert refusal.code.startswith("FORM_")
        return
    _walk(filling, random)
