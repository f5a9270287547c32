"""What a type needs beside its name: pixels of a photograph, ends of a range, a calculation, words of 外观."""

from collections.abc import Iterator
from itertools import pairwise

from server.forms.finding import Finding
from server.forms.form import BEGIN, Form, Item
from server.forms.names import offered
from server.forms.vocabulary import APPEARANCES

PIXELS_MIN, PIXELS_MAX = 480, 4096  # of the longer side: below it no print is legible, above it no line carries it
PIXELS_USUAL = 1600
NESTED_MAX = 5  # groups and rounds within each other: a screen names all of them above the question
ROUNDS_MAX = 3  # an entrustment carries rows in rows in rows (kiosk/core/casework/entrustment.py)
RANGE_STEPS_MAX = 1_000
# What may stand under 参数, by canonical type.
PARAMETERS = {
    "image": ("max-pixels",), "range": ("start", "end", "step"), "select_one": ("randomize", "seed"),
    "select_multiple": ("randomize", "seed"), "rank": ("randomize", "seed"),
    "select_one_from_file": ("value", "label", "randomize", "seed"),
}  # fmt: skip


def check_particulars(form: Form) -> Iterator[Finding]:
    """Everything that belongs to one type."""
    for item in form.items:
        given, broken = _parameters(item)
        if broken:
            yield item.row.finding("parameters", "PARAMETER_SHAPE", text=broken)
            continue
        allowed = PARAMETERS.get(item.kind, ())
        for name in given:
            if name not in allowed:
                yield item.row.finding("parameters", "PARAMETER_UNKNOWN", name=name, known="、".join(allowed) or "—")
        if item.kind == "image" and "signature" not in item.appearance.split():
            yield from _check_pixels(item, given)
        if item.kind == "image" and item.row.text("default"):
            yield item.row.finding("default", "DEFAULT_OF_PICTURE")
        if item.kind == "csv-external" and item.inside:
            yield item.row.finding("type", "TABLE_INSIDE", name=item.name)
        if item.kind in BEGIN and len(item.inside) == NESTED_MAX:
            yield item.row.finding("type", "NESTED_DEEP", limit=NESTED_MAX)
        rounds = sum(outer.kind == "begin_repeat" for outer in item.inside)
        if item.kind == "begin_repeat" and rounds == ROUNDS_MAX:
            yield item.row.finding("type", "ROUNDS_DEEP", limit=ROUNDS_MAX)
        if item.kind == "range":
            yield from _check_range(item, given)
        if item.kind == "calculate" and not item.row.text("calculation"):
            yield item.row.finding("calculation", "CALCULATION_MISSING", name=item.name)
        for word in item.row.text("appearance").split():
            if word not in APPEARANCES:
                known = offered(word, APPEARANCES)
                yield item.row.finding("appearance", "APPEARANCE_UNKNOWN", word=word, offered=known)
    for item, following in pairwise(form.items):
        if item.kind in BEGIN and following.kind == item.kind.replace("begin", "end"):
            yield item.row.finding("type", "INSIDE_EMPTY", begun=item.type.zh)


def _parameters(item: Item) -> tuple[dict[str, str], str]:
    """name -> value, and the first piece that is not name=value."""
    given: dict[str, str] = {}
    for piece in item.row.text("parameters").replace(";", " ").replace(",", " ").split():
        name, equals, value = piece.partition("=")
        if not (name and equals and value):
            return given, piece
        given[name] = value
    return given, ""


def _check_pixels(item: Item, given: dict[str, str]) -> Iterator[Finding]:
    text = given.get("max-pixels", "")
    if not text:
        yield item.row.finding("parameters", "PIXELS_MISSING", usual=PIXELS_USUAL)
    elif not (text.isascii() and text.isdigit() and PIXELS_MIN <= int(text) <= PIXELS_MAX):
        yield item.row.finding(
            "parameters", "PIXELS_WRONG", text=text, least=PIXELS_MIN, most=PIXELS_MAX, usual=PIXELS_USUAL
        )


def _check_range(item: Item, given: dict[str, str]) -> Iterator[Finding]:
    try:
        start, end, step = (float(given[name]) for name in ("start", "end", "step"))
        right = start < end and step > 0 and (end - start) / step <= RANGE_STEPS_MAX
    except (KeyError, ValueError, OverflowError):
        right = False
    if not right:
        yield item.row.finding("parameters", "RANGE_WRONG", limit=RANGE_STEPS_MAX)
