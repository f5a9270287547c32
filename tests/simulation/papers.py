"""What residents bring: entrustments from the shipped examples, each with its own operation, some with photographs."""

import json
import random
from functools import cache
from importlib.resources import files
from typing import Any

from kiosk.desk.material import Taken
from kiosk.desk.photograph import Photograph

EXAMPLES = ("entrustment-county", "entrustment-township", "entrustment-village", "entrustment-passed-up", "entrustment")
_INK = [[[77 + 20 * i, 111 + 3 * i, 16 * i] for i in range(8)], [[88 + 20 * i, 183, 238 + 16 * i] for i in range(8)]]
_THUMB_BYTES, _FULL_BYTES = 900, 20_000  # two pieces: enough to be begun on one road and finished on another


@cache
def _example(name: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(files("assets").joinpath(f"examples/{name}.json").read_bytes())
    fields["signature"] = _INK
    for row in fields["materials"]:
        row.pop("attachments", None)
    return fields


def entrustment(dice: random.Random, operation: bytes, alone: bool, photographed: bool) -> tuple[bytes, list[Taken]]:
    """(the file, its photographs). alone: no agent stands by."""
    fields = json.loads(json.dumps(_example(dice.choice(EXAMPLES))))
    fields["operation"] = operation.hex()
    taken = []
    if photographed:
        fields["materials"][0]["attachments"] = ["paper.jpg"]
        full, thumb = dice.randbytes(_FULL_BYTES), dice.randbytes(_THUMB_BYTES)
        taken.append(Taken("paper.jpg", Photograph(full, thumb, 800, 600)))
    return json.dumps(fields, ensure_ascii=False).encode(), taken


DEED_FIELDS: dict[str, dict[str, str]] = {
    "correct": {"notice": "请补正", "gaps": "101"},
    "decline": {"why": "conditions_not_met", "reason": "不符合条件", "referral": "请到县里办理"},
    "return": {"why": "unreadable", "reason": "照片看不清，请重拍"},
    "step": {"step": "handled"},
    "suspend": {"reason": "hearing"},
    "conclude": {"result": "granted"},
    "add-material": {"materials": "1"},
    "resubmit": {"materials": "1"},
    "extend": {"days": "5", "reason": "材料多"},
    "void": {"why": "entry_error", "reason": "录错"},
    "open-joint": {"departments": "民政,医保"},
    "close-joint": {"minutes": "同意"},
    "withdraw": {"reason": "不办了"},
    "follow-up": {"way": "phone", "outcome": "content"},
}
SIGNED = ("deliver", "receive", "withdraw")
INK = json.dumps(_INK)
# Those of the second table (decision 0022) are carried like any other event; drawn here, they would tell other stories
# under the kept seeds than those that once went wrong.
_LATER = (
    "allow-later", "supply", "promise-proof", "check-promise", "revoke-card", "ask-opinion", "give-opinion",
    "call-gathering", "sign-notice", "note-attendance", "survey", "prioritise", "revoke-mandate", "give-mandate",
    "bill", "pay", "link", "visit",
)  # fmt: skip
NOT_TRIED = ("entrust", "rate", "complain", *_LATER)
