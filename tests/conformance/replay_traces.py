"""Replays the recorded traces of ODK's web-forms scenarios on our filling: every node after every step.

A trace is a form, then answers, rows added and removed, records saved and restored. After each step the recording lists
what web-forms knew of every node, and the record as XML. What a machine fills in for itself (instance numbers, moments)
is compared by its shape. A form's own files are not in the recording: the tables among them are made here again.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import FormDefinition, read_definition
from kiosk.core.xforms.filling import Filling, Question, State
from kiosk.core.xforms.xpath.scope import Surroundings
from tests.conformance.replayed import Difference, Replayed

TRACES = Path(__file__).parent / "odk" / "scenarios.json.gz"
KIND = "traces"
_META = re.compile(r"/(orx\d?:)?meta(/|$)")
_META_XML = re.compile(r"<((orx\d?:)?meta)[ />].*?(</\1>|/>)", re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)")
_UUID = re.compile(r"uuid:[0-9a-f-]{36}")
_SPACES = re.compile(r' xmlns(:\w+)?="[^"]*"')
_OBJECT = re.compile(r"\w+:\[object \w+\]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DELIMITERS = {"tab": "\t", "pipe": "|", "semicolon": ";"}
_ROW_ENDS = {"LF": "\n", "CR": "\r", "CRLF": "\r\n", "LFLF": "\n\n", "LFCR": "\n\r"}


def replayed() -> Replayed:
    """Every trace of the file, run once."""
    recorded = json.loads(gzip.decompress(TRACES.read_bytes()))
    now = datetime.fromisoformat(recorded["recorded_now"]).astimezone(ZoneInfo(recorded["tz"]))
    differences = []
    for number, trace in enumerate(recorded["traces"]):
        first = next(_Stage(trace, now).differences(), None)
        if first is not None:
            where, *values = first
            differences.append(Difference(str(number), KIND, f"{trace['test']}: {where}", *values))
    return Replayed({KIND: len(recorded["traces"])}, tuple(differences))


Found = tuple[str, object, object]  # the step and node, what was recorded, what was found


class _Stage:
    """One trace: its fillings by the number that the recording gives them."""

    def __init__(self, trace: dict[str, Any], now: datetime) -> None:
        self._trace = trace
        self._surroundings = Surroundings(lambda: now, lambda: 0.25, lambda: "00000000-0000-4000-8000-000000000000")
        self._fillings: dict[int, Filling] = {}
        self._definitions: dict[str, FormDefinition] = {}

    def differences(self) -> Iterator[Found]:
        """Step by step what came out otherwise."""
        for number, step in enumerate(self._trace["steps"]):
            where = f"{number} {step['op']} {str(step['args'])[:60]}"
            try:
                refused = self._do(step, number)
            except Refusal as refusal:
                refused = refusal
            if (refused is not None) != (step["op"] == "answer-error"):
                yield where, step["op"], refused
                return
            if "state" in step:
                filling = self._fillings[step["sid"]]
                yield from _compared(where, step["state"], filling.state())
                yield from _compared_xml(where, step["xml"], filling)

    def _do(self, step: dict[str, Any], number: int) -> Refusal | None:
        op, sid, given = step["op"], step["sid"], step["args"]
        if op == "init":
            self._fillings[sid] = self._begun(given[1], sid, number)
            return None
        if op in ("restoredFrom", "newInstanceOf", "read"):
            return None  # the step before began it; what is read stands in the state
        filling = self._fillings[sid]
        if op == "answer-error":
            op, given = "answer", given[0]
        given = [_told(one, given[0], step) for one in given]
        try:
            _act(filling, op, given)
        except Refusal as refusal:
            # What cannot be held is no answer: web-forms keeps none.
            if refusal.code != "FORM_ANSWER_TYPE" or step["op"] == "answer-error":
                return refusal
            filling.answer(given[0], _among(filling.question(given[0]), given[1:]))
        return None

    def _begun(self, xml: str, sid: int, number: int) -> Filling:
        definition = self._definitions.get(xml)
        if definition is None:
            definition = self._definitions[xml] = read_definition(xml.encode(), self._files(xml))
        return Filling(definition, self._surroundings, self._saved(definition, sid, number))

    def _saved(self, definition: FormDefinition, sid: int, number: int) -> bytes | None:
        """The record that a filling is carried on from. The tests that alter it first did not record what they made of
        it: there it is the record as it stood when it had been read back."""
        steps = self._trace["steps"]
        source = None
        for step in steps[number + 1 : number + 2]:
            if step["op"] == "restoredFrom" and step["sid"] == sid:
                source = int(step["args"][0])
        if source is None and "edit" in self._trace["test"]:  # where editing began anew is not recorded either
            source = next((s for s, one in reversed(self._fillings.items()) if one.definition is definition), None)
        if source is None:
            return None
        left = [step["xml"] for step in steps[:number] if step["sid"] == source and "xml" in step]
        read: str = steps[number]["xml"]
        return self._fillings[source].submission() if _plain(left[-1]) == _plain(read) else read.encode()

    def _files(self, xml: str) -> Mapping[str, bytes]:
        """The files that the tests behind the recording bring along."""
        test = self._trace["test"]
        delimiter = next((sign for name, sign in _DELIMITERS.items() if f"column delimiter: {name}" in test), ",")
        end = next((sign for name, sign in _ROW_ENDS.items() if test.endswith(f"row delimiter: {name}")), "\n")
        rows = [("item-label", "item-value"), *((letter.upper(), letter) for letter in _LETTERS)]
        points = [
            _point([102, 0.5], None, {"id": "fs87b", "name": "My cool point", "foo": "bar"}),
            _point([104, 0.5], 67, {"name": "Your cool point", "foo": "quux", "special-property": "special value"}),
        ]
        return {
            "csv-attachment.csv": end.join(delimiter.join(row) for row in rows).encode(),
            "external-data.geojson": json.dumps({"type": "FeatureCollection", "features": points}).encode(),
            "issue_449_last_saved.xml": b"<data id='data'><aggregated>a b</aggregated><new-part>b</new-part></data>",
        }


def _point(coordinates: list[float], number: int | None, properties: dict[str, str]) -> dict[str, object]:
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": coordinates}, "properties": properties}
    return point if number is None else {**point, "id": number}


def _act(filling: Filling, op: str, given: list[Any]) -> None:
    if op == "answer":
        filling.answer(given[0], " ".join(_lexical(one) for one in given[1:]))
    elif op == "createNewRepeat":
        filling.add(given[0])
    elif op == "removeRepeat":
        ref, _, position = given[0].rpartition("[")
        filling.remove(ref, int(position.rstrip("]")))
    else:
        assert op == "setLanguage"
        filling.speak(given[0])


def _told(given: Any, ref: str, step: dict[str, Any]) -> Any:
    """An answer that the recording has only as “[object …]”: a file or a place, as the node held it afterwards."""
    if isinstance(given, str) and _OBJECT.fullmatch(given):
        return next(row["value"] for row in step["state"] if row["ref"] == ref)
    return given


def _lexical(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "OK" if value else ""
    return str(value)


def _among(question: Question, given: list[Any]) -> str:
    """Those of several values that the question offers, as web-forms picks them; nothing for any other question."""
    offered = {option.value for option in question.options}
    return " ".join(value for one in given for value in _lexical(one).split() if value in offered)


def _compared(where: str, recorded: list[dict[str, Any]], found: tuple[State, ...]) -> Iterator[Found]:
    known = {state.ref: state for state in found}
    for row in recorded:
        ref = row["ref"]
        if _META.search(ref):
            continue
        state = known.pop(ref, None)
        if state is None:
            yield f"{where} {ref}", row["type"], None
            continue
        for name, value in _facts(state).items():
            if name in row and _shape(row[name]) != _shape(value):
                yield f"{where} {ref} {name}", row[name], value
    for ref in known:
        if not _META.search(ref):
            yield f"{where} {ref}", None, known[ref].type


def _facts(state: State) -> dict[str, object]:
    """A state under the names that the recording has for it."""
    violation = state.violation
    return {
        "type": state.type,
        "relevant": state.relevant,
        "readonly": state.readonly,
        "required": state.required,
        "value": state.value,
        "violation": None if violation is None else violation.rule,
        "message": None if violation is None else violation.message,
        "label": state.label,
        "hint": state.hint,
        "nOptions": len(state.options or ()),
        "options": [list(pair) for pair in state.options or ()],
    }


def _shape(value: object) -> object:
    """What is compared of a value: moments and numbers of instances by their shape."""
    return _UUID.sub("uuid", _MOMENT.sub("moment", value)) if isinstance(value, str) else value


def _compared_xml(where: str, recorded: str, filling: Filling) -> Iterator[Found]:
    expected, found = _plain(recorded), _plain(filling.saved().decode())
    if expected != found:
        yield f"{where} xml", expected, found


def _plain(xml: str) -> str:
    """The record without its meta block and without declarations of namespaces, which each engine puts elsewhere."""
    return str(_shape(_SPACES.sub("", _META_XML.sub("", xml)))).replace("<!---->", "")
