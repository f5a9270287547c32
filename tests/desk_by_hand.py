"""A station with a day's work for its agent: cases in every state that the desk meets, made by the deeds themselves.

The county is `CountyByHand`: it takes what the station carries, decides, and sends its signed events down again.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.core.carriage.certificate import verify_chain
from kiosk.core.casework.codes import GapReason, Result, gap_code
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.receipt import Receipt
from kiosk.core.catalogue.matters import Matter
from kiosk.core.event import Level
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import ROAD_COUNTY, carried, make_ask, next_offer
from kiosk.desk.settling import absorb, settle_acknowledgement
from kiosk.desk.staffing import Issued, sign_in_with_card
from kiosk.desk.station import Station, open_station
from kiosk.settings import read_settings
from tests.answers_by_hand import answers_for
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import PIN, Wall, example, instruments, make_station

DAY_MS = 86_400_000
PROMISE = {"promised_days": 12, "promised_unit": 0, "statutory_days": 20, "statutory_unit": 0}
NAMES = {
    "pending": "王秀英", "fresh": "李建国", "late": "欧阳小敏", "correction": "张桂兰", "result": "刘德华",
    "delivered": "陈玉梅", "township": "赵铁柱", "handling": "孙淑芬",
}  # fmt: skip


class DeskDay(NamedTuple):
    """The station's folder, its one agent's card, its county, its clock, case numbers and query codes by what they
    are."""

    folder: Path
    issued: Issued
    county: CountyByHand
    wall: Wall
    cases: dict[str, str]
    codes: dict[str, str]


def county_matter(station: Station) -> Matter:
    """A matter that the county itself accepts and decides, for which an agent may stand in."""
    return next(
        matter
        for matter in station.document.matters
        if matter.accept_tier == matter.decide_tier == Level.COUNTY
        and matter.agent_allowed == "Y"
        and len(matter.materials) >= 3
    )


def exchange_with(station: Station, county: CountyByHand, *, safe: bool = True, opened: bool = True) -> None:
    """One whole round: what we have goes up, signed words and new events come down."""
    offered = next_offer(station, station.county, 4_000_000)
    if offered.batch:
        county.take(offered.batch)
        carried(station, offered.events, county.now_ms, ROAD_COUNTY)
    word = county.acknowledge(safe=safe, opened=opened)
    settle_acknowledgement(station, word.signed, (station.county,))
    absorb(station, county.answer(make_ask(station).signed), (station.county,))


def decide(station: Station, county: CountyByHand, number: str, kind: Kind, facts: dict[str, Any], **body: str) -> None:
    """One office event and its way down."""
    event = county.decide(number, kind, facts, "" if kind is Kind.REACHED else "C001")
    me = verify_chain(station.identity.chain, station.root)
    county.send(me, event, json.dumps({"at_ms": county.now_ms, **body}, ensure_ascii=False).encode())


def entrusted(station: Station, name: str, matter: Matter | None = None) -> Receipt:
    """The receipt of a case of somebody of that name; of the shipped example's matter unless another is given."""
    given = json.loads(example())
    fields: dict[str, Any] = {"principal": given["principal"] | {"name": name}, "operation": ""}
    if matter is not None:
        fields["matter"], fields["answers"] = matter.code, answers_for(matter.code)
        fields["materials"] = [{"number": one.number, "held": "原件", "copies": 1} for one in matter.materials]
    else:
        fields["materials"] = [{k: v for k, v in row.items() if k != "attachments"} for row in given["materials"]]
    return entrust(station, example(**fields)).receipt


def make_day(folder: Path, county: CountyByHand | None = None) -> DeskDay:
    """A station two weeks into its work."""
    county, wall = county or CountyByHand(), Wall()
    wall.ms -= 14 * DAY_MS
    tools = instruments(77, wall)
    issued = make_station(folder, county, tools=tools)
    receipts: dict[str, Receipt] = {}
    cases: dict[str, str] = {}
    with open_station(folder, tools, read_settings(folder)) as station:

        def later(days: int) -> None:
            wall.ms += days * DAY_MS
            wall.uptime_s += days * 86_400
            county.now_ms = wall.ms

        later(0)
        sign_in_with_card(station, issued.badge, PIN)
        for who in ("late", "township", "correction", "handling", "result", "delivered"):
            matter = None if who in ("late", "township") else county_matter(station)
            receipts[who] = entrusted(station, NAMES[who], matter)
            cases[who] = receipts[who].number
            if who != "late":
                act(station, Wanted(cases[who], "forward", {}))
        exchange_with(station, county)
        later(3)
        for who in ("handling", "result", "delivered"):
            decide(station, county, cases[who], Kind.REACHED, {"at_ms": wall.ms})
            decide(station, county, cases[who], Kind.ACCEPTED, PROMISE, note="材料齐全")
            decide(station, county, cases[who], Kind.HANDLING_STARTED, {})
        later(4)
        gaps = {"gaps": (gap_code(2, GapReason.UNREADABLE), gap_code(3, GapReason.MISSING))}
        decide(station, county, cases["correction"], Kind.CORRECTION_ASKED, gaps,
               notice="机动车驾驶证照片看不清，请重拍；另缺身体条件材料。")  # fmt: skip
        for who in ("result", "delivered"):
            decide(
                station, county, cases[who], Kind.CONCLUDED, {"result": Result.GRANTED}, opinion="符合条件，准予发放"
            )
            decide(station, county, cases[who], Kind.RESULT_SENT, {})
        exchange_with(station, county)
        later(6)
        strokes = json.dumps(json.loads(example())["signature"]).encode()
        act(station, Wanted(cases["delivered"], "deliver", {}, strokes))
        exchange_with(station, county)
        later(1)
        receipts["fresh"] = entrusted(station, NAMES["fresh"])
    with open_station(folder, tools, read_settings(folder)) as station:
        receipts["pending"] = entrusted(station, NAMES["pending"])
    cases = {who: receipt.number for who, receipt in receipts.items()}
    return DeskDay(folder, issued, county, wall, cases, {who: slip.query_code for who, slip in receipts.items()})
