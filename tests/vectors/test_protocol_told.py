"""docs/protocol.md says what the wire is, byte for byte."""

import re

from kiosk.core.carriage.batch import FrameType
from tests.vectors.telling import DOCUMENT, told

TEXT = DOCUMENT.read_text("utf-8")


def test_the_told_parts_are_those_of_the_frozen_vectors_and_the_code() -> None:
    assert told(TEXT) == TEXT, "python -m tests.vectors.telling"


def test_every_module_that_is_named_exists_and_every_rule_is_placed() -> None:
    root = DOCUMENT.parents[1]
    for path in re.findall(r"`((?:kiosk|server|tests)/[\w/]+\.py)`", TEXT):
        assert (root / path).exists(), path
    for (
        rule
    ) in "R-RAW R-HASHACK R-BRANCH R-BOUND R-KEY R-LANE R-EPOCH R-SEAL R-SAFE R-TIME R-TRUTH R-HERD R-FOLD".split():
        assert re.search(rf"\| {rule} \|[^|]+\|[^|]*`[^|]+\|", TEXT), rule


def test_every_route_and_frame_type_is_told() -> None:
    for route in ("GET /v1/certificate", "POST /v1/batches", "POST /v1/asks", "GET /v1/health"):
        assert route in TEXT
    for kind in FrameType:
        assert f"| {kind.value} | {kind.name} |" in TEXT
