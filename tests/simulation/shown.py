"""No false state is shown (R-TRUTH): what a station says of its own events, against the omniscient ledger.

Written from the rule and not from the code: each truth is asked where people see it (`casebook.truths`, `proofs.tally`)
and held against what really happened, never against the station's own marks.
"""

from kiosk.core.carriage.kinds import CASE_KIND_MAX
from kiosk.desk.casebook import truths
from kiosk.desk.journal import decode_case
from kiosk.desk.proofs import tally
from kiosk.desk.store import BY_NODE, INNER, OWN
from tests.simulation.kiosk_machine import KioskMachine
from tests.simulation.world import World, Wrong


def nothing_false_is_shown(world: World, kiosk: KioskMachine) -> None:
    """Every truth about every own event of a case. Wrong names the first that is none."""
    station, ledger = kiosk.station, world.ledger
    number = station.store.number("county_incarnation")
    true = {
        "recorded": ledger.written,
        "left": kiosk.left,
        "at_township": ledger.at_township,
        "at_county": ledger.at_county[number],
        "safe": ledger.safe[number],
        "opened": ledger.opened[number],
    }
    cases = {row[0]: decode_case(row[1]) for row in station.store.all('SELECT number, folded FROM "case"')}
    rows = station.store.all(
        'SELECT hash, "case" FROM event WHERE origin = ? AND kind <= ? ORDER BY position', OWN, CASE_KIND_MAX
    )
    counted = dict.fromkeys(true, 0)
    for event, number_of_case in rows:
        shown = truths(station, event, cases.get(number_of_case))
        for truth, really in true.items():
            if shown[truth] is None:
                continue
            counted[truth] += 1
            if event not in really:
                raise Wrong(f"{kiosk.name} shows {truth} of {event.hex()[:12]}, which is not so")
        accepted = shown["accepted"]
        if accepted is not None and bytes.fromhex(accepted["proof"]) not in ledger.written:
            raise Wrong(f"{kiosk.name} shows accepted by an event that nobody wrote")
    # What came down again to its own author: it has no marks, and no other proof than this says where it is.
    came_down = station.store.all(
        f"SELECT hash FROM event WHERE origin = ? AND {BY_NODE}", INNER, station.identity.node
    )
    for (event,) in came_down:
        if truths(station, event)["at_county"] is not None and event not in true["at_county"]:
            raise Wrong(f"{kiosk.name} shows at_county of {event.hex()[:12]} that came down, which is not so")
    said = tally(station).truths
    if {truth: said[truth] for truth in counted} != counted:
        raise Wrong(f"{kiosk.name} counts {said}, and shows {counted} one by one")
    missing = [
        promise
        for promise in ledger.promises.values()
        if promise.kiosk == kiosk.name and promise.event not in ledger.disk_gone
    ]
    here = {event for event, _ in rows}
    if gone := [promise for promise in missing if promise.event not in here]:
        raise Wrong(f"{kiosk.name} gave a receipt for {gone[0].number} and does not hold it any more")
